"""Deleting what is over, a few rows at a time, so that nobody waits long for a turn."""

import asyncio

import sqlalchemy as sa

from storage.database import Database

BATCH = 200
"""Rows that one transaction deletes."""


async def purge(database: Database, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    """Delete the rows of a table of which that holds; how many there were.

    They are looked for without keeping anybody from writing, and each batch is a transaction.
    `StoreUnavailableError` in between: the rest is for the next time.
    """
    key = sa.tuple_(*table.primary_key.columns)
    look = sa.select(*table.primary_key.columns).where(which).limit(BATCH)
    gone = 0
    while True:
        async with database.reading() as connection:
            found = [tuple(row) for row in await connection.execute(look)]
        if not found:
            return gone
        # Asked again: a row may have been saved anew since it was found.
        delete = sa.delete(table).where(key.in_(found), which).returning(sa.literal(1))
        async with database.writing() as connection:
            count = len((await connection.execute(delete)).all())  # SQLite counts none after WITH
        gone += count
        if len(found) < BATCH or not count:
            return gone
        await asyncio.sleep(0)
