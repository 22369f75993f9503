"""Where the bot lives: the communities that it came to, and those that it left."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.people import CommunityRef, Platform


class Residences(Protocol):
    """Communities that come and go. What belongs to a community goes with it.

    Every method may raise `StoreUnavailableError`; nothing is half-done in that case and the call
    can be repeated.
    """

    async def came(
        self,
        community: CommunityRef,
        organisation: CommunityRef | None = None,
        since: datetime | None = None,
    ) -> None:
        """The bot is there, `since` when the platform says. Idempotent.

        One that it had left, and whose data is still kept, gets everything back, and the reminders
        that waited for it go out. With `organisation` it is there as a part of that one, and comes
        and goes with it.
        """
        ...

    async def left(self, community: CommunityRef, keep: timedelta) -> None:
        """The bot is not there any more, nor in what is a part of it. Idempotent.

        After `keep`, counted from the first such call, what belongs to the community is deleted; at
        once where that is nothing. Where the community is all that its members have (on Slack),
        their reminders wait meanwhile and are deleted with it; elsewhere they are left alone.
        """
        ...

    async def here(
        self, platform: Platform, organisation: CommunityRef | None = None
    ) -> Mapping[CommunityRef, datetime | None]:
        """Where the bot is, as far as it was told, and since when; or the parts of one of them."""
        ...

    async def greets(self, community: CommunityRef) -> bool:
        """True for exactly one caller a community, ever, whether it leaves and comes back or not.

        At most once: a caller that dies after it was told True has used it up.
        """
        ...

    async def purge(self) -> int:
        """Delete what belongs to communities that were left long enough ago; how many they were."""
        ...
