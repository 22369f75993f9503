"""Writing a database anew, without what lay in it before it was changed or deleted."""

import asyncio

import sqlalchemy as sa

from storage.engine import Address
from storage.errors import unavailable_means_so
from storage.files import path_of, scrub
from storage.vault import SECRET_TABLES

_WAIT = 60.0


async def scrubbed(url: str) -> bool:
    """Rewrite what names, notes and drafts lie in; False if somebody is in the way.

    On PostgreSQL each table is locked meanwhile. What the disk, PostgreSQL's own log, and backups
    still hold is beyond our reach. Raises `StoreUnavailableError`.
    """
    path = path_of(url)
    if path is not None:
        return await asyncio.to_thread(scrub, path)
    engine = Address.of(url).migration_engine(_WAIT)
    try:
        with unavailable_means_so():
            alone = engine.execution_options(isolation_level="AUTOCOMMIT")
            async with alone.connect() as connection:
                for table in SECRET_TABLES:
                    await connection.execute(sa.text(f"VACUUM (FULL) {table.name}"))
    finally:
        await engine.dispose()
    return True
