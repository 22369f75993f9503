"""Reminders in the terminal: they appear above what is being typed."""

from collections.abc import Awaitable, Callable

from bot.model.delivery import Delivered, Look, Sent
from bot.model.messages import Reply
from bot.model.people import MemberRef


class ConsoleMessenger:
    """The `Messenger` of a chat. Nothing can go wrong here but a terminal that is gone."""

    def __init__(self, show: Callable[[Reply], Awaitable[None]]) -> None:
        self._show = show
        self._shown: set[str] = set()

    async def send(self, member: MemberRef, reply: Reply, carrier: str) -> Delivered:  # noqa: ARG002 - there is one member
        """Show it."""
        self._shown.add(carrier)
        await self._show(reply)
        return Sent(carrier)

    async def look(self, member: MemberRef, carrier: str) -> Look:  # noqa: ARG002
        """Whether it was shown in this chat; there is no other."""
        return Look.THERE if carrier in self._shown else Look.ABSENT
