"""The list of what is still to come: to be looked at, moved and cancelled."""

from collections.abc import Mapping

from bot.conversation import prompts
from bot.conversation.conversation import Handler
from bot.conversation.echo import question
from bot.conversation.errand_forms import TIME_LIMIT
from bot.conversation.notebook import Notebook
from bot.conversation.people import tidied
from bot.conversation.reminders import LIST, about_of, gone
from bot.conversation.timewords import brief
from bot.model.hub import CancelReminder, MoveReminder, SetReminder, ShowReminders
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Part, Reply, Request
from bot.model.people import Caller
from bot.model.ports import Moved
from bot.model.text import N_, line, verbatim
from bot.networking.when import Moment, Side, WhichOne, read_time

_ON_A_PAGE = 4


class Upcoming:
    """Needs the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about what is to come."""
        return {
            ShowReminders: self.list,
            MoveReminder: self.move,
            SetReminder: self.set,
            CancelReminder: self.cancel,
        }

    async def list(self, who: Caller, request: ShowReminders) -> Reply:
        """What is still to come, a few at a time, each to be opened, moved or cancelled."""
        waiting = await self._notebook.reminders.open(who.member)
        parts: list[Part] = []
        if not waiting:
            return Reply((*parts, Paragraph(line(_NONE))))
        pages = -(-len(waiting) // _ON_A_PAGE)
        number = min(max(int(request.page), 1), pages) if request.page.isdecimal() else 1
        first = (number - 1) * _ON_A_PAGE
        parts.append(Paragraph(line("**What's coming** ({count}):", count=len(waiting))))
        buttons: list[Button] = []
        for place, one in enumerate(waiting[first : first + _ON_A_PAGE], first + 1):
            about = await about_of(self._notebook, who.member, one)
            parts.append(Paragraph((*verbatim(f"{place}. "), *prompts.when_line(about))))
            buttons.append(Button(line("Move {number}", number=place), MoveReminder(one.id)))
            cancel = line("Cancel {number}", number=place)
            buttons.append(Button(cancel, CancelReminder(one.id), Emphasis.DANGER))
        less = (Button("Earlier", ShowReminders(str(number - 1))),) if number > 1 else ()
        more = (Button("More", ShowReminders(str(number + 1))),) if number < pages else ()
        asks = () if (await self._notebook.habits_of(who)).zone else (_IN_UTC, *question())
        return Reply((*parts, Choices((*buttons, *less, *more)), *asks))

    async def move(self, who: Caller, request: MoveReminder) -> Reply:
        """The form for another time."""
        found = await self._notebook.reminders.get(who.member, request.reminder)
        return Reply((Form("move", found.id),)) if found else gone()

    async def set(self, who: Caller, request: SetReminder) -> Reply:
        """Move it to a time in the member's words, which must be ahead and plain."""
        found = await self._notebook.reminders.get(who.member, request.reminder)
        if found is None:
            return gone()
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        zone, words = habits.zone or found.zone, tidied(request.when, TIME_LIMIT)
        said = read_time(words, now=now, zone=zone, side=Side.FUTURE, locale=who.locale)
        if isinstance(said, WhichOne):
            said = next((one for one in said.options if one.instant > now), said)
        if not isinstance(said, Moment) or said.instant <= now:
            again = Button("Move it", MoveReminder(found.id))
            return Reply((Paragraph(line(_NOT_A_TIME, words=words)), Choices((again,))))
        moved = await self._notebook.reminders.move(
            who.member, found.id, said.instant, said.wall, said.zone
        )
        if moved is not Moved.MOVED:
            return Reply((Paragraph(line(_ON_ITS_WAY if moved is Moved.ON_ITS_WAY else _WENT)),))
        at = brief(said.instant, said.zone, now)
        asks = () if habits.zone else question()
        return Reply((Paragraph(line("Moved. It comes **{at}**.", at=at)), Choices((LIST,)), *asks))

    async def cancel(self, who: Caller, request: CancelReminder) -> Reply:
        """Do not send this one."""
        found = await self._notebook.reminders.get(who.member, request.reminder)
        if found is None:
            return gone()
        cancelled = await self._notebook.reminders.cancel(who.member, found.id)
        said = Paragraph(line(_CANCELLED if cancelled else _WENT))
        return Reply((said, Choices((LIST,))))


_IN_UTC = Paragraph(line("These times are UTC, since I don't know your clock."))
_NONE = N_(
    "**Nothing is waiting.** Tell me who you met (`/met`) or who you wrote to (`/sent`) and "
    "I'll keep the time for you."
)
_NOT_A_TIME = N_(
    "I couldn't make a time ahead of us out of “{words}”. Try *tomorrow at 9* or *Friday 14:00*."
)
_ON_ITS_WAY = N_("Too late to move: it's on its way to you this second.")
_WENT = N_("That one was sent or cancelled before. Nothing to do.")
_CANCELLED = N_("Cancelled.")
