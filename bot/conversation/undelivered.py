"""What could not be sent, told at the member's next visit."""

from dataclasses import replace

from bot.conversation.notebook import Notebook
from bot.model.delivery import Way
from bot.model.hub import TryAgain
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Reply
from bot.model.people import Caller, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.records import State
from bot.model.text import line


class Undelivered:
    """Needs the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    async def added(self, who: Caller, reply: Reply) -> Reply:
        """The reply, and below it what didn't reach the member, once. Forms are left alone."""
        if any(isinstance(part, Form) for part in reply.parts):
            return reply
        try:
            waiting = await self._notebook.reminders.undelivered(who.member)
            missed = [one for one in waiting if one.state is State.UNREACHABLE]
            if not missed:
                return reply
            await self._notebook.reminders.shown(who.member, [one.id for one in missed])
        except StoreUnavailableError:
            return reply
        count = len(missed)
        what = "a reminder" if count == 1 else f"{count} reminders"
        why = _WHY.get(missed[-1].problem or "", _OTHERWISE)
        if who.member.platform is Platform.SLACK and why is _CLOSED:
            why = _WHY[Way.TAB_DISABLED]
        said = line(f"{why} Nothing else is lost.", what=line(what))
        again = Button("Try again", TryAgain(), Emphasis.PRIMARY)
        return replace(reply, parts=(*reply.parts, Paragraph(said), Choices((again,))))


_CLOSED = (
    "**I tried to write to you and your DMs are closed to me**, so {what} didn't reach you. Allow "
    "messages from this server (Privacy settings), then press *Try again*."
)
_OTHERWISE = "**I tried to write to you and couldn't**, so {what} didn't reach you."
_WHY: dict[str, str] = {
    Way.CLOSED: _CLOSED,
    Way.NOTHING_SHARED: (
        "**I tried to write to you and we share no server**, so {what} didn't reach you. Join one "
        "where I am, or add me to your own apps, then press *Try again*."
    ),
    Way.TAB_DISABLED: (
        "**I tried to write to you and my Messages tab is closed**, so {what} didn't reach you. "
        "Whoever runs me can open it in the app's settings; then press *Try again*."
    ),
}
