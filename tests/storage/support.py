"""A clock that obeys, and a PostgreSQL server that is really there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.model.people import MemberRef, Platform

SAM = MemberRef(Platform.DISCORD, "1")
KEY = "a2V5LWZvci10ZXN0cy1vbmx5LWRvLW5vdC11c2UtaXQ="
NEWER_KEY = "YW5vdGhlci1rZXktZm9yLXRlc3RzLW9ubHktbmV2ZXI="


@dataclass
class Watch:
    """A clock that stands still until it is told to move."""

    time: datetime = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL; `psql` runs statements as its superuser."""

    psql: Callable[[str], str]
    url: str

    def emptied(self) -> str:
        """The URL of its database, with nothing in it. (A new one each time takes 0.2 s.)"""
        self.psql("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
        return self.url
