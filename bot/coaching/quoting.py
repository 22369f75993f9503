"""Which lines of a mail are somebody else's: quoted, forwarded, or headers of a mail program."""

import re
from collections.abc import Iterator

Line = tuple[int, int]

_VERB = r"(?:wrote|writes|schrieb|a ecrit|escribio|ha scritto|schreef|escreveu|skrev|napisal)"
_ON = r"(?:on|am|le|el|il|op|em|den|w dniu)"
_WROTE_END = re.compile(rf"\b{_VERB}\b.{{0,60}}:[ \t*_]*$", re.IGNORECASE)
_BY_A_PERSON = re.compile(rf"\b(?:you|i|we|he|she|they) {_VERB}", re.IGNORECASE)
_DATED = re.compile(rf"[ \t*_]*{_ON}\b", re.IGNORECASE)
_WROTE_START = re.compile(rf"[ \t*_]*{_ON}\b.{{0,60}}\d", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"[ \t]*(?:[-_*]{2,}[ \t]*(?:original|forwarded|reply)[ \t]*(?:message|mail)?\b.{0,40}"
    r"|[-_*]{2,}[ \t]*(?:ursprungliche nachricht|message d'origine|mensaje original)[ \t]*[-_*]*"
    r"|begin forwarded message:.{0,20})[ \t]*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"[ \t]*_{10,}[ \t]*$")
_HEADER = re.compile(
    r"[ \t]*[*_]*(?:from|sent|to|date|cc|bcc|subject|reply-to|von|gesendet|an|betreff|datum|de"
    r"|envoye|objet|enviado|para|asunto|fecha)[*_]*[ \t]?:[*_]*[ \t]*\S",
    re.IGNORECASE,
)
_ADDRESSING = re.compile(
    r"[ \t]*[*_]*(?:from|sent|to|date|cc|bcc|reply-to)[*_]*[ \t]?:", re.IGNORECASE
)
_HEADERS = 3  # a block of at least so many among the next few lines is a mail's head
_WINDOW = 5
_HEAD_LENGTH = 400  # characters
_WRAPPED = 3  # "On … wrote:" is broken over at most so many lines


def split_quoted(text: str, lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """What the sender wrote and the rest; if nothing would be left, everything is theirs."""
    quoted = set(_quoted(text, lines))
    own = [line for line in lines if line not in quoted]
    if not own:
        return lines, []
    return own, sorted(quoted)


def _quoted(text: str, lines: list[Line]) -> Iterator[Line]:
    index = _mail_head(text, lines)
    yield from lines[:index]
    while index < len(lines):
        if _is_marked(text, lines[index]):
            yield lines[index]
            index += 1
            continue
        head = _head_length(text, lines, index)
        if head:
            yield from lines[index : index + head]
            index += head
            if index >= len(lines) or not _is_marked(text, lines[index]):
                yield from lines[index:]
                return
            continue
        index += 1


def _mail_head(text: str, lines: list[Line]) -> int:
    """How many lines at the very top are From, To and Date of the message itself."""
    count = 0
    while count < len(lines) and _ADDRESSING.match(text, *lines[count]):
        count += 1
    return count


def _head_length(text: str, lines: list[Line], index: int) -> int:
    """How many lines, from this one on, introduce an older mail; 0 if they do not."""
    if _SEPARATOR.match(text, *lines[index]):
        return 1
    if _RULE.match(text, *lines[index]) and _is_header_block(text, lines[index + 1 :][:_WINDOW]):
        return 1
    if index and _is_header_block(text, lines[index : index + _WINDOW]):
        return 1
    return _wrote_length(text, lines, index)


def _is_header_block(text: str, window: list[Line]) -> bool:
    if not window or not _HEADER.match(text, *window[0]):
        return False
    return sum(1 for line in window if _HEADER.match(text, *line)) >= _HEADERS


def _wrote_length(text: str, lines: list[Line], index: int) -> int:
    start, end = lines[index]
    if end - start > _HEAD_LENGTH:
        return 0
    if _WROTE_END.search(text, max(start, end - 100), end):
        is_head = _DATED.match(text, start, end) or "@" in text[start:end]
        return int(bool(is_head) and not _BY_A_PERSON.search(text, max(start, end - 100), end))
    if not _WROTE_START.match(text, start, end):
        return 0
    for more in range(1, _WRAPPED):
        if index + more >= len(lines) or lines[index + more][1] - start > _HEAD_LENGTH:
            return 0
        last_start, last_end = lines[index + more]
        if _WROTE_END.search(text, max(last_start, last_end - 100), last_end):
            return more + 1
    return 0


def _is_marked(text: str, line: Line) -> bool:
    return text[line[0] : line[1]].lstrip()[:1] == ">"
