"""Makes a reply fit into what one message or view holds."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.model.messages import Choices, Finding, Paragraph, Part, PlainText, Quote
from bot.model.text import line
from cogs.on_slack.words import shortened, size

Write = Callable[[Sequence[Part]], list[dict[str, Any]]]

_BYTES = 240_000  # of the JSON as it is sent; Slack takes 250,000 in a view
_SHORTEST = 200  # characters that are left of a quote


@dataclass(frozen=True, slots=True)
class Room:
    """How much one message or view holds: blocks, and characters of their JSON."""

    blocks: int
    characters: int


def fitted(parts: Sequence[Part], room: Room, write: Write) -> list[Part]:
    """The parts, cut until they fit: first long quotes, then the last findings, then the rest.

    The opening and the buttons stay, and words to copy as long as there is any way. `write` turns
    parts into blocks.
    """
    fitting = list(parts)
    over = _characters(fitting, write) - room.characters
    if over > 0:
        fitting = _with_shorter_quotes(fitting, over)
    left_out = 0
    while not _fits(_with_note(fitting, left_out), room, write):
        victim = _least_needed(fitting)
        if victim is not None:
            left_out += isinstance(fitting.pop(victim), Finding)
        elif not _halve_words_to_copy(fitting):
            break
    return _with_note(fitting, left_out)


def _characters(parts: Sequence[Part], write: Write) -> int:
    return size(json.dumps(write(parts), ensure_ascii=False))


def _fits(parts: Sequence[Part], room: Room, write: Write) -> bool:
    written = write(parts)
    if len(written) > room.blocks or len(json.dumps(written)) > _BYTES:
        return False
    return size(json.dumps(written, ensure_ascii=False)) <= room.characters


def _halve_words_to_copy(parts: list[Part]) -> bool:
    """The last way out, for tens of thousands of emoji. False if there is nothing to halve."""
    for index, part in enumerate(parts):
        if isinstance(part, PlainText) and size(part.text) > _SHORTEST:
            parts[index] = PlainText(shortened(part.text, size(part.text) // 2))
            return True
    return False


def _with_shorter_quotes(parts: Sequence[Part], over: int) -> list[Part]:
    """Quotes give way in proportion to their length."""
    total = sum(size(part.text) for part in parts if isinstance(part, Quote))
    shorter: list[Part] = []
    for part in parts:
        if isinstance(part, Quote):
            length = size(part.text)
            keep = max(_SHORTEST, length - over * length // total - _SHORTEST)
            shorter.append(Quote(shortened(part.text, keep)))
        else:
            shorter.append(part)
    return shorter


def _least_needed(parts: Sequence[Part]) -> int | None:
    """Findings come in order of weight, so the last is the first to go."""
    for kind in (Finding, Quote, Paragraph):
        for index in range(len(parts) - 1, 0, -1):
            if isinstance(parts[index], kind):
                return index
    return None


def _with_note(parts: Sequence[Part], left_out: int) -> list[Part]:
    if not left_out:
        return list(parts)
    last = max((i for i, part in enumerate(parts) if not isinstance(part, Choices)), default=-1)
    more = line("…and {count} more. Mend these first.", count=left_out)
    return [*parts[: last + 1], Paragraph(more), *parts[last + 1 :]]
