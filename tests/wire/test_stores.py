"""A store that is locked, read-only, full or cut off while reminders go out over the wire."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.model.delivery import ReminderQueue
from bot.model.ports import StoreUnavailableError
from storage.database import Database
from tests.networking.post import DyingQueue, until_states
from tests.storage.support import Server
from tests.wire.killing import Town, town
from tests.wire.serving import delivering

HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid();"
)
FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON reminders EXECUTE FUNCTION no_room();
"""
READ_ONLY = "ALTER DATABASE postgres SET default_transaction_read_only = on;"
WRITABLE = (
    "SET default_transaction_read_only = off;"
    " ALTER DATABASE postgres RESET default_transaction_read_only;"
)


@dataclass
class Store:
    """What can befall a database: a PostgreSQL if there is a `server`, or else a file."""

    url: str
    server: Server | None
    pragmas: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Another program holds the lock: somebody edits the file, or alters the table."""
        if self.server is None:
            path = self.url.removeprefix("sqlite:///")
            file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            await asyncio.to_thread(file.execute, "BEGIN IMMEDIATE")
            yield
            file.close()
            return
        other = Database(self.url)
        async with other.writing() as connection:
            await connection.execute(sa.text("LOCK reminders IN ACCESS EXCLUSIVE MODE"))
            yield
        await other.close()

    @asynccontextmanager
    async def read_only(self) -> AsyncIterator[None]:
        """A disk mounted so, a standby that was not promoted."""
        if self.server is None:
            self.pragmas.append("PRAGMA query_only = 1")
            yield
            self.pragmas.append("PRAGMA query_only = 0")
            return
        await asyncio.to_thread(self.server.psql, READ_ONLY + HANG_UP)
        yield
        await asyncio.to_thread(self.server.psql, WRITABLE + HANG_UP)

    @asynccontextmanager
    async def full(self) -> AsyncIterator[None]:
        """No page more, by SQLite's own limit; or what PostgreSQL answers when its disk is full."""
        if self.server is None:
            self.pragmas.append("PRAGMA max_page_count = 1")
            yield
            self.pragmas.append("PRAGMA max_page_count = 1000000")
            return
        await asyncio.to_thread(self.server.psql, FULL)
        yield
        await asyncio.to_thread(self.server.psql, "DROP FUNCTION no_room CASCADE;")

    def prepare(self, connection: DBAPIConnection, *_: object) -> None:
        """Called whenever a connection is about to be used."""
        cursor = connection.cursor()
        for pragma in self.pragmas[-1:]:
            cursor.execute(pragma)
        cursor.close()


@pytest.fixture
def store(request: pytest.FixtureRequest, durable_url: str) -> Iterator[Store]:
    on_file = durable_url.startswith("sqlite")
    found = Store(durable_url, None if on_file else request.getfixturevalue("postgres"))
    sa.event.listen(sa.pool.Pool, "checkout", found.prepare)
    yield found
    sa.event.remove(sa.pool.Pool, "checkout", found.prepare)
    if found.server is not None:
        found.server.psql(WRITABLE)


@pytest.fixture
async def place(durable_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Nobody waits long for a lock."""
    async with town(durable_url, tmp_path, wait=0.3) as found:
        yield found


class Watched(DyingQueue):
    """Something happens when the first message is out and is to be written down."""

    def __init__(self, queue: ReminderQueue, happens: Callable[[], Awaitable[None]]) -> None:
        super().__init__(queue, "before record")
        self._happens = happens

    async def _dies(self, boundary: str) -> None:
        if boundary == self._at:
            self._at = ""
            await self._happens()


Befalls = Callable[[Store], AbstractAsyncContextManager[None]]
TROUBLES: dict[str, Befalls] = {
    "locked": Store.locked,
    "read-only": Store.read_only,
    "full": Store.full,
}
each = pytest.mark.parametrize("befalls", TROUBLES.values(), ids=TROUBLES)


async def add_until_refused(place: Town) -> None:
    """What can still be saved is promised, and has to come; what cannot is refused."""

    async def add_many() -> None:
        for _ in range(200):
            await place.remind(place.members[3])

    with pytest.raises(StoreUnavailableError):
        await add_many()


@each
async def test_what_cannot_be_claimed_is_not_sent_blindly(
    place: Town, store: Store, befalls: Befalls
) -> None:
    """Members hear "not saved" meanwhile. What was saved comes when it can, once."""
    await place.remind(*place.members)
    async with delivering(place):
        await until_states(place.storage, sent=len(place.members))
        async with befalls(store):
            await add_until_refused(place)
            promised = len(place.expected)
            await asyncio.sleep(0.3)
        await place.remind(*place.members)
        await until_states(place.storage, sent=promised + len(place.members))
    assert (place.lost, place.doubled) == ([], [])


@each
async def test_what_is_out_and_cannot_be_written_down_comes_once(
    place: Town, store: Store, befalls: Befalls
) -> None:
    """The message has been accepted when the store fails: it is written down later."""
    async with AsyncExitStack() as trouble:
        happened = asyncio.Event()

        async def happens() -> None:
            await trouble.enter_async_context(befalls(store))
            happened.set()

        place.storage = replace(place.storage, queue=Watched(place.storage.queue, happens))
        await place.remind(*place.members)
        async with delivering(place):
            await asyncio.wait_for(happened.wait(), 15)
            await asyncio.sleep(0.5)
            assert place.received()
            await trouble.aclose()
            await until_states(place.storage, sent=len(place.expected))
    assert (place.lost, place.doubled) == ([], [])


@pytest.mark.parametrize("durable_url", ["postgres"], indirect=True)
async def test_a_server_that_hangs_up_again_and_again(place: Town, postgres: Server) -> None:
    """As when it is restarted. Everybody gets everything once."""
    members = [*place.members, *place.members]
    await place.remind(*members)
    async with delivering(place):
        for _ in range(6):
            await asyncio.to_thread(postgres.psql, HANG_UP)
            await asyncio.sleep(0.1)
        await until_states(place.storage, sent=len(members))
    assert (place.lost, place.doubled) == ([], [])
