"""The rules that hold in a member's community."""

from bot.model.community import RuleSwitches
from bot.model.people import Caller, CommunityRef
from bot.model.ports import MemberStore, StoreUnavailableError


class HouseRules:
    """Which community a caller is in, and what its managers have switched off."""

    def __init__(self, switches: RuleSwitches, members: MemberStore) -> None:
        self._switches = switches
        self._members = members

    async def community(self, who: Caller) -> CommunityRef | None:
        """The caller's community; in a direct message, the one they used last."""
        return who.community or await self._members.last_community(who.member)

    async def switched_off(self, who: Caller) -> frozenset[str]:
        """The rules that are off for this caller. With the store away, none is."""
        try:
            community = await self.community(who)
            return await self._switches.off(community) if community else frozenset()
        except StoreUnavailableError:
            return frozenset()
