"""Logs a meeting again and again, each time in a process that dies (SIGKILL) a statement later.

`python -m tests.conversation.dying FOLDER`: the n-th process works on `n.sqlite3` and dies after n
statements or commits, counted from when the store is open. The last is the first that lives to log
the meeting. Its number is printed.
"""

import asyncio
import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event

from bot.conversation.meetings import Meetings
from bot.conversation.notebook import Notebook
from bot.conversation.people import People
from bot.model.errands import LogMeeting
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.records import Habits
from storage import open_storage

WHO = Caller(MemberRef(Platform.DISCORD, "7"), Place.COMMUNITY)
"""In a community, where the first meeting brings a hello along."""

_MOST = 60  # statements; logging a meeting takes fewer


class Held:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def _die_after(statements: int) -> None:
    left = statements

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", count)
    event.listen(Engine, "commit", count)


async def usual(_who: Caller) -> Habits:
    return Habits()


async def _log(url: str, statements: int) -> None:
    """A negative number: only make the database."""
    async with open_storage(url, Held()) as kept:
        if statements < 0:
            return
        _die_after(statements)
        notebook = Notebook(
            kept.contacts, kept.meetings, kept.reminders, kept.habits, kept.archive, Held(), usual
        )
        meetings = Meetings(notebook, People(notebook))
        await meetings.log(WHO, LogMeeting("Dana Reyes", "half an hour ago", "pitching", "Kofi"))


def _main(folder: Path) -> int:
    empty = folder / "empty.sqlite3"
    if _in_a_process(empty, -1) != 0:
        return -1
    for number in range(_MOST):
        path = folder / f"{number}.sqlite3"
        shutil.copy(empty, path)
        code = _in_a_process(path, number)
        if code != -signal.SIGKILL:
            return number if code == 0 else -1
    return -1


def _in_a_process(path: Path, statements: int) -> int:
    child = os.fork()  # nothing runs yet: no loop, no thread, no connection
    if child == 0:
        asyncio.run(_log(f"sqlite:///{path}", statements))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.stdout.write(str(_main(Path(sys.argv[1]))))
