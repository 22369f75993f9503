"""Switching the encryption on, to another key, and off, in a database that holds something already.

Each batch of rows is a transaction, and the database says itself that it is half-way: a process
that is killed leaves nothing lost, and the same command run again finishes it. While the encryption
is switched on or off, nobody else writes names, notes and drafts; a change of keys disturbs nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import Sealed, SecretKey
from storage.contacts import known_as
from storage.database import Database
from storage.encryption import Role, alone, roles, why_not, write_roles
from storage.errors import KeysError
from storage.keys import Key, UnsealableError
from storage.vault import SECRET_TABLES, Vault, mark, seal, secrets_of

BATCH = 200
"""Rows that one transaction changes."""

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """How many rows lie otherwise now, and which could not be read (table and id) and lie on."""

    rows: int
    unreadable: Sequence[str] = ()


async def encrypt(database: Database) -> Changed:
    """Seal everything with the first of our keys. KeysError if it is so already, or cannot be."""
    key = _key_of(database.vault)
    async with database.writing() as connection:
        await alone(connection)
        found = await roles(connection)
        _refuse_without_keys(database.vault, found)
        if found and not _half_way(found):
            raise KeysError("it is encrypted already. For another key: goodask db rotate.")
        await write_roles(connection, {**dict.fromkeys(found, Role.OLD), key.name: Role.SEALING})
    return await _finish(database, key, {key.name: Role.CURRENT})


async def rotate(database: Database) -> Changed:
    """Seal what lies under older keys with the first one, and give those up. KeysError."""
    key = _key_of(database.vault)
    async with database.writing() as connection:
        await alone(connection)
        found = await roles(connection)
        refusal = why_not(database.vault, found)
        if refusal or not found:
            raise KeysError(refusal or "it is not encrypted. To begin: goodask db encrypt.")
        await write_roles(connection, {**dict.fromkeys(found, Role.OLD), key.name: Role.CURRENT})
    return await _finish(database, key, {key.name: Role.CURRENT})


async def decrypt(database: Database) -> Changed:
    """Let everything lie open again. KeysError if it does, or cannot be."""
    async with database.writing() as connection:
        await alone(connection)
        found = await roles(connection)
        _refuse_without_keys(database.vault, found)
        if not found:
            raise KeysError("it is not encrypted.")
        await write_roles(connection, dict.fromkeys(found, Role.OPENING))
    return await _finish(database, None, {})


def _key_of(vault: Vault) -> Key:
    if vault.current is None:
        raise KeysError(
            "ENCRYPTION_KEYS is not set. `goodask db new-key` makes a key; put it into the "
            "environment or .env, keep a copy where the database is not, and come back."
        )
    return vault.current


def _refuse_without_keys(vault: Vault, found: Mapping[str, Role]) -> None:
    refusal = why_not(vault, dict.fromkeys(found, Role.OLD))
    if refusal:
        raise KeysError(refusal)


def _half_way(found: Mapping[str, Role]) -> bool:
    return bool({Role.SEALING, Role.OPENING} & set(found.values()))


async def _finish(database: Database, key: Key | None, wanted: Mapping[str, Role]) -> Changed:
    """Change every row that lies otherwise, then write down that all do, if that is so."""
    rows = 0
    for _ in range(_ROUNDS):  # a second one for what others have written meanwhile
        unreadable: list[str] = []
        for table in SECRET_TABLES:
            count, bad = await _change_all(database, table, key)
            rows += count
            unreadable += bad
        if unreadable:
            return Changed(rows, unreadable)
        async with database.writing() as connection:
            await alone(connection)
            if not await _any_left(connection, key):
                await write_roles(connection, wanted)
                return Changed(rows)
    raise KeysError("others keep writing under another key: stop them, and run this again.")


async def _change_all(
    database: Database, table: sa.Table, key: Key | None
) -> tuple[int, list[str]]:
    """Change the rows of a table; how many, and which cannot be read."""
    changed, unreadable, last = 0, list[str](), ""
    while True:
        async with database.writing() as connection:
            which = sa.and_(_lies_otherwise(table, key), table.c.id > last)
            query = sa.select(*_columns(table)).where(which).order_by(table.c.id).limit(BATCH)
            batch = (await connection.execute(query.with_for_update())).all()
            if not batch:
                return changed, unreadable
            rows = []
            for row in batch:
                try:
                    rows.append(_changed(database.vault, table, row._asdict(), key))
                except UnsealableError:
                    unreadable.append(f"{table.name} {row.id}")
            if rows:
                await connection.execute(_update(table), rows)
                changed += len(rows)
        last = batch[-1].id


def _update(table: sa.Table) -> sa.Update:
    """To be executed with what `_changed` gives."""
    this = sa.and_(table.c.id == sa.bindparam("b_id"), table.c.member == sa.bindparam("b_member"))
    values: dict[str, Any] = {
        each.name: sa.bindparam(f"b_{each.name}") for each in secrets_of(table)
    }
    return sa.update(table).where(this).values(values)


def _changed(vault: Vault, table: sa.Table, row: dict[str, Any], key: Key | None) -> dict[str, Any]:
    """A row as it is to lie. `UnsealableError`."""
    for column in secrets_of(table):
        if isinstance(row[column.name], Sealed) and not isinstance(column.type, SecretKey):
            row[column.name] = vault.unseal(column, row)
    if "known_as" in row:
        row["known_as"] = known_as(row["name"])
    plain = dict(row)
    for column in secrets_of(table):
        if key is not None and plain[column.name] is not None:
            row[column.name] = seal(key, column, plain)
    return {f"b_{name}": value for name, value in row.items()}


async def _any_left(connection: AsyncConnection, key: Key | None) -> bool:
    for table in SECRET_TABLES:
        if await connection.scalar(sa.select(sa.exists().where(_lies_otherwise(table, key)))):
            return True
    return False


def _lies_otherwise(table: sa.Table, key: Key | None) -> sa.ColumnElement[bool]:
    """Rows with a value that is not sealed with this key; without a key, that is sealed at all."""
    beginning = Sealed.MARK if key is None else mark(key)
    found = []
    for column in secrets_of(table):
        begins = sa.func.substr(sa.type_coerce(column, sa.Text), 1, len(beginning)) == beginning
        found.append(begins if key is None else sa.and_(column.is_not(None), sa.not_(begins)))
    return sa.or_(*found)


def _columns(table: sa.Table) -> Sequence[sa.Column[Any]]:
    return (table.c.id, table.c.member, *secrets_of(table))
