"""A process of its own: waits for the word, opens the database, claims, says what it won.

`starter URL claim` prints, as JSON, whether it has imported Alembic so far, waits for a line on its
standard input, and prints the keys it won. `starter URL hang` stops for good in the middle of the
migration, having printed `midway`, and waits to be killed.
"""

import asyncio
import json
import sys
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine, event

from storage import open_storage

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


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _, address, task = sys.argv
    if task == "hang":
        event.listen(Engine, "after_cursor_execute", hang)
    else:
        tell(json.dumps({"alembic": "alembic" in sys.modules}))
        sys.stdin.readline()
    asyncio.run(claim(address))
