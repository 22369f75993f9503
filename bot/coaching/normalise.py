"""Any pasted text as plain ASCII words, with the way back to what was typed.

Rules are written for straight quotes, plain letters and no invisible characters. Here curly
quotes are straightened, accents dropped ("résumé" is "resume"), letters of other scripts stand
as `x`, emoji as `~`, tags of a mail client and terminal escapes vanish, blanks stand single.
Each character keeps the position of the one it came from, so that quotes are always the
member's own.
"""

import html
import re
import unicodedata
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_TAG = (
    r"</?(?:html|head|body|div|p|br|span|b|i|u|em|strong|a|table|tbody|thead|tr|td|th|ul|ol|li"
    r"|h[1-6]|font|img|hr|blockquote|pre|code|center|small|sup|sub|meta|o:p)\b[^<>]{0,2000}>"
)
_HIDDEN = r"<(?:style|script|title)\b[^<>]{0,200}>[^<]{0,20000}</(?:style|script|title)>"
_TERMINAL = r"\x1b\[[0-9;:?<=>]{0,50}[ -/]{0,5}[@-~]|\x1b\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)|\x1b."
_ENTITY = r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});"
_IS_HTML = re.compile(
    r"<(?:html|div|br|p|table|span)\b[^<>]{0,500}>|</(?:p|div|span|td|a|b)>", re.IGNORECASE
)
_MARKUP = re.compile(f"(?P<gone>{_HIDDEN}|<!--[^<>]{{0,5000}}-->)|(?P<tag>{_TAG})", re.IGNORECASE)
_ALWAYS = re.compile(f"(?P<gone>{_TERMINAL})|(?P<entity>{_ENTITY})", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:div|p|br|tr|li|h[1-6]|ul|ol|table|blockquote|hr)\b", re.IGNORECASE)
_PLAIN = re.compile(r"[\t\n -%'-;=-_a-~]*")  # ASCII with no control, `&`, `<` or backtick
_BLANKS = re.compile(r"[ \t]{2,}|[ \t]+(?=\n)")

_LOOKALIKES = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "`": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "•": "-", "‣": "-", "▪": "-", "●": "-", "◦": "-", "·": "-",
    "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n",
    "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i",
}  # fmt: skip
_ACCENTED = re.compile(r"\w[\u0300-\u036f]+")
_DROPPED = {"Cc", "Cf", "Cs", "Cn", "Co", "Mn", "Me"}


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` is ASCII; `offsets[i]` is where its character i stood in the received text.

    `wide` holds where the origin of a character ends if it is more than one character long:
    an entity such as `&amp;`, or a letter with its combining accents.
    """

    text: str
    offsets: "array[int]"
    wide: Mapping[int, int] = field(default_factory=dict)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the received text that a non-empty span of `text` came from."""
        last = self.offsets[end - 1]
        return self.offsets[start], self.wide.get(last, last + 1)


def normalise(received: str) -> Normalised:
    """Time and memory are linear in the length; any string at all is accepted."""
    if _PLAIN.fullmatch(received):
        return _single_spaced(received, array("l", range(len(received))), {})
    text = received.replace("\r\n", " \n").replace("\r", "\n") if "\r" in received else received
    pieces: list[str] = []
    offsets = array("l")
    wide = {match.start(): match.end() for match in _ACCENTED.finditer(text)}
    end = 0
    for start, stop, replacement in _special(text):
        _append_plain(text, end, start, pieces, offsets)
        for character in replacement:
            pieces.append(character)
            offsets.append(start)
        if replacement:
            wide[start] = stop
        end = stop
    _append_plain(text, end, len(text), pieces, offsets)
    return _single_spaced("".join(pieces), offsets, wide)


def _single_spaced(text: str, offsets: "array[int]", wide: dict[int, int]) -> Normalised:
    """Runs of blanks as one, and none at the end of a line: patterns count on single spaces."""
    pieces: list[str] = []
    kept = array("l")
    end = 0
    for match in _BLANKS.finditer(text):
        cut = match.start() + (match.end() < len(text) and text[match.end()] != "\n")
        pieces.append(text[end:cut])
        kept.extend(offsets[end:cut])
        end = match.end()
    if not pieces:
        return Normalised(text, offsets, wide)
    return Normalised("".join((*pieces, text[end:])), kept + offsets[end:], wide)


def _special(text: str) -> list[tuple[int, int, str]]:
    """Stretches that stand for something else: tags, entities, escapes."""
    found = []
    for match in _ALWAYS.finditer(text):
        if match.lastgroup == "gone":
            found.append((match.start(), match.end(), ""))
        else:
            decoded = html.unescape(match.group())
            found.append((match.start(), match.end(), "".join(map(_ascii, decoded))))
    if _IS_HTML.search(text):
        for match in _MARKUP.finditer(text):
            is_block = match.lastgroup == "tag" and _BLOCK.match(match.group())
            found.append((match.start(), match.end(), "\n" if is_block else ""))
        found = _without_overlaps(sorted(found))
    return found


def _without_overlaps(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for item in found:
        if not kept or item[0] >= kept[-1][1]:
            kept.append(item)
    return kept


def _append_plain(
    text: str, start: int, end: int, pieces: list[str], offsets: "array[int]"
) -> None:
    for position in range(start, end):
        for character in _ascii(text[position]):
            pieces.append(character)
            offsets.append(position)


@lru_cache(maxsize=4096)
def _ascii(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    if character.isascii():
        return character if character.isprintable() or character in "\n\t" else ""
    category = unicodedata.category(character)
    if category in _DROPPED:
        return ""
    decomposed = unicodedata.normalize("NFKD", character)
    folded = "".join(part for part in decomposed if part.isascii() and part.isprintable())
    if folded:
        return folded
    return "X" if category == "Lu" else {"L": "x", "N": "0", "Z": " "}.get(category[0], "~")
