"""A member who talks with the bot by hand: says, presses, fills in, waits for reminders."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.app import compose, reminder_words
from bot.conversation.catalogue import FORMS
from bot.conversation.conversation import Conversation
from bot.model.delivery import Outcome
from bot.model.messages import (
    Button,
    Choices,
    Form,
    Paragraph,
    PlainText,
    Quote,
    Reply,
    Request,
    Say,
)
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.records import Reminder, State
from bot.model.text import plain
from bot.networking.dispatch import Compose, Due
from bot.networking.lateness import lateness
from storage.opening import Storage, open_storage
from tests.support import HeldClock, answers, reviewer

CHICAGO = "America/Chicago"


def words(reply: Reply) -> str:
    """All words of a reply, ours and theirs."""
    texts = []
    for part in reply.parts:
        if isinstance(part, Paragraph):
            texts.append(plain(part.text))
        elif isinstance(part, Quote | PlainText):
            texts.append(part.text)
    return "\n".join(texts)


def buttons(reply: Reply) -> list[Button]:
    """The buttons of a reply, in order."""
    choices = (part for part in reply.parts if isinstance(part, Choices))
    return [button for part in choices for button in part.buttons]


@dataclass
class Member:
    """One member. `last` is the reply that is on the screen."""

    conversation: Conversation
    storage: Storage
    clock: HeldClock
    who: Caller
    composed: Compose
    last: Reply = field(default_factory=lambda: Reply(()))

    async def ask(self, request: Request) -> str:
        """Make a request; the words of the reply."""
        self.last = await self.conversation.handle(self.who, request)
        assert "That broke" not in words(self.last)
        return words(self.last)

    async def say(self, text: str) -> str:
        """Type into the direct message."""
        return await self.ask(Say(text))

    def button(self, label: str) -> Request:
        """What the button of that name on the screen does."""
        return next(one.request for one in buttons(self.last) if one.label == label)

    async def press(self, label: str) -> str:
        """Press it."""
        return await self.ask(self.button(label))

    async def fill(self, **values: str) -> str:
        """Fill in the form on the screen, over what it holds, and submit it."""
        form = next(part for part in self.last.parts if isinstance(part, Form))
        known = {**form.values, **values}
        return await self.ask(FORMS[form.name].build(known, form.target))

    async def wait(self, minutes: float) -> str:
        """Let time pass, and read what comes; empty if nothing does."""
        self.clock.advance(timedelta(minutes=minutes))
        return await self.receive()

    async def receive(self) -> str:
        """What is due now, claimed, composed and recorded as the delivery does it."""
        platform = self.who.member.platform
        batch = await self.storage.queue.claim(platform, 50, timedelta(minutes=3))
        mine = [one for one in batch.reminders if one.member == self.who.member]
        if not mine:
            return ""
        now = self.clock.now()
        self.last = await self.composed(Due(tuple(mine), lateness(mine[0], now)))
        sent = [Outcome(one.id, State.SENT, now) for one in mine]
        await self.storage.queue.record(batch.token, sent)
        return words(self.last)

    async def waiting(self) -> list[Reminder]:
        """What is still to come."""
        return list(await self.storage.reminders.open(self.who.member))


@asynccontextmanager
async def member(
    at: str = "2026-11-23T21:10", zone: str | None = CHICAGO, user: str = "1"
) -> AsyncIterator[Member]:
    """A member of Slack, which tells the zone, at that time (UTC), over a real store."""
    clock = HeldClock(datetime.fromisoformat(at).replace(tzinfo=UTC))
    async with open_storage("sqlite://", clock) as storage:
        conversation = compose(reviewer(), storage, clock, answers())
        who = Caller(MemberRef(Platform.SLACK, user, "T1"), Place.DIRECT, zone=zone, hears=True)
        yield Member(conversation, storage, clock, who, reminder_words(storage, clock))
