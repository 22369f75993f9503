"""The words that a thank-you or a follow-up begins with pass our own coach, whatever was noted."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.coaching.review import Band
from bot.conversation.starters import follow_up_starter, thanks_starter
from bot.model.people import MemberRef, Platform
from bot.model.records import Channel, Contact, Kind, Meeting
from tests.support import reviewer

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
MEMBER = MemberRef(Platform.DISCORD, "1")


def meeting(topic: str) -> Meeting:
    at = NOW - timedelta(hours=3)
    return Meeting("1", MEMBER, "c", at, at.replace(tzinfo=None), "UTC", NOW, topic)


@pytest.mark.parametrize(
    ("topic", "blank"),
    [
        ("how small agencies pitch", "[What they said about how small agencies pitch]"),
        ("about rotas", "[What they said about rotas]"),
        ("what's it like at night?", "[What they said about what's it like at night]"),
        ("told me to get the cert first", "[What they told you: told me to get the cert first]"),
        ("don’t rush the exam", "[What they told you: don’t rush the exam]"),
        ("", "[The one thing they said that you'll remember]"),
    ],
)
def test_a_thank_you_begins_with_what_was_noted(topic: str, blank: str) -> None:
    said = thanks_starter("Dana", meeting(topic), NOW)
    assert blank in said
    assert reviewer().review(said, Kind.THANKYOU, Channel.EMAIL).band is Band.READY


@pytest.mark.parametrize("sent", [None, NOW - timedelta(days=10)])
def test_a_follow_up_begins_ready(sent: datetime | None) -> None:
    contact = Contact("c", MEMBER, "Dana Reyes", NOW, last_sent=sent)
    said = follow_up_starter(contact, "UTC", NOW)
    assert reviewer().review(said, Kind.FOLLOWUP, Channel.EMAIL).band is Band.READY
    assert ("on 13 November" in said) == (sent is not None)
