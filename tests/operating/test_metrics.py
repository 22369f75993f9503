"""The page of metrics: what it counts, what its documentation says, and nobody in it."""

import re
from datetime import timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.app import compose
from bot.conversation.conversation import Conversation
from bot.conversation.inbound import Inbound
from bot.health import Finding
from bot.metrics import Metrics
from bot.model import tracing
from bot.model.messages import AskEtiquette, GetHelp, Paragraph, ReviewDraft, Say
from bot.model.observing import Answered, Arrived, Happening, Problem, Reviewed, Troubled
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.records import Purpose, Reminder
from bot.model.text import plain
from storage.opening import open_storage
from tests.support import HeldClock, answers, reviewer

PAGE = (Path(__file__).parent.parent.parent / "docs" / "running.md").read_text("utf-8")
LABELS = {"platform", "kind", "band", "outcome", "state", "part", "problem", "version", "le"}
"""None of them tells of a member or a community."""


async def exposed() -> str:
    clock = HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        metrics = Metrics(storage.queue, clock, "1.2.3")
        for happening in (
            Reviewed(Platform.SLACK, "request", "ready"),
            Answered(Platform.DISCORD, "decline"),
            Arrived(Platform.SLACK, 42.0),
            Arrived(Platform.SLACK, -1.0),
            Troubled("Slack reminders", Problem.LIMITED),
        ):
            metrics.observe(happening)
        due = clock.now()
        member = MemberRef(Platform.DISCORD, "1200000000000000007")
        one = Reminder("abcd0", member, Purpose.THANK, due, due.replace(tzinfo=None), "UTC", due)
        await storage.reminders.add(one)
        clock.advance(timedelta(minutes=7))
        findings = [Finding("database", well=True, words="answers")]
        return (await metrics.exposition(findings)).decode()


def samples(text: str) -> dict[str, dict[str, float]]:
    """Values by metric and labels."""
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(value for _, value in sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


async def test_everything_is_counted() -> None:
    found = samples(await exposed())
    assert found["goodask_reviews_total"] == {"ready,request,slack": 1}
    assert found["goodask_answers_total"] == {"decline,discord": 1}
    assert found["goodask_platform_errors_total"] == {"Slack reminders,limited": 1}
    assert found["goodask_delivery_latency_seconds_bucket"]["1.0,slack"] == 1
    assert found["goodask_delivery_latency_seconds_bucket"]["60.0,slack"] == 2
    assert found["goodask_reminders"]["scheduled"] == 1
    assert found["goodask_reminders"]["sent"] == 0
    assert found["goodask_oldest_overdue_seconds"] == {"": 420}
    assert found["goodask_part_up"] == {"database": 1}
    assert found["goodask_info"] == {"1.2.3": 1}
    assert found["process_resident_memory_bytes"][""] > 1e6


async def test_no_label_is_anybody_s() -> None:
    text = await exposed()
    labels = {label for line in text.splitlines() for label in re.findall(r'[{,](\w+)="', line)}
    assert labels <= LABELS
    assert "12000000" not in text


async def test_the_documentation_names_all_of_them() -> None:
    names = {name for name in samples(await exposed()) if name.startswith("goodask")}
    families = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in names}
    described = set(re.findall(r"`(goodask_\w+)(?:\{[\w,]+\})?` \|", PAGE))
    assert {each for each in families if each in described} == described
    assert families <= described | {each.removesuffix("_total") for each in described}
    for problem in Problem:
        assert f"`{problem}`" in PAGE


async def test_what_is_told_is_what_happened_and_never_that_somebody_despaired() -> None:
    seen: list[Happening] = []
    clock = HeldClock()
    who = Caller(MemberRef(Platform.CONSOLE, "1"), Place.DIRECT)
    async with open_storage("sqlite://", clock) as storage:
        talk = compose(reviewer(), storage, clock, answers(), seen.append)
        await talk.handle(who, ReviewDraft("Hi Dana, could I pick your brain? Thanks, Priya"))
        await talk.handle(who, AskEtiquette("who pays for the coffee?"))
        await talk.handle(who, Say("who pays for the coffee?"))
        for request in (AskEtiquette(_DESPAIR), Say(_DESPAIR)):
            reply = await talk.handle(who, request)
            assert reply.parts
    told = Answered(Platform.CONSOLE, "answer")
    assert seen == [Reviewed(Platform.CONSOLE, "request", "needs_work"), told, told]


_DESPAIR = "I don't want to live anymore"


async def test_the_reference_that_a_member_is_told_is_the_request_s_id() -> None:
    class _Broken:
        def handlers(self) -> dict[type, object]:
            async def breaks(_who: Caller, _request: GetHelp) -> None:
                raise KeyError("pick your brain")

            return {GetHelp: breaks}

    who = Caller(MemberRef(Platform.DISCORD, "1"), Place.DIRECT)
    async with open_storage("sqlite://", HeldClock()) as storage:
        talk = Conversation([_Broken()])  # type: ignore[list-item]  # a feature that breaks
        inbound = Inbound(talk, storage.claims, storage.members)
        with tracing.traced() as request:
            reply = await inbound.receive(who, GetHelp(), "discord:1")
    assert reply is not None
    (said,) = [plain(part.text) for part in reply.parts if isinstance(part, Paragraph)]
    assert request in said
    assert tracing.current() is None
