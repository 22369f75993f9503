"""What is due while somebody talks in the terminal appears there, once, and can be answered."""

import asyncio
from datetime import UTC, datetime
from io import StringIO

from rich.console import Console

from bot.app import SystemClock, compose, reminder_words
from bot.delivering import Bell, beside, pacing
from bot.model.messages import Reply
from bot.model.people import Platform
from bot.model.records import Purpose, Reminder
from bot.networking.delivery import Parts
from cogs.on_console.chat import Chat
from cogs.on_console.here import ME
from cogs.on_console.messenger import ConsoleMessenger
from storage import open_storage
from tests.networking.post import until_states
from tests.support import answers, reviewer


class Waiting:
    """A member who says "done" once something has come, and then leaves."""

    def __init__(self) -> None:
        self.come = asyncio.Event()
        self._says = iter(["done"])

    async def read(self, prompt: str, prefilled: str = "") -> str | None:  # noqa: ARG002
        await self.come.wait()
        return next(self._says, None)


async def test_a_reminder_appears_in_the_talk_and_its_button_can_be_typed() -> None:
    clock, bell, member, screen = SystemClock(), Bell(), Waiting(), StringIO()
    console = Console(file=screen, width=88, highlight=False, color_system=None)
    async with open_storage("sqlite://", clock, on_reminders=bell.ring) as storage:
        talk = Chat(compose(reviewer(), storage, clock, answers()), member, console)

        async def show(reply: Reply) -> None:
            await asyncio.sleep(0)
            talk.show(reply)
            member.come.set()

        words, pace = reminder_words(storage, clock), pacing()
        messenger = ConsoleMessenger(show)
        parts = Parts(
            Platform.CONSOLE, storage.queue, storage.budget, messenger, words, clock, pace
        )
        async with beside(parts, bell):
            talking = asyncio.create_task(talk.run())
            now = datetime.now(UTC)
            due = Reminder(
                "r1", ME.member, Purpose.THANK, now, now.replace(tzinfo=None), "UTC", now
            )
            await storage.reminders.add(due)
            await asyncio.wait_for(talking, 20)
            await until_states(storage, sent=1)
    assert screen.getvalue().count("Time to thank") == 1
    assert "Ticked off" in screen.getvalue()
