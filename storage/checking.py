"""Looking at everything in a database, without changing it: is it sound, can it all be read?"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.checks import Check
from bot.model.records import State
from storage.columns import Sealed, SecretKey
from storage.contacts import known_as
from storage.database import Database, revision
from storage.encryption import Role, roles, why_not
from storage.keys import UnsealableError
from storage.reminder_rows import OPEN
from storage.schema import REVISION, contacts, meetings, metadata, reminders
from storage.vault import SECRET_TABLES, Vault, secrets_of

_BATCH = 500
_SHOWN = 5
_LATE = timedelta(minutes=2)


async def look_over(database: Database, now: datetime) -> AsyncIterator[Check]:
    """Every check, the grave ones first. Raises `StoreUnavailableError`."""
    async with database.reading() as connection:
        if database.backend == "sqlite":
            yield await _integrity(connection)
        at = await connection.run_sync(revision)
        yield _revision(at)
        if at != REVISION:
            return
        yield _tables(await connection.run_sync(_lacking))
        yield await _references(connection, database.backend)
        for check in await _encryption(connection, database.vault):
            yield check
        yield await _leases(connection, now)


async def _integrity(connection: AsyncConnection) -> Check:
    found = (await connection.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})")).scalars().all()
    if found == ["ok"]:
        return Check("File", well=True, words="is sound, every page of it")
    words = f"is damaged: {'; '.join(found)}"
    mend = "Stop the bot, and bring back a backup: goodask db restore FILE --replace."
    return Check("File", well=False, words=words, mend=mend)


def _revision(found: str | None) -> Check:
    if found == REVISION:
        return Check("Revision", well=True, words=f"is {found}, the newest")
    if found is None:
        words, mend = (
            "there is none: no tables",
            "The first start makes them, or goodask db migrate.",
        )
    elif found < REVISION:
        words, mend = f"is {found}, and {REVISION} is the newest", "goodask db migrate"
    else:
        words, mend = f"is {found}: a newer Good Ask made it", "Install that version, or a backup."
    return Check("Revision", well=False, words=words, mend=mend)


def _lacking(connection: sa.Connection) -> list[str]:
    """Tables and columns that the code counts on and the database has not."""
    look = sa.inspect(connection)
    there = {
        name: {str(c["name"]) for c in look.get_columns(name)} for name in look.get_table_names()
    }
    return [
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name not in there.get(table.name, set())
    ]


def _tables(lacking: list[str]) -> Check:
    if not lacking:
        return Check("Tables", well=True, words="are all there, with all their columns")
    words = f"lack {_some(lacking)}, whatever the revision says"
    mend = "Somebody changed them by hand: bring back a backup."
    return Check("Tables", well=False, words=words, mend=mend)


async def _references(connection: AsyncConnection, backend: str) -> Check:
    """Foreign keys, and what our tables say of each other without one."""
    lost: list[str] = []
    if backend == "sqlite":
        rows = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).mappings().all()
        lost += [f"{row['table']} {row['rowid']}" for row in rows]
    for column, other in _POINTERS:
        table = column.table
        mine = sa.and_(other.c.id == column, other.c.member == table.c.member)
        dangling = sa.and_(column.is_not(None), ~sa.exists().where(mine).correlate(table))
        pending = [OPEN] if table is reminders else []
        ids = await connection.scalars(sa.select(table.c.id).where(dangling, *pending))
        lost += [f"{table.name} {each}" for each in ids]
    if not lost:
        return Check("References", well=True, words="lead to what is there")
    words = f"lead nowhere in {_some(lost)}"
    mend = "A reminder without its person still comes, without the name."
    return Check("References", well=False, words=words, mend=mend)


async def _encryption(connection: AsyncConnection, vault: Vault) -> list[Check]:
    found = await roles(connection)
    refusal = why_not(vault, found)
    if refusal:
        return [Check("Encryption", well=False, words=f"does not fit: {refusal}".rstrip("."))]
    if not found:
        return [_unencrypted(vault)]
    count, bad = await _unreadable(connection, vault)
    old = sorted(key for key, role in found.items() if role is Role.OLD)
    current = next(key for key, role in found.items() if role is Role.CURRENT)
    words = f"is on (key {current}); {count} values can be read"
    checks = [Check("Encryption", well=True, words=words)]
    if bad:
        words = f"leaves values that cannot be read, or lie open, in {_some(bad)}"
        mend = "A backup of before may have them; nothing else does."
        checks = [Check("Encryption", well=False, words=words, mend=mend)]
    if old or (vault.current is not None and vault.current.name != current):
        words = f"still needs older keys ({', '.join(old) or current})"
        mend = "goodask db rotate gives them up; until then keep them in ENCRYPTION_KEYS."
        checks.append(Check("Keys", well=False, words=words, mend=mend))
    return checks


def _unencrypted(vault: Vault) -> Check:
    if vault.current is None:
        return Check("Encryption", well=True, words="is off: names, notes and drafts lie open")
    words = "is off, though ENCRYPTION_KEYS is set"
    return Check("Encryption", well=False, words=words, mend="goodask db encrypt switches it on.")


async def _unreadable(connection: AsyncConnection, vault: Vault) -> tuple[int, list[str]]:
    """How many values were opened, and the rows that hold one that cannot be."""
    count, bad = 0, list[str]()
    for table in SECRET_TABLES:
        query = sa.select(table.c.id, table.c.member, *secrets_of(table))
        rows = await connection.stream(query.execution_options(yield_per=_BATCH))
        async for row in rows:
            values = row._asdict()
            try:
                count += _opened(vault, table, values)
            except UnsealableError:
                bad.append(f"{table.name} {row.id}")
    return count, bad


def _opened(vault: Vault, table: sa.Table, row: Mapping[str, Any]) -> int:
    """How many values of a row can be read. `UnsealableError` if one cannot, or lies open."""
    plain = dict(row)
    for column in secrets_of(table):
        if row[column.name] is not None and not isinstance(column.type, SecretKey):
            plain[column.name] = vault.unseal(column, row)
    if table is contacts:
        wanted = vault.findable(contacts.c.known_as, row["member"], known_as(plain["name"]))
        if row["known_as"] not in wanted:
            raise UnsealableError
    return sum(isinstance(value, Sealed) for value in row.values())


async def _leases(connection: AsyncConnection, now: datetime) -> Check:
    """Reminders that somebody was sending and nobody has taken up since."""
    over = sa.and_(reminders.c.state == State.LEASED, reminders.c.wake_at < now - _LATE)
    late = sa.and_(OPEN, reminders.c.wake_at < now - _LATE)
    count = sa.select(sa.func.count()).select_from(reminders)
    leases = await connection.scalar(count.where(over)) or 0
    waiting = await connection.scalar(count.where(late)) or 0
    if not waiting:
        return Check("Reminders", well=True, words="are none overdue, and no lease has run out")
    words = f"are overdue: {waiting}, of which {leases} under a lease that has run out"
    mend = "Does the bot run? If it does: goodask queue says which are stuck."
    return Check("Reminders", well=False, words=words, mend=mend)


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


_POINTERS: tuple[tuple[sa.Column[Any], sa.Table], ...] = (
    (meetings.c.contact, contacts),
    (reminders.c.contact, contacts),
    (reminders.c.meeting, meetings),
)
