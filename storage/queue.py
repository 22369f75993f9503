"""Reminders as the delivery sees them: due, leased, done with."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningUpdate

from bot.model.delivery import Batch, GivenUp, Outcome
from bot.model.people import Platform
from bot.model.ports import Clock
from bot.model.records import Reminder, State
from storage.database import Database
from storage.reminder_rows import OPEN, reminder_of
from storage.schema import pulses, reminders

_log = logging.getLogger(__name__)

_UNREADABLE_PAUSE = timedelta(hours=1)


class Queue:
    """The `ReminderQueue` of a database, shared by all processes on it.

    A lease is a token in the row and the instant at which the row may be claimed again.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, platform: Platform, limit: int, lease: timedelta) -> Batch:
        """Lease what is due, the longest due first, in one statement; nobody else gets it.

        If there is more than `limit`, what else is due for the same members comes with it.
        """
        now = self._clock.now()
        token = token_hex(8)
        due = sa.and_(reminders.c.platform == platform, reminders.c.wake_at <= now)
        first = sa.select(reminders.c.id).where(due).order_by(reminders.c.wake_at).limit(limit)
        async with self._database.writing() as connection:
            rows = list((await connection.execute(_lease(first, token, now + lease))).all())
            if len(rows) >= limit:
                theirs = reminders.c.member.in_({row.member for row in rows})
                rest = sa.select(reminders.c.id).where(due, theirs)
                rows += (await connection.execute(_lease(rest, token, now + lease))).all()
        return Batch(token, await self._readable(token, rows))

    async def carry(self, token: str, carrier: str, ids: Sequence[str]) -> frozenset[str]:
        """Note that one message is to carry these; which of them the token still holds."""
        change = sa.update(reminders).where(_held(token, ids)).values(carrier=carrier)
        async with self._database.writing() as connection:
            return frozenset(await connection.scalars(change.returning(reminders.c.id)))

    async def held(self, token: str, ids: Sequence[str]) -> frozenset[str]:
        """Which of these the token still holds: not cancelled, not claimed by another."""
        query = sa.select(reminders.c.id).where(_held(token, ids))
        async with self._database.reading() as connection:
            return frozenset(await connection.scalars(query))

    async def record(self, token: str, outcomes: Sequence[Outcome]) -> None:
        """Write down what became of them, all or none. What is no longer held is left alone."""
        if not outcomes:
            return
        change = (
            sa.update(reminders)
            .where(reminders.c.id == sa.bindparam("b_id"), reminders.c.lease == token)
            .values(
                state=sa.bindparam("b_state"),
                wake_at=sa.bindparam("b_wake_at"),
                problem=sa.bindparam("b_problem"),
                receipt=sa.bindparam("b_receipt"),
                sent_at=sa.bindparam("b_sent_at"),
                unsure=sa.bindparam("b_unsure"),
                attempts=reminders.c.attempts - sa.bindparam("b_uncounted", type_=sa.Integer),
                lease=None,
            )
        )
        async with self._database.writing() as connection:
            await connection.execute(change, [_bound(outcome) for outcome in outcomes])

    async def earliest(self, platform: Platform) -> datetime | None:
        """When the next one is due, or the next lease ends; None if nothing is pending."""
        query = sa.select(sa.func.min(reminders.c.wake_at)).where(reminders.c.platform == platform)
        return await self._one(query)

    async def counts(self) -> Mapping[State, int]:
        """How many there are in each state, on all platforms."""
        query = sa.select(reminders.c.state, sa.func.count()).group_by(reminders.c.state)
        async with self._database.reading() as connection:
            found = {state: count for state, count in await connection.execute(query)}  # noqa: C416
        return {state: found.get(state, 0) for state in State}

    async def oldest_overdue(self) -> datetime | None:
        """Since when the longest-waiting one has been due, or None if none is."""
        overdue = sa.and_(OPEN, reminders.c.due <= self._clock.now())
        return await self._one(sa.select(sa.func.min(reminders.c.due)).where(overdue))

    async def given_up(self, limit: int) -> Sequence[GivenUp]:
        """Those that are unreachable, the latest due first, at most so many."""
        columns = reminders.c
        query = (
            sa.select(columns.id, columns.platform, columns.due, columns.problem)
            .where(columns.state == State.UNREACHABLE)
            .order_by(columns.due.desc(), columns.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [GivenUp(row.id, row.platform, row.due, row.problem or "") for row in rows]

    async def retry(self, reminder_id: str) -> bool:
        """For the operator: send this one now, though it was given up. False if it was not."""
        again = reminders.c.state.in_([State.UNREACHABLE, State.RETRY])
        change = (
            sa.update(reminders)
            .where(reminders.c.id == reminder_id, again)
            .values(state=State.SCHEDULED, wake_at=self._clock.now(), attempts=0, problem=None)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount > 0

    async def pulse(self, platform: Platform) -> datetime | None:
        """Say that the delivery of a platform is alive; when it last was (None: never)."""
        new = self._database.insert(pulses).values(platform=platform, beat_at=self._clock.now())
        beat = new.on_conflict_do_update(
            index_elements=[pulses.c.platform], set_={"beat_at": new.excluded.beat_at}
        )
        last = sa.select(pulses.c.beat_at).where(pulses.c.platform == platform)
        async with self._database.writing() as connection:
            before: datetime | None = await connection.scalar(last)
            await connection.execute(beat)
        return before

    async def _one(self, query: sa.Select[Any]) -> datetime | None:
        async with self._database.reading() as connection:
            found: datetime | None = await connection.scalar(query)
        return found

    async def _readable(self, token: str, rows: Iterable[sa.Row[Any]]) -> tuple[Reminder, ...]:
        """The reminders, less any that only a newer version understands: those wait an hour."""
        readable: list[Reminder] = []
        strange: list[Outcome] = []
        now = self._clock.now()
        for row in rows:
            try:
                readable.append(reminder_of(row))
            except ValueError:
                _log.warning("A reminder (%s) is not of this version; it waits.", row.id)
                later = now + _UNREADABLE_PAUSE
                strange.append(Outcome(row.id, State.RETRY, now, later, "unreadable"))
        await self.record(token, strange)
        return tuple(sorted(readable, key=lambda reminder: (reminder.due, reminder.id)))


def _lease(which: sa.Select[Any], token: str, until: datetime) -> ReturningUpdate[Any]:
    # As a CTE, so that PostgreSQL picks the rows once, skipping those that others have locked.
    chosen = which.with_for_update(skip_locked=True).cte("chosen")
    return (
        sa.update(reminders)
        .where(reminders.c.id.in_(sa.select(chosen.c.id)))
        .values(
            # Whoever held it before may have sent it.
            unsure=sa.or_(reminders.c.unsure, reminders.c.state == State.LEASED),
            state=State.LEASED,
            lease=token,
            wake_at=until,
            attempts=reminders.c.attempts + 1,
        )
        .returning(reminders)
    )


def _held(token: str, ids: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.and_(reminders.c.id.in_(ids), reminders.c.lease == token)


def _bound(outcome: Outcome) -> dict[str, Any]:
    return {
        "b_id": outcome.id,
        "b_state": outcome.state,
        "b_wake_at": outcome.next_try if outcome.state is State.RETRY else None,
        "b_problem": outcome.problem,
        "b_receipt": outcome.receipt,
        "b_sent_at": outcome.at if outcome.state is State.SENT else None,
        "b_unsure": outcome.unsure,
        "b_uncounted": 0 if outcome.counted else 1,
    }
