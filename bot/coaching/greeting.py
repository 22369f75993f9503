"""Where the greeting of a message ends: "Hi Dana,", "[Name] - Hello!", "hey dana could i…"."""

import re
from collections.abc import Iterator

_HELLO = re.compile(
    r"[ \t*_\"]*(?:hi+|hiya|he+y+a?|hello+|hallo|helo|yo|dear(?:est)?|greetings|howdy|hola|salut"
    r"|ciao|bonjour|namaste|good (?:morning|afternoon|evening|day)|g'day|salutations"
    r"|to whom (?:it|this) may concern)(?=[\s,!:;.*]|~|-+\s|$)",
    re.IGNORECASE,
)
_PART_OF_DAY = re.compile(
    r"[ \t]*(?:morning|afternoon|evening)(?=[,!]| (?-i:[A-Z]))", re.IGNORECASE
)
_HELLO_AFTER = re.compile(
    r"[ \t]*(?:hello|hi|hey|hiya|good (?:morning|afternoon|evening|day))\b[,!.]*", re.IGNORECASE
)
_TITLE = r"(?:mr|mrs|ms|mx|miss|dr|prof|professor|doctor|chef|rev|sr|sra|coach|captain|judge)"
_NAME = r"(?:(?-i:[A-Z])[\w'-]*\.?|\[[^\]\n]{1,80}\]|_{3,})"
_NAMES = rf"(?:{_TITLE}\b\.? ?)?{_NAME}(?: {_NAME}){{0,3}}"
_AFTER_COMMA = re.compile(rf"[ \t]*({_NAMES})[ \t]*[,!.:;]+", re.IGNORECASE)
_ALONE = re.compile(
    rf"[ \t]*((?:{_TITLE}\b\.? ?)?(?:{_NAME})(?: {_NAME}){{0,2}}|{_TITLE})"
    r"(?:[ \t]*[,!]+|[ \t]*-+(?=\s|$)|[ \t]*:(?=\s*$)|[ \t]*$)",
    re.IGNORECASE,
)
_ALONE_LOW = re.compile(r"[ \t]*([a-z][a-z'-]{1,14})[ \t]*(?:,|-+(?=\s))[ \t]*(?P<next>[a-z']*)")
_STOP = re.compile(r"[ \t]*(?:[,!:;]+|\.+(?=\s|$)|~+|-+(?=\s|$)|\(|$)[,!:;.~ \t-]*", re.MULTILINE)
_WORD = re.compile(r"[ \t]*(\[[^\]\n]{1,80}\]|_{3,}|@?[\w'/&-]+\.?)")
_TITLES = re.compile(rf"{_TITLE}\.?", re.IGNORECASE)
_REACH = 60  # characters after the word of greeting
_NAMES_AT_MOST = 3

_WITH_HELLO = frozenset(re.findall(r"\S+", "there again all everyone everybody team folks guys"))

# With these a sentence begins: they end a greeting that has no punctuation.
_STARTERS = frozenset(
    re.findall(
        r"\S+",
        """i i'm im i've ive i'd id i'll my me we we're we've our you you're youre your u ur it it's
    its this that there's these those they he she what what's who how how's when where why which
    would could can may might will shall should do does did are is am was were have has had been be
    hope hoping hopefully thanks thank thx just quick quickly saw seen read found loved love liked
    enjoyed got heard came met great good nice lovely glad happy so sorry please pls if as since
    after while although though because long first not no yes yeah ok okay well wanted want wanna
    looking wondering writing reaching following congrats congratulations any would've name need
    let lets let's tell sup wassup remember whats hows wheres whos youve dont didnt and
    but or on in at with for from to about
    really very a an the one two some another nurse here new fellow former recent final""",
    )
)
_BETWEEN = frozenset({"and", "or", "fellow", "a", "the"})  # these may stand before the name
_NO_NAME = _STARTERS | frozenset(
    re.findall(
        r"\S+",
        """yesterday today tomorrow tonight recently currently lately previously finally actually
    honestly basically unfortunately obviously clearly surprisingly frankly luckily sadly initially
    originally apparently personally firstly secondly however moreover furthermore also anyway then
    now later still again once before during until despite given having being last next best kind
    warm regards sincerely cheers subject title re fw fwd hello hi hey dear greetings morning
    afternoon evening monday tuesday wednesday thursday friday saturday sunday january february
    march april june july august september october november december like unlike unless whenever
    wherever whether maybe perhaps sure great right alright update reminder follow-up following
    question request urgent important note hint ps p.s p.s. sent by of up out over through per
    each every both all most wow hooray yay oh ah hmm many several few
    other others draft message""",
    )
)


def greeting_end(text: str, start: int, end: int) -> int | None:
    """Where the greeting at the head of this line ends, or None where there is none."""
    hello = _HELLO.match(text, start, end) or _PART_OF_DAY.match(text, start, end)
    if hello:
        return _after_hello(text, hello.end(), end)
    return _name_alone(text, start, end)


def _after_hello(text: str, start: int, end: int) -> int:
    """Up to the punctuation if only an address stands before it, else after the name."""
    position = start
    for word_start, word_end in _words(text, start, min(end, start + _REACH)):
        if _STOP.match(text, position, end):
            break
        if _bare(text, word_start, word_end) in _STARTERS - _BETWEEN:
            return _named_part(text, start, position)
        position = word_end
        if _ends_sentence(text[word_start:word_end]):
            return position
    stop = _STOP.match(text, position, end)
    if stop is None:
        return _named_part(text, start, position)
    words = text[start:position].lower().split()
    if _WITH_HELLO.issuperset(words):
        return _with_name_after(text, stop.end(), end)
    return stop.end()


def _ends_sentence(word: str) -> bool:
    """ "Quigley." does, "Mr." and "J." do not."""
    return word.endswith(".") and len(word) > len("J.") and not _TITLES.fullmatch(word)


def _with_name_after(text: str, position: int, end: int) -> int:
    """ "Hello, Dana," greets Dana; "Hi, Leeds is…" greets nobody by name."""
    name = _AFTER_COMMA.match(text, position, end)
    if name and _bare(text, *name.span(1)).split()[0] not in _NO_NAME:
        return name.end()
    return position


def _named_part(text: str, start: int, limit: int) -> int:
    """The words after a greeting word, without punctuation behind, that can be its address."""
    position, names = start, 0
    for word_start, word_end in _words(text, start, limit):
        word = text[word_start:word_end]
        is_title = bool(_TITLES.fullmatch(word))
        if word.lower() in _WITH_HELLO or is_title:
            position = word_end
            continue
        is_capital = word[0].isupper() or word[0] in "[_@"
        if names == _NAMES_AT_MOST or (names and not is_capital):
            break
        if _bare(text, word_start, word_end) in _STARTERS:
            break
        position, names = word_end, names + 1
    return position


def _name_alone(text: str, start: int, end: int) -> int | None:
    match = _ALONE.match(text, start, end)
    if match and _bare(text, *match.span(1)).split()[0].rstrip(".") not in _NO_NAME:
        at_end = not text[match.end() : end].strip()
        if at_end and match.group().strip() == match.group(1) and not _goes_on(text, end):
            return None
        after = _HELLO_AFTER.match(text, match.end(), end)
        return after.end() if after else match.end()
    low = _ALONE_LOW.match(text, start, end)
    if low and low.group(1) not in _NO_NAME and (not low["next"] or low["next"] in _STARTERS):
        return low.start("next")
    return None


def _goes_on(text: str, end: int) -> bool:
    """Whether more follows: a single word that is all there is greets nobody."""
    return bool(text[end : end + 400].strip())


def _words(text: str, start: int, limit: int) -> Iterator[tuple[int, int]]:
    position = start
    while match := _WORD.match(text, position, limit):
        yield match.span(1)
        position = match.end()


def _bare(text: str, start: int, end: int) -> str:
    return text[start:end].lower().strip(" .\t")
