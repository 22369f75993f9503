"""A process of its own that changes the encryption and is killed on the way.

`resealer URL KEYS TASK MOMENT` begins `encrypt`, `rotate` or `decrypt` and ends itself with SIGKILL
after the MOMENT-th change of a row or of the list of keys. Three rows are a transaction.
"""

import asyncio
import os
import signal
import sys

from sqlalchemy import Engine, event

from storage import resealing
from storage.database import Database
from storage.resealing import decrypt, encrypt, rotate

TASKS = {"encrypt": encrypt, "rotate": rotate, "decrypt": decrypt}


def killing(moment: int) -> None:
    """Let the process die at that moment."""
    seen = 0

    def after(*happening: object) -> None:
        """Called after every statement: (connection, cursor, statement, …)."""
        nonlocal seen
        if str(happening[2]).startswith(("UPDATE", "DELETE", "INSERT")):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", after)


async def work(url: str, keys: str, task: str) -> None:
    """Do it."""
    database = Database(url, keys=keys)
    await TASKS[task](database)
    await database.close()


if __name__ == "__main__":
    _, address, given, what, at = sys.argv
    resealing.BATCH = 3
    killing(int(at))
    asyncio.run(work(address, given, what))
