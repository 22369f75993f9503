"""A meeting told in a sentence: who, when, what about, who introduced. Pure.

"met Dana Reyes today at 3, we talked about agency life" names all but the introducer. Every part
comes with its place in the text. What cannot be told apart is left out, since it can be asked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.networking.reading import take_apart
from bot.networking.spoken import Spoken
from bot.networking.tellings import (
    ABOUT,
    BARE_NUMBER,
    BETWEEN_NAMES,
    COMPANY,
    DAY_SAID_FIRST,
    INTRODUCED,
    LOOSE_END,
    NAME_ENDS,
    NO_START,
    NOBODY,
    OPENING,
    SENTENCE_ENDS,
    SHORT_FORM,
    TIME_WORD,
    TOKEN,
    WHO_ENDS,
    WHOSE,
    ZONE_TAIL,
)

LONGEST_STORY = 2000
"""Characters that are looked at; a meeting is told in fewer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the member, and where they stand in their text (code points).

    A time may be told in two places ("yesterday I met Kim at 4"): `text` then joins the two, and
    the place is that of the longer.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting as told. `ahead`: the words say that it is still to come."""

    who: Piece | None = None
    when: Piece | None = None
    about: Piece | None = None
    introducer: Piece | None = None
    ahead: bool = False


_YEAR = re.compile(r"\d{4}")
_MOST_TOKENS = 9
_MOST_CANDIDATES = 400


def read_meeting(text: str) -> Told | None:
    """What the text tells of a meeting; None if it does not begin like one."""
    story = text[:LONGEST_STORY]
    opening = OPENING.match(story)
    if opening is None:
        return None
    introducer, introduction = _introducer(story, opening.end())
    when = _when(story, opening, introduction)
    who = _who(story, opening.end(), when)
    about = _about(story, who.end if who else opening.end(), when, introduction)
    return Told(who, when, about, introducer, ahead=opening["ahead"] is not None)


def names_in(who: str) -> tuple[str, ...]:
    """The people in a row of names; the whole of it where it is none."""
    return tuple(BETWEEN_NAMES.split(who)) if COMPANY.fullmatch(who) else (who,)


def _introducer(story: str, start: int) -> tuple[Piece | None, tuple[int, int] | None]:
    """Who made the introduction, and the stretch of text that says so."""
    for match in INTRODUCED.finditer(story, start):
        first = match.start(match.lastgroup or 0)
        name = NAME_ENDS.split(match[match.lastgroup or 0], maxsplit=1)[0].rstrip(".,")
        whose = WHOSE.match(name)  # "her friend Sam" is Sam
        if whose:
            first, name = first + whose.end(), name[whose.end() :]
        if name and name.lower() not in NOBODY:
            end = match.end() if match["doer"] else first + len(name)
            return Piece(name, first, first + len(name)), (match.start(), end)
    return None, None


def _when(story: str, opening: re.Match[str], skip: tuple[int, int] | None) -> Piece | None:
    """The longest stretch of words that is a time; the first of equals."""
    best: Piece | None = None
    candidates = _candidates(story, opening.end(), skip)
    for start, end in islice(candidates, _MOST_CANDIDATES):
        piece = _trimmed(story, start, end)
        if best and len(piece.text) <= len(best.text):
            continue
        if _YEAR.fullmatch(piece.text) and story[: piece.start].endswith(" in "):
            continue  # "in 2300": a year, however far, and no hour
        if _is_time(piece.text):
            best = piece
    best = _with_zone(story, best) if best else None
    said_first = DAY_SAID_FIRST.search(story, 0, opening.end())
    if said_first and (best is None or not _names_day(best.text)):
        day = Piece(said_first[0], *said_first.span())
        return day if best is None else Piece(f"{day.text} {best.text}", best.start, best.end)
    return best


def _with_zone(story: str, when: Piece) -> Piece:
    """The time with the place it is told for, which must not be lost: "3pm London time"."""
    tail = ZONE_TAIL.match(story, when.end)
    if tail is None:
        return when
    longer = Piece(story[when.start : tail.end()], when.start, tail.end())
    spoken = _parsed(longer.text)
    return longer if spoken is not None and spoken.zones else when


def _candidates(story: str, start: int, skip: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    """Runs of words that occur in times, each with all its parts."""
    run: list[tuple[int, int]] = []
    tokens = [match.span() for match in TOKEN.finditer(story, start)]
    for begin, end in [*tokens, (len(story), len(story))]:
        inside = skip is not None and skip[0] <= begin < skip[1]
        if begin < end and not inside and TIME_WORD.fullmatch(story[begin:end]):
            apart = run and story[run[-1][1] : begin].strip(" ,(") != ""
            if apart:
                yield from _parts(run)
                run = []
            run.append((begin, end))
            continue
        yield from _parts(run)
        run = []


def _parts(run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first in range(len(run)):
        for last in range(first, min(first + _MOST_TOKENS, len(run))):
            yield run[first][0], run[last][1]


def _parsed(text: str) -> Spoken | None:
    return take_apart(text, day_first=True, languages=("en",))


def _is_time(text: str) -> bool:
    if LOOSE_END.search(text) or NO_START.match(text) or BARE_NUMBER.fullmatch(text):
        return False
    return _parsed(text) is not None


def _names_day(text: str) -> bool:
    spoken = _parsed(text)
    return spoken is not None and (spoken.day is not None or spoken.minutes is not None)


def _who(story: str, start: int, when: Piece | None) -> Piece | None:
    company = COMPANY.match(story, start)  # whose commas part people, not sentences
    end = WHO_ENDS.search(story, company.end() if company else start)
    stop = end.start() if end else len(story)
    if when and start <= when.start < stop:
        stop = when.start
    piece = _trimmed(story, start, stop)
    name = LOOSE_END.sub("", piece.text)
    return Piece(name, piece.start, piece.start + len(name)) if name else None


def _about(
    story: str, start: int, when: Piece | None, introduction: tuple[int, int] | None
) -> Piece | None:
    taken = [(piece.start, piece.end) for piece in (when,) if piece]
    taken += [introduction] if introduction else []
    for match in ABOUT.finditer(story, start):
        if any(first <= match.start() < last for first, last in taken):
            continue
        end = SENTENCE_ENDS.search(story, match.end())
        stop = end.start() if end else len(story)
        stop = min([first for first, _ in taken if match.end() <= first < stop], default=stop)
        piece = _trimmed(story, match.end(), stop)
        if text := LOOSE_END.sub("", piece.text):
            return Piece(text, piece.start, piece.start + len(text))
    return None  # or nothing but the time: "about 4pm"


def _trimmed(story: str, start: int, end: int) -> Piece:
    words = story[start:end]
    start += len(words) - len(words.lstrip(" ,;:(-–—\n"))
    words = story[start:end].rstrip(" ,;:()-–—\n!?")
    if words.endswith(".") and not SHORT_FORM.search(words):
        words = words[:-1]
    return Piece(words, start, start + len(words))
