"""An engine for a database URL: SQLite through aiosqlite, PostgreSQL through asyncpg."""

import asyncio
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

WRITES = "goodask_writes"
"""Execution option of connections that are going to write."""

_POSTGRES = re.compile(r"postgres(ql)?(\+\w+)?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. Its text is never shown: it may hold a password."""

    backend: str
    in_memory: bool
    _text: str

    def __repr__(self) -> str:
        return f"<{self.backend} database>"

    @classmethod
    def of(cls, url: str) -> "Address":
        """Read a URL as people write it; ValueError, without repeating the URL, if it is no good.

        Any driver named in it gives way to ours: `sqlite:///x`, `sqlite+pysqlite:///x`,
        `postgres://…` (as hosting companies hand it out) and `postgresql+psycopg2://…` are fine.
        """
        if _POSTGRES.match(url):
            if "channel_binding=require" in url:
                raise ValueError("DATABASE_URL asks for channel_binding, which asyncpg cannot do.")
            return cls("postgresql", in_memory=False, _text=_POSTGRES.sub("postgresql://", url, 1))
        try:
            parsed = make_url(url)
        except ArgumentError:
            parsed = URL.create("unreadable")
        if parsed.get_backend_name() != "sqlite":
            raise ValueError("DATABASE_URL must begin with sqlite:// or postgresql://")
        in_memory = (
            parsed.database in {None, "", ":memory:"}
            or parsed.query.get("mode") == "memory"
            or str(parsed.database).startswith("file::memory:")
        )
        text = parsed.set(drivername="sqlite+aiosqlite").render_as_string(hide_password=False)
        return cls("sqlite", in_memory, text)

    def make_private(self) -> None:
        """Create a SQLite file that is not there, so that only its owner may read it. OSError."""
        path = Path(str(make_url(self._text).database).removeprefix("file:"))
        if not path.exists():
            with suppress(FileExistsError):  # another process was faster
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def engine(self, wait: float) -> AsyncEngine:
        """An engine whose connections wait `wait` seconds, for a lock or for an answer."""
        if self.backend == "postgresql":
            return self._postgres({"pool_size": 10, "pool_timeout": wait}, wait)
        pool = {"poolclass": AsyncAdaptedQueuePool, "max_overflow": 0, "pool_timeout": wait}
        # In memory the one connection is the database, and everybody takes turns at it.
        return self._sqlite({**pool, "pool_size": 1 if self.in_memory else 5}, wait)

    def migration_engine(self, wait: float) -> AsyncEngine:
        """An engine to change the schema with.

        `wait` seconds are for the lock alone: a statement may take its time. Foreign keys are off
        on SQLite, where most changes mean building a table anew under its old name.
        """
        pool = {"poolclass": NullPool}
        if self.backend == "postgresql":
            return self._postgres(pool, wait=None)
        return self._sqlite(pool, wait, foreign_keys=False)

    def _postgres(self, pool: Mapping[str, object], wait: float | None) -> AsyncEngine:
        # asyncpg reads the URL itself, so that everything libpq understands works here too.
        arguments = {"dsn": self._text, "timeout": wait or 60, "command_timeout": wait}
        return create_async_engine(
            "postgresql+asyncpg://",
            connect_args=arguments,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            **pool,
        )

    def _sqlite(
        self, pool: Mapping[str, object], wait: float, *, foreign_keys: bool = True
    ) -> AsyncEngine:
        engine = create_async_engine(
            self._text, connect_args={"timeout": wait}, hide_parameters=True, **pool
        )

        def prepare(connection: DBAPIConnection, _record: object) -> None:
            connection.isolation_level = None  # BEGIN is ours, so that DDL is in it as well
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA secure_delete=ON")  # what a member deletes is overwritten
            cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
            cursor.close()

        event.listen(engine.sync_engine, "connect", prepare)
        event.listen(engine.sync_engine, "begin", _begin)
        event.listen(engine.sync_engine, "handle_error", _survive_cancellation)
        return engine


def _begin(connection: sa.Connection) -> None:
    """Writers take the lock at once: a reader that becomes a writer can be refused outright."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _survive_cancellation(context: ExceptionContext) -> None:
    """A cancelled caller does not spoil a SQLite connection: its thread ends the statement.

    Dropping the connection, as is the habit, would lose an in-memory database, and leave a thread
    that reports to an event loop which may be closed by then.
    """
    if isinstance(context.original_exception, asyncio.CancelledError):
        context.is_disconnect = False
