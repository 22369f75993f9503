"""A database that cannot: the caller hears so, and nothing has changed."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.model.people import CommunityRef, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.records import Draft
from storage import Storage, open_storage
from storage.database import Database, open_database
from storage.opening import stores
from tests.storage.records import OTHER
from tests.storage.support import SAM, Server, Watch

Make = Callable[..., Draft]

HOME = CommunityRef(Platform.DISCORD, "10")
SHORT = 0.5


def writes(storage: Storage, draft: Draft) -> dict[str, Callable[[], Awaitable[object]]]:
    """Every call that changes something."""
    return {
        "save": lambda: storage.drafts.save(draft),
        "discard": lambda: storage.drafts.discard(SAM, "d1"),
        "purge drafts": storage.drafts.purge,
        "seen": lambda: storage.members.seen(SAM, HOME),
        "seen in a DM": lambda: storage.members.seen(SAM, None),
        "claim": lambda: storage.claims.claim("Ev2"),
        "purge claims": storage.claims.purge,
    }


def reads(storage: Storage) -> dict[str, Callable[[], Awaitable[object]]]:
    return {
        "get": lambda: storage.drafts.get(SAM, "d1"),
        "latest": lambda: storage.drafts.latest(SAM),
        "last community": lambda: storage.members.last_community(SAM),
        "locale": lambda: storage.members.locale(SAM),
    }


async def refused(calls: dict[str, Callable[[], Awaitable[object]]]) -> list[str]:
    """The calls that raise `StoreUnavailableError`, all of them made at once."""

    async def is_refused(call: Callable[[], Awaitable[object]]) -> bool:
        try:
            await call()
        except StoreUnavailableError:
            return True
        return False

    answers = await asyncio.gather(*(is_refused(call) for call in calls.values()))
    return [name for name, answer in zip(calls, answers, strict=True) if answer]


async def is_as_before(storage: Storage, before: Draft) -> bool:
    """What `held` put there is there, and nothing else; asking for a claim spoils it."""
    return (
        await storage.drafts.get(SAM, "d1") == before
        and await storage.drafts.latest(SAM) == before
        and await storage.members.last_community(SAM) is None
        and await storage.claims.claim("Ev1") is False
        and await storage.claims.claim("Ev2") is True
    )


async def fill(storage: Storage, watch: Watch, draft: Make) -> None:
    """A draft and a claim, and one of each that is over, so that there is something to purge."""
    await storage.drafts.save(replace(draft("over", member=OTHER), expires_at=watch.now()))
    watch.pass_by(days=-2)
    await storage.claims.claim("Ev0")
    watch.pass_by(days=2)
    await storage.drafts.save(draft())
    await storage.claims.claim("Ev1")


@pytest.fixture
async def held(durable_url: str, watch: Watch, draft: Make) -> AsyncIterator[Storage]:
    """A storage that waits for a short time only, and holds a draft and a claim."""
    async with open_storage(durable_url, watch, wait=SHORT) as storage:
        await fill(storage, watch, draft)
        yield storage


@pytest.mark.parametrize("durable_url", ["file"], indirect=True)
async def test_locked_sqlite(held: Storage, file_url: str, draft: Make) -> None:
    calls = writes(held, draft(text="changed"))
    path = file_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.execute("BEGIN IMMEDIATE")
        assert await refused(calls) == list(calls)
        assert await refused(reads(held)) == []
        outsider.execute("ROLLBACK")
    assert await is_as_before(held, draft())
    assert await refused(calls) == []


@pytest.mark.parametrize("durable_url", ["postgres"], indirect=True)
async def test_locked_postgres(held: Storage, durable_url: str, draft: Make) -> None:
    calls = writes(held, draft(text="changed"))
    outsider = Database(durable_url)
    async with outsider.writing() as connection:
        await connection.execute(
            sa.text("LOCK drafts, members, inbound_claims IN ACCESS EXCLUSIVE MODE")
        )
        assert await refused(calls) == list(calls)
        assert await refused(reads(held)) == list(reads(held))
    await outsider.close()
    assert await is_as_before(held, draft())
    assert await refused(calls) == []


@pytest.mark.parametrize("durable_url", ["file"], indirect=True)
async def test_read_only_sqlite(held: Storage, file_url: str, watch: Watch, draft: Make) -> None:
    read_only = file_url.replace("///", "///file:") + "?mode=ro&uri=true"
    async with open_storage(read_only, watch, wait=SHORT) as storage:
        calls = writes(storage, draft(text="changed"))
        assert await refused(calls) == list(calls)
        assert await refused(reads(storage)) == []
    assert await is_as_before(held, draft())


async def test_read_only_postgres(postgres: Server, watch: Watch, draft: Make) -> None:
    url = postgres.emptied()
    async with open_storage(url, watch) as held:
        await fill(held, watch, draft)
        async with open_storage(
            f"{url}&default_transaction_read_only=on", watch, wait=SHORT
        ) as storage:
            calls = writes(storage, draft(text="changed"))
            assert await refused(calls) == list(calls)
            assert await refused(reads(storage)) == []
        assert await is_as_before(held, draft())


async def test_full_sqlite(file_url: str, watch: Watch, draft: Make) -> None:
    async with open_database(file_url) as database:
        storage = stores(database, watch)
        await storage.drafts.save(draft())
        await storage.claims.claim("Ev1")
        await _limit_pages(database, "(SELECT page_count FROM pragma_page_count)")
        large = draft(text="dear " * 100_000)
        with pytest.raises(StoreUnavailableError):
            await storage.drafts.save(large)
        assert await storage.drafts.latest(SAM) == draft()
        await _limit_pages(database, "1000000")
        await storage.drafts.save(large)
        assert await storage.drafts.latest(SAM) == large


async def _limit_pages(database: Database, limit: str) -> None:
    """Used one after the other, the calls share the pool's first connection."""
    async with database.reading() as connection:
        pages = await connection.scalar(sa.text(f"SELECT {limit}"))
        await connection.execute(sa.text(f"PRAGMA max_page_count = {pages}"))


async def test_full_while_migrating(file_url: str, watch: Watch, draft: Make) -> None:
    path = file_url.removeprefix("sqlite:///")

    def small(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 5")

    sa.event.listen(sa.pool.Pool, "connect", small)
    try:
        with pytest.raises(StoreUnavailableError):
            async with open_storage(file_url, watch):
                pass
    finally:
        sa.event.remove(sa.pool.Pool, "connect", small)
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    async with open_storage(file_url, watch) as storage:
        await storage.drafts.save(draft())
        assert await storage.drafts.latest(SAM) == draft()


@pytest.mark.parametrize("content", [b"this is not a database at all" * 40, None])
async def test_not_a_database(tmp_path: Path, watch: Watch, content: bytes | None) -> None:
    """A file of another kind, or a folder that does not exist: said at once, not waited for."""
    path = tmp_path / ("other.txt" if content else "nowhere/ask.sqlite3")
    if content:
        path.write_bytes(content)
    with pytest.raises(StoreUnavailableError):
        async with open_storage(f"sqlite:///{path}", watch, wait=60):
            pass
    if content:
        assert path.read_bytes() == content


async def test_a_damaged_file(file_url: str, watch: Watch, draft: Make) -> None:
    async with open_storage(file_url, watch) as storage:
        await storage.drafts.save(draft())
    _damage(Path(file_url.removeprefix("sqlite:///")))
    with pytest.raises(StoreUnavailableError, match="malformed"):
        async with open_storage(file_url, watch):
            pass


def _damage(path: Path) -> None:
    """Write over everything but the first page, which holds the names of the tables."""
    whole = path.read_bytes()
    page = 4096
    path.write_bytes(whole[:page] + b"\xaa" * (len(whole) - page))


async def test_no_server(tmp_path: Path, watch: Watch) -> None:
    with pytest.raises(StoreUnavailableError):
        async with open_storage(f"postgresql://ask@/ask?host={tmp_path}", watch, wait=60):
            pass


async def test_no_such_database(postgres: Server, watch: Watch) -> None:
    url = postgres.url.replace("/postgres?", "/nowhere?")
    with pytest.raises(StoreUnavailableError):
        async with open_storage(url, watch):
            pass


async def test_a_setting_the_driver_refuses_is_named(postgres: Server, watch: Watch) -> None:
    with pytest.raises(StoreUnavailableError, match="sslmode"):
        async with open_storage(f"{postgres.url}&sslmode=maybe", watch):
            pass


@pytest.mark.parametrize("durable_url", ["postgres"], indirect=True)
async def test_connections_lost_between_calls_are_not_noticed(
    held: Storage, postgres: Server, draft: Make
) -> None:
    postgres.psql(HANG_UP)
    await held.drafts.save(draft(text="after"))
    assert await held.drafts.latest(SAM) == draft(text="after")


HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid();"
)


@pytest.mark.parametrize("noticed", [True, False])
async def test_a_connection_lost_midway_loses_the_whole_transaction(
    postgres: Server, watch: Watch, draft: Make, *, noticed: bool
) -> None:
    async with open_database(postgres.emptied()) as database:
        storage = stores(database, watch)
        await storage.drafts.save(draft())
        with pytest.raises(StoreUnavailableError):
            await _cut_off_midway(database, postgres, noticed=noticed)
        assert await storage.drafts.latest(SAM) == draft()
        assert await storage.drafts.discard(SAM, "d1") is True


async def _cut_off_midway(database: Database, postgres: Server, *, noticed: bool) -> None:
    """The driver may have been told of the end before the next statement, or by it."""
    async with database.writing() as connection:
        await connection.execute(sa.text("DELETE FROM drafts"))
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        told = asyncio.get_running_loop().create_future()
        raw.add_termination_listener(lambda _: told.set_result(None))
        postgres.psql(HANG_UP)
        if noticed:
            await told
        await connection.execute(sa.text("DELETE FROM members"))
