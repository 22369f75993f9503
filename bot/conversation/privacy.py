"""What is kept about a member: shown, taken away, deleted."""

from collections.abc import Mapping

from bot.conversation import takeaway
from bot.conversation.conversation import Handler
from bot.conversation.notebook import Notebook
from bot.conversation.phrasing import counted, listed, span
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
from bot.model.text import line

_LABELS = {"json": "Export as JSON", "csv": "Export as CSV", "ics": "Calendar (ICS)"}


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
            counted(len(kept.contacts), "person", "people"),
            counted(len(kept.meetings), "meeting"),
            counted(len(kept.reminders), "reminder"),
        ]
        said = (
            _KEPT.format(held=listed(counts), drafts=span(self._keeping.draft_hours)),
            _stays(self._keeping),
            _SEEN.format(how=_ENCRYPTED if self._keeping.encrypted else ""),
        )
        parts = [Paragraph(line(each)) for each in said]
        exports = [Button(label, Export(format_)) for format_, label in _LABELS.items()]
        forget = Button("Delete everything", ForgetMe(), Emphasis.DANGER)
        return Reply((*parts, Choices((*exports, forget))))

    async def export(self, who: Caller, request: Export) -> Reply:
        """All of it, as text to copy."""
        write = takeaway.FORMATS.get(request.format)
        if write is None:
            return await self.show(who, ShowPrivacy())
        kept = await self._notebook.archive.everything(who.member)
        said = Paragraph(line(_COPY.format(format=request.format)))
        return Reply((said, PlainText(write(kept, self._notebook.clock.now()))))

    async def ask(self, who: Caller, request: ForgetMe) -> Reply:  # noqa: ARG002
        """The first time of two."""
        yes = Button("Yes, delete everything", ForgetMeReally(), Emphasis.DANGER)
        return Reply((Paragraph(line(_SURE)), Choices((yes, Button("Keep it", ShowPrivacy())))))

    async def forget(self, who: Caller, request: ForgetMeReally) -> Reply:  # noqa: ARG002
        """All of it, at once, pending reminders included."""
        await self._notebook.archive.forget(who.member)
        return Reply((Paragraph(line(_GONE)),))


def _stays(keeping: Keeping) -> str:
    """How long everything else is kept."""
    months, days = keeping.people_months, keeping.reminder_days
    if months is None and days is None:
        return "People, meetings and reminders stay until you delete them."
    people = "People and meetings stay until you delete them."
    if months is not None:
        idle = counted(months, "month")
        people = f"People with whom nothing has happened for {idle} go by themselves, meetings too."
    done = "Reminders stay until you delete them."
    if days is not None:
        done = f"Reminders that are done with go after {counted(days, 'day')}."
    return f"{people} {done} What's still to come always stays."


_KEPT = (
    "**What I keep about you:** {held}; your settings; a draft for {drafts}; which community you "
    "came from last; and, of this month and the last, how often you used what."
)
_SEEN = (
    "No other member, channel or community gets to see it; managers see sums, of five people or "
    "more. It stays in the database of whoever runs me{how}, and nothing you write is ever logged."
)
_ENCRYPTED = ", where names, notes and drafts lie encrypted"
_COPY = "Copy this into a file that ends in *.{format}*:"
_SURE = (
    "**Everything?** People, meetings, reminders that are still to come, drafts, settings. There's "
    "no way back, and I won't remind you of anything."
)
_GONE = "**Done. I know nothing about you any more.** Come back whenever you like."
