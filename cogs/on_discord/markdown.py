"""Lines, quotations and texts to copy, as Discord's markdown. Pure."""

import re
from collections.abc import Callable, Iterable
from itertools import groupby

from bot.model.text import Run, Style
from cogs.on_discord.escape import clean, escape, length, one_line, part_everybody, shortened

INLINE = 300  # characters of a person's words within a sentence of ours
_SIGNS = {Style.STRONG: "**", Style.SOFT: "*", Style.CODE: "`"}
_GAP = "\u200b"
_LINK = re.compile(r"(https://[\w./?=&%#~+-]+[\w/])")
_ELLIPSIS = "…"
_BLANK_END = re.compile(r"(?:\n> )+$")  # Discord trims messages and would leave a bare sign
_FENCE = "```"
_MENTION_START = re.compile(r"<(?=[@#/:]|(?:a|t|id):)")


def inline(text: Iterable[Run], limit: int) -> str:
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
    text = shortened(one_line(run.text), INLINE) if run.theirs else run.text
    if run.style is Style.CODE:  # nothing is escaped in code; only its own sign ends it
        return _literal(text.replace("`", "\u02cb"))
    if run.theirs:
        return escape(text)
    return "".join(
        piece if index % 2 else escape(piece) for index, piece in enumerate(_LINK.split(text))
    )


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
    blocks = _blocks(clean(text).strip(), limit, lambda line: "> " + escape(line))
    return [_BLANK_END.sub("", block) for block in blocks if block.strip("> \n")]


def fenced(text: str, limit: int) -> list[str]:
    """Words to copy, as code blocks of at most `limit` each: no markup, and a button to copy.

    What could mention somebody or end the block gets an invisible gap, and nothing else changes.
    """
    frame = len(f"{_FENCE}\n\n{_FENCE}")
    blocks = _blocks(clean(text).strip("\n"), limit - frame, _literal)
    return [f"{_FENCE}\n{block}\n{_FENCE}" for block in blocks if block.strip()]


def _literal(text: str) -> str:
    parted = text.replace(_FENCE, _GAP.join(_FENCE))
    return part_everybody(_MENTION_START.sub("<" + _GAP, parted))


def _blocks(text: str, limit: int, show: Callable[[str], str]) -> list[str]:
    """Lines as they are shown, put together as long as they fit."""
    blocks: list[str] = []
    for line in _lines(text, limit, show):
        if blocks and length(f"{blocks[-1]}\n{line}") <= limit:
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    return blocks


def _lines(text: str, limit: int, show: Callable[[str], str]) -> list[str]:
    """One that is too long is broken, between words where it has any."""
    lines: list[str] = []
    for line in text.split("\n"):
        rest = line.rstrip()
        while len(rest) > limit or length(show(rest)) > limit:
            head = _head(rest, limit, show)
            lines.append(show(head))
            rest = rest[len(head) :].lstrip()
        lines.append(show(rest))
    return lines


def _head(line: str, limit: int, show: Callable[[str], str]) -> str:
    """The longest beginning that fits as it is shown."""
    low, high = 1, min(len(line), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if length(show(line[:middle])) <= limit:
            low = middle
        else:
            high = middle - 1
    space = line.rfind(" ", low // 2, low)
    return line[:space] if space > 0 else line[:low]
