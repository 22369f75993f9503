"""Time zones as people name them, and as their clocks give them away."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.networking.cities import folded, zones_by_city

_NAMES: dict[str, tuple[str, ...]] = {
    "pt pst pdt pacific": ("America/Los_Angeles",),
    "mt mst mdt mountain": ("America/Denver",),
    "ct cdt central": ("America/Chicago",),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "et est edt eastern": ("America/New_York",),
    "akst akdt": ("America/Anchorage",),
    "hst": ("Pacific/Honolulu",),
    "gmt utc z": ("Etc/UTC",),
    "bst uk": ("Europe/London",),
    "wet west": ("Europe/Lisbon",),
    "cet cest mez mesz": ("Europe/Berlin",),
    "eet eest": ("Europe/Athens",),
    "msk": ("Europe/Moscow",),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "pkt": ("Asia/Karachi",),
    "sgt": ("Asia/Singapore",),
    "hkt": ("Asia/Hong_Kong",),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "awst": ("Australia/Perth",),
    "aest aedt": ("Australia/Sydney",),
    "nzst nzdt": ("Pacific/Auckland",),
    "brt": ("America/Sao_Paulo",),
    "sast": ("Africa/Johannesburg",),
}
_ABBREVIATIONS = {name: zones for names, zones in _NAMES.items() for name in names.split()}

COMMON = (
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Toronto",
    "America/Vancouver",
    "America/Halifax",
    "America/St_Johns",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Amsterdam",
    "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Europe/Warsaw",
    "Europe/Zurich",
    "Europe/Stockholm",
    "Europe/Kyiv",
    "Africa/Lagos",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Africa/Casablanca",
    "Africa/Accra",
    "Asia/Kolkata",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Kathmandu",
    "Asia/Colombo",
    "Asia/Dubai",
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Tashkent",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Ho_Chi_Minh",
    "Asia/Manila",
    "Asia/Singapore",
    "Asia/Hong_Kong",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Jerusalem",
    "Asia/Riyadh",
    "Australia/Sydney",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Perth",
    "Pacific/Auckland",
    "Pacific/Fiji",
    "Pacific/Chatham",
    "America/Mexico_City",
    "America/Bogota",
    "America/Lima",
    "America/Caracas",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Atlantic/Azores",
    "Atlantic/Cape_Verde",
    "Pacific/Pago_Pago",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Pacific/Tongatapu",
    "Pacific/Noumea",
    "America/Noronha",
    "America/Adak",
    "America/Nuuk",
    "America/Miquelon",
    "Pacific/Gambier",
    "Pacific/Norfolk",
    "Asia/Kamchatka",
)
"""Zones to offer, those with most members first; between them they cover every offset in use."""

_CITY = r"[a-z][a-z.']*(?: [a-z][a-z.']*){0,2}"
_SPOKEN = re.compile(
    r"\b(?:utc|gmt) ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\b"
    rf"|\b(?P<iana>(?:{'|'.join(sorted({zone.split('/')[0].lower() for zone in COMMON}))})"
    r"/[a-z_/]+)"
    rf"|\b(?P<short>{'|'.join(sorted(_ABBREVIATIONS, key=len, reverse=True))})\b(?: time\b)?"
    rf"|\b(?P<city>{_CITY}) time\b"
)
_OWN = frozenset({"my", "local", "our", "here"})


@cache
def zone_of(name: str) -> ZoneInfo | None:
    """The IANA zone of that exact name, or None. `tzdata` makes every machine agree."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def spoken_zone(text: str) -> tuple[tuple[str, ...], str]:
    """The zones that a lower-case text may name, and the text without that.

    No zones: none was named, or it was "my time".
    """
    for match in _SPOKEN.finditer(text):
        zones = tuple(_meant(match))
        own = (match["city"] or "").rpartition(" ")[2] in _OWN
        if zones or own:
            start = match.start()
            if match["city"]:  # "3pm new york time": the city is the tail that is known
                start = match.end() - len(" time") - len(_tail(match["city"]))
            return zones, f"{text[:start].rstrip()} {text[match.end() :].lstrip()}"
    return (), text


def named_zones(text: str) -> tuple[str, ...]:
    """The zones that the text names, if it does nothing else: a city, `CET`, `UTC+5`."""
    words = folded(text.strip(" .!,")).removesuffix(" time")
    zones, left = spoken_zone(f"{words} time")
    return zones if left.strip() in {"", "time"} else ()


def _meant(match: "re.Match[str]") -> Iterator[str]:
    if match["sign"]:
        hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
        if minutes == 0 and hours <= 12:
            # Zones of this family are named after the sign that one subtracts.
            turned = "-" if match["sign"] == "+" else "+"
            yield f"Etc/GMT{turned}{hours}"
    elif match["iana"]:
        yield from (zone for zone in (zones_by_city().get(match["iana"]),) if zone)
    elif match["short"]:
        yield from _ABBREVIATIONS[match["short"]]
    else:
        zone = zones_by_city().get(_tail(match["city"]))
        if zone:
            yield zone


def _tail(words: str) -> str:
    """The longest ending of the words that is a known city, or else the last word."""
    pieces = words.split()
    for start in range(len(pieces)):
        if " ".join(pieces[start:]) in zones_by_city():
            return " ".join(pieces[start:])
    return pieces[-1]


def zones_at(hour: int, minute: int, now: datetime, slack: int = 10) -> tuple[str, ...]:
    """The common zones whose clocks show about that time at the instant `now`.

    `slack`: minutes that the member's watch, or the message, may be off. Nearest first; among
    equals, those with most members.
    """
    said = timedelta(hours=hour, minutes=minute)
    found: list[tuple[timedelta, int, str]] = []
    for place, name in enumerate(COMMON):
        local = now.astimezone(ZoneInfo(name))
        off = abs(timedelta(hours=local.hour, minutes=local.minute) - said)
        off = min(off, timedelta(days=1) - off)
        if off <= timedelta(minutes=slack):
            found.append((off, place, name))
    return tuple(name for _, _, name in sorted(found))
