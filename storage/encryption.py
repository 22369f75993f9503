"""Whether a database is encrypted, with which keys, and whether those are the ones we hold.

The table `encryption_keys` names them. It is changed by a transaction that excludes all others, and
read by every transaction that writes names, notes or drafts: so nobody writes them in plain, or
under a key that was given up, whatever was set when they started.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.ports import StoreUnavailableError
from storage.errors import KeysError
from storage.schema import encryption_keys as held
from storage.vault import SECRET_TABLES, Vault


class Role(StrEnum):
    """What a key is to the database."""

    CURRENT = "current"
    OLD = "old"
    SEALING = "sealing"  # the encryption is being switched on, or was interrupted in that
    OPENING = "opening"  # it is being switched off, likewise


async def roles(connection: AsyncConnection) -> Mapping[str, Role]:
    """The keys that values may lie under, by name. None: it is not encrypted."""
    rows = await connection.execute(sa.select(held.c.key, held.c.role))
    return {row.key: Role(row.role) for row in rows}


async def write_roles(connection: AsyncConnection, wanted: Mapping[str, Role]) -> None:
    """Let exactly these be the keys. Call `alone` first."""
    await connection.execute(sa.delete(held))
    if wanted:
        rows = [{"key": key, "role": role} for key, role in wanted.items()]
        await connection.execute(sa.insert(held), rows)


async def alone(connection: AsyncConnection) -> None:
    """Wait for everybody who writes secrets, and keep them off until the transaction ends."""
    if connection.dialect.name == "postgresql":  # on SQLite a writer is alone anyway
        await connection.execute(sa.text("LOCK TABLE encryption_keys IN ACCESS EXCLUSIVE MODE"))


async def admit(connection: AsyncConnection, vault: Vault) -> bool:
    """Whether to `register`; KeysError if the keys do not fit the database."""
    found = await roles(connection)
    refusal = why_not(vault, found)
    if refusal:
        raise KeysError(refusal)
    if vault.current is None or found.get(vault.current.name) is Role.CURRENT:
        return False
    if not found and await anything(connection):
        raise KeysError(_NOT_YET)
    return True


async def register(connection: AsyncConnection, vault: Vault) -> None:
    """Write down that from now on the vault's first key is written with. KeysError."""
    await alone(connection)
    if await admit(connection, vault) and vault.current is not None:
        before = dict.fromkeys(await roles(connection), Role.OLD)
        await write_roles(connection, {**before, vault.current.name: Role.CURRENT})


async def refuse_if_changed(connection: AsyncConnection, vault: Vault) -> None:
    """For a transaction that is about to write secrets: `StoreUnavailableError` if it must not."""
    found = await roles(connection)
    fits = not found if vault.current is None else found.get(vault.current.name) in _WRITTEN_WITH
    if not fits:
        raise StoreUnavailableError("The encryption was changed since I started: start me again.")


async def anything(connection: AsyncConnection) -> bool:
    """Whether there are any rows that names, notes and drafts lie in."""
    for table in SECRET_TABLES:
        if await connection.scalar(sa.select(sa.exists(sa.select(table.c.id)))):
            return True
    return False


def why_not(vault: Vault, found: Mapping[str, Role]) -> str | None:
    """Why a database with these keys is not to be used with that vault; None if it may be."""
    if found and vault.current is None:
        return _NO_KEY.format(keys=_listed(found))
    if Role.SEALING in found.values():
        return _HALF_WAY.format(what="on", command="goodask db encrypt")
    if Role.OPENING in found.values():
        return _HALF_WAY.format(what="off", command="goodask db decrypt")
    missing = set(found) - {key.name for key in vault.keys}
    if missing:
        return _OTHER_KEY.format(keys=_listed(missing))
    return None


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(sorted(keys))


_WRITTEN_WITH = {Role.CURRENT, Role.OLD}
_NO_KEY = (
    "names, notes and drafts in this database are encrypted (key {keys}), and ENCRYPTION_KEYS is "
    "not set. Set it to that key; without it nobody can read them. `goodask db new-key` makes new "
    "keys, never an old one."
)
_OTHER_KEY = (
    "this database needs a key that ENCRYPTION_KEYS does not hold ({keys}). Add it, after a comma, "
    "behind the one you have; `goodask db rotate` gives it up properly."
)
_NOT_YET = (
    "ENCRYPTION_KEYS is set and this database is not encrypted yet. Make a backup, then run "
    "`goodask db encrypt` once. Or unset ENCRYPTION_KEYS."
)
_HALF_WAY = (
    "switching the encryption {what} was interrupted. Nothing is lost: run `{command}` again, "
    "which finishes it."
)
