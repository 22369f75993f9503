"""Reads the rule files, refuses what is wrong with them, and puts them in working order."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

import msgspec

from bot.coaching.patterns import Pattern, PatternError, read_vocabulary
from bot.coaching.rules import Fact, Fault, Finder, Phrase, Rule, Virtue, names_in
from bot.model.records import Kind

CONTENT = Path(__file__).parent.parent / "content"
_Struct = TypeVar("_Struct")


class ContentError(Exception):
    """A content file that must not be used: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


@dataclass(frozen=True, slots=True)
class CompiledPhrase:
    """The patterns of a phrase finder, ready to search."""

    any: Pattern
    unless: Pattern | None
    not_in: Pattern | None
    not_across: Pattern | None = None
    until: Pattern | None = None
    beyond: Pattern | None = None

    def patterns(self) -> Iterator[Pattern]:
        """Those that there are."""
        for pattern in (
            self.any,
            self.unless,
            self.not_in,
            self.not_across,
            self.until,
            self.beyond,
        ):
            if pattern is not None:
                yield pattern


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule and its finders, each phrase finder with its patterns."""

    rule: Rule
    finders: tuple[tuple[Finder, CompiledPhrase | None], ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules and facts, each after those it refers to, with their patterns compiled."""

    rules: tuple[CompiledRule, ...]
    faults: Mapping[str, Fault]
    virtues: Mapping[str, Virtue]
    vocabulary: Mapping[str, str]
    closures: Mapping[str, frozenset[str]]
    """Each rule or fact with all that it refers to, near and far: what finding it takes."""

    def patterns(self) -> Iterator[Pattern]:
        """Those of all rules and facts."""
        for compiled in self.rules:
            for _, phrase in compiled.finders:
                yield from phrase.patterns() if phrase else ()

    def wanted(self, kind: Kind, only: str | None = None) -> tuple[CompiledRule, ...]:
        """What to look for in a message of a kind, in order.

        The rules that judge it (or `only` one of them, or a fact), and all that these take.
        """
        asked = {only} if only is not None else set(self._judging(kind))
        needed = frozenset().union(*map(self.closures.__getitem__, asked))
        return tuple(
            one
            for one in self.rules
            if one.rule.id in needed and (isinstance(one.rule, Fact) or kind in one.rule.kinds)
        )

    def _judging(self, kind: Kind) -> Iterator[str]:
        for rules in (self.faults, self.virtues):
            yield from (id_ for id_, rule in rules.items() if kind in rule.kinds)


def load_rulebook(content: Path = CONTENT, *, check: bool = True) -> Rulebook:
    """Read `vocabulary.toml`, `facts/*.toml` and `rules/*.toml`. Raises ContentError.

    Without `check` a pattern is compiled when it is first needed, and a malformed one is a
    PatternError then: for a command that reviews one message and ends.
    """
    vocabulary = load_vocabulary(content, check=check)
    by_id: dict[str, CompiledRule] = {}
    for folder, types in (("facts", Fact), ("rules", Fault | Virtue)):
        for file in sorted((content / folder).glob("*.toml")):
            rule: Rule = decode_file(file, types)
            if rule.id != file.stem:
                raise ContentError(file.name, "id", f"is {rule.id!r}; the file's name must match")
            if rule.id in by_id:
                raise ContentError(file.name, "id", "is taken by a fact or rule of that name")
            by_id[rule.id] = CompiledRule(rule, _compiled(file.name, rule.find, vocabulary))
    if check:
        _check(by_id)
    ordered = _in_order(by_id)
    rules = [compiled.rule for compiled in ordered]
    return Rulebook(
        ordered,
        {rule.id: rule for rule in rules if isinstance(rule, Fault)},
        {rule.id: rule for rule in rules if isinstance(rule, Virtue)},
        vocabulary,
        _closures(rules),
    )


def load_vocabulary(content: Path = CONTENT, *, check: bool = True) -> dict[str, str]:
    """The word lists that patterns may name. Raises ContentError."""
    file = content / "vocabulary.toml"
    try:
        return read_vocabulary(decode_file(file, dict[str, tuple[str, ...]]), check=check)
    except PatternError as error:
        raise ContentError(file.name, "vocabulary", str(error)) from None


def decode_file(file: Path, type_: "type[_Struct] | object") -> _Struct:
    """A TOML file as the given type. Raises ContentError with the file, the key and the reason."""
    try:
        decoded: _Struct = msgspec.convert(tomllib.loads(file.read_text("utf-8")), type_)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(file.name, "file", f"is not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at ")
        raise ContentError(file.name, key.strip("`").removeprefix("$.") or "file", reason) from None
    return decoded


def make_pattern(
    file: str, key: str, patterns: Iterable[str], vocabulary: Mapping[str, str]
) -> Pattern:
    """One pattern of several alternatives, not compiled yet. Raises ContentError."""
    try:
        return Pattern(tuple(patterns), vocabulary, f"{file}: {key}")
    except PatternError as error:
        raise ContentError(file, key, str(error)) from None


def check_pattern(pattern: Pattern) -> None:
    """Compile a pattern now. Raises ContentError."""
    try:
        pattern.check()
    except PatternError as error:
        file, key, reason = str(error).split(": ", 2)
        raise ContentError(file, key, reason) from None


def _check(rules: Mapping[str, CompiledRule]) -> None:
    for compiled in rules.values():
        for _, phrase in compiled.finders:
            for pattern in phrase.patterns() if phrase else ():
                check_pattern(pattern)


def _compiled(
    file: str, finders: Iterable[Finder], vocabulary: Mapping[str, str]
) -> tuple[tuple[Finder, CompiledPhrase | None], ...]:
    return tuple(
        (finder, _compiled_phrase(file, f"find[{number}]", finder, vocabulary))
        if isinstance(finder, Phrase)
        else (finder, None)
        for number, finder in enumerate(finders)
    )


def _compiled_phrase(
    file: str, key: str, finder: Phrase, vocabulary: Mapping[str, str]
) -> CompiledPhrase:
    if not finder.any:
        raise ContentError(file, f"{key}.any", "needs at least one pattern")

    def optional(name: str, patterns: tuple[str, ...]) -> Pattern | None:
        return make_pattern(file, f"{key}.{name}", patterns, vocabulary) if patterns else None

    return CompiledPhrase(
        make_pattern(file, f"{key}.any", finder.any, vocabulary),
        optional("unless", finder.unless),
        optional("not_in", finder.not_in),
        optional("not_across", finder.not_across),
        optional("until", finder.until),
        optional("beyond", finder.beyond),
    )


def _in_order(by_id: Mapping[str, CompiledRule]) -> tuple[CompiledRule, ...]:
    graph = {id_: set(names_in(compiled.rule)) for id_, compiled in by_id.items()}
    for id_, named in graph.items():
        for unknown in sorted(named - by_id.keys()):
            raise ContentError(f"{id_}.toml", "find", f"refers to {unknown!r}, which is not there")
    try:
        return tuple(by_id[id_] for id_ in TopologicalSorter(graph).static_order())
    except CycleError as error:
        loop = " → ".join(error.args[1])
        raise ContentError(
            f"{error.args[1][0]}.toml", "find", f"goes in a circle: {loop}"
        ) from None


def _closures(rules: Iterable[Rule]) -> dict[str, frozenset[str]]:
    """The rules come in order, so that what one refers to is known before it."""
    closures: dict[str, frozenset[str]] = {}
    for rule in rules:
        closures[rule.id] = frozenset({rule.id}).union(*map(closures.__getitem__, names_in(rule)))
    return closures
