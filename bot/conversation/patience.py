"""When enough has been written to somebody, and what to say then."""

from bot.conversation.phrasing import number
from bot.conversation.timewords import first_name
from bot.model.messages import Paragraph, Part
from bot.model.records import Contact
from bot.model.text import line

PATIENCE = 2
"""Messages without an answer, after which another one turns keen into clingy."""


def rest(contact: Contact) -> tuple[Part, ...]:
    """Let this one rest."""
    times = "twice" if contact.sent <= PATIENCE else f"{number(contact.sent)} times"
    return (Paragraph(line(_REST, name=first_name(contact.name), times=times)),)


_REST = (
    "**You've written to {name} {times} without an answer.** Another one turns keen into clingy. "
    "Let this one rest; a no-answer is an answer, and it's rarely about you. Who's next on your "
    "list?"
)
