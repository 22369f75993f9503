"""What members can ask about meetings, thanks and messages sent."""

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
