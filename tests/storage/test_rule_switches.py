"""What a community has switched off, on every engine."""

from bot.model.people import CommunityRef, Platform
from storage.opening import Storage

HOME, OTHER = CommunityRef(Platform.DISCORD, "1"), CommunityRef(Platform.SLACK, "1")


async def test_a_rule_is_switched_for_one_community_only(storage: Storage) -> None:
    assert await storage.switches.off(HOME) == frozenset()
    for _ in range(2):
        await storage.switches.switch(HOME, "late", on=False)
    await storage.switches.switch(HOME, "clingy", on=False)
    assert await storage.switches.off(HOME) == {"late", "clingy"}
    assert await storage.switches.off(OTHER) == frozenset()
    for _ in range(2):
        await storage.switches.switch(HOME, "late", on=True)
    assert await storage.switches.off(HOME) == {"clingy"}
