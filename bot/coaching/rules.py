"""What a rule file may say. The kinds of finder are few and closed; the rest is data."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from bot.coaching.document import Part
from bot.model.records import Channel, Kind

Weight: TypeAlias = Literal["high", "medium", "low"]
Quantity: TypeAlias = Literal["characters", "words", "questions", "own_share"]
AddAt: TypeAlias = Literal[
    "greeting", "opening", "after_hook", "after_ask", "after_first", "before_farewell", "end"
]

SPOKEN = (Part.SUBJECT, Part.GREETING, Part.BODY, Part.CLOSING)
_EXAMPLES = 5


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No key that the loader does not know is let through."""


class _Finder(_Strict, frozen=True, kw_only=True):
    """Conditions that every kind of finder understands; they name rules and facts by id."""

    when: tuple[str, ...] = ()
    unless_found: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The rules and facts that must be known before this finder can run."""
        return self.when + self.unless_found


class _Placed(_Finder, frozen=True, kw_only=True):
    """Conditions on where words stand: what else is found in their sentence.

    `beside`: one of these at least; `not_beside`: none of them. `reach` widens the sentence
    by so many neighbours on either side.
    """

    beside: tuple[str, ...] = ()
    not_beside: tuple[str, ...] = ()
    reach: int = 0

    def names(self) -> tuple[str, ...]:
        """Conditions on the message and on the sentence."""
        return self.when + self.unless_found + self.beside + self.not_beside


class Phrase(_Placed, frozen=True, kw_only=True, tag_field="by", tag="phrase"):
    """Words that are there.

    A hit is dropped where the sentence also matches `unless`, where it lies inside a match of
    `not_in` or goes across a match of `not_across`, where the clause negates it (unless
    `negated`), and where it stands inside quotation marks (unless `in_quotes`). Its quote
    ends before the first match of `until`. With `beyond` the quote must say something of its
    own: at least `least` words of it are left when all that `beyond` matches is taken away.
    With `leading` only words count with which the first sentence of `within` begins.
    """

    any: tuple[str, ...]
    within: tuple[Part, ...] = SPOKEN
    unless: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    not_across: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    least: int = 1
    leading: bool = False
    negated: bool = False
    in_quotes: bool = False


class Absence(_Finder, frozen=True, kw_only=True, tag_field="by", tag="absence"):
    """Something that is expected and not there: none of these rules or facts was found."""

    of: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """Conditions, and what is missed."""
        return self.when + self.unless_found + self.of


class Measure(_Finder, frozen=True, kw_only=True, tag_field="by", tag="measure"):
    """A quantity beyond `over`, or short of `under` where that is given.

    `own_share` is the percentage of sentences about the sender.
    """

    of: Quantity
    over: int = -1
    under: int | None = None


class Implied(_Placed, frozen=True, kw_only=True, tag_field="by", tag="implied"):
    """Found wherever one of these is found, with its words."""

    of: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """Conditions, and what implies this."""
        return _Placed.names(self) + self.of


Finder: TypeAlias = Phrase | Absence | Measure | Implied


class Example(_Strict, frozen=True, kw_only=True):
    """A message for a rule to flag or to leave alone.

    `quote` is exactly what must be quoted; left out where nothing is (an absence, a measure).
    """

    text: str
    quote: str | None = None
    kind: Kind = Kind.REQUEST
    channel: Channel = Channel.UNKNOWN


class Fact(_Strict, frozen=True, kw_only=True, tag_field="type", tag="fact"):
    """Something worth knowing about a message that is no finding by itself."""

    id: str
    definition: str
    find: tuple[Finder, ...]
    flags: tuple[Example, ...] = ()
    passes: tuple[Example, ...] = ()


class _Spoken(_Strict, frozen=True, kw_only=True):
    """A rule whose result the member hears about. Texts use the light markup of the model."""

    id: str
    definition: str
    kinds: tuple[Kind, ...]
    weight: Weight
    why: str
    advice: str
    evidence: str
    find: tuple[Finder, ...]
    flags: tuple[Example, ...]
    passes: tuple[Example, ...]

    def __post_init__(self) -> None:
        for key in ("definition", "why", "advice", "evidence"):
            if not getattr(self, key).strip():
                raise ValueError(f"`{key}` is empty")
        for key in ("kinds", "find"):
            if not getattr(self, key):
                raise ValueError(f"`{key}` needs at least one entry")
        for key in ("flags", "passes"):
            if len(getattr(self, key)) < _EXAMPLES:
                raise ValueError(f"`{key}` needs at least {_EXAMPLES} examples")


class Swap(_Strict, frozen=True, kw_only=True):
    """Words that may stand for others; an empty `put` takes them out."""

    find: str
    put: str


class Mend(_Strict, frozen=True, kw_only=True):
    """How the better version mends a fault, tried in this order.

    `swap`: put other words for the first match in a sentence that holds a finding. `cut`: take
    out the clause, else the sentence. `trim`: take out the last sentence that speaks of the
    sender only. `add`: put in a sentence of ours at `at` (`brief` where the channel is short);
    what only the member knows stands there in [brackets]. With `add`, a `swap` of something that
    is missing is tried in the sentences that ask to meet ("a quick call"), and `add` after it.
    """

    swap: tuple[Swap, ...] = ()
    cut: bool = False
    trim: bool = False
    add: str | None = None
    brief: str | None = None
    at: AddAt = "end"


class Fault(_Spoken, frozen=True, kw_only=True, tag_field="type", tag="fault"):
    """Something to mend. `fixed` names it once it is gone; `place` says where missing words go.

    Findings of the same weight are shown by `rank`, the smallest first.
    """

    fixed: str
    rank: int = 50
    place: str | None = None
    mend: Mend | None = None

    def __post_init__(self) -> None:
        _Spoken.__post_init__(self)
        if any(isinstance(finder, Absence) for finder in self.find) and not self.place:
            raise ValueError("`place` must say where the missing words would go")


class Virtue(_Spoken, frozen=True, kw_only=True, tag_field="type", tag="virtue"):
    """Something done well. `praise` completes "Already good: …"."""

    praise: str


Rule: TypeAlias = Fault | Virtue | Fact


def names_in(rule: Rule) -> Iterator[str]:
    """The ids that a rule's finders refer to."""
    for finder in rule.find:
        yield from finder.names()
