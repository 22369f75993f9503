"""Bring a database up to date. Imports Alembic: import this module only when there is need."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from storage.database import revision
from storage.errors import SchemaTooNewError
from storage.schema import REVISION

_LOCK = 0x600DA5C
"""The name of our advisory lock on PostgreSQL, where such names are numbers."""


def configuration() -> Config:
    """Where the steps are."""
    config = Config()
    # Percent signs are the syntax of configuration files; a path may hold one.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(connection: sa.Connection, wait: float) -> str | None:
    """Run the missing steps inside the transaction that `connection` has begun; where it stood.

    One process at a time: on SQLite the transaction is the lock (it began IMMEDIATE); on
    PostgreSQL an advisory lock is taken, for which this waits `wait` seconds at most and which
    ends with the transaction, however that ends. Raises `SchemaTooNewError`.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SET LOCAL lock_timeout = {int(wait * 1000)}"))
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    found = revision(connection)  # again: another process may have been faster
    if found == REVISION:
        return found
    config = configuration()
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaTooNewError(
            f"The database is at revision {found}, this version of Good Ask knows {REVISION}: "
            "a newer version made it. Run that one, or restore a backup."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        _check_foreign_keys(connection)
    return found


def _check_foreign_keys(connection: sa.Connection) -> None:
    """They were off while tables were rebuilt; nothing may dangle."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        tables = sorted({row[0] for row in dangling})
        raise RuntimeError(f"A migration left rows in {tables} that point nowhere; undone.")
