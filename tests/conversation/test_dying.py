"""A meeting is there with whom it was with and its reminders, or nothing of it is."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from bot.model.records import Purpose
from storage import open_storage
from tests.conversation.dying import WHO
from tests.support import HeldClock


async def test_a_kill_at_any_statement_leaves_all_of_a_meeting_or_nothing(tmp_path: Path) -> None:
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.conversation.dying", str(tmp_path), stdout=PIPE
    )
    async with asyncio.timeout(120):
        said, _ = await dying.communicate()
    last = int(said)
    logged = [await is_logged(tmp_path / f"{number}.sqlite3") for number in range(last + 1)]
    # Several statements write it; until they are committed nothing of it is there.
    assert logged.count(False) >= 5
    assert logged == sorted(logged)
    assert logged[-1]


async def is_logged(path: Path) -> bool:
    """Whether all of it is there; that, or nothing."""
    async with open_storage(f"sqlite:///{path}", HeldClock()) as storage:
        kept = await storage.archive.everything(WHO.member)
    purposes = sorted(one.purpose for one in kept.reminders)
    counts = (len(kept.contacts), len(kept.meetings), purposes)
    assert counts in {0: (0, 0, []), 1: (1, 1, [Purpose.HELLO, Purpose.THANK])}.values()
    return bool(kept.meetings)
