"""Dates in words, in the member's language, by dateparser.

Dates only: it reads "gestern um 15 Uhr" as yesterday at this hour, without a word. Import this
module only when there is need: dateparser takes 0.13 s and 20 MB.
"""

import re
from datetime import datetime, timedelta

import dateparser

from bot.networking.spoken import Day, DayOfYear, DaysFromToday

_BASE = datetime(2024, 2, 15, 12)  # noqa: DTZ001 - a leap year, so that 29 February is a date
_YEAR = re.compile(r"\b\d{4}\b")
_FIGURES = re.compile(r"\d+")
_FARTHEST_WORD = 2
"""Days; a word for more than that ("last week") names no day."""


def date_in_words(text: str, *, day_first: bool, languages: tuple[str, ...]) -> Day | None:
    """The day that the text names; None if it names none, or more than a day.

    A year is given back only if it was said.
    """
    if len(_FIGURES.findall(_YEAR.sub("", text))) > 1:  # one would be left out, unsaid
        return None
    settings = {
        "DATE_ORDER": "DMY" if day_first else "MDY",
        "PREFER_LOCALE_DATE_ORDER": False,
        "RELATIVE_BASE": _BASE,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "REQUIRE_PARTS": ["day", "month"],
    }
    try:
        found = dateparser.parse(text, languages=list(languages), settings=settings)
    except ValueError:  # a language that it does not know
        found = dateparser.parse(text, languages=["en"], settings=settings)
    if found is None:
        return None
    if not any(map(str.isdigit, text)):
        days = round((found - _BASE) / timedelta(days=1))
        near = found == _BASE + timedelta(days=days) and abs(days) <= _FARTHEST_WORD
        return DaysFromToday(days) if near else None
    return DayOfYear(found.month, found.day, found.year if _YEAR.search(text) else None)
