"""The words in which a meeting is told. Every pattern is bounded; `met` puts them together."""

import re


def _any(words: str) -> str:
    """Alternatives, one a space; an underscore stands for a space."""
    return "(?:" + "|".join(words.replace("_", " ") for words in words.split()) + ")"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_KIND = _any(
    "quick great good nice lovely short long first second video phone zoom coffee virtual in-person"
)
_THING = _any(
    "calls? chats? meetings? coffees? lunch dinner drinks? breakfast tea zooms? interviews? "
    "conversations? talks? catch[-_]?ups? sit[-_]?down"
)
_TALK = rf"(?:{_KIND} ){{0,3}}{_THING}"
_HAD = _any("had finished wrapped_up came_from got_off")
_MET = (
    r"(?:have )?met(?: up)?(?: with)?|sp(?:oke|oken) (?:with|to)|talked (?:with|to)|"
    r"chatted (?:with|to)|caught up with|sat down with|got off the phone with|called|phoned|saw|"
    r"grabbed (?:a )?(?:coffee|lunch|drinks?) with|"
    rf"{_HAD} (?:a |an |my |our )?{_TALK} with|(?:a )?{_TALK} with"
)
_WILL = _any("i'm i_am we're we_are i'll_be i'll i_will will going_to gonna to")
_MEET = (
    rf"(?:{_WILL} ){{0,3}}(?:meet(?:ing)?(?: up)?(?: with)?|see(?:ing)?|speak(?:ing)? (?:with|to)|"
    r"talk(?:ing)? (?:with|to)|chat(?:ting)? (?:with|to)|call(?:ing)?(?! with))|"
    rf"(?:i |we )?(?:have|having|'ve got|got|booked|scheduled) (?:a |an |my )?{_TALK}"
    r"(?: booked| scheduled| planned| set up)? with"
)
_FIRST = _any(
    "so hey hi ok okay well today yesterday btw and finally just i've i we we've also that"
)
OPENING = _compiled(rf"\W{{0,5}}(?:{_FIRST},? ){{0,5}}(?:(?P<ahead>{_MEET})|(?P<met>{_MET})) +")
"""How a text begins that tells of a meeting."""

DAY_SAID_FIRST = _compiled(r"\b(?:today|yesterday)\b")

_WORD = r"[^\W\d_][\w'’.-]*"
_NAME = rf"{_WORD}(?: {_WORD}){{0,3}}"
_CAPITAL = rf"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?![a-zß-öø-ÿ]){_WORD}"
_CALLED = rf"{_CAPITAL}(?: {_CAPITAL}){{0,2}}"
COMPANY = re.compile(rf"{_CALLED}(?:, {_CALLED}){{0,4}},? and {_CALLED}")
"""Several people in a row: "Zoë and Tom", "Zoë, Tom and Lee"."""
BETWEEN_NAMES = re.compile(r",? and |, ")
_DID = (
    r"(?:(?:had |has |kindly |just |very kindly )?(?:introduced|connected|referred|intro'?d) "
    r"(?:us|me)\b(?: (?:to|with) (?:each other|her|him|them))?|"
    r"put (?:us|me) in (?:touch|contact)(?: with (?:her|him|them))?|"
    r"made the intro(?:duction)?|set (?:it|us) up)"
)
INTRODUCED = _compiled(
    rf"(?:^|[,;.(\n–—-] ?|\b(?:and|since|as|because|after) )(?P<doer>{_NAME}) {_DID}"
    r"|\b(?:intro(?:duced|duction)?|introd|connected|referred|referral)(?: was)?"
    rf" (?:by|from|via|thanks to) (?P<by>{_NAME})"
    rf"|\b(?:through|via|thanks to) (?P<through>{_NAME})"
)
"""Somebody did it (`doer`), it was done `by` them, or it came `through` them."""

NAME_ENDS = _compiled(r" (?:last|on|at|yesterday|today|this|about|and|who|we|from|in)\b")
WHOSE = re.compile(r"(?i:her|his|my|our|their|a|an|the|your)\b(?: [a-z][\w-]*){1,3} (?=[A-Z])")
NOBODY = frozenset(
    {"we", "she", "he", "they", "i", "it", "zoom", "phone", "video", "teams", "email"}
)

_TOLD = _any(
    "talked spoke chatted discussed told_me asked explained shared said showed_me "
    "walked_me_through gave_me"
)
ABOUT = _compiled(
    rf"\b(?:(?:and |where |who )?(?:we|she|he|they|i) (?:both )?{_TOLD} ?"
    r"(?:a lot |mostly |mainly )?"
    r"(?:about |on )?(?:that )?|(?:talked|spoke|chatted) (?:mostly |mainly )?about |"
    r"discuss(?:ed|ing) |to (?:talk|chat|speak|ask|hear|learn) (?:her |him |them )?about |"
    r"to discuss |about |regarding |concerning |re:? |on the subject of |topic:? )"
)
"""What stands before the things that were talked about."""

_NO_STOP = r"(?<!\b[A-Z])(?<!\b[MD]r)(?<!\bMs)(?<!\bMrs)(?<!\bProf)(?<!\bSt)(?<!\bJr)"
_AND = _any("we she he they i it talked discussed got learned had")
_TO = _any("talk chat discuss ask hear learn speak")
_FOR = _any("coffee lunch chat call drink breakfast dinner \\d half the_first_time")
_ENDING = _any(
    "about re regarding concerning through via thanks_to introduced_by intro who where which "
    "because over during after at from in_(?:the|a|her|his|their) we she he they was is"
)
WHO_ENDS = _compiled(
    rf"[,;:(\n!?]| [-–—] |{_NO_STOP}\.(?: |$)|"
    rf" (?:and {_AND}|to {_TO}|for (?:a |an )?{_FOR}|{_ENDING})\b"
)
"""What follows a name."""

SENTENCE_ENDS = _compiled(rf"[;\n!?]|{_NO_STOP}\.(?=\s|$)")
SHORT_FORM = re.compile(r"(?:\d|\b[A-Za-z]|[ap]\.m|\b(?:Mr|Dr|Ms|Jr|Sr))\.$")

TOKEN = re.compile(r"[^\s,;()]+")
_CONNECTORS = _any(
    "at on in the of around about like this last past next coming early late half quarter an? "
    "couple few to til and day before after from over first thing time just"
)
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_TIMES = _any(
    "ago back earlier later now today tonight yesterday tomorrow tmrw morning afternoon evening "
    "night noon midday midnight lunch lunchtime work y'?day "
    "weeks? days? hours? hrs? min(?:ute)?s? o'?clock "
    "[ap]\\.?m\\.? moment one two three four five six seven eight nine ten eleven twelve"
)
_FIGURES = r"\d{4}-\d\d-\d\dt\d\d:\d\d|~?\d[\d:./h-]*(?:st|nd|rd|th|ish|[ap]\.?m?\.?|h|m|min|hrs?)?"
_ZONES = r"[pmce][sd]?t|gmt|utc|cet|cest|bst|ist"
ZONE_TAIL = _compiled(
    r"\s+(?:[a-z]+/[a-z_/]+|(?:utc|gmt) ?[+-] ?\d{1,2}(?::?\d{2})?"
    r"|(?:[a-z][a-z.']*\s+){1,3}?time\b)"
)
"""After a time: the place whose clock it is on."""

TIME_WORD = _compiled(rf"(?:{_CONNECTORS}|{_DAYS}|{_MONTHS}|{_TIMES}|{_FIGURES}|{_ZONES})\.?[.!?]?")
"""A word that can be part of a time; whether a run of them is one, `reading` decides."""

LOOSE_END = _compiled(
    r"[\s,]+(?:at|on|in|the|of|around|about|like|and|to|from|over|for|by|since|as|because|just)$"
)
NO_START = _compiled(r"(?:to|and|of|about|like|the)\b(?!.*\bday\b)|an?\b(?!.*\b(?:ago|back)\b)")
BARE_NUMBER = _compiled(r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve")
"""It counts things ("2 teams"); with "at" before it, it is an hour."""
