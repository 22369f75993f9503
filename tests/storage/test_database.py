"""URLs as people write them, and the rules for readers and writers."""

import asyncio
import contextlib
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.model.ports import StoreUnavailableError
from bot.model.records import Draft
from storage import Storage, open_storage
from storage.database import Database, open_database
from storage.drafts import Drafts
from storage.engine import Address
from tests.storage.support import SAM, Server, Watch

Make = Callable[..., Draft]

COUNT = sa.text("SELECT count(*) FROM inbound_claims")
ADD = sa.text("INSERT INTO inbound_claims (key, claimed_at) VALUES (:key, '2026-11-23 20:00')")
SLOW = sa.text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
    " SELECT max(i) FROM n WHERE i > 1 OR begun()"
)


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"])
async def test_any_sqlite_url_opens_the_file_it_names(
    scheme: str, tmp_path: Path, watch: Watch
) -> None:
    path = tmp_path / "100% mine #1.sqlite3"
    async with open_storage(f"{scheme}:///{path}", watch) as storage:
        assert await storage.claims.claim("Ev1")
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT key FROM inbound_claims").fetchall() == [("Ev1",)]


def modes_in(folder: Path) -> dict[str, int]:
    return {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}


async def test_a_new_file_is_its_owner_s_alone(tmp_path: Path, watch: Watch) -> None:
    async with open_storage(f"sqlite:///{tmp_path / 'new.sqlite3'}", watch) as storage:
        await storage.claims.claim("Ev1")
        modes = modes_in(tmp_path)
    assert modes == dict.fromkeys(["new.sqlite3", "new.sqlite3-wal", "new.sqlite3-shm"], 0o600)


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2"]
)
async def test_any_postgres_url_reaches_the_server(
    scheme: str, postgres: Server, watch: Watch
) -> None:
    rest = postgres.emptied().partition("://")[2]
    async with open_storage(f"{scheme}://{rest}&sslmode=disable", watch) as storage:
        assert await storage.claims.claim("Ev1")
    assert postgres.psql("SELECT key FROM inbound_claims;").split()[2] == "Ev1"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite+aiosqlite://"])
async def test_memory_is_shared_by_one_opening_and_no_other(url: str, watch: Watch) -> None:
    async with open_storage(url, watch) as one, open_storage(url, watch) as other:
        assert await one.claims.claim("Ev1") is True
        assert await one.claims.claim("Ev1") is False
        assert await other.claims.claim("Ev1") is True


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ask.sqlite3",
        "mysql://sam:sesame@localhost/ask",
        "sam:sesame@localhost",
        "postgresql://sam:sesame@h/ask?sslmode=require&channel_binding=require",
    ],
)
async def test_a_url_that_is_no_good_says_so_and_keeps_its_secrets(url: str, watch: Watch) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as caught:
        async with open_storage(url, watch):
            pass
    shown = "".join(traceback.format_exception(caught.value))
    assert "sesame" not in shown


def test_an_address_does_not_show_its_password() -> None:
    assert "sesame" not in repr(Address.of("postgres://sam:sesame@localhost/ask"))


async def test_sqlite_is_set_up_to_lose_nothing(file_url: str) -> None:
    async with open_database(file_url, wait=1.5) as database, database.reading() as connection:
        found = {
            name: await connection.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    full = 2
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "busy_timeout": 1500,
        "foreign_keys": 1,
    }


async def test_what_a_failing_block_wrote_is_undone(any_url: str) -> None:
    async with open_database(any_url) as database:
        with pytest.raises(LookupError):
            await _write_and_fail(database)
        async with database.reading() as connection:
            assert await connection.scalar(COUNT) == 0


async def _write_and_fail(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(ADD, {"key": "Ev1"})
        raise LookupError


async def test_a_fault_of_ours_is_not_called_unavailable(any_url: str) -> None:
    async with open_database(any_url) as database:
        with pytest.raises(sa.exc.IntegrityError):
            async with database.writing() as connection:
                await connection.execute(ADD, {"key": None})


async def test_readers_do_not_wait_for_a_writer(durable_url: str) -> None:
    async with (
        open_database(durable_url, wait=0.5) as one,
        open_database(durable_url, wait=0.5) as other,
        one.writing() as writer,
    ):
        await writer.execute(ADD, {"key": "Ev1"})
        for database in (one, other):
            async with database.reading() as first, database.reading() as second:
                assert await first.scalar(COUNT) == 0
                assert await second.scalar(COUNT) == 0


async def test_a_closed_database_refuses(any_url: str, watch: Watch, draft: Make) -> None:
    async with open_storage(any_url, watch) as storage:
        await storage.drafts.save(draft())
    with pytest.raises(StoreUnavailableError, match="closed"):
        await storage.drafts.get(SAM, "d1")
    with pytest.raises(StoreUnavailableError, match="closed"):
        await storage.drafts.save(draft())


async def test_a_member_s_words_stay_out_of_our_errors(any_url: str, draft: Make) -> None:
    """Errors end up in logs, and drafts are private."""
    secret = draft(text=" ".join(["between", "us"]))
    async with open_database(any_url) as database:
        async with database.writing() as connection:
            await connection.execute(sa.text("DROP TABLE drafts"))
        with pytest.raises(sa.exc.DBAPIError) as caught:  # no such table: a fault of ours
            await Drafts(database, Watch()).save(secret)
    shown = "".join(traceback.format_exception(caught.value))
    assert "drafts" in shown
    assert secret.text not in shown


@pytest.mark.parametrize("url", ["file_url", "memory"])
async def test_a_cancelled_statement_spoils_nothing(
    request: pytest.FixtureRequest, url: str, watch: Watch, draft: Make
) -> None:
    url = "sqlite://" if url == "memory" else request.getfixturevalue(url)
    async with open_database(url) as database:
        store = Drafts(database, watch)
        await store.save(draft())
        begun = asyncio.Event()
        writer = asyncio.create_task(_write_for_long(database, begun))
        await begun.wait()
        writer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writer
        assert await store.get(SAM, "d1") == draft()
        async with database.reading() as connection:
            assert await connection.scalar(COUNT) == 0
        await store.save(draft(text="after"))
        assert await store.latest(SAM) == draft(text="after")


async def _write_for_long(database: Database, begun: asyncio.Event) -> None:
    """Write, and be in the middle of a statement when `begun` is set."""
    loop = asyncio.get_running_loop()
    async with database.writing() as connection:
        await connection.execute(ADD, {"key": "Ev1"})
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.create_function("begun", 0, lambda: loop.call_soon_threadsafe(begun.set) and 1)
        await connection.execute(SLOW)


async def test_a_writer_cancelled_in_the_queue_leaves_the_queue_moving(
    file_url: str, watch: Watch, draft: Make
) -> None:
    path = file_url.removeprefix("sqlite:///")
    async with open_storage(file_url, watch) as storage:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as outsider:
            outsider.execute("BEGIN IMMEDIATE")
            waiting = [asyncio.create_task(storage.drafts.save(draft(name))) for name in ("a", "b")]
            await _until_waiting(storage)
            for task in waiting:
                task.cancel()
            outsider.execute("ROLLBACK")
        await asyncio.wait(waiting)
        assert [task.cancelled() for task in waiting] == [True, True]
        await storage.drafts.save(draft("c"))
        assert await storage.drafts.latest(SAM) == draft("c")
        assert await storage.drafts.get(SAM, "a") is None
        assert await storage.drafts.get(SAM, "b") is None


async def _until_waiting(storage: Storage) -> None:
    """A read takes several turns of the loop; by then the writers have asked for the lock."""
    assert await storage.drafts.latest(SAM) is None
