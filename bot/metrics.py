"""The bot in numbers, for Prometheus. No label tells of a member or a community."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.health import Finding
from bot.model.delivery import ReminderQueue
from bot.model.observing import Alive, Answered, Arrived, Happening, Reviewed, Troubled
from bot.model.ports import Clock, StoreUnavailableError
from bot.model.records import State

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_LATE = (1, 5, 15, 30, 60, 300, 1800, 3600, 6 * 3600, 24 * 3600)  # seconds; 60 is the promise


class Metrics:
    """Counts what happens, and reads how the reminders stand when it is asked."""

    def __init__(self, queue: ReminderQueue, clock: Clock, version: str) -> None:
        self._queue = queue
        self._clock = clock
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("goodask", "This bot", registry=registry).info({"version": version})
        self._reviews = Counter(
            "goodask_reviews", "Drafts reviewed", ["platform", "kind", "band"], registry=registry
        )
        self._answers = Counter(
            "goodask_answers", "Questions by outcome", ["platform", "outcome"], registry=registry
        )
        self._late = Histogram(
            "goodask_delivery_latency_seconds",
            "From when a reminder was due until its platform took it",
            ["platform"],
            buckets=_LATE,
            registry=registry,
        )
        self._errors = Counter(
            "goodask_platform_errors",
            "What went wrong between the bot and a platform",
            ["part", "problem"],
            registry=registry,
        )
        self._reminders = Gauge(
            "goodask_reminders", "Reminders by state", ["state"], registry=registry
        )
        self._overdue = Gauge(
            "goodask_oldest_overdue_seconds",
            "How long the longest-waiting reminder has been due; 0 if none is",
            registry=registry,
        )
        self._up = Gauge(
            "goodask_part_up",
            "Whether a part works, as /healthz says",
            ["part"],
            registry=registry,
        )

    def observe(self, happening: Happening) -> None:
        """Count it."""
        match happening:
            case Reviewed(platform, kind, band):
                self._reviews.labels(platform, kind, band).inc()
            case Answered(platform, outcome):
                self._answers.labels(platform, outcome).inc()
            case Arrived(platform, late):
                self._late.labels(platform).observe(max(late, 0.0))
            case Troubled(part, problem):
                self._errors.labels(part, problem).inc()
            case Alive():
                pass
            case _:
                assert_never(happening)

    async def exposition(self, findings: Sequence[Finding]) -> bytes:
        """All of it, as Prometheus reads it. With the database away, without the reminders."""
        for one in findings:
            self._up.labels(one.part).set(one.well)
        try:
            counts, oldest = await self._queue.counts(), await self._queue.oldest_overdue()
        except StoreUnavailableError:
            self._reminders.clear()
            self._overdue.set(float("nan"))
        else:
            for state in State:
                self._reminders.labels(state).set(counts.get(state, 0))
            self._overdue.set(self._waited(oldest))
        return generate_latest(self._registry)

    def _waited(self, since: datetime | None) -> float:
        waited = 0.0 if since is None else (self._clock.now() - since).total_seconds()
        return max(waited, 0.0)
