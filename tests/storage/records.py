"""Reminders, contacts and meetings to store, of Sam unless told otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model.people import MemberRef, Platform
from bot.model.records import Contact, Meeting, Purpose, Reminder
from tests.storage.support import SAM

START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
OTHER = MemberRef(Platform.DISCORD, "2")
STRANGERS = [
    OTHER,
    MemberRef(Platform.SLACK, "1"),
    MemberRef(Platform.DISCORD, "1", team=""),
    MemberRef(Platform.DISCORD, "1", team="1"),
]


def reminder(key: str = "r1", minutes: float = 0, **changes: Any) -> Reminder:  # noqa: ANN401
    due = START + timedelta(minutes=minutes)
    usual = {
        "id": key,
        "member": SAM,
        "purpose": Purpose.THANK,
        "due": due,
        "wall": due.replace(tzinfo=None) - timedelta(hours=6),
        "zone": "America/Chicago",
        "created_at": START,
    }
    return Reminder(**{**usual, **changes})


def contact(key: str = "c1", member: MemberRef = SAM, **changes: Any) -> Contact:  # noqa: ANN401
    return Contact(**{"id": key, "member": member, "name": "Uma", "created_at": START, **changes})


def meeting(key: str = "m1", member: MemberRef = SAM, **changes: Any) -> Meeting:  # noqa: ANN401
    usual = {
        "id": key,
        "member": member,
        "contact": "c1",
        "at": START,
        "wall": START.replace(tzinfo=None) - timedelta(hours=6),
        "zone": "America/Chicago",
        "logged_at": START,
    }
    return Meeting(**{**usual, **changes})
