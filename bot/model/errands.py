"""What members can ask about people, meetings, messages sent, reminders and their own settings."""

from dataclasses import dataclass

from bot.model.messages import Request


@dataclass(frozen=True, slots=True)
class StartMeeting(Request):
    """`/met` alone: the form for a meeting."""


@dataclass(frozen=True, slots=True)
class LogMeeting(Request):
    """A meeting, had or to come, in the member's words; `story` is all of it in a sentence."""

    who: str = ""
    when: str = ""
    about: str = ""
    introducer: str = ""
    story: str = ""


@dataclass(frozen=True, slots=True)
class ChangeTime(Request):
    """Open the form for another time of a meeting."""

    meeting: str


@dataclass(frozen=True, slots=True)
class SetTime(Request):
    """The meeting is or was at another time, in the member's words."""

    meeting: str
    when: str


@dataclass(frozen=True, slots=True)
class PickTime(Request):
    """One of the readings of an ambiguous time; `minute` counts from 1970 in UTC."""

    meeting: str
    minute: str


@dataclass(frozen=True, slots=True)
class AddIntroducer(Request):
    """ "Someone introduced us": open the form for the name."""

    meeting: str


@dataclass(frozen=True, slots=True)
class SetIntroducer(Request):
    """Who made the introduction."""

    meeting: str
    name: str


@dataclass(frozen=True, slots=True)
class CancelMeeting(Request):
    """It was logged by mistake."""

    meeting: str


@dataclass(frozen=True, slots=True)
class HowItWent(Request):
    """What became of a meeting that was to come: `talked`, `resume` (they asked for it), `not`."""

    meeting: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CheckThanks(Request):
    """Open the coach's form for the thank-you, with a starter."""

    meeting: str


@dataclass(frozen=True, slots=True)
class Thanked(Request):
    """The thank-you for a meeting is out."""

    meeting: str


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
class ShowReminder(Request):
    """One reminder, with all that can be done about it."""

    reminder: str


@dataclass(frozen=True, slots=True)
class ReminderDone(Request):
    """What the reminder reminded of is done."""

    reminder: str


@dataclass(frozen=True, slots=True)
class PutOff(Request):
    """Remind me again: `hour`, `tonight` or `tomorrow`."""

    reminder: str
    until: str


@dataclass(frozen=True, slots=True)
class StopReminder(Request):
    """Never again about this."""

    reminder: str


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
class StartSent(Request):
    """`/sent` alone: the form for a message that went out."""


@dataclass(frozen=True, slots=True)
class LogSent(Request):
    """A message went out to somebody; `draft` names the one that was coached."""

    who: str
    when: str = ""
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class SentDraft(Request):
    """ "I sent it", of a coached draft."""

    draft: str


@dataclass(frozen=True, slots=True)
class SentAgain(Request):
    """ "I sent it", of a follow-up or a sign of life."""

    contact: str


@dataclass(frozen=True, slots=True)
class DraftFollowUp(Request):
    """Open the coach's form with a follow-up to fill in."""

    contact: str


@dataclass(frozen=True, slots=True)
class Answered(Request):
    """They wrote back."""

    contact: str


@dataclass(frozen=True, slots=True)
class OfferTouch(Request):
    """How staying in touch works, and how often."""

    contact: str


@dataclass(frozen=True, slots=True)
class KeepTouch(Request):
    """Suggest a sign of life every so many `weeks`; `0` switches it off."""

    contact: str
    weeks: str


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
