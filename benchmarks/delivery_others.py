"""The same burst for APScheduler and for procrastinate, for context.

Neither looks for what it may have sent before it crashed: APScheduler forgets a job once it is
started, and procrastinate leaves one whose worker died as it is, until somebody asks for it.
"""

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TypeAlias

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

Measured: TypeAlias = tuple[float, float, float]
"""Seconds until all was done; median and worst lateness."""

_PATIENCE = 300.0
_AT_ONCE = 50  # jobs of procrastinate's worker, and half as many connections

fired_at: list[float] = []
all_fired = Event()


def fired(expected: int) -> None:
    """What APScheduler runs; it has to be found by name."""
    fired_at.append(time.time())
    if len(fired_at) == expected:
        all_fired.set()


async def apscheduler(folder: str, count: int) -> Measured:
    """APScheduler over its SQLAlchemy store: its jobs are gone from it once they are started."""
    return await asyncio.to_thread(_apscheduler, folder, count)


def _apscheduler(folder: str, count: int) -> Measured:
    fired_at.clear()
    all_fired.clear()
    url = f"sqlite:///{Path(folder) / f'apscheduler{count}.sqlite3'}"
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=url)}, timezone=UTC
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) + timedelta(seconds=1)
    for number in range(count):
        scheduler.add_job(
            "benchmarks.delivery_others:fired",
            "date",
            run_date=due,
            args=[count],
            id=str(number),
            misfire_grace_time=None,
        )
    begin = max(due.timestamp(), time.time())
    scheduler.resume()
    if not all_fired.wait(timeout=_PATIENCE):
        raise RuntimeError("APScheduler did not run all jobs in five minutes.")
    late = sorted(taken - begin for taken in fired_at)
    scheduler.shutdown()
    return late[-1], statistics.median(late), late[-1]


async def procrastinate(url: str, count: int) -> Measured:
    """procrastinate's worker, asking the database for due jobs every second (its habit: five)."""
    from procrastinate import App, PsycopgConnector

    app = App(connector=PsycopgConnector(conninfo=url, min_size=_AT_ONCE // 2))
    taken: list[float] = []
    done = asyncio.Event()

    async def deliver() -> None:
        taken.append(time.time())
        if len(taken) == count:
            done.set()

    task = app.task(name=f"deliver{count}")(deliver)
    async with app.open_async():
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()
        due = datetime.now(UTC) + timedelta(seconds=2 + count / 2_000)
        await task.configure(schedule_at=due).batch_defer_async(*({} for _ in range(count)))
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=_AT_ONCE,
                fetch_job_polling_interval=1.0,
                install_signal_handlers=False,
            )
        )
        await asyncio.wait_for(done.wait(), _PATIENCE)
        while await app.job_manager.list_jobs_async(task=task.name, status="doing"):  # noqa: ASYNC110 - only the store knows
            await asyncio.sleep(0.02)
        seconds = (datetime.now(UTC) - due).total_seconds()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    late = sorted(each - due.timestamp() for each in taken)
    return seconds, statistics.median(late), late[-1]
