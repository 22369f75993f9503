"""Replies as Block Kit.

All running text goes into rich text or plain text, which Slack never interprets: nothing that a
person wrote can mention, link or format, and nothing needs escaping. What is too long for one
message is shortened here, the least needed first; Slack would refuse the whole of it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.conversation.catalogue import encode_action
from bot.model.messages import (
    Button,
    Choices,
    Emphasis,
    Finding,
    Form,
    Paragraph,
    Part,
    Quote,
    Reply,
)
from bot.model.text import Line, Run, Style, line, plain
from cogs.on_slack.words import clean, cut, escaped, shortened, size

Block: TypeAlias = dict[str, Any]
Names: TypeAlias = Mapping[str, str]

HEADER = 150  # characters, as are all limits below
TEXT = 3_000
LABEL = 75
_QUOTED = 600  # of a finding's quotation
_BUTTONS = 25
_FALLBACK = 200


@dataclass(frozen=True, slots=True)
class Room:
    """How much one message or view holds: blocks, and characters of their JSON.

    Slack refuses a message at about 13,000 characters and counts the containers in without
    saying how, so the JSON is what is held below it. A view may be 250,000 bytes.
    """

    blocks: int
    characters: int


MESSAGE = Room(50, 12_000)
VIEW = Room(100, 60_000)

_STYLES = {Style.STRONG: "bold", Style.SOFT: "italic", Style.CODE: "code"}
_LOOKS = {Emphasis.PRIMARY: "primary", Emphasis.DANGER: "danger"}


def blocks(parts: Sequence[Part], room: Room = MESSAGE, names: Names | None = None) -> list[Block]:
    """The parts as blocks that fit the room. Forms are not shown here; see `forms`.

    `names` maps the catalogue's command names to what they are called in this workspace.
    """
    titled = sum(not isinstance(part, Choices | Form) for part in parts) > 1
    writer = _Writer(names or {}, titled=titled)
    fitting = _fitted(list(parts), room, writer)
    written = [block for part in fitting for block in writer.write(part)]
    return _spaced(written)[: room.blocks]


def fallback(reply: Reply) -> str:
    """One line of our own words for notifications and screen readers, escaped."""
    for part in reply.parts:
        if isinstance(part, Paragraph):
            ours = plain(tuple(run for run in part.text if not run.theirs))
            return escaped(shortened(clean(ours), _FALLBACK))
    return "Good Ask"


def plain_text(text: str, limit: int) -> Block:
    """A text object that shows exactly these characters."""
    return {"type": "plain_text", "text": shortened(clean(text), limit) or " ", "emoji": False}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns one part into blocks."""

    names: Names
    titled: bool

    def write(self, part: Part) -> list[Block]:
        if isinstance(part, Paragraph):
            return self._paragraph(part.text)
        if isinstance(part, Finding):
            return _rich_text("rich_text_section", self._elements(_finding(part)))
        if isinstance(part, Quote):
            return _rich_text("rich_text_quote", self._elements((Run(part.text, theirs=True),)))
        if isinstance(part, Choices):
            return _actions(part.buttons)
        return []

    def _paragraph(self, text: Line) -> list[Block]:
        if not text:
            return []
        first, rest = text[0], text[1:]
        if self.titled and first.style is Style.STRONG and not first.theirs:
            if size(first.text) <= HEADER:
                after = self._elements(_stripped(rest))
                title = {"type": "header", "text": plain_text(first.text, HEADER)}
                return [title, *_rich_text("rich_text_section", after)]
        elif all(run.style is Style.SOFT and not run.theirs for run in text):
            return [{"type": "context", "elements": [plain_text(plain(text), TEXT)]}]
        return _rich_text("rich_text_section", self._elements(text))

    def _elements(self, text: Line) -> list[Block]:
        """Rich text elements; neighbours in one style become one."""
        merged: list[Run] = []
        for run in text:
            words = clean(run.text) if run.theirs else self._named(run)
            if merged and merged[-1].style is run.style:
                merged[-1] = replace(merged[-1], text=merged[-1].text + words)
            else:
                merged.append(Run(words, run.style))
        return [element for run in merged for element in _texts(run)]

    def _named(self, run: Run) -> str:
        """Our own words, with a command called as it is called here."""
        if run.style is Style.CODE and run.text.startswith("/"):
            name = run.text[1:]
            return "/" + self.names.get(name, name)
        return run.text


def _finding(finding: Finding) -> Line:
    quote: Line = ()
    if finding.quote is not None:
        words = Run(shortened(finding.quote, _QUOTED), Style.SOFT, theirs=True)
        quote = (Run("“", Style.SOFT), words, Run("”", Style.SOFT), Run("\n"))
    number = Run(f"{finding.number}. ", Style.STRONG)
    return (number, *quote, *_capped(finding.why), Run(" "), *_capped(finding.advice))


def _texts(run: Run) -> Iterator[Block]:
    rest = run.text
    while rest:
        words, rest = cut(rest, TEXT)
        element: Block = {"type": "text", "text": words}
        if run.style in _STYLES:
            element["style"] = {_STYLES[run.style]: True}
        yield element


def _rich_text(kind: str, elements: Sequence[Block]) -> list[Block]:
    if not any(element["text"].strip() for element in elements):
        return []
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}]


def _actions(buttons: Iterable[Button]) -> list[Block]:
    """A row of buttons; the same action twice in a row would be refused."""
    by_id = {encode_action(button.request): button for button in buttons}
    elements = [_button(action, button) for action, button in by_id.items()][:_BUTTONS]
    return [{"type": "actions", "elements": elements}] if elements else []


def _button(action: str, button: Button) -> Block:
    element: Block = {
        "type": "button",
        "action_id": action,
        "text": plain_text(button.label, LABEL),
    }
    if button.emphasis in _LOOKS:
        element["style"] = _LOOKS[button.emphasis]
    return element


def _spaced(written: Sequence[Block]) -> list[Block]:
    """A rule above every title but the first thing."""
    spaced: list[Block] = []
    for block in written:
        if block["type"] == "header" and spaced:
            spaced.append({"type": "divider"})
        spaced.append(block)
    return spaced


def _fitted(parts: list[Part], room: Room, writer: _Writer) -> list[Part]:
    """The parts, cut until they fit: first long quotes, then the last findings, then the rest."""
    parts = [_capped_part(part) for part in parts]
    over = _weight(parts, writer) - room.characters
    if over > 0:
        parts = _with_shorter_quotes(parts, over)
    left_out = 0
    while _too_much(parts, room, writer, more=left_out > 0):
        victim = _least_needed(parts)
        if victim is None:
            break
        left_out += isinstance(parts.pop(victim), Finding)
    return _with_note(parts, left_out) if left_out else parts


def _weight(parts: Iterable[Part], writer: _Writer) -> int:
    written = [block for part in parts for block in writer.write(part)]
    return size(json.dumps(_spaced(written), ensure_ascii=False))


def _too_much(parts: Sequence[Part], room: Room, writer: _Writer, *, more: bool) -> bool:
    shown = _with_note(list(parts), 1) if more else list(parts)
    count = len(_spaced([block for part in shown for block in writer.write(part)]))
    return count > room.blocks or _weight(shown, writer) > room.characters


def _with_shorter_quotes(parts: Sequence[Part], over: int) -> list[Part]:
    """Quotes give way in proportion; two characters of JSON may stand for one of text."""
    total = sum(size(part.text) for part in parts if isinstance(part, Quote))
    shorter: list[Part] = []
    for part in parts:
        if isinstance(part, Quote) and total:
            length = size(part.text)
            keep = max(_FALLBACK, length - over * length // total - _FALLBACK)
            shorter.append(Quote(shortened(part.text, keep)))
        else:
            shorter.append(part)
    return shorter


def _least_needed(parts: Sequence[Part]) -> int | None:
    """Findings come in order of weight, so the last is the first to go; the opening stays."""
    for kinds in ((Finding,), (Quote,), (Paragraph,)):
        for index in range(len(parts) - 1, 0, -1):
            if isinstance(parts[index], kinds):
                return index
    return None


def _with_note(parts: list[Part], left_out: int) -> list[Part]:
    last = max((i for i, part in enumerate(parts) if not isinstance(part, Choices)), default=-1)
    more = line("…and {count} more. Mend these first.", count=left_out)
    return [*parts[: last + 1], Paragraph(more), *parts[last + 1 :]]


def _capped_part(part: Part) -> Part:
    return Paragraph(_capped(part.text)) if isinstance(part, Paragraph) else part


def _capped(text: Line) -> Line:
    """A line no longer than Slack's texts may be; ours never are, what they quote could be."""
    kept: list[Run] = []
    room = TEXT
    for run in text:
        words = shortened(run.text, room)
        kept.append(replace(run, text=words))
        room -= size(words)
        if room <= 1:
            break
    return tuple(kept)


def _stripped(text: Line) -> Line:
    """The line without the space that followed its title."""
    return (replace(text[0], text=text[0].text.lstrip()), *text[1:]) if text else text
