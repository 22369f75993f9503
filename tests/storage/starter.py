"""A process of its own: waits for the word, opens the database, claims, says what it won.

`starter URL claim` prints, as JSON, whether it has imported Alembic so far, waits for a line on its
standard input, and prints the keys it won. `starter URL hang` stops for good in the middle of the
migration, having printed `midway`, and waits to be killed. `starter URL migrate` waits for a line,
brings the database up to date, and prints at which revision it found it. `starter URL die:7` ends
itself with SIGKILL after the seventh statement of that, `die:commit` before the commit of the
migration, `die:after` when it is done.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine, event

from storage import open_storage
from storage.database import Database

KEYS = [f"Ev{number}" for number in range(30)]


class WallClock:
    """The time as it is."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def claim(url: str) -> None:
    async with open_storage(url, WallClock()) as storage:
        won = [key for key in KEYS if await storage.claims.claim(key)]
    tell(json.dumps({"won": won}))


def hang(*happening: object) -> None:
    """Called after every statement: (connection, cursor, statement, …)."""
    if str(happening[2]).lstrip().startswith("CREATE TABLE members"):
        tell("midway")
        threading.Event().wait()


async def migrate(url: str) -> None:
    database = Database(url)
    found = await database.prepare()
    await database.close()
    tell(json.dumps({"found": found}))


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(moment: str) -> None:
    """Counted are the statements from the first change on: what is read before changes nothing."""
    if moment == "commit":
        event.listen(Engine, "commit", lambda _: die() if seen else None)
    seen: list[str] = []

    def after(*happening: object) -> None:
        statement = str(happening[2]).lstrip()
        if seen or statement.startswith(("CREATE", "ALTER", "UPDATE", "INSERT")):
            seen.append(statement)
            if str(len(seen)) == moment:
                die()

    event.listen(Engine, "after_cursor_execute", after)


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _, address, task = sys.argv
    work = claim
    if task == "hang":
        event.listen(Engine, "after_cursor_execute", hang)
    elif task.startswith("die:"):
        work = migrate
        die_at(task.removeprefix("die:"))
    else:
        work = migrate if task == "migrate" else claim
        tell(json.dumps({"alembic": "alembic" in sys.modules}))
        sys.stdin.readline()
    asyncio.run(work(address))
    if task == "die:after":
        die()
