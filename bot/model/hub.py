"""What members can ask in the hub: their people, reminders, settings and data."""

from dataclasses import dataclass

from bot.model.messages import Request


@dataclass(frozen=True, slots=True)
class AskClock(Request):
    """Open the form that asks what time it is for the member."""


@dataclass(frozen=True, slots=True)
class TellClock(Request):
    """What time it is for the member now, or the name of their city or zone."""

    time: str


@dataclass(frozen=True, slots=True)
class PickZone(Request):
    """The member's zone, with `--` for the slash."""

    zone: str


@dataclass(frozen=True, slots=True)
class ShowReminders(Request):
    """What is still to come; `page` counts from 1."""

    page: str = "1"


@dataclass(frozen=True, slots=True)
class MoveReminder(Request):
    """Open the form for another time of a reminder."""

    reminder: str


@dataclass(frozen=True, slots=True)
class SetReminder(Request):
    """The reminder is to come at another time, in the member's words."""

    reminder: str
    when: str


@dataclass(frozen=True, slots=True)
class CancelReminder(Request):
    """Do not send this one."""

    reminder: str


@dataclass(frozen=True, slots=True)
class TryAgain(Request):
    """Send now what could not be sent before."""


@dataclass(frozen=True, slots=True)
class ShowPeople(Request):
    """Everybody the member has written to or met; `page` counts from 1."""

    page: str = "1"


@dataclass(frozen=True, slots=True)
class ShowPerson(Request):
    """One person: what was, and what comes next."""

    contact: str


@dataclass(frozen=True, slots=True)
class ShowSettings(Request):
    """When the member wants to hear from us."""


@dataclass(frozen=True, slots=True)
class EditHours(Request):
    """Open the form for quiet hours and the days until a follow-up."""


@dataclass(frozen=True, slots=True)
class SetHours(Request):
    """Waking hours as typed, and working days until a follow-up."""

    wakes: str
    rests: str
    days: str = ""


@dataclass(frozen=True, slots=True)
class SwitchWeekends(Request):
    """`on`: weekends count as working days; `off`: they are free."""

    to: str


@dataclass(frozen=True, slots=True)
class StartPause(Request):
    """Open the form for a pause."""


@dataclass(frozen=True, slots=True)
class Pause(Request):
    """No reminders until then, in the member's words."""

    until: str


@dataclass(frozen=True, slots=True)
class EndPause(Request):
    """Remind again."""


@dataclass(frozen=True, slots=True)
class SwitchReminders(Request):
    """`on` or `off`, altogether."""

    to: str


@dataclass(frozen=True, slots=True)
class ShowPrivacy(Request):
    """What is kept about the member."""


@dataclass(frozen=True, slots=True)
class Export(Request):
    """All of it to take away: `json`, `csv` or `ics`."""

    format: str


@dataclass(frozen=True, slots=True)
class ForgetMe(Request):
    """Delete everything: asked first."""


@dataclass(frozen=True, slots=True)
class ForgetMeReally(Request):
    """Delete everything: the second time."""
