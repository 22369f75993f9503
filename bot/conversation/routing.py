"""What plain text in a direct message is meant as. Pure."""

from enum import StrEnum
from functools import cache

from bot.coaching.kinds import LooksLike
from bot.coaching.patterns import Pattern
from bot.coaching.review import Review
from bot.etiquette.distress import DANGER, read_distress
from bot.etiquette.wording import clean
from bot.model.records import Kind


class Intent(StrEnum):
    """What somebody who types at the bot wants."""

    DRAFT = "draft"
    QUESTION = "question"
    MET = "met"
    DONE = "done"
    BUILD = "build"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    LOW = "low"
    NOTHING = "nothing"


_SHORT = 40  # words; a question or a remark to the bot is rarely longer, a draft often is
_TALE = 120  # words; a worry that is told at length
_REMARK = 8  # words; "thanks, that helped" is to the bot, a thank-you note is longer

_WORDS: dict[Intent, tuple[str, ...]] = {
    Intent.HELP: (
        r"\A\W*(?:/?help|\?+|menu|commands?|start|about|info|hilfe)\W*\z",
        r"\A\W*(?:what|how) (?:can|do|does|are) (?:you|this|it|u)(?: (?:do|work|for|help))*\W*\z",
        (
            r"how (?:do|can|should) i use (?:you|this|the bot)|what (?:is this|can i do here)"
            r"|who are you|what are you"
        ),
    ),
    Intent.GREETING: (
        (
            r"\A\W*(?:hi|hey|hello|hiya|yo|sup|howdy|hola|good (?:morning|afternoon|evening)"
            r"|gm|morning|hallo|moin|servus|guten (?:morgen|tag|abend))"
            r"(?: (?:there|bot|good ?ask|again))?\W*\z"
        ),
        (
            r"\A\W*(?:hi|hey|hello)?,? ?how(?:'s| is| are) (?:it going|you|things|u)"
            r"(?: doing| today)?\W*\z"
        ),
    ),
    Intent.DONE: (
        (
            r"\A\W*(?:i'?m |it'?s |all |ok,? |okay,? )?(?:done|finished|sent(?: it)?"
            r"|i sent (?:it|them)"
            r"|thanked(?: (?:her|him|them|\w+))?|i (?:have )?thanked (?:her|him|them|\w+)"
            r"|erledigt|abgeschickt)\W*\z"
        ),
    ),
    Intent.BUILD: (
        (
            r"\A\W*(?:please )?(?:can (?:you|we) )?(?:help me )?(?:build|write|draft|start|make)"
            r" (?:one|a message|a note|a draft|an email|something)"
            r"(?: (?:with|for|together).{0,20})?\W*\z"
        ),
    ),
    Intent.THANKS: (
        (
            r"\A\W*(?:ok(?:ay)?,? |great,? |perfect,? |cool,? )?(?:thanks|thank you|thx|ty|cheers"
            r"|tysm|nice one|appreciated|danke|vielen dank)"
            r"(?: (?:so much|a lot|bot|good ?ask|again|man|that helped"
            r"|that was helpful|for (?:the|your) help))*\W*\z"
        ),
        (
            r"\A\W*(?:(?:hm+|oh|ah|wow|huh|haha|lol),? ?)*(?:ok(?:ay)?|great|perfect|cool|nice"
            r"|awesome|got it|will do|interesting|(?:that's |thats )?good to know|hm+|wow|huh)\W*\z"
        ),
    ),
    Intent.MET: (
        (
            r"\A\W*(?:i |just |i just |we )?(?:met|spoke|talked|chatted|had (?:a |my )?(?:call|chat"
            r"|meeting|coffee|lunch)|called)(?: up)? (?:with |to )?(?:[\w.,'-]+ ){0,5}?"
            r"(?:today|yesterday|y'?day|this|last|at|on|earlier|just now|an hour|half|noon|over"
            r"|(?:a few|a couple(?: of)?|two|three|\d+) ?(?:min|minute|hour|hr|h|day|week)s?"
            r"|tonight|tomorrow|tmrw|in (?:half )?(?:an?|\d+)|\d[\d:.]*(?:am|pm)?)"
        ),
        (
            r"\A\W*(?:i(?:'m| am)? )?(?:meet(?:ing)?|see(?:ing)?|talk(?:ing)? (?:to|with)"
            r"|call(?:ing)? with|have a (?:call|meeting|chat) with) (?:\w+ ){1,4}?(?:at|on|tomorrow"
            r"|today|tonight|next|this)\b.{0,60}\z"
        ),
    ),
    Intent.QUESTION: (
        (
            r"\A\W*(?:so |and |but |ok |quick question:? |question:? |um |hey,? )*(?:who|what|whats"
            r"|what's|when|where|why|how|which|is|are|do|does|did|should|shall|can|could|would|will"
            r"|am|any tips|any advice|tips (?:for|on)|wondering)\b"
        ),
        r"\?\W*\z",
    ),
}

_TO_SOMEBODY = (
    r"\A\W*(?:hi|hey|hello|dear|good (?:morning|afternoon|evening)) (?:there,|(?-i:[A-Z]\w+)|\[)",
    r"\A\W*(?:subject|title) ?:",
    r"(?:i(?:'m| am)|my name is) [^?]{3,80}(?:would|could|can|may|might) (?:you|i|we)\b",
    r"(?:would|could|can) (?:you|u) (?:have|spare|be (?:open|willing|free|available))",
    (
        r"(?:your|ur) (?:\w+ ){0,2}(?:time|work|talk|post|article|profile|team|company|career|path"
        r"|experience|advice)"
    ),
    r"(?:are|r) (?:you|u) (?:hiring|free|open|available)",
    r"(?:ask|message|write) (?:you|u)\b",
)
_ABOUT_A_THIRD = (r"they|them|she|her|he|him|someone|somebody|people|a stranger|recruiters?",)
_TO_THE_READER = (r"you|your|yours|u|ur",)
_NO_NAME = frozenset(
    [
        "i",
        "im",
        "can",
        "could",
        "should",
        "would",
        "what",
        "who",
        "how",
        "when",
        "where",
        "why",
        "is",
        "are",
        "do",
        "does",
        "did",
        "quick",
        "just",
        "so",
        "there",
        "bot",
        "all",
        "everyone",
        "question",
        "good",
        "my",
        "we",
        "if",
        "any",
    ]
)


def intent_of(text: str, review: Review) -> Intent:
    """What the text is meant as, given what the coach makes of it.

    A message to somebody is a draft even if it has sad words in it; danger is heard in any text.
    """
    text = text.strip()
    words = text.split()
    distress = read_distress(clean(text))
    if distress is not None and (distress == DANGER or not is_to_somebody(text)):
        return Intent.LOW
    if not any(map(str.isalnum, text)):
        return Intent.HELP if text.strip() in {"?", "??"} else Intent.NOTHING
    if len(words) <= _SHORT:
        remark = _remark(text, words)
        if remark:
            return remark
    if review.kind is Kind.OTHER:
        is_nothing = review.looks_like in {LooksLike.SNIPPET, LooksLike.NOTHING}
        return Intent.NOTHING if is_nothing else Intent.DRAFT
    return Intent.DRAFT if _could_be_sent(text, words) else Intent.NOTHING


def _remark(text: str, words: list[str]) -> Intent | None:
    """A short text that is said to the bot rather than meant for somebody else."""
    for intent in (Intent.HELP, Intent.GREETING, Intent.DONE, Intent.BUILD):
        if _pattern(_WORDS[intent]).found_in(text):
            return intent
    met = _pattern(_WORDS[Intent.MET]).found_in(text)
    if met and not _pattern(_TO_THE_READER).found_in(text):
        return Intent.MET
    if len(words) <= _REMARK and _pattern(_WORDS[Intent.THANKS]).found_in(text):
        return Intent.THANKS
    asks = "\n" not in text.strip() and _pattern(_WORDS[Intent.QUESTION]).found_in(text)
    if asks and (is_about_a_third(text) or not is_to_somebody(text)):
        return Intent.QUESTION
    return None


def is_to_somebody(text: str) -> bool:
    """Whether a text is plainly meant for another person: it greets one, or asks one for time."""
    words = text.split()
    if not words:
        return False
    greets = words[0].strip(",").lower() in {"hi", "hey", "hello", "dear"} and len(words) > 2
    names = greets and words[1].strip(",.!-").lower() not in _NO_NAME
    return names or _pattern(_TO_SOMEBODY).found_in(text)


def is_told_to_us(text: str) -> bool:
    """Whether a text speaks to nobody: more likely a worry, told to the bot, than a message."""
    if is_to_somebody(text) or _pattern(_TO_THE_READER).found_in(text):
        return False
    return "\n" not in text.strip() and len(text.split()) <= _TALE


def is_about_a_third(text: str) -> bool:
    """Whether a text speaks of somebody: she, he, they, a recruiter."""
    return _pattern(_ABOUT_A_THIRD).found_in(text)


def _could_be_sent(text: str, words: list[str]) -> bool:
    """Long enough to be a message, or plainly meant for another person."""
    return len(words) > _REMARK or is_to_somebody(text)


@cache
def _pattern(alternatives: tuple[str, ...]) -> Pattern:
    return Pattern(alternatives, {})
