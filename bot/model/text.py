"""Text that still knows what is ours and what is a member's, until a surface renders it.

Our own sentences are written with light markup (`**strong**`, `*soft*`, `` `/command` ``). They are
English and stay whole until it is known who reads them: then the sentence is looked up in the
reader's language, its markup is read, and the values go in. Values are a member's or a contact's
words: they never pass through the markup, so they cannot break out of it, and each surface escapes
them exactly once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from gettext import NullTranslations
from typing import TypeAlias


class Style(Enum):
    """How a run of text is meant, not how it looks."""

    PLAIN = "plain"
    STRONG = "strong"
    SOFT = "soft"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. `theirs`: a person wrote it, so surfaces must escape it."""

    text: str
    style: Style = Style.PLAIN
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of ours, in English, with what goes into it. `many` is for a `count` but one."""

    template: str
    values: Mapping[str, "Value"] = field(default_factory=dict)
    many: str | None = None
    count: int = 1

    def read_in(self, language: NullTranslations) -> str:
        """The template in a language; in English where that has no words for it."""
        if self.many is None:
            return language.gettext(self.template)
        return language.ngettext(self.template, self.many, self.count)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that begin a sentence, whatever they begin with."""

    words: "Line"


Line: TypeAlias = tuple[Run | Message | Sentence, ...]
Value: TypeAlias = str | int | Line
Label: TypeAlias = str | Line
"""What a button or a field is called: words of ours, or a line where a value goes into them."""

ENGLISH = NullTranslations()
"""The language that our words are written in."""

_MARKUP = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<soft>[^*]+)\*|`(?P<code>[^`]+)`")
_VALUE = re.compile(r"\{(\w+)\}")


def line(template: str, /, **values: Value) -> Line:
    """A line of ours: markup is read first, then each `{value}` goes in untouched.

    A string value is taken to be a person's words; a `Line` is already ours and keeps its styles.
    Raises KeyError for a value that was not given.
    """
    _hold(template, values)
    return (Message(template, values),) if template else ()


def plural(one: str, many: str, count: int, /, **values: Value) -> Line:
    """As `line`, in the form that the reader's language has for so many.

    Raises KeyError as `line` does.
    """
    _hold(one, values)
    _hold(many, values)
    return (Message(one, values, many, count),)


def verbatim(text: str) -> Line:
    """Words of ours that are the same in every language: a time of day, a number, an id."""
    return (Run(text),) if text else ()


def sentence(words: Line) -> Line:
    """The same, beginning with a capital."""
    return (Sentence(words),)


def joined(*lines: Line, by: str = " ") -> Line:
    """The lines one after the other, those that say something, with a mark or a space between."""
    said = (each for each in lines if each)
    return tuple(part for each in said for part in (*verbatim(by), *each))[1:]


def listed(items: Sequence[Line]) -> Line:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return joined(*items)
    return line("{some} and {last}", some=joined(*items[:-1], by=", "), last=items[-1])


def N_(message: str) -> str:  # noqa: N802 - what gettext's tools know it by
    """Marks words for the catalogue where they stand apart from the call that says them."""
    return message


def runs(text: Line, language: NullTranslations = ENGLISH) -> tuple[Run, ...]:
    """The line in a language, as runs; neighbours of ours in one style are one."""
    merged: list[Run] = []
    for run in _runs(text, Style.PLAIN, language):
        last = merged[-1] if merged else None
        if last and last.style is run.style and not (last.theirs or run.theirs):
            merged[-1] = replace(last, text=last.text + run.text)
        else:
            merged.append(run)
    return tuple(merged)


def plain(text: Label, language: NullTranslations = ENGLISH) -> str:
    """The bare words of a line or of a label, in a language."""
    if isinstance(text, str):
        return language.gettext(text) if text else ""
    return "".join(run.text for run in runs(text, language))


def _hold(template: str, values: Mapping[str, Value]) -> None:
    for name in _VALUE.findall(template):
        values[name]


def _runs(text: Line, style: Style, language: NullTranslations) -> Iterable[Run]:
    for part in text:
        if isinstance(part, Message):
            yield from _read(part, style, language)
        elif isinstance(part, Sentence):
            yield from _capitalised(_runs(part.words, style, language))
        else:
            yield part if part.style is not Style.PLAIN else replace(part, style=style)


def _capitalised(words: Iterable[Run]) -> Iterable[Run]:
    for index, run in enumerate(words):
        yield replace(run, text=run.text[:1].upper() + run.text[1:]) if index == 0 else run


def _read(message: Message, around: Style, language: NullTranslations) -> Iterable[Run]:
    """A message's runs. What has no style of its own takes that of the words around it."""
    template, end = message.read_in(language), 0
    for match in _MARKUP.finditer(template):
        yield from _filled(template[end : match.start()], around, message, language)
        style = Style(match.lastgroup)
        yield from _filled(match.group(str(match.lastgroup)), style, message, language)
        end = match.end()
    yield from _filled(template[end:], around, message, language)


def _filled(
    template: str, style: Style, message: Message, language: NullTranslations
) -> Iterable[Run]:
    for index, piece in enumerate(_VALUE.split(template)):
        if index % 2 == 0:
            if piece:
                yield Run(piece, style)
            continue
        value = message.values.get(piece)
        if value is None:  # a translator's slip, which a test finds; no reason to say nothing
            yield Run(f"{{{piece}}}", style)
        elif isinstance(value, tuple):
            yield from _runs(value, style, language)
        elif isinstance(value, int):
            yield Run(str(value), style)
        elif value:
            yield Run(value, style, theirs=True)
