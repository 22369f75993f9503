"""German words for times, put into the English that the rest of this package reads.

dateparser knows German too, and misreads it silently: "gestern um 10" is a day next year to it.
"""

import re
from collections.abc import Callable
from functools import partial

_NUMBERS = {
    "ein": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
}
_NUMBER = rf"(?:(?P<count>\d{{1,3}})|(?P<word>{'|'.join(_NUMBERS)})(?:e[nrsm]?|s)?)"
_UNITS = {
    "minute": "minutes",
    "stunde": "hours",
    "tag": "days",
    "woche": "weeks",
    "monat": "months",
}
_UNIT = rf"(?P<unit>{'|'.join(_UNITS)})(?:e?n)?"
_HOUR = r"(?P<hour>\d{1,2}|" + "|".join(_NUMBERS) + ")"

_WORDS = {
    "vorgestern": "the day before yesterday",
    "übermorgen": "the day after tomorrow",
    "heute (?:früh|morgen)": "this morning",
    "gestern (?:früh|morgen)": "yesterday morning",
    "morgen (?:früh|vormittag)": "tomorrow morning",
    "heute": "today",
    "gestern": "yesterday",
    "morgen": "tomorrow",
    "(?:am )?vormittags?|morgens|(?:in der )?früh": "in the morning",
    "(?:am )?nachmittags?": "in the afternoon",
    "(?:am )?abends?": "in the evening",
    "(?:in der )?nachts?": "at night",
    "(?:am |zu )?mittags?": "at noon",
    "(?:um )?mitternacht": "at midnight",
    "(?:gerade|so|jetzt)(?: eben)?|eben": "just now",
    "(?:letzte|vergangene|vorige)[nrs]?": "last",
    "(?:nächste|kommende)[nrs]?": "next",
    "diese[nrsm]?": "this",
    "woche": "week",
    "monat": "month",
    "sonnabends?": "saturday",
    "januar|jänner": "january",
    "februar|feber": "february",
    "märz": "march",
    "mai": "may",
    "juni": "june",
    "juli": "july",
    "oktober": "october",
    "dezember": "december",
    "gegen|circa|ca|etwa|ungefähr": "about",
    "um": "at",
    "am|den|dem": "on",
    "und": "and",
}
_DAYS = {
    "montag": "monday",
    "dienstag": "tuesday",
    "mittwoch": "wednesday",
    "donnerstag": "thursday",
    "freitag": "friday",
    "samstag": "saturday",
    "sonntag": "sunday",
}


def in_english(text: str) -> str:
    """The text with its German words for times in English; other words stay as they are."""
    said = f" {text.lower().strip()} "
    for pattern, put in _RULES:
        said = pattern.sub(put, said)
    return said.strip()


def _number(found: "re.Match[str]") -> str:
    return found["count"] or str(_NUMBERS[found["word"]])


def _span(before: str, after: str, found: "re.Match[str]") -> str:
    return f" {before}{_number(found)} {_UNITS[found['unit']]}{after} "


def _hour_of(found: "re.Match[str]") -> int:
    return int(_NUMBERS.get(found["hour"], found["hour"]))


def _half(found: "re.Match[str]") -> str:
    """ "halb vier" is half past three."""
    return f" half past {(_hour_of(found) - 2) % 12 + 1} "


def _quarter(found: "re.Match[str]") -> str:
    return f" quarter {'past' if found['side'] == 'nach' else 'to'} {_hour_of(found)} "


def _clock(found: "re.Match[str]") -> str:
    return f" {_hour_of(found)}:{found['minute'] or '00'} "


def _named_day(found: "re.Match[str]") -> str:
    return f" {_DAYS[found['day']]} "


def _apart(found: "re.Match[str]") -> str:
    """ "Freitagnachmittag" in two words; its "morgen" is the morning, never the day after."""
    return f" {found['day']} {found['part'].replace('morgen', 'morgens')} "


def _day_of_week(found: "re.Match[str]") -> str:
    """ "nächste Woche Dienstag" is Tuesday next week."""
    return f" {_DAYS[found['day']]} {'next' if found['which'][0] in 'nk' else 'this'} week "


_Put = str | Callable[["re.Match[str]"], str]


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{pattern})(?![\w])")


_DAY = rf"(?P<day>{'|'.join(_DAYS)})s?"
_PART = "(?P<part>morgen|vormittag|mittag|nachmittag|abend|nacht)s?"
_RULES: tuple[tuple[re.Pattern[str], _Put], ...] = (
    (_word(rf"{_DAY} ?{_PART}"), _apart),
    (_word(rf"vor {_NUMBER} {_UNIT}"), partial(_span, "", " ago")),
    (_word(rf"in {_NUMBER} {_UNIT}"), partial(_span, "in ", "")),
    (_word(rf"(?P<which>(?:nächste|kommende|diese)) woche(?: am)? {_DAY}"), _day_of_week),
    (_word(rf"halb {_HOUR}"), _half),
    (_word(rf"viertel (?P<side>nach|vor) {_HOUR}"), _quarter),
    (_word(rf"{_HOUR}(?:[:.](?P<minute>\d\d))? ?(?:uhr|h)"), _clock),
    (_word(_DAY), _named_day),
    *((_word(pattern), f" {put} ") for pattern, put in _WORDS.items()),
)
