"""A community with managers, members and strangers, over a real store."""

from dataclasses import dataclass, replace

from bot.conversation.conversation import Conversation
from bot.model.managing import (
    SaveOwnAnswer,
)
from bot.model.messages import (
    Choices,
    Paragraph,
    PlainText,
    Quote,
    Reply,
    Request,
)
from bot.model.people import Caller, CommunityRef, MemberRef, Place, Platform
from bot.model.text import plain
from storage.opening import Storage
from tests.support import HeldClock

HERE, THERE = (CommunityRef(Platform.DISCORD, key) for key in ("10", "20"))
BOSS = Caller(MemberRef(Platform.DISCORD, "1"), Place.COMMUNITY, HERE, manager=True)
MEMBER = replace(BOSS, member=MemberRef(Platform.DISCORD, "2"), manager=False)
RIVAL = replace(BOSS, member=MemberRef(Platform.DISCORD, "3"), community=THERE)
STRANGER = replace(MEMBER, member=MemberRef(Platform.DISCORD, "4"), community=THERE)

MEETUP = {
    "title": "Where is the monthly alumni dinner?",
    "answer": "At Rosa's, first Tuesday at seven. @everyone **brings** a friend, {name} too.",
    "questions": "where do the alumni eat\nwhen is the dinner",
}


@dataclass
class House:
    """A conversation over a store that can be looked into."""

    talk: Conversation
    storage: Storage
    clock: HeldClock

    async def ask(self, who: Caller, request: Request) -> Reply:
        return await self.talk.handle(who, request)

    async def added(self, who: Caller = BOSS) -> str:
        """The id of an answer just added."""
        await self.ask(who, SaveOwnAnswer(MEETUP))
        assert who.community is not None
        return (await self.storage.answers.all(who.community))[0].id


def words(reply: Reply) -> str:
    said = [plain(p.text) for p in reply.parts if isinstance(p, Paragraph)]
    shown = [p.text for p in reply.parts if isinstance(p, Quote | PlainText)]
    return " ".join([*said, *shown])


def buttons(reply: Reply) -> dict[str, Request]:
    rows = (part.buttons for part in reply.parts if isinstance(part, Choices))
    return {plain(button.label): button.request for row in rows for button in row}
