"""When enough has been written to somebody, and what to say then."""

from bot.conversation.phrasing import number
from bot.conversation.timewords import first_name
from bot.model.messages import Paragraph, Part
from bot.model.records import Contact
from bot.model.text import N_, joined, line

PATIENCE = 2
"""Messages without an answer, after which another one turns keen into clingy."""


def rest(contact: Contact) -> tuple[Part, ...]:
    """Let this one rest."""
    template = _TWICE if contact.sent <= PATIENCE else _MORE
    told = line(template, name=first_name(contact.name), count=number(contact.sent))
    return (Paragraph(joined(told, line(_REST))),)


_TWICE = N_("**You've written to {name} twice without an answer.**")
_MORE = N_("**You've written to {name} {count} times without an answer.**")
_REST = N_(
    "Another one turns keen into clingy. Let this one rest; a no-answer is an answer, and it's "
    "rarely about you. Who's next on your list?"
)
