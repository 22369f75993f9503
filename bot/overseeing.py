"""How the reminders stand, for whoever runs the bot: numbers and ids, nobody's name or words."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.app import SystemClock
from bot.model.delivery import ReminderQueue
from bot.model.records import State
from storage.database import Database
from storage.examination import Condition, condition
from storage.queue import Queue

_SHOWN = 20
_LATE = timedelta(minutes=1)
_STATES = {
    State.SCHEDULED: "waiting for their time",
    State.LEASED: "being sent",
    State.RETRY: "to be tried again",
    State.SENT: "sent",
    State.UNREACHABLE: "could not be sent; their members see it at their next visit",
    State.EXPIRED: "too late to be of use",
    State.CANCELLED: "cancelled by their members",
}


class NotReadyError(Exception):
    """There is no database of this version; the message is a line for the operator."""


async def overview(url: str) -> list[str]:
    """How many reminders are in each state, the oldest overdue, those given up.

    Raises NotReadyError, `StoreUnavailableError`, or ValueError for a bad URL.
    """
    async with _queue(url) as queue:
        counts = await queue.counts()
        oldest = await queue.oldest_overdue()
        given_up = await queue.given_up(_SHOWN)
    lines = [f"{counts[state]:>8}  {state:<12} {words}" for state, words in _STATES.items()]
    lines += ["", _overdue(oldest, datetime.now(UTC))]
    if given_up:
        reasons = Counter(one.problem for one in given_up)
        said = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        lines += ["", f"Could not be sent, the latest {len(given_up)} ({said}):"]
        lines += [
            f"  {one.id:<20} {one.platform:<8} due {one.due:%Y-%m-%d %H:%M} UTC  {one.problem}"
            for one in given_up
        ]
        lines.append("To try one again: goodask queue --retry ID")
    return lines


async def again(url: str, reminder_id: str) -> bool:
    """Have one that was given up sent now; False if it is not such a one. Raises as `overview`."""
    async with _queue(url) as queue:
        return await queue.retry(reminder_id)


def _overdue(oldest: datetime | None, now: datetime) -> str:
    if oldest is None:
        return "Nothing is overdue."
    late = now - oldest
    said = f"The oldest overdue has waited since {oldest:%Y-%m-%d %H:%M} UTC"
    if late < _LATE:
        return f"{said}, less than a minute."
    return f"{said} ({timedelta(seconds=int(late.total_seconds()))}). Does the bot run?"


@asynccontextmanager
async def _queue(url: str) -> AsyncIterator[ReminderQueue]:
    """The queue of a database that is there already: looking must not make or change one."""
    found = await condition(url)
    if found is not Condition.READY:
        raise NotReadyError(f"the database is {found.name.lower()}; goodask doctor says more.")
    database = Database(url)  # without keys: whether anything is encrypted is no matter here
    try:
        yield Queue(database, SystemClock())
    finally:
        await database.close()
