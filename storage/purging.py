"""Deleting what is over, a few rows at a time, so that nobody waits long for a turn."""

import asyncio

import sqlalchemy as sa

from storage.database import Database

BATCH = 200
"""Rows that one transaction deletes."""


async def purge(database: Database, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    """Delete the rows of a table of which that holds; how many there were.

    Each batch is a transaction. `StoreUnavailableError` in between: the rest is for the next time.
    """
    key = sa.tuple_(*table.primary_key.columns)
    chosen = sa.select(*table.primary_key.columns).where(which).limit(BATCH)
    # Asked again in the outer statement: a row may have been saved anew since it was chosen.
    delete = sa.delete(table).where(key.in_(chosen), which).returning(sa.literal(1))
    gone = 0
    while True:
        async with database.writing() as connection:
            count = len((await connection.execute(delete)).all())  # SQLite counts none after WITH
        gone += count
        if count < BATCH:
            return gone
        await asyncio.sleep(0)
