"""Tells from the words of a text which of many patterns are worth trying on it.

What each alternative needs takes a second or two to work out for all rules, so it is kept in
`needed-words.json`, by a fingerprint of the expression: a changed one is simply worked out anew.
`uv run python -m tests.coaching.needed_words` writes the file, and a test tells when to.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

import msgspec

from bot.coaching.needs import Need, needs, words_in
from bot.coaching.patterns import Alternative, Pattern, Possible

Known: TypeAlias = Mapping[str, tuple[Need, ...]]
_Entry: TypeAlias = tuple[Pattern, Alternative, tuple[Need, ...]]


class NeededWords(msgspec.Struct, frozen=True):
    """The content of the file: every need once, and those of each expression by their place."""

    needs: tuple[frozenset[str], ...]
    of: dict[str, tuple[int, ...]]


class Screen:
    """An index of patterns by the rarest words that they need."""

    def __init__(self, patterns: Iterable[Pattern], known: Known) -> None:
        self._always: defaultdict[Pattern, list[Alternative]] = defaultdict(list)
        self._by_word: defaultdict[str, list[_Entry]] = defaultdict(list)
        for pattern in patterns:
            for alternative in pattern.alternatives:
                found = known.get(fingerprint(alternative.expression))
                self._add(
                    pattern, alternative, needs(alternative.expression) if found is None else found
                )

    def _add(self, pattern: Pattern, alternative: Alternative, needed: tuple[Need, ...]) -> None:
        if not needed:
            self._always[pattern].append(alternative)
            return
        rarest, *rest = needed
        for word in rarest:
            self._by_word[word].append((pattern, alternative, tuple(rest)))

    def possible(self, text: str) -> Possible:
        """What can match in a text or in any part of it, laid out in sentences as it may be."""
        words = words_in(text)
        found = {pattern: list(alternatives) for pattern, alternatives in self._always.items()}
        seen: set[Alternative] = set()
        for word in words & self._by_word.keys():
            for pattern, alternative, rest in self._by_word[word]:
                if alternative not in seen:
                    seen.add(alternative)
                    if not any(map(words.isdisjoint, rest)):
                        found.setdefault(pattern, []).append(alternative)
        return found


def fingerprint(expression: str) -> str:
    """A short name for an expression."""
    return blake2b(expression.encode(), digest_size=8).hexdigest()


def read_known(file: Path) -> Known:
    """What was worked out before; nothing where there is no such file."""
    if not file.is_file():
        return {}
    kept = msgspec.json.decode(file.read_bytes(), type=NeededWords)
    return {key: tuple(kept.needs[place] for place in places) for key, places in kept.of.items()}


def written(expressions: Iterable[str]) -> bytes:
    """The file for these expressions, the same whatever their order."""
    places: dict[Need, int] = {}
    of = {
        fingerprint(one): tuple(places.setdefault(need, len(places)) for need in needs(one))
        for one in sorted(set(expressions))
    }
    listed = "[" + ",\n".join(msgspec.json.encode(sorted(need)).decode() for need in places) + "]"
    by_key = "{" + ",\n".join(f'"{key}":{list(place)}' for key, place in sorted(of.items())) + "}"
    return f'{{"needs":{listed},\n"of":{by_key}}}\n'.encode()
