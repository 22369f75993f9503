"""Every command, button and form field, declared once.

Surfaces build their menus, modals and manifests from here, and the parity test holds them to it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from bot.conversation import forms
from bot.conversation.errand_forms import (
    ERRAND_FORMS,
    ERRANDS,
    ERRANDS_IN_PLACE,
    ERRANDS_WITH_FORMS,
    MET,
    SENT,
)
from bot.conversation.forms import Field, FormSpec
from bot.model.errands import LogMeeting, LogSent, StartMeeting, StartSent
from bot.model.managing import (
    AddOwnAnswer,
    ClearMissedQuestions,
    DeleteOwnAnswer,
    DeleteOwnAnswerReally,
    EditOwnAnswer,
    EditQuiet,
    ExportOwnAnswers,
    KeepQuestions,
    ListOwnAnswers,
    ManageAnswers,
    ReopenForm,
    RestoreOwnAnswer,
    RetireOwnAnswer,
    ShowMissedQuestions,
    ShowOwnAnswer,
    ShowRules,
    ShowSetup,
    ShowUse,
    StartImport,
    StopKeepingQuestions,
    SwitchRule,
    SwitchSection,
)
from bot.model.messages import (
    AskEtiquette,
    Browse,
    BrowseChapter,
    ChangePlan,
    ContinueBuilding,
    Copy,
    CopyBetter,
    Discard,
    Dismiss,
    Form,
    GetHelp,
    Helpful,
    Improve,
    NotHelpful,
    Request,
    ReviewDraft,
    Revise,
    ReviseBetter,
    ShowAll,
    ShowAnswer,
    ShowOpenings,
    StartAsking,
    StartBuilding,
    StartCoaching,
    StartFresh,
    TakeOpening,
)
from bot.model.people import Platform
from bot.model.text import line, sentence

DRAFT_LIMIT = 40_000  # characters that are coached at once; nobody's message is longer
ACTION_LIMIT = 90  # characters; Discord's ids hold 100 and its surface adds a prefix

EVERYWHERE = frozenset(Platform)

FORMS = {**forms.FORMS, **ERRAND_FORMS}


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: `/coach`. `opens_form` ones may answer with a form and must be quick.

    `with_text` is what it means with words after it, where a platform lets people type them;
    `hint` says which words. On Discord words go into options of the command, all of them optional:
    one called `option` for all of them, or one for each field of `form`, which then need not open.
    """

    name: str
    summary: str
    request: Callable[[], Request]
    with_text: Callable[[str], Request] | None = None
    opens_form: bool = False
    places: frozenset[Platform] = EVERYWHERE
    hint: str = ""
    option: str | None = None
    form: FormSpec | None = None

    def options(self) -> tuple[Field, ...]:
        """What can be typed into the command itself where it has options (Discord)."""
        if self.form is not None:
            return self.form.fields
        if self.option is None:
            return ()
        return (Field(self.option, sentence(line(self.hint)), limit=DRAFT_LIMIT),)

    def filled(self, values: Mapping[str, str]) -> Request:
        """What it means with these options; without any, what it means alone."""
        said = {name: value for name, value in values.items() if value.strip()}
        if self.form is not None and said:
            return self.form.build(said, None)
        if self.option in said and self.with_text is not None:
            return self.with_text(said[self.option])
        return self.request()


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry in the menu of a message; its request is made from the message's text."""

    name: str
    summary: str
    request: Callable[[str], Request]
    places: frozenset[Platform] = frozenset({Platform.DISCORD, Platform.SLACK})


COMMANDS = (
    Command(
        "coach",
        "Get a message ready to send",
        StartCoaching,
        ReviewDraft,
        opens_form=True,
        hint="your message, or nothing for a form",
    ),
    Command(
        "etiquette",
        "Who pays, when to follow up, what to wear: ask, or look around",
        Browse,
        AskEtiquette,
        hint="your question, or nothing to look around",
        option="question",
    ),
    Command(
        "met",
        "You met someone, or will: get reminded to thank them that day",
        StartMeeting,
        lambda text: LogMeeting(story=text),
        opens_form=True,
        hint="Dana Reyes today at 3, about agencies; or nothing for a form",
        form=MET,
    ),
    Command(
        "sent",
        "You wrote to someone: get nudged once if they don't answer",
        StartSent,
        LogSent,
        opens_form=True,
        hint="to whom; or nothing for a form",
        form=SENT,
    ),
    Command("goodask", "What I do, and how to use me", GetHelp),
)

SHORTCUTS = (
    Shortcut("Coach this draft", "Coach the text of this message, just for you", ReviewDraft),
)

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
    "build": StartBuilding,
    "continue": ContinueBuilding,
    "plan": ChangePlan,
    "openings": ShowOpenings,
    "take": TakeOpening,
    "ask": StartAsking,
    "browse": Browse,
    "chapter": BrowseChapter,
    "answer": ShowAnswer,
    "helped": Helpful,
    "missed": NotHelpful,
    "help": GetHelp,
    "rules": ShowRules,
    "switch": SwitchRule,
    "setup": ShowSetup,
    "setup_switch": SwitchSection,
    "setup_quiet": EditQuiet,
    "setup_use": ShowUse,
    "own": ManageAnswers,
    "own_list": ListOwnAnswers,
    "own_show": ShowOwnAnswer,
    "own_add": AddOwnAnswer,
    "own_edit": EditOwnAnswer,
    "own_again": ReopenForm,
    "own_retire": RetireOwnAnswer,
    "own_back": RestoreOwnAnswer,
    "own_delete": DeleteOwnAnswer,
    "own_delete_yes": DeleteOwnAnswerReally,
    "own_copy": ExportOwnAnswers,
    "own_import": StartImport,
    "missed_list": ShowMissedQuestions,
    "missed_keep": KeepQuestions,
    "missed_stop": StopKeepingQuestions,
    "missed_clear": ClearMissedQuestions,
    **ERRANDS,
}
OPEN_FORMS: frozenset[type[Request]] = frozenset(
    {
        StartCoaching,
        Revise,
        ReviseBetter,
        StartFresh,
        StartBuilding,
        ContinueBuilding,
        ChangePlan,
        StartAsking,
        AddOwnAnswer,
        EditOwnAnswer,
        EditQuiet,
        ReopenForm,
        StartImport,
        *ERRANDS_WITH_FORMS,
    }
)
"""Actions that may answer with a form: surfaces must not have acknowledged before."""

IN_PLACE: frozenset[type[Request]] = frozenset(
    {
        ShowAll,
        Dismiss,
        Discard,
        Browse,
        BrowseChapter,
        ListOwnAnswers,
        SwitchSection,
        *ERRANDS_IN_PLACE,
    }
)
"""Actions whose reply replaces the message with the button; other replies follow it."""

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
    return [field.name for field in fields(type_)]
