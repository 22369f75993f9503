"""Names, notes and drafts as they lie in the database: sealed where there is a key."""

import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa

from bot.model.people import MemberRef
from bot.model.ports import StoreUnavailableError
from storage.columns import Sealed, Secret, SecretKey, member_key
from storage.keys import Key, UnsealableError, read_keys
from storage.schema import metadata


class Vault:
    """Seals the secret columns of rows that go in, and opens those that come out.

    A value is tied to its table, column, row id and member. Without keys it changes nothing, and
    refuses what is sealed; with keys it refuses what is not.
    """

    def __init__(self, keys: str = "") -> None:
        """KeysError for keys that are none: see `read_keys`."""
        self._keys = read_keys(keys)

    @property
    def current(self) -> Key | None:
        """The key that is written with; None without encryption."""
        return self._keys[0] if self._keys else None

    @property
    def keys(self) -> Sequence[Key]:
        """All of them, the current one first."""
        return self._keys

    def sealed(self, table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of a row, `id` and `member` among them, as they are to be stored."""
        row = dict(values)
        key = self.current
        if key is not None:
            for column in secrets_of(table):
                if row[column.name] is not None:
                    row[column.name] = seal(key, column, row)
        return row

    def opened(self, table: sa.Table, row: sa.Row[Any]) -> Any:  # noqa: ANN401 - rows are untyped
        """A row with its secrets in plain, by name. `StoreUnavailableError` if one cannot be read.

        A column to search by comes without its value.
        """
        secrets = secrets_of(table)
        is_open = not any(isinstance(getattr(row, column.name), Sealed) for column in secrets)
        if is_open and not self._keys:
            return row
        values = row._asdict()
        for column in secrets:
            if isinstance(column.type, SecretKey):
                del values[column.name]
            elif values[column.name] is not None:
                values[column.name] = self._opened(column, values)
        return SimpleNamespace(**values)

    def findable(self, column: sa.Column[Any], member: MemberRef, text: str) -> list[Any]:
        """The values under which a text of this member's may lie in a column to search by."""
        if not self._keys:
            return [text]
        return [digest(key, column, member, text) for key in self._keys]

    def unseal(self, column: sa.Column[Any], row: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """The plain value of a sealed column of a row. `UnsealableError`."""
        value = row[column.name]
        if not isinstance(value, Sealed):
            raise UnsealableError
        name, _, body = value.text.removeprefix(f"{Sealed.MARK}:").partition(":")
        key = next((one for one in self._keys if one.name == name), None)
        if key is None:
            raise UnsealableError
        return _type(column).read(key.decrypt(body, _place(column, row["member"], row["id"])))

    def _opened(self, column: sa.Column[Any], row: Mapping[str, Any]) -> Any:  # noqa: ANN401
        try:
            return self.unseal(column, row)
        except UnsealableError:
            which = f"{column} of row {row['id']}"
            words = f"{which} cannot be read with the keys I have: goodask db check says more."
            raise StoreUnavailableError(words) from None


def seal(key: Key, column: sa.Column[Any], row: Mapping[str, Any]) -> Sealed:
    """A plain value of a row, sealed with this key."""
    value = row[column.name]
    if isinstance(column.type, SecretKey):
        return digest(key, column, row["member"], value)
    place = _place(column, row["member"], row["id"])
    return Sealed(f"{mark(key)}{key.encrypt(_type(column).write(value), place)}")


def digest(key: Key, column: sa.Column[Any], member: MemberRef, text: str) -> Sealed:
    """What to find a member's text by. It is tied to the member: two share none."""
    return Sealed(f"{mark(key)}{key.digest(_type(column).write(text), _place(column, member))}")


def mark(key: Key) -> str:
    """How every value sealed with this key begins."""
    return f"{Sealed.MARK}:{key.name}:"


def secrets_of(table: sa.Table) -> tuple[sa.Column[Any], ...]:
    """The secret columns of a table. Each such table has columns `id` and `member`."""
    return _SECRETS[table.name]


def _type(column: sa.Column[Any]) -> Secret[Any]:
    return cast("Secret[Any]", column.type)


def _place(column: sa.Column[Any], member: MemberRef, *row: str) -> bytes:
    return json.dumps([column.table.name, column.name, member_key(member), *row]).encode()


_SECRETS: Mapping[str, tuple[sa.Column[Any], ...]] = {
    table.name: tuple(column for column in table.columns if isinstance(column.type, Secret))
    for table in metadata.sorted_tables
}

SECRET_TABLES = tuple(table for table in metadata.sorted_tables if _SECRETS[table.name])
"""The tables that hold names, notes and drafts."""
