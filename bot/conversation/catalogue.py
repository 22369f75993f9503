"""Every command, button and form field, declared once.

Surfaces build their menus, modals and manifests from here, and the parity test holds them to it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from bot.model.messages import (
    Copy,
    CopyBetter,
    Discard,
    Dismiss,
    Form,
    GetHelp,
    Improve,
    Request,
    ReviewDraft,
    Revise,
    ReviseBetter,
    ShowAll,
    StartCoaching,
    StartFresh,
)
from bot.model.people import Platform
from bot.model.records import Channel, Kind

DRAFT_LIMIT = 40_000  # characters that are coached at once; nobody's message is longer
FORM_DRAFT_LIMIT = 3_000  # what the smaller of the two platforms' forms can hold
ACTION_LIMIT = 90  # characters; Discord's ids hold 100 and its surface adds a prefix

EVERYWHERE = frozenset(Platform)


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: `/coach`. `opens_form` ones may answer with a form and must be quick.

    `with_text` is what it means with words after it, where a platform lets people type them.
    """

    name: str
    summary: str
    request: Callable[[], Request]
    with_text: Callable[[str], Request] | None = None
    opens_form: bool = False
    places: frozenset[Platform] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry in the menu of a message; its request is made from the message's text."""

    name: str
    summary: str
    request: Callable[[str], Request]
    places: frozenset[Platform] = frozenset({Platform.DISCORD, Platform.SLACK})


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select menu."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `limit` counts characters; `options` make it a select menu."""

    name: str
    label: str
    hint: str = ""
    limit: int = 100
    required: bool = False
    multiline: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form and the request its submission makes from the values and the carried target."""

    name: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    build: Callable[[Mapping[str, str], str | None], Request]


COMMANDS = (
    Command("coach", "Get a message ready to send", StartCoaching, ReviewDraft, opens_form=True),
    Command("goodask", "What I do, and how to use me", GetHelp),
)

SHORTCUTS = (
    Shortcut("Coach this draft", "Coach the text of this message, just for you", ReviewDraft),
)

KINDS = (
    Option(Kind.REQUEST, "A first message: I'd like their time"),
    Option(Kind.FOLLOWUP, "A follow-up: I wrote before"),
    Option(Kind.THANKYOU, "A thank-you"),
)

CHANNELS = (
    Option(Channel.EMAIL, "Email"),
    Option(Channel.LINKEDIN_NOTE, "LinkedIn invitation (300 characters)"),
    Option(Channel.LINKEDIN_MESSAGE, "LinkedIn message"),
    Option(Channel.DM, "Direct message or text"),
)


def _review(values: Mapping[str, str], target: str | None) -> Request:
    kind, channel = values.get("kind"), values.get("channel")
    return ReviewDraft(
        text=values.get("draft", ""),
        draft=target,
        kind=Kind(kind) if kind in set(Kind) else None,
        channel=Channel(channel) if channel in set(Channel) else None,
        recipient=values.get("recipient", "").strip() or None,
    )


FORMS = {
    form.name: form
    for form in (
        FormSpec(
            "coach",
            "Coach my message",
            "Coach it",
            (
                Field(
                    "draft",
                    "Your message, as you'd send it",
                    "Paste it here. Messy is fine.",
                    limit=FORM_DRAFT_LIMIT,
                    required=True,
                    multiline=True,
                ),
                Field("recipient", "Who is it for?", "Dana Reyes, art director", limit=80),
                Field("kind", "What is it?", "Let me work it out", options=KINDS),
                Field("channel", "Where will you send it?", "Not sure yet", options=CHANNELS),
            ),
            _review,
        ),
    )
}

ACTIONS: dict[str, type[Request]] = {
    "coach": StartCoaching,
    "revise": Revise,
    "all": ShowAll,
    "fresh": StartFresh,
    "discard": Discard,
    "not": Dismiss,
    "better": Improve,
    "edit_better": ReviseBetter,
    "copy": Copy,
    "copy_better": CopyBetter,
    "help": GetHelp,
}
OPEN_FORMS: frozenset[type[Request]] = frozenset({StartCoaching, Revise, ReviseBetter, StartFresh})
"""Actions that may answer with a form: surfaces must not have acknowledged before."""

_VERBS = {type_: verb for verb, type_ in ACTIONS.items()}
_VALUE = re.compile(r"[A-Za-z0-9_-]{1,40}")


def encode_action(request: Request) -> str:
    """The id of a button: its verb and the ids it acts on. KeyError if it is no action."""
    verb = _VERBS[type(request)]
    return ":".join([verb, *(str(getattr(request, name)) for name in _names(type(request)))])


def decode_action(action: str) -> Request | None:
    """The request behind a button's id; None for one that we never made."""
    verb, *values = action[:ACTION_LIMIT].split(":")
    type_ = ACTIONS.get(verb)
    if type_ is None or len(values) != len(_names(type_)):
        return None
    if not all(_VALUE.fullmatch(value) for value in values):
        return None
    return type_(*values)


def encode_form(form: Form) -> str:
    """The id under which a form is sent out: its name and the target it carries along."""
    return form.name if form.target is None else f"{form.name}:{form.target}"


def decode_form(id_: str) -> tuple[FormSpec, str | None] | None:
    """The form behind a submission's id and its target; None for an id that we never made."""
    name, found, target = id_[:ACTION_LIMIT].partition(":")
    spec = FORMS.get(name)
    if spec is None or (found and not _VALUE.fullmatch(target)):
        return None
    return spec, target if found else None


def _names(type_: type[Request]) -> list[str]:
    return [field.name for field in fields(type_)]  # type: ignore[arg-type]  # all are dataclasses
