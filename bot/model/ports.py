"""What the conversation needs from the world, as protocols.

Every method may raise `StoreUnavailableError` when the database cannot be reached or is busy for
too long; nothing is half-done in that case and the call can be repeated.
"""

import asyncio
from datetime import datetime
from typing import Protocol

from bot.model.people import CommunityRef, MemberRef
from bot.model.records import Draft


class StoreUnavailableError(Exception):
    """The store could not answer. Nothing was changed."""


class PlatformRefusedError(Exception):
    """A platform does not let the bot in, and trying again cannot help (a bad token, say).

    The message is one plain line for the operator: what is wrong and where to mend it.
    """


class Surface(Protocol):
    """A platform being served."""

    async def serve(self, stop: asyncio.Event) -> None:
        """Connect and serve until `stop` is set, then finish what is in flight and return.

        Raises PlatformRefusedError where trying again cannot help; after any other error the
        caller may try again. Reconnecting after a lost connection is the surface's own work.
        """
        ...


class Clock(Protocol):
    """The only source of the current time."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class DraftStore(Protocol):
    """Drafts by member. A draft past its `expires_at` is not there, purged or not."""

    async def get(self, member: MemberRef, draft_id: str) -> Draft | None:
        """The member's own draft; None if it is gone or somebody else's."""
        ...

    async def latest(self, member: MemberRef) -> Draft | None:
        """The draft this member saved last, or None."""
        ...

    async def save(self, draft: Draft) -> None:
        """Insert or replace by id. Repeating it changes nothing.

        A draft of another member with the same id is never overwritten: `PermissionError`.
        """
        ...

    async def discard(self, member: MemberRef, draft_id: str) -> bool:
        """Delete the member's own draft; False if there was none."""
        ...

    async def purge(self) -> int:
        """Delete expired drafts of everybody; how many there were."""
        ...


class MemberStore(Protocol):
    """Who has been here, and which community they came from last."""

    async def seen(self, member: MemberRef, community: CommunityRef | None) -> None:
        """Note a visit; a direct message (no community) keeps the last one. Idempotent."""
        ...

    async def last_community(self, member: MemberRef) -> CommunityRef | None:
        """The community this member used last, or None."""
        ...


class InboundClaims(Protocol):
    """Events that a platform may deliver more than once."""

    async def claim(self, key: str) -> bool:
        """True for exactly one caller a key, across all processes, for at least a day."""
        ...

    async def purge(self) -> int:
        """Forget claims older than a day; how many there were."""
        ...
