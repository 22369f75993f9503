"""What is kept about a member: shown, taken away, deleted."""

from collections.abc import Mapping

from bot.conversation import takeaway
from bot.conversation.conversation import Handler
from bot.conversation.languages import language_of, words_in
from bot.conversation.notebook import Notebook
from bot.conversation.phrasing import counted, number, span
from bot.model.hub import Export, ForgetMe, ForgetMeReally, ShowPrivacy
from bot.model.keeping import Keeping
from bot.model.messages import (
    Button,
    Choices,
    Emphasis,
    Paragraph,
    PlainText,
    Reply,
    Request,
)
from bot.model.people import Caller
from bot.model.text import N_, Line, joined, line, listed, plural, verbatim

_LABELS = {
    "json": N_("Export as JSON"),
    "csv": N_("Export as CSV"),
    "ics": N_("Calendar (ICS)"),
}


class Privacy:
    """Needs the notebook, and how long things are kept."""

    def __init__(self, notebook: Notebook, keeping: Keeping | None = None) -> None:
        self._notebook = notebook
        self._keeping = keeping or Keeping()

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about what is kept."""
        return {
            ShowPrivacy: self.show,
            Export: self.export,
            ForgetMe: self.ask,
            ForgetMeReally: self.forget,
        }

    async def show(self, who: Caller, request: ShowPrivacy) -> Reply:  # noqa: ARG002
        """What is kept, in numbers, and for how long."""
        kept = await self._notebook.archive.everything(who.member)
        counts = [
            counted(len(kept.contacts), "one person", "{count} people"),
            counted(len(kept.meetings), "one meeting", "{count} meetings"),
            counted(len(kept.reminders), "one reminder", "{count} reminders"),
        ]
        held = line(_KEPT, held=listed(counts), drafts=span(self._keeping.draft_hours))
        where = line(_LIES_ENCRYPTED if self._keeping.encrypted else _LIES)
        seen = joined(line(_SEEN), where)
        parts = map(Paragraph, (held, _stays(self._keeping), seen))
        exports = [Button(label, Export(format_)) for format_, label in _LABELS.items()]
        forget = Button("Delete everything", ForgetMe(), Emphasis.DANGER)
        return Reply((*parts, Choices((*exports, forget))))

    async def export(self, who: Caller, request: Export) -> Reply:
        """All of it, as text to copy."""
        write = takeaway.FORMATS.get(request.format)
        if write is None:
            return await self.show(who, ShowPrivacy())
        kept = await self._notebook.archive.everything(who.member)
        text = write(kept, self._notebook.clock.now(), words_in(language_of(who.locale)))
        said = Paragraph(line(_COPY, format=verbatim(request.format)))
        return Reply((said, PlainText(text)))

    async def ask(self, who: Caller, request: ForgetMe) -> Reply:  # noqa: ARG002
        """The first time of two."""
        yes = Button("Yes, delete everything", ForgetMeReally(), Emphasis.DANGER)
        return Reply((Paragraph(line(_SURE)), Choices((yes, Button("No, keep it", ShowPrivacy())))))

    async def forget(self, who: Caller, request: ForgetMeReally) -> Reply:  # noqa: ARG002
        """All of it, at once, pending reminders included."""
        await self._notebook.archive.forget(who.member)
        return Reply((Paragraph(line(_GONE)),))


def _stays(keeping: Keeping) -> Line:
    """How long everything else is kept."""
    months, days = keeping.people_months, keeping.reminder_days
    if months is None and days is None:
        return line("People, meetings and reminders stay until you delete them.")
    people = line("People and meetings stay until you delete them.")
    if months is not None:
        people = plural(
            "People with whom nothing has happened for one month go by themselves, meetings too.",
            "People with whom nothing has happened for {count} months go by themselves, meetings "
            "too.",
            months,
            count=number(months),
        )
    done = line("Reminders stay until you delete them.")
    if days is not None:
        done = plural(
            "Reminders that are done with go after one day.",
            "Reminders that are done with go after {count} days.",
            days,
            count=number(days),
        )
    to_come = line("What's still to come always stays.")
    return joined(people, done, to_come)


_KEPT = N_(
    "**What I keep about you:** {held}; your settings; a draft for {drafts}; which community you "
    "came from last; and, of this month and the last, how often you used what."
)
_SEEN = N_(
    "No other member, channel or community gets to see it; managers see sums, of five people or "
    "more."
)
_LIES = N_("It stays in the database of whoever runs me, and nothing you write is ever logged.")
_LIES_ENCRYPTED = N_(
    "It stays in the database of whoever runs me, where names, notes and drafts lie encrypted, and "
    "nothing you write is ever logged."
)
_COPY = N_("Copy this into a file that ends in *.{format}*:")
_SURE = N_(
    "**Everything?** People, meetings, reminders that are still to come, drafts, settings. There's "
    "no way back, and I won't remind you of anything."
)
_GONE = N_("**Done. I know nothing about you any more.** Come back whenever you like.")
