"""Backups: of one moment, opened and looked at, and without what was deleted."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.records import Draft
from storage import open_storage
from storage.files import FileError, back_up, examine, path_of, put_back, scrub
from storage.schema import REVISION
from tests.storage.backups import damage, mode, names_in, read, stock
from tests.storage.records import meeting, reminder
from tests.storage.support import SAM, Watch

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
WORDS = "the giraffe with the umbrella"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ask.sqlite3"


async def test_a_backup_of_a_database_in_use_is_of_one_moment(path: Path, watch: Watch) -> None:
    """Two rows are written together, all the time: no copy may have one of them."""
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        stop = asyncio.Event()

        async def write() -> int:
            number = 0
            while not stop.is_set():
                key = f"m{number}"
                await storage.meetings.save(meeting(key), [reminder(f"r{number}", meeting=key)])
                number += 1
            return number

        writing = asyncio.create_task(write())
        copies = [path.with_name(f"copy{number}") for number in range(6)]
        found = [await asyncio.to_thread(back_up, path, copy) for copy in copies]
        stop.set()
        written = await writing
    rows = [(one.rows["meetings"], one.rows["reminders"]) for one in found]
    assert all(meetings == reminders for meetings, reminders in rows)
    assert rows == sorted(rows)
    assert rows[-1][0] <= written
    assert rows[-1][0] > rows[0][0], "nothing was written in between: the test proves nothing"
    for copy, one in zip(copies, found, strict=True):
        with closing(sqlite3.connect(copy)) as file:
            assert file.execute("SELECT count(*) FROM meetings").fetchone() == (
                one.rows["meetings"],
            )


async def test_a_backup_can_be_lived_in(path: Path, watch: Watch) -> None:
    await stock(path, watch, "Uma", "Lee")
    copy = path.with_name("copy")
    assert back_up(path, copy).revision == REVISION
    assert mode(copy) == 0o600
    assert await names_in(copy, watch) == {"Uma", "Lee"}


async def test_what_was_deleted_is_not_in_a_backup(path: Path, watch: Watch) -> None:
    with closing(sqlite3.connect(path)) as file:  # as an older version left it
        file.execute("PRAGMA secure_delete=OFF")
        file.execute("CREATE TABLE scraps (words)")
        file.executemany("INSERT INTO scraps VALUES (?)", [(f"{n} {WORDS}",) for n in range(900)])
        file.commit()
        file.execute("DELETE FROM scraps")
        file.commit()
    await stock(path, watch)
    assert WORDS.encode() in read(path)
    copy = path.with_name("copy")
    back_up(path, copy)
    assert WORDS.encode() not in read(copy)


async def test_what_a_member_deletes_is_overwritten_at_once(path: Path, watch: Watch) -> None:
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        end = watch.now() + timedelta(hours=1)
        for number in range(30):
            await storage.drafts.save(Draft(f"d{number}", SAM, WORDS * 200, end))
        for number in range(30):
            await storage.drafts.discard(SAM, f"d{number}")
    assert len(read(path)) > 100_000
    assert WORDS.encode() not in read(path)


async def test_a_backup_overwrites_nothing(path: Path, watch: Watch) -> None:
    await stock(path, watch, "Uma")
    copy = path.with_name("copy")
    copy.write_text("precious")
    with pytest.raises(FileError, match="there already"):
        back_up(path, copy)
    assert copy.read_text() == "precious"
    assert {each.name for each in path.parent.iterdir()} == {path.name, "copy"}


async def test_of_a_damaged_database_there_is_no_backup(path: Path, watch: Watch) -> None:
    await stock(path, watch, *(f"n{number}" for number in range(200)))
    damage(path)
    copy = path.with_name("copy")
    with pytest.raises(FileError):
        back_up(path, copy)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


async def test_a_damaged_backup_is_found_out(path: Path, watch: Watch) -> None:
    await stock(path, watch, *(f"n{number}" for number in range(200)))
    copy = path.with_name("copy")
    back_up(path, copy)
    damage(copy)
    with pytest.raises(FileError, match="copy"):
        examine(copy)
    with pytest.raises(FileError, match="copy"):
        put_back(copy, path, NOW, replace=True)
    assert len(await names_in(path, watch)) == 200


@pytest.mark.parametrize("content", ["", "not a database at all, " * 300])
def test_what_is_no_database_is_found_out(path: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(FileError, match=path.name):
        examine(path)


def test_a_database_of_something_else_is_found_out(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE recipes (words)")
    with pytest.raises(FileError, match="Good Ask"):
        examine(path)


def test_nothing_there_is_nothing_to_back_up(path: Path) -> None:
    with pytest.raises(FileError, match="not there"):
        back_up(path, path.with_name("copy"))
    assert list(path.parent.iterdir()) == []


async def test_a_scrubbed_file_holds_only_what_is_there(path: Path, watch: Watch) -> None:
    await stock(path, watch, "Uma")
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA secure_delete=OFF")
        file.execute("CREATE TABLE scraps (words)")
        file.execute("INSERT INTO scraps VALUES (?)", (WORDS * 900,))
        file.commit()
        file.execute("DELETE FROM scraps")
        file.commit()
    assert WORDS.encode() in read(path)
    assert scrub(path) is True
    left = b"".join(read(each) for each in path.parent.iterdir())
    assert WORDS.encode() not in left
    with closing(sqlite3.connect(path)) as file:
        file.execute("BEGIN")
        file.execute("SELECT count(*) FROM contacts").fetchone()
        assert await asyncio.to_thread(scrub, path) is False


def test_where_a_database_is() -> None:
    assert path_of("sqlite:///a b.sqlite3") == Path("a b.sqlite3")
    assert path_of("sqlite+pysqlite:////var/ask.sqlite3") == Path("/var/ask.sqlite3")
    assert path_of("postgresql://h/ask") is None
    with pytest.raises(FileError, match="memory"):
        path_of("sqlite://")


def test_a_folder_nobody_may_write_to_is_said(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE alembic_version (version_num)")
    with pytest.raises(FileError, match="can't write"):
        back_up(path, path.parent / "nowhere" / "copy")
    assert [each.name for each in path.parent.iterdir()] == [path.name]
