"""Requests in, replies out: the language between the surfaces and the conversation.

A request says what a member wants in platform-free terms; a reply is a list of semantic
parts that each surface renders in its own idiom.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from bot.model.records import Channel, Kind
from bot.model.setup import Deed
from bot.model.text import Label, Line


@dataclass(frozen=True, slots=True)
class Request:
    """Something a member wants. Subclasses are frozen and carry only what was asked."""


@dataclass(frozen=True, slots=True)
class Say(Request):
    """Plain text in a direct message; what it means is for the routing to find out."""

    text: str


@dataclass(frozen=True, slots=True)
class StartCoaching(Request):
    """`/coach` without a draft: reopen the kept one, or offer the form."""


@dataclass(frozen=True, slots=True)
class ReviewDraft(Request):
    """A draft to coach; `draft` names the kept one that this text revises."""

    text: str
    draft: str | None = None
    kind: Kind | None = None
    channel: Channel | None = None
    recipient: str | None = None


@dataclass(frozen=True, slots=True)
class Revise(Request):
    """Open the kept draft for another try."""

    draft: str


@dataclass(frozen=True, slots=True)
class ShowAll(Request):
    """Every finding of the kept draft, not only the first three."""

    draft: str


@dataclass(frozen=True, slots=True)
class StartFresh(Request):
    """Begin with an empty draft; the kept one stays until it expires."""


@dataclass(frozen=True, slots=True)
class Discard(Request):
    """Throw the kept draft away now."""

    draft: str


@dataclass(frozen=True, slots=True)
class Dismiss(Request):
    """ "Not this one": leave a rule alone for this draft."""

    draft: str
    rule: str


@dataclass(frozen=True, slots=True)
class Improve(Request):
    """The better version of the kept draft."""

    draft: str


@dataclass(frozen=True, slots=True)
class ReviseBetter(Request):
    """Open the better version for filling in its blanks."""

    draft: str


@dataclass(frozen=True, slots=True)
class Copy(Request):
    """The kept draft as plain text, to take along."""

    draft: str


@dataclass(frozen=True, slots=True)
class CopyBetter(Request):
    """The better version as plain text, to take along."""

    draft: str


@dataclass(frozen=True, slots=True)
class StartBuilding(Request):
    """ "Build one with me": a message from what the member knows."""


@dataclass(frozen=True, slots=True)
class KeepPlan(Request):
    """The first page of the plan, where a platform's forms are too small for all of it."""

    values: Mapping[str, str]
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class ContinueBuilding(Request):
    """Open the rest of the plan's form."""

    draft: str


@dataclass(frozen=True, slots=True)
class ChangePlan(Request):
    """Open the plan's form again with what was answered."""

    draft: str


@dataclass(frozen=True, slots=True)
class BuildMessage(Request):
    """Build openings from the plan: these answers over those kept with the draft."""

    values: Mapping[str, str]
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class ShowOpenings(Request):
    """The openings of a kept plan."""

    draft: str


@dataclass(frozen=True, slots=True)
class TakeOpening(Request):
    """Make one of the built openings the draft; `opening` is its id."""

    draft: str
    opening: str


@dataclass(frozen=True, slots=True)
class AskEtiquette(Request):
    """A question on how it is done."""

    question: str


@dataclass(frozen=True, slots=True)
class StartAsking(Request):
    """The form for a question."""


@dataclass(frozen=True, slots=True)
class Browse(Request):
    """What there are answers to: the chapters."""


@dataclass(frozen=True, slots=True)
class BrowseChapter(Request):
    """One chapter's questions; `page` counts from 1."""

    chapter: str
    page: str = "1"


@dataclass(frozen=True, slots=True)
class ShowAnswer(Request):
    """An answer by its key: a shipped one, or one of the caller's own community."""

    answer: str


@dataclass(frozen=True, slots=True)
class Helpful(Request):
    """That answer helped."""

    answer: str


@dataclass(frozen=True, slots=True)
class NotHelpful(Request):
    """That answer did not."""

    answer: str


@dataclass(frozen=True, slots=True)
class GetHelp(Request):
    """What the bot does and how to use it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of ours."""

    text: Line


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `quote` holds the member's words, None where something is missing.

    `dismiss` waves it away; a surface shows it beside the finding where it can.
    """

    number: int
    quote: str | None
    why: Line
    advice: Line
    dismiss: "Button | None" = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to look at as a block: the member's draft, or words they might use."""

    text: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """Words to copy, shown so that copying brings them along unchanged and without markup."""

    text: str


class Emphasis(Enum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    NORMAL = "normal"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A verb and the request that pressing it makes."""

    label: Label
    request: Request
    emphasis: Emphasis = Emphasis.NORMAL


@dataclass(frozen=True, slots=True)
class Choices:
    """Buttons in a row, in order of use."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the catalogue to open, with what is known already filled in.

    `target` is carried along unseen (a draft's id) and comes back with the submission.
    """

    name: str
    target: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


Part: TypeAlias = Paragraph | Finding | Quote | PlainText | Choices | Form


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show. `private` replies are for the caller's eyes only, wherever they asked.

    `deed` is what was done with it for the member, where that is counted. `language`: an IETF tag
    once the words are in the reader's language, None before.
    """

    parts: tuple[Part, ...]
    private: bool = True
    deed: Deed | None = None
    language: str | None = None
