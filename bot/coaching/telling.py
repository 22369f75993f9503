"""What a member typed into the plan, as words that fit our sentences. Pure.

People answer a form in fragments, in whole sentences, in small letters or in capitals. Nothing is
added to what they said but the little words that a sentence needs.
"""

import re

_NOTHING = re.compile(r"(?:no(?:ne|pe|thing)?|n/?a|-+|x|not (?:really|sure))[.! ]*$", re.IGNORECASE)
_WATCHED = re.compile(
    r"(?:i (?:(?:really|just|recently|first) )?(?:loved?|like[ds]?|enjoy(?:ed)?|read|saw|watched"
    r"|heard|found|use[ds]?|admire|was at|attended)|(?:she|he|they|you) (?:wrote|gave|made|did"
    r"|built|published|posted|hosted|recorded|ran|designed)) (?=\w)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,? (?:which|that) (?:was|is|were|are) .*|(?:,? (?:which|that|it))? (?:stopped|made|got"
    r"|inspired|helped|moved|impressed|changed|blew|touched|taught) (?:me|my)\b.*)$",
    re.IGNORECASE,
)
_DOING = re.compile(r"(mov|switch|chang)ing(?= (?:from|to|into|out)\b)", re.IGNORECASE)
_DONE = {"mov": "move", "switch": "switch", "chang": "change"}
_THEIRS = re.compile(r"(?:your|her|his|their|the|a|an|this|that) ", re.IGNORECASE)
_AS_SAID = re.compile(r"(?:the way|how|what) (?:you|she|he|they)\b|the .*\byou\b", re.IGNORECASE)
_THEY_DO = re.compile(r"(?:she|he|they|you) (?P<does>[a-z]+)(?= )", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:she|he|they)\b", re.IGNORECASE)

_I_AM = re.compile(r"(?:i'm|i’m|i am|im) ", re.IGNORECASE)
_I_DO = re.compile(r"(?:i|my name|my)\b", re.IGNORECASE)
_AND_I = re.compile(r",? and i (?=\w)|, i (?=\w)", re.IGNORECASE)
_POST = re.compile(
    r"(?:[\w'/&-]+ ){0,3}?(?:\w{2,}(?:er|or|ist|ian|ant|ent|ee|man|woman)|nurse|chef|cook"
    r"|apprentice|intern|graduate|grad|mechanic|electrician|junior|senior|sophomore|freshman|mom|dad|alum)\b",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"(?:an?|the|from|in|at|on|of|to|with|by|for|my|your|our|not|one|currently|now|still|just|also"
    r"|new|retired|head|chair|interested|keen|\w+ing)\b|[\w'-]+[,.]",
    re.IGNORECASE,
)
_AN_LETTERS = "AEFHILMNORSX"
_A_SOUNDS = ("uni", "use", "eu", "one", "ux")

_STATED = re.compile(
    r"(?:i(?:'d|’d|'m|’m)?|tell me|please|id|im|curious|wondering)\b", re.IGNORECASE
)
_AUXILIARY = (
    "did|do|does|would|could|can|should|is|are|was|were|will|has|have|had|might|may|of|much of"
)
_INDIRECT = re.compile(
    rf"(?:(?:how|why|where|when|whether|if(?!.*,))(?: (?!(?:{_AUXILIARY})\b)[\w'-]+){{0,2}}"
    r" (?:you|i|we|your|my|to)\b|(?:what|who) (?:you|to)\b|which [\w'-]+ to\b"
    rf"|(?:what|which|who)(?: (?!(?:{_AUXILIARY})\b)[\w'-]+)? (?:i|we)\b)(?! (?:do|did)\b)",
    re.IGNORECASE,
)
_ALREADY_BOTH = re.compile(
    r"(?:(?:you and i|we|you|us)(?: both)?|both)(?:'re|’re)? ", re.IGNORECASE
)
_BE = re.compile(r"(are|were|re) (?:both )?", re.IGNORECASE)
_DOES = re.compile(
    r"(?:\w+ed|have|had|went|study|know|grew|live|come|came|love|play|did|took|belong|follow|use"
    r"|left|got|read|volunteer|work|teach|taught|sing|sang|run|ran|like|speak|spoke|met|sit|sat"
    r"|go|share|write|wrote|began|train|swim|swam|hike|bake|cook|serve|drive|drove|own)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:from|in|at|on) ", re.IGNORECASE)
_FELLOW = re.compile(r"fellow ", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:alum\w*|\w+(?:ers|ors|ists|ians|ates|ants)|nurses|students|parents|grads|chefs|cooks)\b",
    re.IGNORECASE,
)
_SAME = re.compile(r"(?:the )?same ", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:our|my|your|his|her|their|[A-Z]\w+) .*\b(?:is|are|was|were|has|knows|us)\b|I |[Yy]ou "
)
_SAID = re.compile(
    r",? (?:said|says|suggested|told|recommended|thought|thinks|referred|mentioned|introduced|sent)"
    r"\b.*$",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\s*-?(?:minutes?|mins?)\b\.?\s*$", re.IGNORECASE)


def plainly(text: str) -> str:
    """One line; nothing for a "no" or "n/a"; whole shouted words calmed; "i" is "I"."""
    text = " ".join(text.split())
    if _NOTHING.match(text):
        return ""
    if text.isupper() and len(text) > 1 and " " in text:
        text = text.lower()
    return re.sub(r"\bi(?=['’](?:m|d|ve|ll)\b|\b(?!['’.]))", "I", text)


def name(text: str) -> str:
    """A name with large first letters, if it had none or nothing else."""
    text = plainly(text)
    return text.title() if text.islower() or (text.isupper() and len(text) > 3) else text


def work(text: str) -> str:
    """What of theirs the member writes about, with its "your": "your talk on brakes"."""
    text = _TAIL.sub("", plainly(text).rstrip(".!,; "))
    text = _WATCHED.sub("", text, count=1) if _WATCHED.match(text) else text
    if not text:
        return ""
    if _THEY_DO.match(text):
        return _THEY_DO.sub(lambda doing: f"how you {_plain_verb(doing['does'])}", text, count=1)
    if _AS_SAID.match(text):
        return _small(_OTHER.sub("you", text))
    text = _THEIRS.sub("", text, count=1) if _THEIRS.match(text) else text
    text = _DOING.sub(lambda doing: _DONE[doing.group(1).lower()], text, count=1)
    return f"your work at {text}" if text.startswith("http") else f"your {text}"


def _plain_verb(word: str) -> str:
    """A verb as it follows "you": "teaches" is "teach"."""
    if word.endswith(("ches", "shes", "sses", "xes", "oes")):
        return word[:-2]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def me(text: str) -> str:
    """Who the member is, as a sentence without its stop: "I'm a nurse", "I study law"."""
    text = plainly(text).rstrip(".!,; ")
    stripped = _I_AM.sub("", text, count=1) if _I_AM.match(text) else text
    if not stripped:
        return ""
    if stripped == text and _I_DO.match(text):
        return _large(text)
    return "I'm " + _AND_I.sub(", and I ", _with_article(stripped), count=1)


def _with_article(text: str) -> str:
    first = text.split(maxsplit=1)[0]
    full_name = re.match(r"[A-Z][a-z]+ [A-Z][a-z]", text)
    if _NO_ARTICLE.match(text) or not _POST.match(text) or full_name:
        return text
    spelt = first.isupper() or len(first) == len(re.sub("[aeiou]", "", first)) <= 3
    starts_open = (
        first[0].upper() in _AN_LETTERS
        if spelt
        else first[0].lower() in "aeiou" and not first.lower().startswith(_A_SOUNDS)
    )
    return f"{'an' if starts_open else 'a'} {text}"


def question(text: str, *, also: bool = False) -> str:
    """A question with its mark; "how you got in" becomes what the member would love to know."""
    text = plainly(text).rstrip(" .!")
    if not text:
        return ""
    asked = text.rstrip("?")
    if _STATED.match(text) and not text.endswith("?"):
        return _large(text) + "."
    if _INDIRECT.match(asked):
        return f"I'd {'also ' if also else ''}love to know {_small(asked)}."
    return _large(asked) + "?"


def also(asked: str) -> str:
    """A second question on its own, led in."""
    return f"I'd also like to ask: {_small(asked)}" if asked.endswith("?") else asked


def link(text: str) -> str:
    """What connects the two, as a sentence without its stop: "We both worked at …"."""
    text = plainly(text).rstrip(".!,; ")
    text = _ALREADY_BOTH.sub("", text, count=1) if _ALREADY_BOTH.match(text) else text
    being = _BE.match(text)
    if being:
        return f"We {'were' if being.group(1) == 'were' else 'are'} both {text[being.end() :]}"
    if _SAME.match(text):
        return f"We share the {_SAME.sub('same ', text, count=1)}"
    if any(kind.match(text) for kind in (_PLACE, _FELLOW, _PEOPLE)):
        return f"We're both {_small(_FELLOW.sub('', text, count=1))}"
    if _CLAUSE.match(text) or not text:
        return _large(text)
    return f"We both {_small(text)}" if _DOES.match(text) else f"We have {text} in common"


def referrer(text: str) -> str:
    """Who sent the member: "My old tutor, Marguerite Holt,"."""
    text = _SAID.sub("", plainly(text)).rstrip(".!,; ")
    return _large(text) + ("," if "," in text else "")


def minutes(text: str) -> str:
    """How long: "15 minutes", "half an hour"."""
    text = _MINUTES.sub("", plainly(text).rstrip(".!? "))
    return text if "hour" in text else f"{text or '15'} minutes"


def sentence(text: str) -> str:
    """A sentence of the member's own, with a large first letter and a stop."""
    text = plainly(text)
    return _large(text) + ("" if text.endswith((".", "!", "?")) else ".") if text else ""


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """With a small first letter, unless it is "I" or a name in capitals."""
    first = text.split(" ", 1)[0]
    keeps = first == "I" or first.startswith(("I'", "I’")) or first.isupper()
    return text if keeps else text[:1].lower() + text[1:]
