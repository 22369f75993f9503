"""What could not be sent, told at the member's next visit."""

from dataclasses import replace

from bot.conversation.notebook import Notebook
from bot.model.delivery import Way
from bot.model.hub import TryAgain
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Reply
from bot.model.people import Caller, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.records import State
from bot.model.text import N_, Line, line, plural, verbatim


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
        why = missed[-1].problem or ""
        if who.member.platform is Platform.SLACK and why == Way.CLOSED:
            why = Way.TAB_DISABLED
        again = Button("Try again", TryAgain(), Emphasis.PRIMARY)
        said = Paragraph(_said(why, len(missed)))
        return replace(reply, parts=(*reply.parts, said, Choices((again,))))


def _said(problem: str, count: int) -> Line:
    lost = plural(
        "so a reminder didn't reach you.",
        "so {count} reminders didn't reach you.",
        count,
        count=count,
    )
    said = line("{why}, {lost}", why=line(_WHY.get(problem, _OTHERWISE)), lost=lost)
    if problem in _MENDS:
        said = (*said, *verbatim(" "), *line(_MENDS[problem]))
    return (*said, *verbatim(" "), *line("Nothing else is lost."))


_OTHERWISE = N_("**I tried to write to you and couldn't**")
_WHY: dict[str, str] = {
    Way.CLOSED: N_("**I tried to write to you and your DMs are closed to me**"),
    Way.NOTHING_SHARED: N_("**I tried to write to you and we share no server**"),
    Way.TAB_DISABLED: N_("**I tried to write to you and my Messages tab is closed**"),
}
_MENDS: dict[str, str] = {
    Way.CLOSED: N_("Allow messages from this server (Privacy settings), then press *Try again*."),
    Way.NOTHING_SHARED: N_(
        "Join one where I am, or add me to your own apps, then press *Try again*."
    ),
    Way.TAB_DISABLED: N_(
        "Whoever runs me can open it in the app's settings; then press *Try again*."
    ),
}
