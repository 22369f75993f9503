"""Times as people type them, taken apart. No clock is looked at, so nothing is decided here.

One piece after another is recognised and taken out of the text. What remains must be filler, or a
date that dateparser knows; otherwise nothing was understood. Nothing is ever skipped over, since a
time that is read wrongly and silently is worse than one that is asked for.
"""

import re

from bot.networking.clockwords import take_hour, take_minutes, take_number, take_part
from bot.networking.daywords import take_day, take_numeric_day
from bot.networking.spoken import Day, DaysFromToday, Hour, Part, Spoken
from bot.networking.zones import spoken_zone

LONGEST = 120
"""Characters; nobody needs more to name a time."""

_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approx(?:imately)?|circa|ca\.?|like|maybe|probably)(?= |$)"
    r"|~|(?<=[\dm])-? ?ish\b|\b(?:or so|or thereabouts|give or take)\b"
)
_VAGUE = re.compile(r"\b(?:couple|few)\b")
_FILLER = re.compile(
    r"\b(?:at|on|the|of|in|by|for|it|was|is|just|from|um|uhr|à|a las|kl|vers|gegen|around|time"
    r"|and|back)\b|[,;()@.!]| - "
)
_UNKNOWN_WORD = re.compile(r"[^\W\d_]{3,}")
_SPACE = re.compile(r"\s+")


def take_apart(text: str, *, day_first: bool | None, languages: tuple[str, ...]) -> Spoken | None:
    """What the text says, or None where some of it is not understood.

    `day_first`: whether 11/3 is the eleventh of March; None where nobody knows. `languages`: of
    the member, English among them; they matter only to dates in words.
    """
    if len(text) > LONGEST:
        return None
    left = _tidy(text)
    zones, left = spoken_zone(left)
    left, times = _ABOUT.subn(" ", left)
    about = times > 0
    minutes, left = take_minutes(said := left)
    if minutes is not None:
        about = about or _VAGUE.search(said) is not None
        if _FILLER.sub(" ", left).strip():
            return None
        return Spoken(minutes=minutes, about=about, zones=zones)
    dotted = bool(day_first) and languages[0] != "en"
    day, left = take_numeric_day(left, day_first=day_first, dotted=dotted)
    if day is None:
        day, left = take_day(left)
    part, left = take_part(left)
    if part in {Part.EARLIER, Part.LATER} and day is None:
        day = DaysFromToday(0)
    hour, left = take_hour(left)
    if day is None and _UNKNOWN_WORD.search(_FILLER.sub(" ", left)):
        day, left = _day_in_words(left, bool(day_first), languages)
    if hour is None:
        hour, left = take_number(left)
    if _FILLER.sub(" ", left).strip() or (day is None and hour is None and part is None):
        return None
    return Spoken(day, hour, part, None, about, zones)


def _day_in_words(text: str, day_first: bool, languages: tuple[str, ...]) -> tuple[Day | None, str]:
    """A date that only dateparser knows ("hier", "12. März"), and nothing beside it."""
    from bot.networking.words import date_in_words

    day = date_in_words(_tidy(_FILLER.sub(" ", text)), day_first=day_first, languages=languages)
    return (day, "") if day else (None, text)


def _tidy(text: str) -> str:
    text = text.lower().replace("’", "'").replace("–", "-").replace("—", "-").replace("\u202f", " ")
    text = re.sub(r"(?<=\d)t(?=\d\d:)", " ", text)  # 2026-11-03T14:00
    text = re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", text)
    return f" {_SPACE.sub(' ', text).strip(' ?!,')} "


def hour_alone(text: str) -> Hour | None:
    """The time of day in a text that holds nothing else ("3:20 pm"), or None."""
    about = _ABOUT.sub(" ", _tidy(text))
    text = re.sub(r"\bit's\b", " ", about)
    hour, left = take_hour(text)
    if hour is None:
        hour, left = take_number(text)
    return None if _FILLER.sub(" ", left).strip() else hour
