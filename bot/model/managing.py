"""What managers of a community can ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model.messages import Request


@dataclass(frozen=True, slots=True)
class ManageAnswers(Request):
    """What a community can do with answers of its own."""


@dataclass(frozen=True, slots=True)
class ListOwnAnswers(Request):
    """The community's answers; `page` counts from 1."""

    page: str = "1"


@dataclass(frozen=True, slots=True)
class ShowOwnAnswer(Request):
    """One of them, with what can be done with it."""

    answer: str


@dataclass(frozen=True, slots=True)
class AddOwnAnswer(Request):
    """The empty form."""


@dataclass(frozen=True, slots=True)
class EditOwnAnswer(Request):
    """The form with an answer in it."""

    answer: str


@dataclass(frozen=True, slots=True)
class SaveOwnAnswer(Request):
    """The form filled in; `answer` is the one that it changes."""

    values: Mapping[str, str]
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class ReopenForm(Request):
    """A form that could not be taken, with what was typed."""

    kept: str


@dataclass(frozen=True, slots=True)
class RetireOwnAnswer(Request):
    """Give it to nobody any more."""

    answer: str


@dataclass(frozen=True, slots=True)
class RestoreOwnAnswer(Request):
    """Give it to members again."""

    answer: str


@dataclass(frozen=True, slots=True)
class DeleteOwnAnswer(Request):
    """Ask whether to delete it for good."""

    answer: str


@dataclass(frozen=True, slots=True)
class DeleteOwnAnswerReally(Request):
    """Delete it, with every word of it."""

    answer: str


@dataclass(frozen=True, slots=True)
class ExportOwnAnswers(Request):
    """All of them as text, in pieces that the import form holds; `page` counts from 1."""

    page: str = "1"


@dataclass(frozen=True, slots=True)
class StartImport(Request):
    """The form for answers as text."""


@dataclass(frozen=True, slots=True)
class ImportOwnAnswers(Request):
    """Answers as text, to be taken all or not at all."""

    text: str


@dataclass(frozen=True, slots=True)
class ShowMissedQuestions(Request):
    """What members asked in vain, and the switch for keeping it."""


@dataclass(frozen=True, slots=True)
class KeepQuestions(Request):
    """Keep questions that were missed, from now on."""


@dataclass(frozen=True, slots=True)
class StopKeepingQuestions(Request):
    """Keep none, and delete those that were kept."""


@dataclass(frozen=True, slots=True)
class ClearMissedQuestions(Request):
    """Delete those that were kept, and go on keeping."""


@dataclass(frozen=True, slots=True)
class ShowSetup(Request):
    """How the community is set up."""


@dataclass(frozen=True, slots=True)
class SwitchSection(Request):
    """Turn a part of the bot off in the community, or on again."""

    section: str


@dataclass(frozen=True, slots=True)
class EditQuiet(Request):
    """The form for the usual hours of the community's members."""


@dataclass(frozen=True, slots=True)
class SetQuiet(Request):
    """The usual hours as typed; `weekends` are `free` or `working`."""

    wakes: str
    rests: str
    weekends: str = ""


@dataclass(frozen=True, slots=True)
class ShowUse(Request):
    """What the bot did for the community this month, in numbers."""


@dataclass(frozen=True, slots=True)
class ShowRules(Request):
    """The coaching rules that can be switched off here; `page` counts from 1."""

    page: str = "1"


@dataclass(frozen=True, slots=True)
class SwitchRule(Request):
    """Turn one coaching rule off, or on again."""

    rule: str
