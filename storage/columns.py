"""How values of the model lie in a column, the same on every engine."""

import json
import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import ClassVar, TypeVar
from urllib.parse import quote, unquote

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.model.people import CommunityRef, MemberRef, Platform

# PostgreSQL stores no NUL and UTF-8 has no lone surrogates, yet both arrive in what people paste.
# They are written as an escape character and four hexadecimal digits; the escape character (DLE,
# which nobody types) is itself written so. All other text lies in the database as it is.
_ESCAPE = "\x10"
_UNSTORABLE = re.compile("[\x00\x10\ud800-\udfff]")
_ESCAPED = re.compile("\x10([0-9a-f]{4})")

T = TypeVar("T")


def storable(text: str) -> str:
    """The text in a form that every engine takes; `restored` gives it back exactly."""
    return _UNSTORABLE.sub(lambda found: f"{_ESCAPE}{ord(found.group()):04x}", text)


def restored(text: str) -> str:
    """What was handed to `storable`."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def _key(*parts: str) -> str:
    return ":".join(quote(part, safe="", errors="surrogatepass") for part in parts)


def _parts(key: str) -> list[str]:
    return [unquote(part, errors="surrogatepass") for part in key.split(":")]


def member_key(member: MemberRef) -> str:
    """One text for one member: `discord:42`, `slack:T1:U7`. No two members share one."""
    team = () if member.team is None else (member.team,)
    return _key(member.platform, *team, member.user)


def community_key(community: CommunityRef) -> str:
    """One text for one community: `discord:99`, `slack:T1`. No two communities share one."""
    return _key(community.platform, community.id)


class _AsText(TypeDecorator[T]):
    """A value that lies in the database as text."""

    impl = Text
    cache_ok = True

    @abstractmethod
    def write(self, value: T) -> str:
        """The value as text that every engine takes."""

    @abstractmethod
    def read(self, text: str) -> T:
        """The value that was written."""

    def process_bind_param(self, value: T | None, _dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> T | None:
        """From the database."""
        return None if value is None else self.read(value)


class Words(_AsText[str]):
    """Any Python string, NUL and lone surrogates included; what goes in comes out."""

    cache_ok = True

    def write(self, value: str) -> str:
        """Escape what cannot be stored."""
        return storable(value)

    def read(self, text: str) -> str:
        """Put it back."""
        return restored(text)


class Names(_AsText[tuple[str, ...]]):
    """Strings in order, as JSON in ASCII."""

    cache_ok = True

    def write(self, value: tuple[str, ...]) -> str:
        """As a JSON array."""
        return json.dumps(value)

    def read(self, text: str) -> tuple[str, ...]:
        """From a JSON array."""
        return tuple(json.loads(text))


class Named(_AsText[Mapping[str, str]]):
    """Strings by name, as JSON in ASCII."""

    cache_ok = True

    def write(self, value: Mapping[str, str]) -> str:
        """As a JSON object."""
        return json.dumps(dict(value))

    def read(self, text: str) -> Mapping[str, str]:
        """From a JSON object."""
        return dict(json.loads(text))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value that lies encrypted in a column, as text that no plain value can be.

    Plain text holds the escape character only before hexadecimal digits (or, as JSON, never).
    """

    text: str

    MARK: ClassVar[str] = f"{_ESCAPE}s"
    """How every one begins."""


class Secret(_AsText[T]):
    """A column that is encrypted where there is a key: it holds `Sealed` values or plain ones."""

    cache_ok = True

    def process_bind_param(self, value: T | Sealed | None, _dialect: Dialect) -> str | None:
        """To the database; what is sealed already goes as it is."""
        if isinstance(value, Sealed):
            return value.text
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> T | Sealed | None:  # type: ignore[override]  # what is sealed comes back so; a vault opens it
        """From the database; what is sealed stays so."""
        if value is not None and value.startswith(Sealed.MARK):
            return Sealed(value)
        return None if value is None else self.read(value)


class SecretWords(Secret[str], Words):
    """Any Python string, encrypted where there is a key."""

    cache_ok = True


class SecretNamed(Secret[Mapping[str, str]], Named):
    """Strings by name, encrypted where there is a key."""

    cache_ok = True


class SecretKey(SecretWords):
    """Words to find a row by: where there is a key, a keyed digest that only equality survives."""

    cache_ok = True


class Wall(_AsText[datetime]):
    """What a clock on a wall shows: a date and a time without a zone."""

    cache_ok = True

    def write(self, value: datetime) -> str:
        """As ISO 8601. ValueError for a time that has a zone."""
        if value.tzinfo is not None:
            raise ValueError("A clock on a wall shows no zone.")
        return value.isoformat()

    def read(self, text: str) -> datetime:
        """From ISO 8601."""
        return datetime.fromisoformat(text)


class TimeOfDay(_AsText[time]):
    """A time on any day."""

    cache_ok = True

    def write(self, value: time) -> str:
        """As ISO 8601."""
        return value.isoformat()

    def read(self, text: str) -> time:
        """From ISO 8601."""
        return time.fromisoformat(text)


class Weekdays(_AsText[frozenset[int]]):
    """Days of the week, Monday being 0."""

    cache_ok = True

    def write(self, value: frozenset[int]) -> str:
        """As their figures in a row."""
        return "".join(map(str, sorted(value)))

    def read(self, text: str) -> frozenset[int]:
        """From their figures."""
        return frozenset(map(int, text))


class Member(_AsText[MemberRef]):
    """A member as one key, so that every table names its owner in one column."""

    cache_ok = True

    def write(self, value: MemberRef) -> str:
        """Their key."""
        return member_key(value)

    def read(self, text: str) -> MemberRef:
        """From their key."""
        platform, *team, user = _parts(text)
        return MemberRef(Platform(platform), user, team[0] if team else None)


class Community(_AsText[CommunityRef]):
    """A community as one key."""

    cache_ok = True

    def write(self, value: CommunityRef) -> str:
        """Its key."""
        return community_key(value)

    def read(self, text: str) -> CommunityRef:
        """From its key."""
        platform, name = _parts(text)
        return CommunityRef(Platform(platform), name)


class Instant(TypeDecorator[datetime]):
    """An aware time, to the microsecond; it comes back in UTC and compares by instant.

    SQLite keeps it as text of one width in UTC, so that comparing text is comparing time.
    A time without a zone is refused.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("A time without a zone names no instant.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
