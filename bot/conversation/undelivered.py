"""What could not be sent, told at the member's next visit."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.notebook import Notebook
from bot.conversation.prompts import headline
from bot.conversation.reminders import about_of
from bot.model.delivery import Way
from bot.model.hub import TryAgain
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Part, Reply
from bot.model.people import Caller, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.records import Purpose, Reminder, State
from bot.model.text import N_, Line, joined, line, listed, plural


class Undelivered:
    """Needs the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    async def added(self, who: Caller, reply: Reply) -> Reply:
        """The reply, and below it what didn't reach the member, once. Forms are left alone."""
        if any(isinstance(part, Form) for part in reply.parts):
            return reply
        try:
            untold = await self._notebook.reminders.undelivered(who.member)
            if not untold:
                return reply
            expired = await self._expired(untold)
            await self._notebook.reminders.shown(who.member, [one.id for one in untold])
        except StoreUnavailableError:
            return reply
        unreachable = [one for one in untold if one.state is State.UNREACHABLE]
        return replace(reply, parts=(*reply.parts, *expired, *_unreachable(who, unreachable)))

    async def _expired(self, untold: Sequence[Reminder]) -> tuple[Part, ...]:
        """What came to nothing. Whom to get ready for is no use to know afterwards."""
        late = [one for one in untold if one.state is State.EXPIRED and one.purpose not in _OVER]
        if not late:
            return ()
        about = [await about_of(self._notebook, one.member, one) for one in late[:_NAMED]]
        said = plural(
            "**A reminder couldn't go out in time:** {what}.",
            "**{count} reminders couldn't go out in time,** among them: {what}.",
            len(late),
            count=len(late),
            what=listed([headline(one) for one in about]),
        )
        return (Paragraph(joined(said, line(_STILL))),)


def _unreachable(who: Caller, missed: Sequence[Reminder]) -> tuple[Part, ...]:
    if not missed:
        return ()
    why = missed[-1].problem or ""
    if who.member.platform is Platform.SLACK and why == Way.CLOSED:
        why = Way.TAB_DISABLED
    again = Button("Try again", TryAgain(), Emphasis.PRIMARY)
    return Paragraph(_said(why, len(missed))), Choices((again,))


def _said(problem: str, count: int) -> Line:
    lost = plural(
        "so a reminder didn't reach you.",
        "so {count} reminders didn't reach you.",
        count,
        count=count,
    )
    said = line("{why}, {lost}", why=line(_WHY.get(problem, _OTHERWISE)), lost=lost)
    if problem in _MENDS:
        said = joined(said, line(_MENDS[problem]))
    return joined(said, line("Nothing else is lost."))


_NAMED = 3  # of those that came to nothing
_OVER = frozenset({Purpose.HELLO, Purpose.PREPARE})
_STILL = N_("I was away or couldn't get through. Do it still if it makes sense to you.")
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
