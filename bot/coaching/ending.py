"""Where a message ends: the closing formula, the name, the signature, a postscript."""

import re
from dataclasses import dataclass

Line = tuple[int, int]

_NAME = r"(?:(?-i:[A-Z])[\w.'-]*|\[[^\]\n]{1,80}\]|_{3,})"
_THANKS = (
    r"(?:(?:many|with|much|my|sincere|warm|huge|big) )*"
    r"(?:thanks|thank you|thankyou|thank u|thx|tks|thnx|ty|tysm|gratitude|appreciation)"
    r"(?: (?:so much|so very much|again|in advance|very much|a lot|a million|a bunch|a ton|kindly"
    r"|ever so much|for (?:reading|your (?:time|help|consideration)|considering|everything)"
    r"|and (?:(?:best|kind|warm) )?(?:regards|wishes|best)|(?:either|any) way))*"
)
_WISHES = (
    r"(?:with |and |in )?(?:my |our |the )?"
    r"(?:all (?:the|my|our) (?:very )?best|(?:very )?best(?: to you)?"
    r"|(?:(?:best|kind|kindest|warm|warmest|good|many|friendly|cordial|sincere)"
    r"(?: (?:and|&) (?:kind|warm|best))? )?(?:regards|wishes|greetings))"
)
_WORDS = (
    r"rgds|br|kr|sincerely(?: yours)?|yours(?: (?:sincerely|truly|faithfully|respectfully))?"
    r"|respectfully(?: yours)?|cheers|warmly|cordially|gratefully(?: yours)?|appreciatively"
    r"|take care|be well|stay well|(?:talk|speak|see you|until) soon|love|hugs|peace|namaste|xo+"
)
_FORMULA = rf"(?:{_THANKS}|{_WISHES}|{_WORDS})"
_AND_MORE = r"(?:,? (?:and|&|\+) .{0,25}?)?"
_CLOSING = re.compile(
    rf"[ \t]*[*_>]*{_FORMULA}{_AND_MORE}[ \t]*[,!.~;:-]*[ \t]*(?:{_NAME}(?: {_NAME}){{0,3}})?"
    r"[ \t]*[,.!~*_x)(-]*[ \t]*$",
    re.IGNORECASE,
)
_LOW_NAMED = re.compile(
    rf"[ \t]*{_FORMULA}[ \t]*(?:[,!.~-]+[ \t]*)[a-z][a-z'-]{{1,14}}(?: [a-z]{{1,14}})?[.!]?[ \t]*$",
    re.IGNORECASE,
)
_INLINE = re.compile(
    rf"(?<=[.!?)\]~])[ \t]+(?={_FORMULA}[ \t]*[,!.-]+[ \t]*(?:{_NAME}(?: {_NAME}){{0,2}})[ \t.]*$)",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(
    r"[ \t]*[*_~/-]{0,2}[ \t]*(?:[A-Z][\w.'-]{0,20}|\[[^\]\n]{1,80}\]|_{3,})"
    r"(?: (?:[A-Z][\w.'-]{0,20}|de|da|van|von|der|la|le|al|el|bin|di|\[[^\]\n]{1,80}\])){0,3}"
    r"(?:, [A-Z][\w.]{1,5}(?:, [A-Z]\w{1,5})?)?[ \t]*[*_.~x]{0,3}[ \t]*$"
)
_DASHED_NAME = re.compile(
    r"[ \t]*(?:-{1,2}|~|/)[ \t]*[A-Za-z][\w'-]{1,20}(?: [A-Z][\w.'-]{0,20})?[ \t]*$"
)
_DASH = re.compile(r"[ \t]*[-~/]")
_DELIMITER = re.compile(r"[ \t]*(?:-{2,3}|_{2,3}|-|~{2,3}|={3,})[ \t]*$")
_DEVICE = re.compile(
    r"[ \t]*[*_]*(?:sent (?:from|via|with|by) (?:my|the|a|an|outlook|yahoo|gmail|proton|mail"
    r"|samsung|iphone|android|blackberry|linkedin|superhuman|spark|aol|front)\b.{0,60}"
    r"|get outlook for .{1,40}|envoye de mon .{1,30}|von meinem .{1,20} gesendet"
    r"|enviado desde mi .{1,20}|confidentiality (?:notice|note)\b.*"
    r"|this (?:e-?mail|message)(?:,? (?:and|including) .{1,40})? (?:is|are|may|contains?|was)"
    r" (?:\w+ ){0,6}(?:confidential|privileged|intended|scanned|virus)\b.*"
    r"|please consider the environment .*"
    r"|(?:please )?excuse (?:any |the |my )?(?:typos|brevity|spelling).{0,60})$",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"[ \t]*[*_(]*p\.? ?p?\.? ?s\b[ \t]*[.:,-]*", re.IGNORECASE)
_SENTENCE = re.compile(r"\w+[ ,]+\w+[ ,]+\w+[ ,]+\w+.{0,80}[.!?][ \t]*$")
_ASKS = re.compile(r".{0,80}\?[ \t]*$")
_CONTACT = re.compile(r"@|\d{3}|https?:|www\.|\||\.com\b|linkedin", re.IGNORECASE)
_LABEL = re.compile(r"[ \t]*[A-Z][\w /&-]{1,28}:[ \t]")
_TAIL = 16  # the end is looked for in this many lines from the bottom
_SHORT = 80  # characters of a line that can stand in a signature


@dataclass(frozen=True, slots=True)
class Ending:
    """Lines by role; `body` is what stands before, `postscript` what was added below the name."""

    body: list[Line]
    closing: list[Line]
    signature: list[Line]
    postscript: list[Line]


def find_ending(text: str, lines: list[Line]) -> Ending:
    """Split the sender's lines, the first of which is never the ending on its own."""
    kept, below = _without_device(text, lines)
    kept, postscript = _without_postscript(text, kept)
    kept = _inline_split(text, kept)
    index = _end_index(text, kept)
    if postscript and index == len(kept):
        return Ending(kept + postscript, [], below, [])
    is_closing = index < len(kept) and _closes(text, kept[index])
    closing = kept[index : index + 1] if is_closing else []
    return Ending(kept[:index], closing, kept[index + len(closing) :] + below, postscript)


def _without_device(text: str, lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Cut at "Sent from my phone" or a notice of confidentiality near the bottom."""
    for index in range(max(1, len(lines) - _TAIL), len(lines)):
        if _DEVICE.match(text, *lines[index]):
            return lines[:index], lines[index:]
    return lines, []


def _without_postscript(text: str, lines: list[Line]) -> tuple[list[Line], list[Line]]:
    for index in range(max(1, len(lines) - _TAIL), len(lines)):
        if _POSTSCRIPT.match(text, *lines[index]):
            return lines[:index], lines[index:]
    return lines, []


def _inline_split(text: str, lines: list[Line]) -> list[Line]:
    """ "… whenever suits you. Thanks, Sam" is a sentence and a closing."""
    if not lines:
        return lines
    start, end = lines[-1]
    cut = _INLINE.search(text, max(start, end - 100), end)
    if cut is None or cut.start() <= start:
        return lines
    return [*lines[:-1], (start, cut.start()), (cut.end(), end)]


def _end_index(text: str, lines: list[Line]) -> int:
    for index in range(max(1, len(lines) - _TAIL), len(lines)):
        if _DELIMITER.match(text, *lines[index]) and _is_signature(text, lines[index + 1 :]):
            return index
        if _closes(text, lines[index]) and _is_signature(text, lines[index + 1 :]):
            return index
    return _name_block(text, lines)


def _closes(text: str, line: Line) -> bool:
    if line[1] - line[0] > 2 * _SHORT:
        return False
    return bool(_CLOSING.match(text, *line) or _LOW_NAMED.match(text, *line))


def _name_block(text: str, lines: list[Line]) -> int:
    """A name without a closing formula: the last line, or followed by address lines."""
    for index in range(max(1, len(lines) - 6), len(lines)):
        is_name = _NAME_LINE.match(text, *lines[index]) or (
            _DASHED_NAME.match(text, *lines[index]) and not _DASH.match(text, *lines[index - 1])
        )
        below = lines[index + 1 :]
        if not is_name or _LABEL.match(text, *lines[index]):
            continue
        if not below or (
            _starts_block(text, lines, index)
            and _is_signature(text, below)
            and not any(_LABEL.match(text, *line) for line in below)
            and any(_CONTACT.search(text, *line) for line in below)
        ):
            return index
    return len(lines)


def _starts_block(text: str, lines: list[Line], index: int) -> bool:
    return "\n" in text[lines[index - 1][1] + 1 : lines[index][0]]


def _is_signature(text: str, lines: list[Line]) -> bool:
    return all(
        end - start <= _SHORT
        and not _SENTENCE.search(text, start, end)
        and not _ASKS.match(text, start, end)
        for start, end in lines
    )
