"""Patterns of the rule files, on RE2: linear in the length of the text whatever a rule says.

A pattern is an ordinary regular expression without look-around, matched without regard to case
against one sentence at a time. It matches whole words only. `<name>` stands for a list of the
vocabulary, and a capturing group marks the words to quote where those are fewer than the match.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeAlias

import re2

_MACRO = re.compile(r"<([a-z_]+)>")


Span: TypeAlias = tuple[int, int]


class PatternError(ValueError):
    """A pattern that cannot be compiled, with the reason."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern matched: the whole match, and the part of it to quote."""

    whole: Span
    quote: Span


class Alternative:
    """One of the expressions of a pattern, at its place. Compiled when it is first needed."""

    def __init__(self, expression: str, place: int, name: str) -> None:
        self.expression = expression
        self.place = place
        self._name = name

    @cached_property
    def _regex(self) -> "re2._Regexp":
        return compiled(f"(?im){self.expression}", self._name)

    @cached_property
    def _ending_whole(self) -> "re2._Regexp":
        """The same, for where its shortest match would stop inside a word."""
        return compiled(f"(?im)(?:{self.expression})\\b", self._name)

    def hits(self, data: bytes) -> Iterator[Hit]:
        """Every match of whole words, in order; as bytes, positions need no translating."""
        for found in self._regex.finditer(data):
            match = self._to_the_end_of_a_word(found, data)
            if match is not None:
                start, end = match.span()
                if start < end and not _is_cut_before(data, start):
                    yield Hit((start, end), _quoted(match, start, end))

    def _to_the_end_of_a_word(self, match: "re2._Match", data: bytes) -> "re2._Match | None":
        """The match itself, or where it stops inside a word, a longer one from its start."""
        start, end = match.span()
        if start < end < len(data) and data[end - 1 : end + 1].isalnum():
            return self._ending_whole.match(data, start)
        return match


class Pattern:
    """Several alternatives, of which the first to begin counts.

    Raises PatternError: for an unknown `<name>` at once, for a malformed alternative when it is
    first tried or `check`ed. `name` says in the error where the pattern stands.
    """

    def __init__(
        self, alternatives: Sequence[str], vocabulary: Mapping[str, str], name: str = ""
    ) -> None:
        self.alternatives = tuple(
            Alternative(expand(one, vocabulary), place, name)
            for place, one in enumerate(alternatives)
        )
        self._name = name

    def check(self) -> None:
        """Compile all of it once, keeping nothing. Raises PatternError."""
        for alternative in self.alternatives:
            compiled(f"(?im){alternative.expression}", self._name)

    def matches(self, view: str, possible: "Possible | None" = None) -> list[Hit]:
        """Every match of every alternative in order; two of them may overlap.

        With `possible`, no other alternatives are tried.
        """
        tried = self._tried(possible)
        if not tried:
            return []
        data = view.encode("ascii", "replace")
        if len(tried) == 1:
            return list(tried[0].hits(data))
        found = [hit for one in sorted(tried, key=_place) for hit in one.hits(data)]
        return sorted(found, key=_beginning)

    def _tried(self, possible: "Possible | None") -> Sequence[Alternative]:
        return self.alternatives if possible is None else possible.get(self, ())

    def hits(self, view: str, possible: "Possible | None" = None) -> Iterator[Hit]:
        """Every match of whole words in a document's view, in order, none within another."""
        end = 0
        for hit in self.matches(view, possible):
            if hit.whole[0] >= end:
                yield hit
                end = hit.whole[1]

    def spans(self, view: str, possible: "Possible | None" = None) -> Iterator[Span]:
        """Where each match of whole words begins and ends."""
        return (hit.whole for hit in self.hits(view, possible))

    def first(self, view: str, possible: "Possible | None" = None) -> Hit | None:
        """The match that begins first."""
        tried = self._tried(possible)
        if not tried:
            return None
        data = view.encode("ascii", "replace")
        found = (hit for one in tried for hit in islice(one.hits(data), 1))
        return min(found, key=_beginning, default=None)

    def found_in(self, view: str, possible: "Possible | None" = None) -> bool:
        """Whether there is any match of whole words."""
        tried = self._tried(possible)
        if not tried:
            return False
        data = view.encode("ascii", "replace")
        return any(True for one in tried for _ in one.hits(data))


Possible: TypeAlias = Mapping[Pattern, Sequence[Alternative]]
"""The alternatives that can match in some document; a pattern that is not there cannot."""


def compiled(pattern: str, name: str = "") -> "re2._Regexp":
    """An expanded pattern, compiled. Raises PatternError."""
    try:
        return re2.compile(pattern, _OPTIONS)
    except re2.error as error:
        raise PatternError(f"{name}: {_reason(error)}" if name else _reason(error)) from None


def expand(pattern: str, vocabulary: Mapping[str, str]) -> str:
    """The pattern with each `<name>` replaced by its list; PatternError for an unknown one."""

    def listed(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in vocabulary:
            raise PatternError(f"<{name}> is not in the vocabulary")
        return vocabulary[name]

    return _MACRO.sub(listed, pattern)


def read_vocabulary(lists: Mapping[str, Sequence[str]], *, check: bool = True) -> dict[str, str]:
    """Each list as one group; a list may use those written above it. Raises PatternError."""
    vocabulary: dict[str, str] = {}
    for name, alternatives in lists.items():
        try:
            expanded = "|".join(expand(one, vocabulary) for one in alternatives)
        except PatternError as error:
            raise PatternError(f"{name}: {error}") from None
        vocabulary[name] = f"(?:{expanded})"
        if check:
            compiled(vocabulary[name], name)
    return vocabulary


def _place(alternative: Alternative) -> int:
    return alternative.place


def _beginning(hit: Hit) -> int:
    """Where the whole match begins."""
    return hit.whole[0]


def _is_cut_before(data: bytes, start: int) -> bool:
    return start > 0 and data[start - 1 : start + 1].isalnum()


def _quoted(match: "re2._Match", start: int, end: int) -> tuple[int, int]:
    for group in range(1, match.re.groups + 1):
        span = match.span(group)
        if span[0] >= 0:
            return span
    return start, end


def _reason(error: Exception) -> str:
    detail = error.args[0] if error.args else error
    return detail.decode() if isinstance(detail, bytes) else str(detail)


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20  # bytes a pattern: less and it crawls, more and the process swells
    options.never_nl = True  # a sentence is a line of the view; `[^,]` must not run on
    return options


_OPTIONS = _options()
