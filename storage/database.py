"""One database, open: who may read, who may write, and what happens when it cannot."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.model.ports import StoreUnavailableError
from storage.encryption import admit, refuse_if_changed, register
from storage.engine import WRITES, Address
from storage.errors import unavailable_means_so
from storage.schema import REVISION, metadata
from storage.vault import Vault

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

WAIT = 5.0
"""Seconds to wait for a lock, a free connection or an answer before giving up."""

_MIGRATION_WAIT = 60.0
_WAL_PAUSE = 0.02


class Database:
    """A pool of connections to one database. `open_database` gives one that is ready.

    On SQLite there is one writer at a time: within the process writers queue in order, between
    processes they wait for the file's lock. Readers wait for nobody. Do not open `reading` or
    `writing` inside another: they would wait for each other.
    """

    def __init__(
        self,
        url: str,
        wait: float = WAIT,
        on_reminders: Callable[[], None] | None = None,
        keys: str = "",
    ) -> None:
        """Connects nowhere yet. ValueError for a URL that is neither SQLite nor PostgreSQL, and
        KeysError for keys that are none.

        `on_reminders` is called when a member's reminders have changed, so that one that is due at
        once is not waited for. `keys`: see `read_keys`.
        """
        self._address = Address.of(url)
        self.vault = Vault(keys)
        self._wait = wait
        self._on_reminders = on_reminders
        self._engine = self._address.engine(wait)
        self._writers = self._engine.execution_options(**{WRITES: True})
        self._turn = asyncio.Lock() if self.backend == "sqlite" else None
        self._closed = False

    @property
    def backend(self) -> str:
        """`sqlite` or `postgresql`, for the few statements that differ."""
        return self._address.backend

    def insert(self, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
        """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        if self.backend == "sqlite":
            from sqlalchemy.dialects import sqlite

            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # here, since it takes 0.1 s to import

        return postgresql.insert(table)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with; on SQLite it sees one moment from start to end.

        `StoreUnavailableError` if the database is away, busy for too long, or closed by us.
        """
        with unavailable_means_so():
            self._refuse_if_closed()
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(
        self, *, reminding: bool = False, secrets: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """A transaction: kept if the block ends, undone if anything is raised in it.

        `reminding`: it may make a reminder due sooner. `secrets`: it writes what `vault` seals.
        `StoreUnavailableError` as for `reading`, and then nothing was changed. One exception is
        beyond anybody's power: a PostgreSQL server whose connection breaks between receiving
        COMMIT and confirming it has committed without our knowing.
        Raise no OSError of your own in the block (PermissionError is one): it would count as the
        database's.
        """
        with unavailable_means_so():
            self._refuse_if_closed()
            async with self._in_turn(), self._writers.begin() as connection:
                if secrets:
                    await refuse_if_changed(connection, self.vault)
                yield connection
        if reminding and self._on_reminders is not None:
            self._on_reminders()

    @asynccontextmanager
    async def lending(self, *, writing: bool) -> AsyncIterator[AsyncEngine]:
        """The engine itself, for a library that opens its own connections with it.

        Otherwise as `reading` or `writing`, but each of its transactions stands for itself.
        """
        with unavailable_means_so():
            self._refuse_if_closed()
            if not writing:
                yield self._engine
                return
            async with self._in_turn():
                yield self._writers

    async def prepare(self) -> str | None:
        """Bring the schema up to date, creating it if there is none; at which revision it was.

        Safe to run in several processes at once. A database that is up to date costs one SELECT.
        `SchemaTooNewError` if a newer version made it; `StoreUnavailableError` if it is away.
        A process that dies on the way leaves the schema as it was.
        """
        if self._address.in_memory:
            async with self.writing() as connection:
                await connection.run_sync(metadata.create_all)
            return None
        if self.backend == "sqlite":
            await self._write_ahead()
        async with self.reading() as connection:
            if await connection.run_sync(revision) == REVISION:
                return REVISION
        return await self._migrate()

    async def admit(self) -> None:
        """Hold our keys to those of a database that is up to date. Raises `KeysError`.

        A new key becomes the one that is written with; a database without names, notes and drafts
        is encrypted from here on if there is a key.
        """
        async with self.reading() as connection:
            is_new = await admit(connection, self.vault)
        if is_new:
            async with self.writing() as connection:
                await register(connection, self.vault)

    async def close(self) -> None:
        """Close every connection that is not in use. From here on every call is refused."""
        self._closed = True
        await self._engine.dispose()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreUnavailableError("The database has been closed.")

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        if self._turn is None:
            yield
            return
        async with asyncio.timeout(self._wait):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    async def _write_ahead(self) -> None:
        """Switch the file to write-ahead logging; it stays so.

        Of two processes that switch a new file at once, one is told "locked" without any waiting
        (the switch does not use the busy handler), so the waiting is here.
        """
        with suppress(OSError):  # what is wrong with the folder is told better below
            await asyncio.to_thread(self._address.make_private)
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        connect = partial(sqlite3.connect, *arguments, **options)
        deadline = asyncio.get_running_loop().time() + self._wait
        while True:
            try:
                return await asyncio.to_thread(_switch_to_wal, connect)
            except sqlite3.DatabaseError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or asyncio.get_running_loop().time() > deadline:
                    raise StoreUnavailableError(f"The database file is no good: {error}") from error
            await asyncio.sleep(_WAL_PAUSE)

    async def _migrate(self) -> str | None:
        from storage.migrations.upgrade import upgrade  # Alembic: only who needs it pays for it

        engine = self._address.migration_engine(_MIGRATION_WAIT)
        try:
            with unavailable_means_so():
                async with engine.execution_options(**{WRITES: True}).begin() as connection:
                    return await connection.run_sync(upgrade, _MIGRATION_WAIT)
        finally:
            await engine.dispose()


def _switch_to_wal(connect: Callable[[], sqlite3.Connection]) -> None:
    # Through sqlite3 itself: a file that cannot be opened would leave a thread of aiosqlite behind.
    with closing(connect()) as file:
        file.execute("PRAGMA journal_mode=WAL")


def revision(connection: sa.Connection) -> str | None:
    """The migration a database says it is at; None if it has never been migrated."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


@asynccontextmanager
async def open_database(
    url: str,
    wait: float = WAIT,
    on_reminders: Callable[[], None] | None = None,
    keys: str = "",
) -> AsyncIterator[Database]:
    """The database at `url`, its schema up to date, closed at the end.

    Raises ValueError (bad URL), `SchemaTooNewError`, `KeysError`, `StoreUnavailableError`.
    """
    database = Database(url, wait, on_reminders, keys)
    try:
        await database.prepare()
        await database.admit()
        yield database
    finally:
        await database.close()
