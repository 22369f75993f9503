"""A store that is locked, read-only or full while reminders are due."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.model.delivery import Delivered, Outcome
from bot.model.people import MemberRef, Platform
from bot.model.ports import StoreUnavailableError
from bot.networking.dispatch import Pace
from storage import Storage, open_storage
from storage.database import open_database
from storage.opening import stores
from tests.networking.post import (
    DyingQueue,
    Mail,
    Post,
    deliver_all,
    parts,
    running,
    sent_to,
    time_passes_until_sent,
    until,
    until_states,
)
from tests.storage.records import reminder
from tests.storage.support import SAM, Watch

OTHERS = [MemberRef(Platform.DISCORD, str(number)) for number in range(100, 200)]
OTHER = reminder("other", member=OTHERS[0])


async def test_a_store_that_is_away_is_waited_for(post: Post, watch: Watch, tmp_path: Path) -> None:
    """Locked by another program when the message is out: nothing doubled, written down later."""
    path = tmp_path / "ask.sqlite3"
    async with open_storage(f"sqlite:///{path}", watch, wait=0.05) as storage:
        await storage.reminders.add(reminder())
        outsider = sqlite3.connect(path, isolation_level=None)

        async def lock_and_accept(place: Post, mail: Mail) -> Delivered:
            await asyncio.sleep(0)
            outsider.execute("BEGIN IMMEDIATE")
            return place.accept(mail)

        post.faults.append(lock_and_accept)
        async with running(parts(storage, post, watch)):
            await until(lambda: sent_to(post, 1))
            with pytest.raises(StoreUnavailableError):
                await storage.reminders.cancel(SAM, "r1")
            outsider.execute("ROLLBACK")
            outsider.close()
            await until_states(storage, sent=1)
        assert post.delivered() == {"r1": 1}


async def sabotaged(
    post: Post, watch: Watch, tmp_path: Path, broken: str, mended: str
) -> tuple[int, list[str]]:
    """Run over a store that has `broken` applied to every transaction, then `mended`.

    How many messages went out before it was mended, and what could not be added meanwhile.
    """
    async with open_database(f"sqlite:///{tmp_path / 'ask.sqlite3'}", wait=0.5) as database:
        storage = stores(database, watch)
        for number in range(40):
            await storage.reminders.add(reminder(f"r{number}", member=OTHERS[number]))
        pragma = [broken]

        def sabotage(connection: DBAPIConnection, *_: object) -> None:
            cursor = connection.cursor()
            cursor.execute(pragma[0])
            cursor.close()

        sa.event.listen(database._engine.sync_engine, "checkout", sabotage)
        lost = []
        async with running(parts(storage, post, watch)):
            await asyncio.sleep(0.2)
            for number in range(40, 60):
                try:
                    await storage.reminders.add(reminder(f"r{number}", member=OTHERS[number]))
                except StoreUnavailableError:
                    lost.append(f"r{number}")
            early = post.sends
            pragma[0] = mended
            for name in lost:
                await storage.reminders.add(reminder(name, member=OTHERS[int(name[1:])]))
            await time_passes_until_sent(storage, watch, 60)
    assert post.delivered() == {f"r{number}": 1 for number in range(60)}
    return early, lost


async def test_a_store_that_cannot_be_written_sends_nothing(
    post: Post, watch: Watch, tmp_path: Path
) -> None:
    """What cannot be claimed is not sent: it could not be written down afterwards."""
    read_only, mended = "PRAGMA query_only = 1", "PRAGMA query_only = 0"
    early, lost = await sabotaged(post, watch, tmp_path, read_only, mended)
    assert early == 0
    assert len(lost) == 20


async def test_an_outcome_that_cannot_be_written_holds_up_nobody(
    storage: Storage, post: Post, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours, not the store's: the others are written down, that one is looked for."""

    class Fragile(DyingQueue):
        refusals = 2  # together with others, and alone

        async def record(self, token: str, outcomes: Sequence[Outcome]) -> None:
            if self.refusals and any(one.id == "r1" for one in outcomes):
                self.refusals -= 1
                raise ValueError
            await super().record(token, outcomes)

    await storage.reminders.add(reminder("r1", -1))
    await storage.reminders.add(OTHER)
    of = replace(parts(storage, post, watch), queue=Fragile(storage.queue, ""))
    async with running(of):
        await until_states(storage, sent=1, leased=1)
        watch.pass_by(minutes=3)
        await until_states(storage, sent=2)
    assert post.delivered() == {"r1": 1, "other": 1}
    assert "each by itself" in caplog.text


async def test_a_store_that_is_full_says_so_and_doubles_nothing(
    post: Post, watch: Watch, tmp_path: Path
) -> None:
    """The member hears that it was not saved; what was saved comes, now or when there is room."""
    full, mended = "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 100000"
    _, lost = await sabotaged(post, watch, tmp_path, full, mended)
    assert lost


async def test_a_crowd_of_reminders_does_not_crowd_the_store(
    storage: Storage, post: Post, watch: Watch
) -> None:
    """Members who press a button meanwhile wait behind one reservation, not behind fifty."""
    asking, most = 0, 0

    class Counting:
        async def reserve(self, key: str, per_second: float, within: float) -> datetime:
            nonlocal asking, most
            asking += 1
            most = max(most, asking)
            try:
                return await storage.budget.reserve(key, per_second, within)
            finally:
                asking -= 1

        async def hold(self, key: str, until: datetime) -> None:
            await storage.budget.hold(key, until)

    for number in range(30):
        await storage.reminders.add(reminder(f"r{number}", member=OTHERS[number]))
    of = replace(parts(storage, post, watch), budget=Counting(), pace=lambda _: Pace("d", 5000.0))
    await deliver_all(of, storage, sent=30)
    assert most == 1
