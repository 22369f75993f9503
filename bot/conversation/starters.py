"""Words to begin a thank-you or a follow-up with; the blanks are what only the member knows."""

from datetime import datetime

from bot.conversation.timewords import day, first_name, when_it_was
from bot.model.messages import Paragraph, Part, Quote
from bot.model.records import Contact, Meeting
from bot.model.text import N_, Value, line, plain

SOMEBODY = N_("them")


def thanks(contact: Contact | None, meeting: Meeting, now: datetime) -> tuple[Part, ...]:
    """The starter of a thank-you, and the introducer on a line of their own."""
    parts: list[Part] = [Quote(thanks_starter(called(contact), meeting, now))]
    if meeting.introducer:
        said = line(
            "And one line to **{who}**, who introduced you: they'd like to hear that it led "
            "somewhere.",
            who=meeting.introducer,
        )
        parts.append(Paragraph(said))
    return tuple(parts)


def named(contact: Contact | None) -> Value:
    """What the bot calls the contact, in the reader's language."""
    return first_name(contact.name) if contact else line(SOMEBODY)


def called(contact: Contact | None) -> str:
    """What a draft calls the contact."""
    return first_name(contact.name) if contact else SOMEBODY


def thanks_starter(name: str, meeting: Meeting, now: datetime) -> str:
    """Words to begin a thank-you with; the blanks are what only the member knows."""
    topic = meeting.topic.rstrip(".!? ").removeprefix("about ")
    if not topic:
        blank = "The one thing they said that you'll remember"
    elif topic.split()[0].lower().replace("’", "'") in _SENTENCE_STARTS:
        blank = f"What they told you: {topic}"
    else:
        blank = f"What they said about {topic}"
    return (
        f"{name}, thank you for your time {when_it_was(meeting, now)}. [{blank}] stuck with me, "
        "and [what you'll do with it]."
    )


def follow_up_starter(contact: Contact | None, zone: str, now: datetime) -> str:
    """Words to begin a follow-up with."""
    sent = contact.last_sent if contact else None
    when = f" on {plain(day(sent, zone, now)).partition(' ')[2]}" if sent else ""
    name = first_name(contact.name) if contact else "there"
    return (
        f"Hi {name}, I wrote to you{when} about [what you asked]. Since then [one thing you "
        "did or found]. My question still stands: [it, in one line]. If it's a bad time, no "
        "problem at all. Thank you!"
    )


# With these a topic is a sentence, or what is left of one ("told me to …"), and no subject.
_SENTENCE_STARTS = frozenset(
    {"i", "we", "you", "she", "he", "they", "to", "that", "it", "not", "if", "whether", "don't"}
    | {"never", "always", "told", "said", "asked", "talked", "spoke", "gave", "showed", "thinks"}
    | {"recommended", "suggested", "explained", "advised", "mentioned", "warned", "promised", "get"}
)
