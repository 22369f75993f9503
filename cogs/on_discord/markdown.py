"""Lines and quotations as Discord's markdown. Pure."""

import re
from itertools import groupby

from bot.model.text import Line, Run, Style
from cogs.on_discord.escape import clean, escape, length, one_line, part_everybody, shortened

INLINE = 300  # characters of a person's words within a sentence of ours
_SIGNS = {Style.STRONG: "**", Style.SOFT: "*", Style.CODE: "`"}
_GAP = "\u200b"
_LINK = re.compile(r"(https://[\w./?=&%#~+-]+[\w/])")
_ELLIPSIS = "…"
_BLANK_END = re.compile(r"(?:\n> )+$")  # Discord trims messages and would leave a bare sign


def inline(text: Line, limit: int) -> str:
    """A line of ours with what people wrote in it, at most `limit` long; the end may go missing."""
    words = ""
    for style, runs in groupby(text, key=lambda run: run.style):
        piece = _styled("".join(_shown(run) for run in runs), style)
        if words[-1:] in set("*`") and piece[:1] in set("*`"):
            piece = _GAP + piece
        if length(words + piece) > limit - 1:
            return part_everybody(words.rstrip() + _ELLIPSIS)
        words += piece
    return part_everybody(words)


def _shown(run: Run) -> str:
    text = _kept_ends(run.text) if run.theirs else run.text
    if run.style is Style.CODE:
        return text.replace("`", "\u02cb")  # nothing else ends a stretch of code
    if run.theirs:
        return escape(text)
    return "".join(
        piece if index % 2 else escape(piece) for index, piece in enumerate(_LINK.split(text))
    )


def _kept_ends(text: str) -> str:
    """On one line and not too long, and still apart from its neighbours."""
    words = shortened(one_line(text), INLINE)
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{words}{after}" if words else " "


def _styled(text: str, style: Style) -> str:
    """Signs must stand close to the words, or they are shown as signs."""
    words = text.strip()
    if style is Style.PLAIN or not words:
        return text
    before, _, after = text.partition(words)
    sign = _SIGNS[style]
    return f"{before}{sign}{words}{sign}{after}"


def quoted(text: str, limit: int) -> list[str]:
    """A block of somebody's words, as quotations of at most `limit` each."""
    blocks: list[str] = []
    block = ""
    for line in _pieces(clean(text).strip(), limit):
        joined = f"{block}\n{line}" if block else line
        if length(joined) > limit:
            blocks.append(block)
            joined = line
        block = joined
    return [_BLANK_END.sub("", block) for block in (*blocks, block) if block.strip("> \n")]


def _pieces(text: str, limit: int) -> list[str]:
    """The quoted lines; one that is too long is broken between words where it has any."""
    pieces: list[str] = []
    for line in text.split("\n"):
        rest = line.rstrip()
        while length(piece := "> " + escape(rest)) > limit:
            head = _head(rest, limit)
            pieces.append("> " + escape(head))
            rest = rest[len(head) :].lstrip()
        pieces.append(piece)
    return pieces


def _head(line: str, limit: int) -> str:
    """The longest beginning that fits when escaped."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if length("> " + escape(line[:middle])) <= limit:
            low = middle
        else:
            high = middle - 1
    space = line.rfind(" ", low // 2, low)
    return line[:space] if space > 0 else line[:low]
