"""Replies as Discord messages (Components V2). Pure: nothing is sent from here.

One message holds 4,000 characters of text and 40 components. A longer reply goes on in a second
and third message; what is longer still has its quotations cut, then its end, never its buttons.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import discord
from discord import ui

from bot.model.messages import (
    Button,
    Choices,
    Emphasis,
    Finding,
    Paragraph,
    Part,
    Quote,
    Reply,
)
from bot.model.text import Run, Style, line
from cogs.on_discord.escape import length, one_line, shortened
from cogs.on_discord.ids import button_id
from cogs.on_discord.markdown import inline, quoted

MESSAGES = 3  # messages that one reply may take
TEXT = 3_900  # UTF-16 units in a message; Discord allows 4,000 characters
BLOCKS = 14  # text blocks in a message; with rules and buttons well under 40 components
_BLOCK = 3_000
_ROW = 5  # buttons in a row
_BUTTONS = 15
_LABEL = 80
_QUOTE_LIMITS = (None, 6_000, 3_000, 1_500, 600, 200)

_STYLES = {
    Emphasis.PRIMARY: discord.ButtonStyle.primary,
    Emphasis.NORMAL: discord.ButtonStyle.secondary,
    Emphasis.DANGER: discord.ButtonStyle.danger,
}
_CUT = line("*That goes on, but Discord has no room for it.*")
_NOTHING = line("*I have nothing to show for that.*")


@dataclass(slots=True)
class Page:
    """What goes into one message, in order."""

    texts: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    @property
    def units(self) -> int:
        """Length of all its text."""
        return sum(map(length, self.texts))

    def has_room_for(self, text: str) -> bool:
        """Whether a text fits."""
        return self.units + length(text) <= TEXT and len(self.texts) < BLOCKS


def render(reply: Reply) -> list[ui.LayoutView]:
    """The messages of a reply, at least one. Forms are not shown here: they are opened."""
    buttons = _buttons(reply.parts)
    for limit in _QUOTE_LIMITS:
        pages = _paged(_texts(reply.parts, limit))
        if len(pages) <= MESSAGES:
            break
    pages = _shortened(pages)
    pages[-1].buttons = buttons
    card = any(isinstance(part, Finding | Quote) for part in reply.parts)
    return [_view(page, card=card) for page in pages]


def _texts(parts: Iterable[Part], quote_limit: int | None) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Paragraph):
            yield inline(part.text, _BLOCK)
        elif isinstance(part, Finding):
            yield _finding(part)
        elif isinstance(part, Quote):
            yield from _quote(part.text, quote_limit)


def _buttons(parts: Iterable[Part]) -> list[Button]:
    """All of them, each once: they stand at the end, wherever the reply has them."""
    unique: dict[str, Button] = {}
    for part in parts:
        if isinstance(part, Choices):
            for button in part.buttons:
                unique.setdefault(button_id(button.request), button)
    return list(unique.values())[:_BUTTONS]


def _finding(finding: Finding) -> str:
    head = [Run(f"{finding.number}.", Style.STRONG), Run(" ")]
    words = one_line(finding.quote or "")
    if words:
        quote = (Run("“", Style.SOFT), Run(words, Style.SOFT, theirs=True), Run("”", Style.SOFT))
        head += [*quote, Run(" ")]
    return inline((*head, *finding.why, Run(" "), *finding.advice), _BLOCK)


def _quote(text: str, limit: int | None) -> Iterator[str]:
    if limit is None or len(text) <= limit:
        yield from quoted(text, _BLOCK)
        return
    yield from quoted(shortened(text, limit), _BLOCK)
    yield inline(_CUT, _BLOCK)


def _paged(texts: Iterable[str]) -> list[Page]:
    pages = [Page()]
    for text in texts:
        if not text.strip():
            continue
        if not pages[-1].has_room_for(text):
            pages.append(Page())
        pages[-1].texts.append(text)
    return pages


def _shortened(pages: list[Page]) -> list[Page]:
    """The first messages; where some are dropped, the last one that is left says so."""
    if not pages[0].texts:
        return [Page([inline(_NOTHING, _BLOCK)])]
    kept = pages[:MESSAGES]
    if len(pages) > MESSAGES:
        cut = inline(_CUT, _BLOCK)
        while not kept[-1].has_room_for(cut):
            kept[-1].texts.pop()
        kept[-1].texts.append(cut)
    return kept


def _view(page: Page, *, card: bool) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    items: list[ui.Item[ui.LayoutView]] = []
    for index, text in enumerate(page.texts):
        if card and index == 1:
            items.append(ui.Separator())
        items.append(ui.TextDisplay(text))
    buttons = [_button(button) for button in page.buttons]
    items += [ui.ActionRow(*buttons[at : at + _ROW]) for at in range(0, len(buttons), _ROW)]
    if card and page.texts:
        view.add_item(ui.Container(*items))
    else:
        for item in items:
            view.add_item(item)
    view.stop()  # nothing waits for these buttons: presses are understood by their ids alone
    return view


def _button(button: Button) -> ui.Button[ui.LayoutView]:
    label = shortened(one_line(button.label), _LABEL) or "…"
    id_ = button_id(button.request)
    return ui.Button(style=_STYLES[button.emphasis], label=label, custom_id=id_)
