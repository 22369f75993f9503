"""The composition root: the one module that knows everyone."""

import sys
from datetime import UTC, datetime

from rich.console import Console

from bot.coaching.review import Reviewer
from bot.conversation.coach import Coach
from bot.conversation.conversation import Conversation
from bot.conversation.direct import DirectMessages
from bot.conversation.help import Help
from bot.model.ports import Clock
from cogs.on_console.chat import Chat
from cogs.on_console.keyboard import Keyboard
from storage.opening import Storage, open_storage

IN_MEMORY = "sqlite://"


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return datetime.now(UTC)


def compose(reviewer: Reviewer, storage: Storage, clock: Clock) -> Conversation:
    """The conversation with all its features."""
    coach = Coach(reviewer, storage.drafts, clock)
    return Conversation([coach, Help(), DirectMessages(coach, reviewer, storage.drafts)])


async def chat(console: Console) -> None:
    """Talk in the terminal, or coach what is piped in. Nothing is kept afterwards."""
    clock = SystemClock()
    async with open_storage(IN_MEMORY, clock) as storage:
        conversation = compose(Reviewer.load(), storage, clock)
        if sys.stdin.isatty():
            await Chat(conversation, Keyboard(), console).run()
        else:
            piped = sys.stdin.buffer.read().decode("utf-8", "replace")
            await Chat(conversation, NoReader(), console).once(piped)


class NoReader:
    """Nobody is at the keyboard."""

    async def read(self, prompt: str, prefilled: str = "") -> str | None:  # noqa: ARG002
        """Always the end of input."""
        return None
