"""A backup brought back: what it replaces is kept, and at no moment is there nothing."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.people import Platform
from storage import open_storage
from storage.files import FileError, back_up, put_back
from tests.storage.backups import mode, names_in, read, remove, share, stock, write
from tests.storage.records import START, contact, reminder
from tests.storage.support import Watch

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ask.sqlite3"


async def test_restoring_over_a_database_takes_saying_so_and_keeps_it(
    path: Path, watch: Watch
) -> None:
    await stock(path, watch, "Uma")
    copy = path.with_name("copy")
    back_up(path, copy)
    await stock(path, watch, "Lee")
    share(path)
    with pytest.raises(FileError, match="--replace"):
        put_back(copy, path, NOW, replace=False)
    assert await names_in(path, watch) == {"Uma", "Lee"}
    kept = put_back(copy, path, NOW, replace=True)
    assert kept == path.with_name("ask.before-20261124T093000Z.sqlite3")
    assert mode(path) == 0o640
    assert await names_in(path, watch) == {"Uma"}
    assert await names_in(kept, watch) == {"Uma", "Lee"}
    assert await names_in(copy, watch) == {"Uma"}


async def test_a_restore_into_nothing(path: Path, watch: Watch) -> None:
    await stock(path, watch, "Uma")
    copy = path.with_name("copy")
    back_up(path, copy)
    remove(path)
    assert put_back(copy, path, NOW, replace=False) is None
    assert await names_in(path, watch) == {"Uma"}


async def test_nobody_s_database_is_replaced_under_their_feet(path: Path, watch: Watch) -> None:
    copy = path.with_name("copy")
    await stock(path, watch, "Uma")
    back_up(path, copy)
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        await storage.contacts.save(contact("Lee", name="Lee"))
        with pytest.raises(FileError, match="stop the bot"):
            await asyncio.to_thread(put_back, copy, path, NOW, replace=True)
        await storage.contacts.save(contact("Ida", name="Ida"))
    assert await names_in(path, watch) == {"Uma", "Lee", "Ida"}
    assert {each.name for each in path.parent.iterdir()} == {path.name, "copy"}


async def test_a_damaged_database_is_replaced_and_kept_with_its_log(
    path: Path, watch: Watch
) -> None:
    """The log that it leaves is a real one: beside the new file it would be taken for its own."""
    log = path.with_name(path.name + "-wal")
    await stock(path, watch, "Uma")
    copy = path.with_name("copy")
    back_up(path, copy)
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        await storage.contacts.save(contact("Lee", name="Lee"))
        written = read(log)
    damaged = b"\xff" * 5000
    write(path, damaged)
    write(log, written)
    kept = put_back(copy, path, NOW, replace=True)
    assert kept is not None
    assert read(kept) == damaged
    assert read(kept.with_name(kept.name + "-wal")) == written
    assert not [each for each in path.parent.iterdir() if each.name.startswith(f"{path.name}-")]
    assert await names_in(path, watch) == {"Uma"}


async def test_a_backup_of_a_newer_version_is_refused(path: Path, watch: Watch) -> None:
    await stock(path, watch, "Uma")
    copy = path.with_name("copy")
    back_up(path, copy)
    with closing(sqlite3.connect(copy)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    with pytest.raises(FileError, match="newer"):
        put_back(copy, path, NOW, replace=True)
    assert await names_in(path, watch) == {"Uma"}


async def test_what_may_have_been_sent_since_the_backup_is_looked_for_first(
    path: Path, watch: Watch
) -> None:
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        await storage.reminders.add(reminder("came"))
        await storage.reminders.add(reminder("comes", minutes=60 * 24))
    copy = path.with_name("copy")
    back_up(path, copy)
    put_back(copy, path, START + timedelta(hours=2), replace=True)
    watch.pass_by(days=2)
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        batch = await storage.queue.claim(Platform.DISCORD, 9, timedelta(minutes=3))
    assert {one.id: one.unsure for one in batch.reminders} == {"came": True, "comes": False}


@pytest.mark.parametrize("moment", range(1, 8))
async def test_killed_while_restoring_there_is_one_database_or_the_other(
    path: Path, watch: Watch, moment: int
) -> None:
    await stock(path, watch, "Uma")
    copy = path.with_name("copy")
    back_up(path, copy)
    await stock(path, watch, "Lee")
    command = [sys.executable, "-m", "tests.storage.restorer", str(copy), str(path), str(moment)]
    ended = subprocess.run(command, cwd=ROOT, check=False)  # noqa: ASYNC221, S603 (our own file)
    assert ended.returncode in {-signal.SIGKILL, 0}
    assert ended.returncode == -signal.SIGKILL or moment == 7, "fewer moments than are tried"
    assert await names_in(path, watch) in [{"Uma", "Lee"}, {"Uma"}]
    put_back(copy, path, NOW, replace=True)
    assert await names_in(path, watch) == {"Uma"}
