"""Managers switch coaching rules; members and forged ids do not."""

from dataclasses import replace

from bot.app import compose
from bot.model.managing import ShowRules, SwitchRule
from bot.model.messages import Choices, Paragraph, Reply
from bot.model.people import Caller, CommunityRef, MemberRef, Place, Platform
from bot.model.text import plain
from storage.opening import open_storage
from tests.support import HeldClock, reviewer

HOME = CommunityRef(Platform.DISCORD, "10")
MANAGER = Caller(MemberRef(Platform.DISCORD, "1"), Place.COMMUNITY, HOME, manager=True)
MEMBER = replace(MANAGER, member=MemberRef(Platform.DISCORD, "2"), manager=False)


def words(reply: Reply) -> str:
    return " ".join(plain(part.text) for part in reply.parts if isinstance(part, Paragraph))


def labels(reply: Reply) -> list[str]:
    choices = (part for part in reply.parts if isinstance(part, Choices))
    return [plain(button.label) for part in choices for button in part.buttons]


async def test_a_manager_turns_a_rule_round_and_back() -> None:
    async with open_storage("sqlite://", HeldClock()) as storage:
        conversation = compose(reviewer(), storage, HeldClock())
        off = await conversation.handle(MANAGER, SwitchRule("overused_term"))
        assert "Off in this community: The worn phrase" in words(off)
        assert labels(off)[0] == "Switch on: the worn phrase"
        assert await storage.switches.off(HOME) == {"overused_term"}
        on = await conversation.handle(MANAGER, SwitchRule("overused_term"))
        assert "Every coaching rule is on here" in words(on)
        assert await storage.switches.off(HOME) == frozenset()


async def test_every_rule_is_on_some_page_of_ten_buttons_at_most() -> None:
    async with open_storage("sqlite://", HeldClock()) as storage:
        conversation = compose(reviewer(), storage, HeldClock())
        seen: set[str] = set()
        page = ShowRules()
        while True:
            reply = await conversation.handle(MANAGER, page)
            assert len(labels(reply)) <= 10
            if seen & set(labels(reply)[:-1]):
                break
            seen |= set(labels(reply)[:-1])
            choices = next(part for part in reply.parts if isinstance(part, Choices))
            last = choices.buttons[-1].request
            assert isinstance(last, ShowRules)
            page = last
        assert len(seen) == len(reviewer().rulebook.faults)


async def test_members_and_forgers_change_nothing() -> None:
    async with open_storage("sqlite://", HeldClock()) as storage:
        conversation = compose(reviewer(), storage, HeldClock())
        for who in (MEMBER, replace(MANAGER, community=None)):
            reply = await conversation.handle(who, SwitchRule("overused_term"))
            assert "for whoever runs this community" in words(reply)
        await conversation.handle(MANAGER, SwitchRule("no-such-rule"))
        await conversation.handle(MANAGER, ShowRules("nonsense"))
        assert await storage.switches.off(HOME) == frozenset()
