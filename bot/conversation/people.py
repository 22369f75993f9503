"""Whom a member knows: found by name, and kept up to date by what happens."""

import re
from dataclasses import replace
from datetime import datetime

from bot.conversation import agenda
from bot.conversation.errand_forms import NAME_LIMIT
from bot.conversation.notebook import Notebook, new_id
from bot.conversation.timewords import first_name
from bot.model.people import MemberRef
from bot.model.ports import TooManyError
from bot.model.records import Contact, Draft, Habits, Reminder

_GREETED = re.compile(
    r"\A\W*(?:hi|hey|hello|dear|good (?:morning|afternoon|evening))\s+"
    r"((?:dr|mr|mrs|ms|prof)\.?\s+)?([^\W\d_][\w'’-]+)",
    re.IGNORECASE,
)
_PARTICLE = re.compile("al|bin|da|de|del|den|der|di|dos|du|ibn|la|van|von|y")


class People:
    """Needs the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    async def find(self, member: MemberRef, name: str) -> Contact | None:
        """The contact of that name; of several, the one last in touch."""
        found = await self._notebook.contacts.named(member, tidy(name))
        return found[0] if found else None

    async def called(self, member: MemberRef, name: str) -> Contact | None:
        """The same, and where there is none, the only one with that first name."""
        exact = await self.find(member, name)
        if exact is not None:
            return exact
        wanted = tidy(name).casefold()
        everyone = await self._notebook.contacts.all(member)
        named = [one for one in everyone if first_name(one.name).casefold() == wanted]
        return named[0] if len(named) == 1 else None

    async def find_or_make(self, member: MemberRef, name: str) -> Contact:
        """The contact of that name, or a new one that is not kept yet."""
        found = await self.find(member, name)
        return found or Contact(new_id(), member, named(tidy(name)), self._notebook.clock.now())

    async def heard_from(self, contact: Contact, at: datetime, habits: Habits) -> None:
        """They answered: nothing to follow up, and staying in touch starts anew."""
        contact = in_contact(contact, at)
        await self.keep(contact, agenda.touch(contact, habits, self._notebook.clock.now()))

    async def keep(self, contact: Contact, reminders: tuple[Reminder, ...]) -> bool:
        """Keep the contact with its reminders; without them, and False, if that is too many."""
        try:
            await self._notebook.contacts.save(contact, reminders)
        except TooManyError:
            await self._notebook.contacts.save(contact)
            return False
        return True

    async def addressee(self, draft: Draft) -> Contact | None:
        """Whom of the member's people a draft is for, if that is plain."""
        if draft.recipient:
            return await self.called(draft.member, recipient(draft))
        greeting = _GREETED.match(draft.text)
        if greeting is None:
            return None
        return await self.called(draft.member, f"{greeting[1] or ''}{greeting[2]}")


def named(name: str) -> str:
    """A name typed in a hurry, with its capitals: "dana de la cruz" is Dana de la Cruz."""
    if not name.islower():
        return name
    first, *others = name.split(" ")
    capitals = (
        word if _PARTICLE.fullmatch(word) else word[:1].upper() + word[1:] for word in others
    )
    return " ".join((first[:1].upper() + first[1:], *capitals))


def in_contact(contact: Contact, at: datetime) -> Contact:
    """The contact after the two met or wrote: nothing is unanswered, and counting starts anew."""
    last = max(at, contact.last_contact or at)
    return replace(contact, last_contact=last, sent=0, nudges=0)


def recipient(draft: Draft) -> str:
    """The name of whom a draft is for: "Dana Reyes, art director" is Dana Reyes."""
    return tidy((draft.recipient or "").partition(",")[0])


def tidy(name: str) -> str:
    """A name in one line, no longer than is shown. Markup in it is the surfaces' business."""
    return tidied(name, NAME_LIMIT)


def tidied(words: str, limit: int) -> str:
    """Any words of a member in one line of at most `limit` characters."""
    text = " ".join("".join(_printable(letter) for letter in words).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _printable(letter: str) -> str:
    return letter if letter.isprintable() or letter == "\u200d" else " "
