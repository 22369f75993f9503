"""A meeting or a message sent as a member told it, taken apart. Pure."""

import re
from dataclasses import dataclass, replace

from bot.conversation.errand_forms import TIME_LIMIT
from bot.conversation.people import tidied, tidy
from bot.model.errands import LogMeeting
from bot.networking.met import read_meeting
from bot.networking.when import Side

_STRETCH = re.compile(
    r" (?:(?:back )?in \d{4}|the other (?:day|week|month)|(?:last|this|next) (?:week|month|year)"
    r"|recently|\w+ o['’ ]?clock|(?:(?:a|an|some|a few|\w+) )?(?:weeks?|months?|years?) ago)\b.*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:some|any|every|no)(?: ?one|body)(?: (?:else|new))?|(?:some )?people|a person|one|her|him"
    r"|them",
    re.IGNORECASE,
)
_MET_ALONE = re.compile(r"\W*(?:i )?(?:just )?met\W*", re.IGNORECASE)
_MESSAGE = (
    r"(?:[\w-]+ ){0,2}(?:note|message|e?mail|line|dm|draft|thanks|thank[- ]?you|follow[- ]?up)"
)
_SENT = re.compile(
    r"\W*(?:(?:i|i['’]?ve|i have|just|so|ok(?:ay)?|today|yesterday),? ){0,3}"
    rf"(?:(?:sent|forwarded)(?P<what> (?:it|that|this|mine|(?:the|my|an?) {_MESSAGE}))?(?: off)? to"
    rf"|(?:wrote|written|replied)(?: an? {_MESSAGE})? to"
    r"|(?:emailed|e-mailed|messaged|dm['’]?e?d|texted|pinged)) (?P<rest>[^\n?]{1,80})",
    re.IGNORECASE,
)
_BY_WAY = re.compile(
    r" (?:on|by|via|over) (?:linked ?in|e-?mail|discord|slack|dm|text)\b", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}")
_NO_NAMES = frozenset({"the", "a", "an", "my", "our", "his", "her", "their", "all", "some", "and"})
_TO_US = frozenset({"you", "me", "us", "it"})
_IT = frozenset({"it", "that", "this", "mine", "the draft", "my draft", "the message"})
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class SentTo:
    """A message that went out. `who` and `when` may be empty.

    `it`: the draft that was coached here. `thanks`: it was a thank-you.
    """

    who: str
    when: str = ""
    it: bool = False
    thanks: bool = False


def sent_in(text: str) -> SentTo | None:
    """What "sent it to Maria yesterday" tells; None for words that tell of nothing sent.

    `who` is empty where the text names nobody: "I emailed her".
    """
    said = _SENT.fullmatch(text.strip(" .!\r\n\t")) if len(text.split()) <= _MOST_WORDS else None
    if said is None:
        return None
    rest = _BY_WAY.sub("", said["rest"])
    found = read_meeting(f"met {rest}")
    if found is None or found.who is None or found.about or found.introducer:
        return None
    name, when = found.who.text, found.when.text if found.when else ""
    left = rest.replace(name, "", 1).replace(when, "", 1)
    if left.strip(" ,.!") or not _is_name(name):
        return None
    what = (said["what"] or "").strip().lower()
    who = "" if _NOBODY.fullmatch(name) else name
    return SentTo(who, when, what in _IT, "thank" in what)


def _is_name(words: str) -> bool:
    """Whether the words can be somebody's name, or stand for one: no "the whole team"."""
    if _NOBODY.fullmatch(words):
        return True
    known = _NO_NAMES | _TO_US
    return _NAME.fullmatch(words) is not None and not known & set(words.lower().split())


def is_met_alone(text: str) -> bool:
    """Whether it says that somebody was met, and nothing more: "I just met"."""
    return _MET_ALONE.fullmatch(text) is not None


def told_in(request: LogMeeting) -> tuple[LogMeeting, Side]:
    """The pieces of what was told, and on which side of now it is expected."""
    if not request.story:
        told = replace(request, who=tidy(request.who), when=tidied(request.when, TIME_LIMIT))
        return told, Side.PAST
    story = read_meeting(request.story) or read_meeting(f"met {request.story}")
    if story is None or is_met_alone(request.story):
        return LogMeeting(), Side.PAST
    pieces = (story.who, story.when, story.about, story.introducer)
    told = LogMeeting(*(piece.text if piece else "" for piece in pieces))
    stretch = None if told.when else _STRETCH.search(told.who)
    if stretch:  # "Kim the other day": a time that names no day, but no part of the name
        told = replace(told, who=told.who[: stretch.start()], when=stretch[0].strip())
    who = "" if _NOBODY.fullmatch(told.who) else tidy(told.who)
    told = replace(told, who=who, when=tidied(told.when, TIME_LIMIT))
    return told, Side.FUTURE if story.ahead else Side.PAST
