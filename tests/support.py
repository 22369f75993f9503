"""What many tests need: a clock to hold, a conversation over a real store, a scripted member."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO

from rich.console import Console

from bot.app import compose
from bot.coaching.review import Reviewer
from bot.conversation.conversation import Conversation
from bot.etiquette.ask import Etiquette
from bot.language.encoder import Encoder
from cogs.on_console.chat import Chat
from storage.opening import open_storage


@dataclass
class HeldClock:
    """A clock that moves only when told."""

    time: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 20, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        self.time += by


@cache
def reviewer() -> Reviewer:
    """The rules as shipped, read once for all tests."""
    return Reviewer.load()


@cache
def answers() -> Etiquette:
    """The answers and the model as shipped, loaded once for all tests."""
    return Etiquette(Encoder())


@asynccontextmanager
async def conversing(clock: HeldClock | None = None) -> AsyncIterator[Conversation]:
    """The whole conversation over a real SQLite in memory."""
    clock = clock or HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        yield compose(reviewer(), storage, clock, answers())


class Script:
    """A member who types these messages, then leaves; forms are answered in turn."""

    def __init__(self, messages: Iterable[str]) -> None:
        self._messages = iter(messages)
        self.prefilled: list[str] = []

    async def read(self, prompt: str, prefilled: str = "") -> str | None:  # noqa: ARG002
        self.prefilled.append(prefilled)
        return next(self._messages, None)


async def dialogue(*messages: str, width: int = 88) -> str:
    """What a terminal without colour shows during a dialogue."""
    screen = StringIO()
    console = Console(file=screen, width=width, highlight=False, color_system=None)
    async with conversing() as conversation:
        await Chat(conversation, Script(messages), console).run()
    return screen.getvalue()
