"""Everything of a member in formats that other programs read: JSON, CSV, ICS. Pure.

What a person reads in them, a table's heading or the name of an event, is in their language.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from gettext import NullTranslations

from bot.model.ports import Kept
from bot.model.records import Contact, Meeting, Progress
from bot.model.text import N_, line, plain

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_OCTETS = 75
_LENGTH = timedelta(minutes=30)  # of a meeting in a calendar, since nobody says


def as_json(kept: Kept, now: datetime, _language: NullTranslations) -> str:
    """Everything, with times in UTC and in words that need no explanation."""
    habits = kept.habits
    return json.dumps(
        {
            "exported": _utc(now),
            "people": [
                {
                    "id": one.id,
                    "name": one.name,
                    "last_contact": _utc(one.last_contact),
                    "last_sent": _utc(one.last_sent),
                    "messages_without_answer": one.sent,
                    "stay_in_touch_weeks": one.in_touch_weeks,
                }
                for one in kept.contacts
            ],
            "meetings": [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(kept)],
            "reminders": [
                {
                    "id": one.id,
                    "for": str(one.purpose),
                    "due": _utc(one.due),
                    "zone": one.zone,
                    "person": one.contact,
                    "meeting": one.meeting,
                    "state": str(one.state),
                }
                for one in kept.reminders
            ],
            "settings": {
                "zone": habits.zone,
                "zone_heard": habits.zone_heard,
                "not_before": f"{habits.wakes:%H:%M}",
                "not_after": f"{habits.rests:%H:%M}",
                "days_off": sorted(habits.days_off),
                "follow_up_days": habits.follow_up_days,
                "paused_until": _utc(habits.paused_until),
                "off": habits.off,
            },
        },
        indent=2,
        ensure_ascii=False,
    )


def as_csv(kept: Kept, _now: datetime, language: NullTranslations) -> str:
    """One meeting a line, and one line for everybody without a meeting. Safe to open in a sheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([plain(each, language) for each in _COLUMNS])
    writer.writerows([[_safe(value) for value in row] for row in _rows(kept)])
    met = {one.contact for one in kept.meetings}
    for one in kept.contacts:
        if one.id not in met:
            writer.writerow([_safe(one.name), *[""] * (len(_COLUMNS) - 1)])
    return text.getvalue()


def as_ics(kept: Kept, now: datetime, language: NullTranslations) -> str:
    """Meetings as a calendar (RFC 5545); what fell through is left out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Good Ask//EN"]
    names = {one.id: one.name for one in kept.contacts}
    for one in kept.meetings:
        if one.progress is not Progress.FELL_THROUGH:
            name = names.get(one.contact) or plain(line("somebody"), language)
            lines += _event(one, plain(line("Meeting {name}", name=name), language), now)
    lines.append("END:VCALENDAR")
    return "\r\n".join(piece for each in lines for piece in _folded(each)) + "\r\n"


def _event(one: Meeting, title: str, now: datetime) -> list[str]:
    about = [f"DESCRIPTION:{_escaped(one.topic)}"] if one.topic else []
    return [
        "BEGIN:VEVENT",
        f"UID:{one.id}@goodask",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{one.at:%Y%m%dT%H%M%SZ}",
        f"DTEND:{one.at + _LENGTH:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_escaped(title)}",
        *about,
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(text: str) -> Iterator[str]:
    """Lines of at most 75 octets, cut between characters; all but the first begin with a space."""
    piece = ""
    for letter in text:
        if len(f"{piece}{letter}".encode()) > _OCTETS:
            yield piece
            piece = " "
        piece += letter
    yield piece


def _rows(kept: Kept) -> Iterator[list[str]]:
    people: dict[str, Contact] = {one.id: one for one in kept.contacts}
    for one in kept.meetings:
        known = people.get(one.contact)
        yield [
            known.name if known else "",
            f"{one.wall:%Y-%m-%d %H:%M}",
            one.zone,
            one.topic,
            one.introducer or "",
            str(one.progress),
        ]


def _safe(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def _utc(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant:%Y-%m-%dT%H:%M:%SZ}"


_COLUMNS = (
    N_("person"),
    N_("when"),
    N_("zone"),
    N_("about"),
    N_("introduced_by"),
    N_("progress"),
)

FORMATS: dict[str, Callable[[Kept, datetime, NullTranslations], str]] = {
    "json": as_json,
    "csv": as_csv,
    "ics": as_ics,
}
