"""Replies as Block Kit.

What a person wrote goes into rich text or plain text, which Slack never interprets: it can mention,
link and format nothing, and needs no escaping. Only a finding's advice, our own words, is markup,
since a button can stand beside nothing else. What is too long for one message is shortened, the
least needed first, or split where every word counts; Slack would refuse the whole of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from gettext import NullTranslations
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
    PlainText,
    Quote,
    Reply,
)
from bot.model.text import ENGLISH, Run, Style, plain, runs
from cogs.on_slack.fitting import Room, fitted
from cogs.on_slack.words import clean, cut, escaped, shortened, size

Block: TypeAlias = dict[str, Any]
Names: TypeAlias = Mapping[str, str]
Runs: TypeAlias = tuple[Run, ...]

HEADER = 150  # characters, as are all limits below
TEXT = 3_000
LABEL = 75
_QUOTED = 600  # of a finding's quotation
_OURS = 1_400  # of a finding's why, and of its advice: both must fit one text
_BUTTONS = 25
_FALLBACK = 200


MESSAGE = Room(50, 12_000)
"""Slack refuses a message at about 13,000 characters and counts the containers in without saying
how, so the JSON is what is held below it."""
VIEW = Room(100, 100_000)
"""A view may be 250,000 bytes."""
_PAGE = 5_000  # of words to copy in one message; JSON may need two characters for one

_STYLES = {Style.STRONG: "bold", Style.SOFT: "italic", Style.CODE: "code"}
_MARKS = {Style.PLAIN: "{}", Style.STRONG: "*{}*", Style.SOFT: "_{}_", Style.CODE: "`{}`"}
_LOOKS = {Emphasis.PRIMARY: "primary", Emphasis.DANGER: "danger"}


def blocks(
    parts: Sequence[Part],
    room: Room = MESSAGE,
    names: Names | None = None,
    language: NullTranslations = ENGLISH,
) -> list[Block]:
    """The parts as blocks that fit the room. Forms are not shown here; see `forms`.

    `names` maps the catalogue's command names to what they are called in this workspace.
    `language` is for words that this adds.
    """
    titled = sum(not isinstance(part, Choices | Form) for part in parts) > 1
    writer = _Writer(names or {}, language, titled=titled)
    return writer.all(fitted(parts, room, writer.all))[: room.blocks]


def pages(
    parts: Sequence[Part], names: Names | None = None, language: NullTranslations = ENGLISH
) -> list[list[Block]]:
    """The parts as messages, one unless there is more to copy than one message can hold."""
    rows: list[list[Part]] = [[]]
    for part in parts:
        rest = part.text if isinstance(part, PlainText) else ""
        while size(rest) > _PAGE:
            words, rest = _at_a_gap(*cut(rest, _PAGE))
            rows[-1].append(PlainText(words))
            rows.append([])
        rows[-1].append(PlainText(rest) if isinstance(part, PlainText) else part)
    written = [blocks(row, MESSAGE, names, language) for row in rows]
    return [page for page in written if page]


def _at_a_gap(words: str, rest: str) -> tuple[str, str]:
    """The two with their border moved back to a space, if one is near; no character is lost."""
    gap = max(words.rfind(" "), words.rfind("\n")) + 1
    return (words[:gap], words[gap:] + rest) if gap > _PAGE // 2 else (words, rest)


def fallback(reply: Reply) -> str:
    """One line of our own words for notifications and screen readers, escaped."""
    for part in reply.parts:
        if isinstance(part, Paragraph):
            ours = "".join(run.text for run in runs(part.text) if not run.theirs)
            return escaped(shortened(clean(ours), _FALLBACK))
    return "Good Ask"


def plain_text(text: str, limit: int) -> Block:
    """A text object that shows exactly these characters."""
    return {"type": "plain_text", "text": shortened(clean(text), limit) or " ", "emoji": False}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns one part into blocks."""

    names: Names
    language: NullTranslations
    titled: bool

    def all(self, parts: Iterable[Part]) -> list[Block]:
        """The blocks of all parts, a rule above every title but the first thing."""
        spaced: list[Block] = []
        for block in (block for part in parts for block in self.write(part)):
            if block["type"] == "header" and spaced:
                spaced.append({"type": "divider"})
            spaced.append(block)
        return spaced

    def write(self, part: Part) -> list[Block]:
        """The blocks of one part."""
        if isinstance(part, Paragraph):
            return self._paragraph(_capped(runs(part.text, self.language)))
        if isinstance(part, Finding):
            return self._finding(part)
        if isinstance(part, Quote):
            return _rich_text("rich_text_quote", self._elements((Run(part.text, theirs=True),)))
        if isinstance(part, PlainText):
            words = self._elements((Run(part.text, theirs=True),))
            return _rich_text("rich_text_preformatted", words)
        if isinstance(part, Choices):
            return _actions(part.buttons)
        return []

    def _paragraph(self, text: Runs) -> list[Block]:
        if not text:
            return []
        first, rest = text[0], text[1:]
        if self.titled and first.style is Style.STRONG and not first.theirs:
            if size(first.text) <= HEADER:
                after = self._elements(_stripped(rest))
                title = {"type": "header", "text": plain_text(first.text, HEADER)}
                return [title, *_rich_text("rich_text_section", after)]
        elif all(run.style is Style.SOFT and not run.theirs for run in text):
            words = "".join(run.text for run in text)
            return [{"type": "context", "elements": [plain_text(words, TEXT)]}]
        return _rich_text("rich_text_section", self._elements(text))

    def _finding(self, finding: Finding) -> list[Block]:
        """Their words, then ours with the button that waves it away beside them."""
        opening = _opening(finding)
        why, advice = (_capped(runs(each), _OURS) for each in (finding.why, finding.advice))
        ours = (*why, Run(" "), *advice)
        quoted, alone = finding.quote is not None, (*opening, *ours)
        markup = self._markup(ours if quoted else alone)
        if finding.dismiss is None or any(run.theirs for run in ours) or size(markup) > TEXT:
            together = (*opening, Run("\n"), *ours) if quoted else alone
            written = _rich_text("rich_text_section", self._elements(together))
            return written + (_actions([finding.dismiss]) if finding.dismiss else [])
        text = {"type": "mrkdwn", "text": markup, "verbatim": True}
        dismiss = _button(encode_action(finding.dismiss.request), finding.dismiss)
        beside = {"type": "section", "text": text, "accessory": dismiss}
        theirs = _rich_text("rich_text_section", self._elements(opening)) if quoted else []
        return [*theirs, beside]

    def _markup(self, text: Runs) -> str:
        """Our own words in Slack's markup."""
        return "".join(map(_marked, self._merged(text)))

    def _elements(self, text: Runs) -> list[Block]:
        """Rich text elements."""
        return [element for run in self._merged(text) for element in _texts(run)]

    def _merged(self, text: Runs) -> list[Run]:
        """The words as they are shown; neighbours in one style become one."""
        merged: list[Run] = []
        for run in text:
            words = clean(run.text) if run.theirs else self._named(run)
            if merged and merged[-1].style is run.style:
                merged[-1] = replace(merged[-1], text=merged[-1].text + words)
            else:
                merged.append(Run(words, run.style))
        return merged

    def _named(self, run: Run) -> str:
        """Our own words, with a command called as it is called here."""
        if run.style is Style.CODE and run.text.startswith("/"):
            name = run.text[1:]
            return "/" + self.names.get(name, name)
        return run.text


def _opening(finding: Finding) -> Runs:
    number = (Run(f"{finding.number}.", Style.STRONG), Run(" "))
    if finding.quote is None:
        return number
    words = Run(shortened(finding.quote, _QUOTED), Style.SOFT, theirs=True)
    return (*number, Run("“", Style.SOFT), words, Run("”", Style.SOFT))


def _marked(run: Run) -> str:
    """A run in markup; Slack reads a mark only where no space is inside of it."""
    words = run.text.strip()
    if not words:
        return run.text
    before, after = run.text.split(words, 1)
    return before + _MARKS[run.style].format(escaped(words)) + after


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
        "text": plain_text(plain(button.label), LABEL),
    }
    if button.emphasis in _LOOKS:
        element["style"] = _LOOKS[button.emphasis]
    return element


def _capped(text: Runs, room: int = TEXT) -> Runs:
    """A line no longer than Slack's texts may be; ours never are, what they quote could be."""
    kept: list[Run] = []
    for run in text:
        words = shortened(run.text, room)
        kept.append(replace(run, text=words))
        room -= size(words)
        if room <= 1:
            break
    return tuple(kept)


def _stripped(text: Runs) -> Runs:
    """The line without the space that followed its title."""
    return (replace(text[0], text=text[0].text.lstrip()), *text[1:]) if text else text
