"""The words without which a pattern cannot match.

Most patterns cannot match most messages, and a set of words tells which, far sooner than trying
them all. A need is a set of words of which the message must have one; what is not sure is not
needed, so a pattern that could match is never left out.

The grammar is that of RE2 as the rule files use it: literals, classes, groups, repetition. After
Russ Cox, "Regular Expression Matching with a Trigram Index" (2012), with words for trigrams.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Need: TypeAlias = frozenset[str]

_ANYTHING = "\0"  # in a shape: any text, or none
_BREAK = " "  # in a shape: something that ends a word
_MOST_SHAPES = 64
_MOST_NEEDS = 3
_SMALL_CLASS = 4
_LONGEST = 24  # letters of a word that are looked at from either end
_TOKEN = re.compile(
    r"(?P<open>\((?:\?(?:P<\w+>|[a-z-]*:))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<repeat>(?:[*+?]|\{\d+(?:,\d*)?\})\??)"
    r"|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<escape>\\.)|(?P<char>.)",
    re.DOTALL,
)
_WORD_CHARACTER = re.compile(r"\w|\\[wdDS]")
_STRETCH = re.compile(rf"[\w{_ANYTHING}]+", re.ASCII)
_WORDS = re.compile(r"\w+", re.ASCII)


def words_in(text: str) -> frozenset[str]:
    """All that a need can ask for: the words of a text, and how they begin and end."""
    words = set(_WORDS.findall(text.lower()))
    lengths = [(word, range(1, min(len(word), _LONGEST) + 1)) for word in words]
    starts = {word[:length] for word, each in lengths for length in each}
    ends = {word[-length:] for word, each in lengths for length in each}
    return frozenset(starts | ends)


def needs(pattern: str) -> tuple[Need, ...]:
    """What a text must hold for the pattern to match whole words of it, the rarest first."""
    branches = [_joined(piece, _BROKEN) for piece in _Reader(pattern).branches(_BROKEN)]
    if len(branches) == 1:
        return tuple(sorted(_all_needs(branches[0]), key=_commonness)[:_MOST_NEEDS])
    either = _either(branches)
    return (either,) if either else ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern: the shapes that its text can have, and what it needs besides."""

    shapes: frozenset[str]
    needs: tuple[Need, ...] = ()


_NOTHING = _Piece(frozenset({""}))
_UNSURE = _Piece(frozenset({_ANYTHING}))
_BROKEN = _Piece(frozenset({_BREAK}))


class _Reader:
    """Reads one pattern from left to right. Trusts that RE2 takes it."""

    def __init__(self, pattern: str) -> None:
        self._tokens = [(str(one.lastgroup), one.group()) for one in _TOKEN.finditer(pattern)]
        self._tokens.reverse()

    def branches(self, start: _Piece) -> list[_Piece]:
        """The alternatives up to the end of the group, each after the start."""
        found = [self._sequence(start)]
        while self._next() == "bar":
            self._tokens.pop()
            found.append(self._sequence(start))
        return found

    def _next(self) -> str:
        return self._tokens[-1][0] if self._tokens else "end"

    def _sequence(self, sofar: _Piece) -> _Piece:
        while self._next() not in ("end", "bar", "close"):
            sofar = _joined(sofar, self._item())
        return sofar

    def _item(self) -> _Piece:
        kind, text = self._tokens.pop()
        if kind == "open":
            piece = _one_of(self.branches(_NOTHING))
            self._tokens.pop()
        elif kind == "class":
            piece = _class(text)
        elif kind == "escape":
            piece = _escaped(text[1])
        else:
            piece = _UNSURE if text == "." else _literal(text)
        while self._next() == "repeat":
            piece = _repeated(piece, self._tokens.pop()[1])
        return piece


def _literal(character: str) -> _Piece:
    return _Piece(frozenset({character.lower()})) if _WORDS.fullmatch(character) else _BROKEN


def _class(token: str) -> _Piece:
    members = token[1:-1]
    if members.isalnum() and len(members) <= _SMALL_CLASS:
        return _Piece(frozenset(members.lower()))
    can_be_word = members.startswith("^") or _WORD_CHARACTER.search(
        re.sub(r"\\[^wdDS]", "", members)
    )
    return _UNSURE if can_be_word else _BROKEN


def _escaped(letter: str) -> _Piece:
    if letter in "wdDSB":
        return _UNSURE
    return _BROKEN if letter in "WsbntrfvzA" else _literal(letter)


def _repeated(piece: _Piece, token: str) -> _Piece:
    least, most = _times(token)
    shapes = piece.shapes
    if most > 1 and shapes != _BROKEN.shapes:
        shapes = _blurred(shapes)
    return _Piece(shapes, piece.needs) if least else _Piece(shapes | {""})


def _times(token: str) -> tuple[int, int]:
    """At least, at most; two stands for more than one."""
    if token[0] in "?*+":
        return int(token[0] == "+"), 1 if token[0] == "?" else 2
    least, comma, most = token.strip("{}?").partition(",")
    return int(least), int(most or 2) if comma else int(least)


def _blurred(shapes: Iterable[str]) -> frozenset[str]:
    ends = all(shape.endswith(_BREAK) for shape in shapes)
    return frozenset({_ANYTHING + _BREAK if ends else _ANYTHING})


def _joined(left: _Piece, right: _Piece) -> _Piece:
    """One after the other. Where all words have ended, their need is noted and forgotten."""
    needed = left.needs + right.needs
    if len(left.shapes) * len(right.shapes) > _MOST_SHAPES:
        needed += _own_needs(left.shapes)
        left = _UNSURE
    shapes = frozenset(before + after for before in left.shapes for after in right.shapes)
    if len(shapes) > 1 and all(shape.endswith(_BREAK) for shape in shapes):
        return _Piece(_blurred(shapes), needed + _own_needs(shapes))
    return _Piece(shapes, needed)


def _one_of(branches: list[_Piece]) -> _Piece:
    shapes = frozenset().union(*(branch.shapes for branch in branches))
    if len(shapes) <= _MOST_SHAPES and not any(branch.needs for branch in branches):
        return _Piece(shapes)
    either = _either(branches)
    return _Piece(_blurred(shapes), (either,) if either else ())


def _either(branches: Iterable[_Piece]) -> Need | None:
    """What one branch or another needs; None if one of them needs nothing."""
    each = [_all_needs(branch) for branch in branches]
    if not all(each):
        return None
    return frozenset().union(*(min(found, key=_commonness) for found in each))


def _all_needs(piece: _Piece) -> tuple[Need, ...]:
    return piece.needs + _own_needs(piece.shapes)


def _own_needs(shapes: Iterable[str]) -> tuple[Need, ...]:
    """A word for each shape, whatever stands before and after; none if one shape has none."""
    words = [_longest_word(_ANYTHING + shape + _ANYTHING) for shape in shapes]
    return (frozenset(words),) if all(words) else ()


def _longest_word(shape: str) -> str:
    """A whole word, or the beginning or the end of one; nothing where neither is sure."""
    found = ""
    for stretch in _STRETCH.findall(shape):
        first, *rest = stretch.split(_ANYTHING)
        last = rest[-1] if rest else ""
        found = max(found, first[:_LONGEST], last[-_LONGEST:], key=len)
    return found


def _commonness(need: Need) -> float:
    """A guess at how often a text has one of the words: short ones are common."""
    return sum(4.0 ** -min(len(word), 8) for word in need)
