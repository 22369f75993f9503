"""Where in a message a sentence of ours belongs: how people order what they say."""

import re
from collections.abc import Callable, Sequence

from bot.coaching.document import Part
from bot.coaching.pieces import Piece, bodies, end_of_body
from bot.coaching.rules import AddAt

Holding = Callable[[str], Sequence[int]]
"""The body pieces in which a rule or fact is found, by its id."""

_PLEASANTRY = re.compile(
    r"\W*(?:(?:hello|hi|hey|good (?:morning|afternoon|evening|day))(?: (?:there|again))?[.!,]*$"
    r"|(?:i )?(?:hope|trust) (?:you|this|that you|all is)\b|how (?:are|have) you"
    r"|(?:thanks|thank you)(?: \w+)? for (?:connecting|accepting)|nice to (?:\"?e-?)?meet)",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"\W*(?:(?:many |with |again,? )?(?:thank|thanks|thx|thnx|ty|tysm)\b"
    r"|(?:i(?:'m| am)? )?(?:really )?(?:look|wait|hop[ei])(?:i?ng)?(?: forward)?"
    r" (?:to (?:hear|speak|connect|talk|chat|meet|your|you|seeing)\w*|for your)\b"
    r"|(?:talk|speak) soon|cheers|appreciate (?:you|it)|lmk|let me know\b"
    r"|(?:if (?:not|it's|it is|that's|you'?re too)"
    r"|no (?:pressure|worries|rush|problem|stress)|of course"
    r"|(?:i )?(?:totally|completely|fully) (?:ok|fine|understand))\b)",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\b(?:thank|thanks|thx|ty|tysm|grateful|appreciate\w*)\b", re.IGNORECASE)


def position(
    message: Sequence[Piece], at: AddAt, holding: Holding, quoted: Sequence[int] = ()
) -> int:
    """Before which piece the sentence goes. `quoted`: the pieces that the finding is about."""
    places = bodies(message)
    first = places[0] if places else _after_greeting(message)
    last = end_of_body(message) if places else first
    match at:
        case "opening":
            return _past(message, first, last)
        case "after_first":
            thanks = [place for place in places if _THANKS.search(message[place].text)]
            return min((thanks[0] if thanks else first) + 1, last)
        case "after_hook":
            return _after_hook(message, holding, first)
        case "after_ask":
            return _after_ask(message, [*quoted, *holding("asks_to_meet")], first, last)
        case "before_farewell":
            return _before_farewell(message, first, last)
        case _:
            return last


def _past(message: Sequence[Piece], first: int, last: int) -> int:
    """Past the pleasantries: what matters comes after "I hope this finds you well."."""
    while first + 1 < last and _PLEASANTRY.match(message[first].text):
        first += 1
    return first


def _after_hook(message: Sequence[Piece], holding: Holding, first: int) -> int:
    """After what connects the two, as long as nothing has been asked by then."""
    asked = min(holding("asks_to_meet"), default=len(message))
    hooks = {*holding("referral_named"), *holding("specific_hook")}
    said = [place for place in sorted(hooks) if not _FAREWELL.match(message[place].text)]
    if said and said[0] < asked:
        return _paragraph_end(message, said[0] + 1, asked)
    if said:
        return min(asked, said[0])
    return first + 1 if hooks and first < asked else _past(message, first, asked)


def _paragraph_end(message: Sequence[Piece], place: int, asked: int) -> int:
    """The end of the paragraph, if it ends before anything is asked; else the place itself."""
    end = place
    while end < min(asked, len(message)) and "\n" not in message[end].gap:
        if message[end].text.endswith(("?", ":")):
            return place
        end += 1
    another = end < len(message) and message[end].part is Part.BODY
    return end if another and end <= asked else place


def _after_ask(message: Sequence[Piece], asks: Sequence[int], first: int, last: int) -> int:
    said = [place for place in asks if not _FAREWELL.match(message[place].text)]
    questions = [place for place in said if message[place].text.rstrip().endswith("?")]
    if not said:
        return _before_farewell(message, first, last)
    place = max(questions or said) + 1
    while place < last and not message[place].own:
        place += 1
    return min(place, max(last, first))


def _before_farewell(message: Sequence[Piece], first: int, last: int) -> int:
    """Before the thanks, the "no worries" and the "looking forward" that end a message."""
    place = last
    while place - 1 > first and _FAREWELL.match(message[place - 1].text):
        place -= 1
    return place


def _after_greeting(message: Sequence[Piece]) -> int:
    opening = {Part.SUBJECT, Part.GREETING}
    return sum(piece.part in opening for piece in message)
