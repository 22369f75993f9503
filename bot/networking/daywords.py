"""Days, taken out of a lower-case text."""

import re

from bot.networking.spoken import (
    Day,
    DayOfMonth,
    DayOfYear,
    DaysFromToday,
    EitherOrder,
    NamedDay,
    Week,
)

_WEEKDAYS = (
    "mon(?:day)?s?",
    "tue(?:s(?:day)?)?",
    "wed(?:nesday|s)?",
    "thu(?:r(?:s(?:day)?)?)?",
    "fri(?:day)?",
    "sat(?:urday)?",
    "sun(?:day)?",
)
_MONTHS = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_WEEKDAY = "|".join(_WEEKDAYS)
_MONTH = "|".join(_MONTHS)
_YEAR = r"(?:,? (?P<year>\d{4}))?"
_SMALL = {"a": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "a few": 3, "four": 4}
_SMALL |= {"five": 5, "six": 6, "ten": 10}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_SMALL, key=len, reverse=True))})"

_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_DOTTED = re.compile(
    r"(?<![\d.:])(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?: ?(?P<year>\d{4}|\d{2})(?![\d:]))?"
)
_PAIR = re.compile(
    r"(?<![\d.:])(?<!\bum )(?<!\bat )(?<!à )(?P<day>\d{1,2})\.(?P<month>0?[1-9]|1[0-2])(?P<year>)?"
    r"(?![\d.:]| ?[ap]m| uhr)"
)
_SLASHED = re.compile(
    r"(?<![\d/])(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])"
    r"|(?<![\d-])(?P<one>\d{1,2})-(?P<two>\d{1,2})-(?P<end>\d{4})\b"
)
_NAMED_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? ?(?:of )?(?P<month>{_MONTH})\b\.?{_YEAR}"
    rf"|\b(?P<month2>{_MONTH})\b\.? ?(?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"(?![:.]\d| ?[ap]m){_YEAR.replace('year', 'year2')}"
)
_ORDINAL = re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)\b")
_AWAY = re.compile(
    rf"\b{_COUNT} (?P<unit>days?|weeks?|wks?) (?P<way>ago|back|from (?:now|today))\b"
    rf"|\bin {_COUNT.replace('?P<', '?P<in')} (?P<inunit>days?|weeks?|wks?)(?:'? time)?\b"
)
_OFFSETS = (
    (re.compile(r"\b(?:the )?day before yesterday\b"), -2),
    (re.compile(r"\b(?:the )?day after tomorrow\b"), 2),
    (re.compile(r"\b(?:yesterday|y'?day|ystd?ay|yest)\b"), -1),
    (re.compile(r"\blast (?=night\b|evening\b)"), -1),
    (re.compile(r"\b(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw|2morrow)\b"), 1),
    (re.compile(r"\b(?:today|2day|tdy)\b|\b(?=to-?night\b)|\bthis (?=morn|after|even|arvo)"), 0),
)
_WEEK_WORDS = {
    None: Week.UNSAID,
    "on": Week.UNSAID,
    "last": Week.LAST,
    "past": Week.LAST,
    "this past": Week.LAST,
    "this": Week.THIS,
    "this coming": Week.THIS,
    "coming": Week.THIS,
    "next": Week.NEXT,
}
_NAMED_DAY = re.compile(
    rf"\b(?P<before>last|next) week,?(?: on)? (?P<day>{_WEEKDAY})\b"
    rf"|\b(?P<day2>{_WEEKDAY})(?:,? (?:of )?(?P<after>last|next) week\b)"
    r"|\b(?:(?P<which>this past|this coming|last|past|this|coming|next|on) )?"
    rf"(?P<day3>{_WEEKDAY})\b\.?"
)


def take_numeric_day(text: str, *, day_first: bool | None, dotted: bool) -> tuple[Day | None, str]:
    """A date in figures and the text without it. `dotted`: 12.11 is a date, not a time."""
    match = _ISO.search(text) or _DOTTED.search(text) or (_PAIR.search(text) if dotted else None)
    if match:
        day = DayOfYear(int(match["month"]), int(match["day"]), _year(match["year"]))
        return day, _without(text, match)
    match = _SLASHED.search(text)
    if match is None:
        return None, text
    first, second = int(match["first"] or match["one"]), int(match["second"] or match["two"])
    return _in_order(first, second, _year(match["year"] or match["end"]), day_first), _without(
        text, match
    )


def _in_order(first: int, second: int, year: int | None, day_first: bool | None) -> Day:
    if first > 12 or (day_first and second <= 12):
        return DayOfYear(second, first, year)
    if second > 12 or day_first is False or first == second:
        return DayOfYear(first, second, year)
    return EitherOrder(first, second, year)


def _year(figures: str | None) -> int | None:
    if not figures:
        return None
    return int(figures) + (2000 if len(figures) == 2 else 0)


def take_day(text: str) -> tuple[Day | None, str]:
    """A day in words and the text without it. A weekday beside a date is taken as well."""
    for take in (_take_month, _take_away, _take_offset):
        day, left = take(text)
        if day is not None:
            return day, _without_weekday(left) if take is _take_month else left
    match = _NAMED_DAY.search(text)
    if match:
        return _named(match), _without(text, match)
    match = _ORDINAL.search(text)
    if match:
        return DayOfMonth(int(match["day"])), _without(text, match)
    return None, text


def _take_month(text: str) -> tuple[Day | None, str]:
    match = _NAMED_MONTH.search(text)
    if match is None:
        return None, text
    name = match["month"] or match["month2"]
    month = next(n for n, one in enumerate(_MONTHS, 1) if re.fullmatch(one, name))
    year = match["year"] or match["year2"]
    day = DayOfYear(month, int(match["day"] or match["day2"]), int(year) if year else None)
    return day, _without(text, match)


def _take_away(text: str) -> tuple[Day | None, str]:
    match = _AWAY.search(text)
    if match is None:
        return None, text
    count = match["count"] or match["incount"]
    days = _SMALL[count] if count in _SMALL else int(count)
    if (match["unit"] or match["inunit"]).startswith("w"):
        days *= 7
    return DaysFromToday(-days if match["way"] in {"ago", "back"} else days), _without(text, match)


def _take_offset(text: str) -> tuple[Day | None, str]:
    for pattern, days in _OFFSETS:
        match = pattern.search(text)
        if match:
            return DaysFromToday(days), _without(text, match)
    return None, text


def _named(match: "re.Match[str]") -> NamedDay:
    name = match["day"] or match["day2"] or match["day3"]
    weekday = next(n for n, one in enumerate(_WEEKDAYS) if re.fullmatch(one, name))
    week = match["before"] or match["after"]
    if week:
        return NamedDay(weekday, Week.THE_WEEK_BEFORE if week == "last" else Week.THE_WEEK_AFTER)
    return NamedDay(weekday, _WEEK_WORDS[match["which"]])


def _without_weekday(text: str) -> str:
    match = _NAMED_DAY.search(text)
    return _without(text, match) if match else text


def _without(text: str, match: "re.Match[str]") -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}"
