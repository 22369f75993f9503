"""Replies as Discord messages (Components V2). Pure: nothing is sent from here.

One message holds 4,000 characters of text and 40 components. A longer reply goes on in a second
and third message; what is longer still has its quotations cut, then its end, never its buttons.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from gettext import NullTranslations

import discord
from discord import ui

from bot.conversation.languages import words_of
from bot.model.messages import (
    Button,
    Choices,
    Emphasis,
    Finding,
    Paragraph,
    Part,
    PlainText,
    Quote,
    Reply,
)
from bot.model.text import ENGLISH, Line, Run, Style, line, plain, runs
from cogs.on_discord.escape import length, one_line, shortened
from cogs.on_discord.ids import button_id
from cogs.on_discord.markdown import fenced, inline, quoted

MESSAGES = 3  # messages that one reply may take
TEXT = 3_900  # UTF-16 units in a message; Discord allows 4,000 characters
_BLOCK = 3_000
_ROW = 5  # buttons in a row
_BUTTONS = 10
_COMPONENTS = 26  # for texts; the frame, a line and two rows of buttons make it 40
_LABEL = 80
_QUOTE_LIMITS = (MESSAGES * TEXT, 6_000, 3_000, 1_500, 600, 200)

_STYLES = {
    Emphasis.PRIMARY: discord.ButtonStyle.primary,
    Emphasis.NORMAL: discord.ButtonStyle.secondary,
    Emphasis.DANGER: discord.ButtonStyle.danger,
}
_CUT = line("*That goes on, but Discord has no room for it.*")
_NOTHING = line("*I have nothing to show for that.*")


@dataclass(frozen=True, slots=True)
class Block:
    """A text, and the button that stands beside it."""

    text: str
    beside: Button | None = None

    @property
    def components(self) -> int:
        """How many components it takes."""
        return 1 if self.beside is None else 3


@dataclass(slots=True)
class Page:
    """What goes into one message, in order; the buttons stand below."""

    blocks: list[Block] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def has_room_for(self, block: Block) -> bool:
        """Whether a block fits."""
        units = sum(length(each.text) for each in (*self.blocks, block))
        components = sum(each.components for each in (*self.blocks, block))
        return units <= TEXT and components <= _COMPONENTS


def render(reply: Reply, most: int = MESSAGES) -> list[ui.LayoutView]:
    """The messages of a reply, 1 to `most`. Forms are not shown here: they are opened."""
    buttons = _buttons(reply.parts)
    language = words_of(reply)
    cut, nothing = (Block(_said(words, language)) for words in (_CUT, _NOTHING))
    for limit in _QUOTE_LIMITS:
        pages = _paged(_blocks(reply.parts, limit, cut))
        if len(pages) <= most:
            break
    pages = _shortened(pages, most, cut) if pages[0].blocks else [Page([nothing])]
    pages[-1].buttons = buttons
    card = any(isinstance(part, Finding | Quote) for part in reply.parts)
    return [_view(page, card=card) for page in pages]


def _blocks(parts: Iterable[Part], quote_limit: int, cut: Block) -> Iterator[Block]:
    waved_away: set[str] = set()
    for part in parts:
        if isinstance(part, Paragraph):
            yield Block(_said(part.text))
        elif isinstance(part, Finding):
            id_ = button_id(part.dismiss.request) if part.dismiss else ""
            yield Block(_finding(part), None if id_ in waved_away else part.dismiss)
            waved_away.add(id_)
        elif isinstance(part, Quote):
            yield from _pieces(part.text, quote_limit, quoted, cut)
        elif isinstance(part, PlainText):
            yield from _pieces(part.text, quote_limit, fenced, cut)


def _buttons(parts: Iterable[Part]) -> list[Button]:
    """All of them, each once: they stand at the end, wherever the reply has them."""
    parts = tuple(parts)
    beside = {
        button_id(part.dismiss.request)
        for part in parts
        if isinstance(part, Finding) and part.dismiss
    }
    unique: dict[str, Button] = {}
    for part in parts:
        if isinstance(part, Choices):
            for button in part.buttons:
                unique.setdefault(button_id(button.request), button)
    return [button for id_, button in unique.items() if id_ not in beside][:_BUTTONS]


def _finding(finding: Finding) -> str:
    head = [Run(f"{finding.number}.", Style.STRONG), Run(" ")]
    words = one_line(finding.quote or "")
    if words:
        quote = (Run("“", Style.SOFT), Run(words, Style.SOFT, theirs=True), Run("”", Style.SOFT))
        head += [*quote, Run(" ")]
    return _said((*head, *finding.why, Run(" "), *finding.advice))


def _said(words: Line, language: NullTranslations = ENGLISH) -> str:
    return inline(runs(words, language), _BLOCK)


def _pieces(
    text: str, limit: int, show: Callable[[str, int], list[str]], cut: Block
) -> Iterator[Block]:
    yield from map(Block, show(shortened(text, limit), _BLOCK))
    if length(text) > limit:
        yield cut


def _paged(blocks: Iterable[Block]) -> list[Page]:
    pages = [Page()]
    for block in blocks:
        if not block.text.strip():
            continue
        if not pages[-1].has_room_for(block):
            pages.append(Page())
        pages[-1].blocks.append(block)
    return pages


def _shortened(pages: list[Page], most: int, cut: Block) -> list[Page]:
    """The first messages; where some are dropped, the last one that is left says so."""
    kept = pages[:most]
    if len(pages) > most:
        while not kept[-1].has_room_for(cut):
            kept[-1].blocks.pop()
        kept[-1].blocks.append(cut)
    return kept


def _view(page: Page, *, card: bool) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    items: list[ui.Item[ui.LayoutView]] = []
    for index, block in enumerate(page.blocks):
        if card and index == 1:
            items.append(ui.Separator())
        items.append(_item(block))
    buttons = [_button(button) for button in page.buttons]
    items += [ui.ActionRow(*buttons[at : at + _ROW]) for at in range(0, len(buttons), _ROW)]
    if card and page.blocks:
        view.add_item(ui.Container(*items))
    else:
        for item in items:
            view.add_item(item)
    view.stop()  # nothing waits for these buttons: presses are understood by their ids alone
    return view


def _item(block: Block) -> ui.Item[ui.LayoutView]:
    if block.beside is None:
        return ui.TextDisplay(block.text)
    return ui.Section(block.text, accessory=_button(block.beside))


def _button(button: Button) -> ui.Button[ui.LayoutView]:
    label = shortened(one_line(plain(button.label)), _LABEL) or "…"
    id_ = button_id(button.request)
    return ui.Button(style=_STYLES[button.emphasis], label=label, custom_id=id_)
