"""The forms: what is asked, and the request that the answers make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.model.managing import ImportOwnAnswers, SaveOwnAnswer, SetQuiet
from bot.model.messages import AskEtiquette, BuildMessage, KeepPlan, Request, ReviewDraft
from bot.model.records import Channel, Kind
from bot.model.text import Label

FORM_DRAFT_LIMIT = 3_000  # what the smaller of the two platforms' forms can hold


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select menu."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `limit` counts characters; `options` make it a select menu."""

    name: str
    label: Label
    hint: str = ""
    limit: int = 100
    required: bool = False
    multiline: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form and the request its submission makes from the values and the carried target.

    `in_steps`: the form to open instead where one holds five fields at most. `stepwise` forms are
    asked whole, one question after another, where there are no forms.
    """

    name: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    build: Callable[[Mapping[str, str], str | None], Request]
    in_steps: str | None = None
    stepwise: bool = False


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

MINUTES = (Option("15", "15 minutes"), Option("20", "20 minutes"), Option("30", "30 minutes"))


def _review(values: Mapping[str, str], target: str | None) -> Request:
    kind, channel = values.get("kind"), values.get("channel")
    return ReviewDraft(
        text=values.get("draft", ""),
        draft=target,
        kind=Kind(kind) if kind in set(Kind) else None,
        channel=Channel(channel) if channel in set(Channel) else None,
        recipient=values.get("recipient", "").strip() or None,
    )


COACH = FormSpec(
    "coach",
    "Coach my message",
    "Coach it",
    (
        Field(
            "draft",
            "Your message, as you'd send it",
            "Paste it here, messy is fine. No draft yet? Leave it empty.",
            limit=FORM_DRAFT_LIMIT,
            multiline=True,
        ),
        Field("recipient", "Who is it for?", "Dana Reyes, art director", limit=80),
        Field("kind", "What is it?", "Let me work it out", options=KINDS),
        Field("channel", "Where will you send it?", "Not sure yet", options=CHANNELS),
    ),
    _review,
)

_PERSON = (
    Field("name", "Who is it for? Their name", "Dana", limit=60, required=True),
    Field(
        "work",
        "I'm writing because of your …",
        "talk on pitching to small towns",
        limit=200,
        required=True,
    ),
    Field("me", "Who you are: I'm …", "a design student in Portland", limit=150, required=True),
    Field(
        "first",
        "Your first question, as you'd ask it",
        "How do you choose which idea to show first?",
        limit=200,
        required=True,
    ),
    Field("second", "A second question, if you have one", limit=200),
)
_REST = (
    Field("link", "What connects you? We both …", "went to Portland State", limit=120),
    Field("referrer", "Who suggested you write? Their name", limit=60),
    Field("minutes", "How long do you need?", "15 minutes", options=MINUTES),
    Field("channel", "Where will you send it?", "Not sure yet", options=CHANNELS),
    Field("signature", "Your name, to sign with", "Sam Lee", limit=60),
)
_KINDNESS = Field(
    "kindness", "A small kindness, if it fits", "I'd be glad to bring bagels.", limit=150
)

BUILD = FormSpec(
    "build",
    "Build one with me",
    "Build it",
    (*_PERSON, *_REST, _KINDNESS),
    BuildMessage,
    in_steps="build_first",
    stepwise=True,
)
BUILD_FIRST = FormSpec("build_first", "Build one (1 of 2)", "Go on", _PERSON, KeepPlan)
BUILD_REST = FormSpec("build_rest", "Build one (2 of 2)", "Build it", _REST, BuildMessage)


def _ask(values: Mapping[str, str], _target: str | None) -> Request:
    return AskEtiquette(values.get("question", ""))


ASK = FormSpec(
    "ask",
    "Ask me anything",
    "Ask",
    (
        Field(
            "question",
            "Your question, as you'd ask a friend",
            "is a week too soon to follow up?",
            limit=1_500,
            required=True,
            multiline=True,
        ),
    ),
    _ask,
)

OWN = FormSpec(
    "own",
    "An answer of your own",
    "Keep it",
    (
        Field(
            "title", "The question, as members ask it", "Where are the meetups?", 100, required=True
        ),
        Field(
            "answer",
            "Your answer, the short version first",
            "At the library, every first Tuesday at six. New faces are welcome.",
            limit=1_500,
            required=True,
            multiline=True,
        ),
        Field(
            "questions",
            "Other ways to ask it, one a line",
            "when is the next meetup",
            limit=1_000,
            multiline=True,
        ),
    ),
    SaveOwnAnswer,
)


def _bring_in(values: Mapping[str, str], _target: str | None) -> Request:
    return ImportOwnAnswers(values.get("text", ""))


OWN_IMPORT = FormSpec(
    "own_import",
    "Bring answers in",
    "Take them",
    (
        Field(
            "text",
            "Answers as I copy them out",
            "=== Where do we meet?",
            limit=FORM_DRAFT_LIMIT,
            required=True,
            multiline=True,
        ),
    ),
    _bring_in,
)


def _quiet(values: Mapping[str, str], _target: str | None) -> Request:
    names = ("wakes", "rests", "weekends")
    return SetQuiet(*(values.get(name, "") for name in names))


WAKING = (
    Field("wakes", "Not before", "8:00", limit=20, required=True),
    Field("rests", "Not after", "22:00", limit=20, required=True),
)
QUIET = FormSpec(
    "quiet",
    "Usual hours here",
    "Keep it",
    (
        *WAKING,
        Field(
            "weekends",
            "Weekends",
            options=(
                Option("free", "Free: no nudge to follow up"),
                Option("working", "Like any other day"),
            ),
        ),
    ),
    _quiet,
    stepwise=True,
)

_ALL = (COACH, BUILD, BUILD_FIRST, BUILD_REST, ASK, OWN, OWN_IMPORT, QUIET)
FORMS = {form.name: form for form in _ALL}
