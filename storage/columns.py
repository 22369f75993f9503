"""How values of the model lie in a column, the same on every engine."""

import json
import re
from datetime import UTC, datetime
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


def storable(text: str) -> str:
    """The text in a form that every engine takes; `restored` gives it back exactly."""
    return _UNSTORABLE.sub(lambda found: f"{_ESCAPE}{ord(found.group()):04x}", text)


def restored(text: str) -> str:
    """What was handed to `storable`."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def member_key(member: MemberRef) -> str:
    """One text for one member: `discord:42`, `slack:T1:U7`. No two members share one."""
    parts = [member.platform, *([] if member.team is None else [member.team]), member.user]
    return ":".join(quote(part, safe="", errors="surrogatepass") for part in parts)


def community_key(community: CommunityRef) -> str:
    """One text for one community: `discord:99`, `slack:T1`."""
    return ":".join(
        quote(part, safe="", errors="surrogatepass") for part in (community.platform, community.id)
    )


class Words(TypeDecorator[str]):
    """Any Python string, NUL and lone surrogates included; what goes in comes out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (the base names it)
        """To the database."""
        return None if value is None else storable(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else restored(value)


class Names(TypeDecorator[tuple[str, ...]]):
    """Strings in order, as JSON in ASCII."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else tuple(json.loads(value))


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


class Member(TypeDecorator[MemberRef]):
    """A member as one key, so that every table names its owner in one column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: MemberRef | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else member_key(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> MemberRef | None:  # noqa: ARG002
        """From the database."""
        if value is None:
            return None
        platform, *team, user = _parts(value)
        return MemberRef(Platform(platform), user, team[0] if team else None)


class Community(TypeDecorator[CommunityRef]):
    """A community as one key."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: CommunityRef | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else community_key(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> CommunityRef | None:  # noqa: ARG002
        """From the database."""
        if value is None:
            return None
        platform, name = _parts(value)
        return CommunityRef(Platform(platform), name)


def _parts(key: str) -> list[str]:
    return [unquote(part, errors="surrogatepass") for part in key.split(":")]
