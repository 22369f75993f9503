"""The delivery as a process of its own that ends at a chosen moment, as if the power went.

`python -m tests.wire.mortal MOMENT` serves reminders to the platforms of its environment, like
`goodask run --only delivery`, and kills itself (SIGKILL) at the moment: `before claim`, `in claim`
(the lease is in the database, not committed), `after claim`, `before carry`, `after carry`,
`before record`, `in record`, `after record`, or `never`. With `frozen` before it (`frozen after
claim`) the process stands still (SIGSTOP) until it is told to go on, as a machine that is
suspended. What kills is here: the product has no such switch.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, event

from bot.app import SystemClock, deliveries, told_to_stop
from bot.config import read_settings
from bot.delivering import Bell
from bot.logs import configure
from bot.model.delivery import Batch, Outcome
from bot.model.messages import Button, Choices, GetHelp, Paragraph, Reply
from bot.model.people import Platform
from bot.model.text import line
from bot.networking.dispatch import Due
from bot.networking.terms import Terms
from bot.serving import serve_all
from storage import open_storage
from tests.networking.post import DyingQueue

BRISK = Terms(
    lease=timedelta(seconds=5),
    look_deadline=1.5,
    compose_deadline=0.4,
    send_deadline=1.5,
    longest_wait=1.5,
    longest_nap=0.2,
    shortest_nap=0.01,
    first_pause=0.05,
    most_pause=0.5,
    first_delay=0.3,
    most_delay=2,
)
"""Everything an hour of real time may bring, in seconds."""

FROZEN = "frozen "

_doing: ContextVar[str] = ContextVar("_doing", default="")


def die() -> None:
    """Nothing is finished, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


class MortalQueue(DyingQueue):
    """Kills the process at its moment instead of only falling silent."""

    async def _dies(self, boundary: str) -> None:
        if self._at == boundary:
            die()
        if self._at == f"{FROZEN}{boundary}":
            self._at = ""  # once
            os.kill(os.getpid(), signal.SIGSTOP)

    async def claim(self, platform: Platform, limit: int, lease: timedelta) -> Batch:
        _doing.set("in claim")
        batch = await super().claim(platform, limit, lease)
        _doing.set("")
        return batch

    async def record(self, token: str, outcomes: Sequence[Outcome]) -> None:
        _doing.set("in record")
        await super().record(token, outcomes)
        _doing.set("")


async def words(due: Due) -> Reply:
    """What is sent: which reminders, and how late, for the server to count: all, however many.

    As words of ours: members' words are cut where they get long.
    """
    names = line(" ".join(one.id for one in due.reminders))
    said = line("{late}: {names}", late=line(str(due.late)), names=names)
    return Reply((Paragraph(said), Choices((Button("What can you do?", GetHelp()),))))


async def main(moment: str) -> None:
    settings = read_settings(os.environ)
    configure(settings.log_level, settings.log_format)
    if moment.startswith("in "):

        def commit(_connection: object) -> None:
            if _doing.get() == moment:
                die()

        event.listen(Engine, "commit", commit)
    clock, bell, stop = SystemClock(), Bell(), told_to_stop()
    async with open_storage(settings.database_url, clock) as opened:
        storage = replace(opened, queue=MortalQueue(opened.queue, moment))
        found = deliveries(settings, storage, clock, words, bell, BRISK)
        served = await serve_all([{name: found[name]} for name in found], {}, stop)
    sys.exit(0 if served else 1)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
