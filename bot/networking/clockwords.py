"""Hours, parts of the day and spans of time, taken out of a lower-case text."""

import re

from bot.networking.spoken import Hour, Part

_TO_TWELVE = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {name: number for number, name in enumerate(_TO_TWELVE)} | {
    "fifteen": 15,
    "twenty": 20,
    "twenty-five": 25,
    "thirty": 30,
    "forty-five": 45,
    "fourty-five": 45,
    "ninety": 90,
}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_HALF = r"(?P<half>am|pm|a|p)\b"

_AMOUNT = (
    rf"(?P<amount>(?:{_NUMBER})(?:[.,]\d)?|half(?: an?)?|an? (?:couple(?: of)?|few)|"
    r"(?:a )?quarter (?:of )?an|couple(?: of)?|an?)"
)
_MINUTES = r"(?P<unit>minutes?|mins?|m|hours?|hrs?|hr|h)"
_SPAN = rf"{_AMOUNT} ?{_MINUTES}(?P<more> and a half| ?\d{{1,2}}(?: ?(?:minutes?|mins?|m)\b)?)?"
_AGO = re.compile(rf"\b{_SPAN} (?:ago|back|earlier)\b")
_AHEAD = re.compile(rf"\bin {_SPAN}(?: time)?\b|\b{_SPAN.replace('?P<', '?P<x')} from now\b")
_NOW = re.compile(
    r"\b(?:just now|right now|now|a (?:moment|minute|second) ago|moments ago|just finished)\b"
)
_ONE_AND_A_HALF = re.compile(r"\b(one|an?) and a half hours?\b|\b(an?) hour and a half\b")


def take_minutes(text: str) -> tuple[float | None, str]:
    """Minutes from now (negative: ago) and the text without them."""
    text = _ONE_AND_A_HALF.sub("90 minutes", text)
    for pattern, sign in ((_AGO, -1), (_AHEAD, 1)):
        match = pattern.search(text)
        if match:
            found = {
                key.removeprefix("x"): value for key, value in match.groupdict().items() if value
            }
            return sign * _minutes(found), _without(text, match)
    match = _NOW.search(text)
    return (0.0, _without(text, match)) if match else (None, text)


def _minutes(found: dict[str, str]) -> float:
    unit = 60 if found["unit"].startswith("h") else 1
    more = found.get("more", "").strip()
    extra: float = 0
    if more.startswith("and"):
        extra = unit / 2
    elif more:
        extra = int(re.sub(r"\D", "", more))
    return _amount(found["amount"]) * unit + extra


def _amount(words: str) -> float:
    if words.startswith("half"):
        return 0.5
    if "quarter" in words:
        return 0.25
    if "couple" in words:
        return 2
    if "few" in words:
        return 3
    if words in {"a", "an"}:
        return 1
    return _NUMBERS[words] if words in _NUMBERS else float(words.replace(",", "."))


_PARTS: tuple[tuple[str, Part], ...] = (
    (r"late (?:(?:at |this )?night|to-?night)", Part.LATE_NIGHT),
    (r"to-?night|at night|(?:this )?night", Part.TONIGHT),
    (r"first thing(?: (?:in )?(?:the |this )?morning)?", Part.FIRST_THING),
    (r"early (?:in the |this )?morning", Part.EARLY_MORNING),
    (r"late (?:in the |this )?morning", Part.LATE_MORNING),
    (r"(?:this |in the |mid)?-?morning", Part.MORNING),
    (r"after lunch(?: ?time)?", Part.AFTER_LUNCH),
    (r"(?:over |at |during )?lunch(?: ?time)?", Part.LUNCH),
    (r"early (?:in the |this )?(?:afternoon|arvo)", Part.EARLY_AFTERNOON),
    (r"late (?:in the |this )?(?:afternoon|arvo)", Part.LATE_AFTERNOON),
    (r"(?:this |in the |mid)?-?(?:afternoon|arvo)", Part.AFTERNOON),
    (r"early (?:in the |this )?evening|after work", Part.EARLY_EVENING),
    (r"late (?:in the |this )?evening", Part.LATE_EVENING),
    (r"(?:this |in the )?evening", Part.EVENING),
    (r"earlier", Part.EARLIER),
    (r"later", Part.LATER),
)
_PART = tuple((re.compile(rf"\b(?:{words})\b"), part) for words, part in _PARTS)


def take_part(text: str) -> tuple[Part | None, str]:
    """A part of the day and the text without it."""
    for pattern, part in _PART:
        match = pattern.search(text)
        if match:
            return part, _without(text, match)
    return None, text


_COUNTED = "5|10|15|20|25|five|ten|fifteen|twenty|twenty-five|a quarter|quarter"
_WORDED = re.compile(
    rf"\b(?<!from )(?P<before>half past|half|(?:(?P<count>{_COUNTED})|"
    rf"(?P<odd>\d{{1,2}}) min(?:ute)?s?)(?: minutes?| mins?)?"
    r" (?P<way>past|after|to|of|til|till|before))"
    rf" (?P<hour>{_NUMBER}|noon|midnight)\b ?(?:{_HALF})?"
)
_RANGE = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))? ?(?P<own>am|pm)?"
    r" ?(?:-|to|until|till) ?(?P<till>\d{1,2})(?::\d{2})? ?(?P<half>am|pm)?\b"
)
_FIGURES = re.compile(
    r"(?<![\d/.-])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))(?::\d{2})? ?"
    rf"(?:{_HALF}|uhr\b)?(?![\d/.:])"
)
_WITH_HALF = re.compile(rf"\b(?P<hour>\d{{1,2}}) ?{_HALF}")
_MILITARY = re.compile(
    r"\b(?<!in )(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?: ?(?:hours|hrs|h|uhr))?\b"
)
_THREE = re.compile(r"\b(?P<hour>[1-9])(?P<minute>[0-5]\d) ?(?P<half>am|pm|a|p)\b")
_WHOLE = re.compile(r"\b(?P<hour>\d{1,2}) ?(?:h|uhr|hours|hrs)\b")
_BARE = re.compile(
    rf"\b(?P<hour>\d{{1,2}}|{'|'.join(_TO_TWELVE[1:])})\b(?: ?o ?'?clock\b)? ?(?:{_HALF})?"
)
_NOON = re.compile(r"\b(?:(?:12|twelve) )?(?P<which>noon|midday|midnight)\b")
_CLOCKS = (_RANGE, _THREE, _FIGURES, _WITH_HALF, _WHOLE, _MILITARY)


def take_hour(text: str) -> tuple[Hour | None, str]:
    """A time of day that shows as one ("3 pm", "half past 3", "15:00"), and the rest.

    A text with an impossible hour is left as it is.
    """
    match = _WORDED.search(text)
    if match:
        hour = _worded(match)
        return (hour, _without(text, match)) if hour else (None, text)
    match = _NOON.search(text)
    if match:
        return Hour(0 if match["which"] == "midnight" else 12), _without(text, match)
    for pattern in _CLOCKS:
        match = pattern.search(text)
        if match is None:
            continue
        hour = _range(match) if pattern is _RANGE else _figures(match, sure=pattern is _MILITARY)
        return (hour, _without(text, match)) if hour else (None, text)
    return None, text


def take_number(text: str) -> tuple[Hour | None, str]:
    """An hour that is only a number ("3", "three"), and the rest."""
    match = _BARE.search(text)
    hour = _figures(match, sure=False) if match else None
    return (hour, _without(text, match)) if match and hour else (None, text)


def _range(match: "re.Match[str]") -> Hour | None:
    """3-4pm begins at 3 pm; 11-1pm begins at 11 in the morning."""
    first, last = int(match["hour"]), int(match["till"])
    half = match["own"] or match["half"]
    if match["half"] == "pm" and not match["own"] and first % 12 > last % 12:
        half = "am"
    return _hour(first, int(match["minute"] or 0), half)


def _figures(match: "re.Match[str]", *, sure: bool) -> Hour | None:
    said = match["hour"]
    hour = _NUMBERS[said] if said in _NUMBERS else int(said)
    groups = match.groupdict()
    minute = int(groups.get("minute") or 0)
    if sure or (said.startswith("0") and len(said) == 2 and not groups.get("half")):
        return Hour(hour, minute) if hour < 24 and minute < 60 else None
    return _hour(hour, minute, groups.get("half"))


def _worded(match: "re.Match[str]") -> Hour | None:
    name = match["hour"]
    if name in {"noon", "midnight"}:
        base = Hour(12 if name == "noon" else 0)
    else:
        found = _hour(_NUMBERS[name] if name in _NUMBERS else int(name), 0, match["half"])
        if found is None:
            return None
        base = found
    count = 30
    said = match["count"] or match["odd"]
    if said:
        count = 15 if "quarter" in said else int(_amount(said))
    if match["way"] in {"to", "of", "til", "till", "before"}:
        count = -count
    total = (base.hour * 60 + base.minute + count) % (24 * 60)
    return Hour(total // 60, total % 60, base.either_half) if abs(count) < 60 else None


def _hour(hour: int, minute: int, half: str | None) -> Hour | None:
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    if half is None:
        return Hour(hour % 24, minute, either_half=1 <= hour <= 12)
    if not 1 <= hour <= 12:
        # "15:00 in the afternoon" says it twice; "15 am" says nothing.
        return Hour(hour, minute) if half.startswith("p") and 12 < hour < 24 else None
    return Hour(hour % 12 + (12 if half.startswith("p") else 0), minute)


def _without(text: str, match: "re.Match[str]") -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}"
