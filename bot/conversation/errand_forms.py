"""The forms and actions about people, meetings, messages sent, reminders and settings.

They are declared here and joined with the others in the catalogue.
"""

from collections.abc import Mapping

from bot.conversation.forms import WAKING, Field, FormSpec, Option
from bot.model import errands, hub
from bot.model.messages import Request

NAME_LIMIT = 80  # characters; the longest name that fits on a card
TOPIC_LIMIT = 200
TIME_LIMIT = 100

_WHO = Field("who", "Who? Their name", "Dana Reyes", limit=NAME_LIMIT, required=True)


def _met(values: Mapping[str, str], _target: str | None) -> Request:
    return errands.LogMeeting(
        values.get("who", ""),
        values.get("when", ""),
        values.get("about", ""),
        values.get("introduced_by", ""),
    )


def _sent(values: Mapping[str, str], target: str | None) -> Request:
    return errands.LogSent(values.get("who", ""), values.get("when", ""), target)


def _hours(values: Mapping[str, str], _target: str | None) -> Request:
    return hub.SetHours(values.get("wakes", ""), values.get("rests", ""), values.get("days", ""))


MET = FormSpec(
    "met",
    "I met someone",
    "Remind me",
    (
        _WHO,
        Field(
            "when",
            "When was it, or when will it be?",
            "today at 3 · yesterday 10am · tomorrow at 14:00",
            limit=TIME_LIMIT,
            required=True,
        ),
        Field("about", "What did you talk about?", "how small agencies pitch", limit=TOPIC_LIMIT),
        Field("introduced_by", "Did someone introduce you? Who?", "Kofi Mensah", limit=NAME_LIMIT),
    ),
    _met,
    stepwise=True,
)
WHEN = FormSpec(
    "when",
    "Change the time",
    "Change it",
    (Field("when", "When, then?", "yesterday at 4pm", limit=TIME_LIMIT, required=True),),
    lambda values, target: errands.SetTime(target or "", values.get("when", "")),
)
INTRODUCER = FormSpec(
    "introducer",
    "Who introduced you?",
    "Note it",
    (Field("name", "Who introduced you?", "Kofi Mensah", limit=NAME_LIMIT, required=True),),
    lambda values, target: errands.SetIntroducer(target or "", values.get("name", "")),
)
CLOCK = FormSpec(
    "clock",
    "What time is it for you?",
    "That's the time",
    (
        Field(
            "time",
            "What time is it for you now?",
            "3:20 pm, or the name of your city",
            limit=60,
            required=True,
        ),
    ),
    lambda values, _target: hub.TellClock(values.get("time", "")),
)
MOVE = FormSpec(
    "move",
    "Move the reminder",
    "Move it",
    (Field("when", "When should I remind you?", "Thursday at 9", TIME_LIMIT, required=True),),
    lambda values, target: hub.SetReminder(target or "", values.get("when", "")),
)
SENT = FormSpec(
    "sent",
    "I wrote to someone",
    "Note it",
    (_WHO, Field("when", "When did you send it?", "just now", limit=TIME_LIMIT)),
    _sent,
)
HOURS = FormSpec(
    "hours",
    "When may I write?",
    "Keep it",
    (
        *WAKING,
        Field(
            "days",
            "Follow up after how many working days?",
            options=(
                Option("3", "3 working days"),
                Option("5", "5 working days"),
                Option("7", "7 working days"),
                Option("10", "10 working days"),
            ),
        ),
    ),
    _hours,
    stepwise=True,
)
PAUSE = FormSpec(
    "pause",
    "Pause my reminders",
    "Pause",
    (Field("until", "Until when?", "Monday at 9", limit=TIME_LIMIT, required=True),),
    lambda values, _target: hub.Pause(values.get("until", "")),
)

ERRAND_FORMS = {
    form.name: form for form in (MET, WHEN, INTRODUCER, CLOCK, MOVE, SENT, HOURS, PAUSE)
}

ERRANDS: dict[str, type[Request]] = {
    "met": errands.StartMeeting,
    "met_when": errands.ChangeTime,
    "met_at": errands.PickTime,
    "met_by": errands.AddIntroducer,
    "met_cancel": errands.CancelMeeting,
    "went": errands.HowItWent,
    "thanks": errands.CheckThanks,
    "thanked": errands.Thanked,
    "clock": hub.AskClock,
    "zone": hub.PickZone,
    "reminder": errands.ShowReminder,
    "done": errands.ReminderDone,
    "later": errands.PutOff,
    "stop": errands.StopReminder,
    "reminders": hub.ShowReminders,
    "move": hub.MoveReminder,
    "cancel": hub.CancelReminder,
    "try_again": hub.TryAgain,
    "sent": errands.StartSent,
    "sent_draft": errands.SentDraft,
    "sent_again": errands.SentAgain,
    "follow_up": errands.DraftFollowUp,
    "answered": errands.Answered,
    "touch": errands.OfferTouch,
    "touch_every": errands.KeepTouch,
    "people": hub.ShowPeople,
    "person": hub.ShowPerson,
    "settings": hub.ShowSettings,
    "hours": hub.EditHours,
    "weekends": hub.SwitchWeekends,
    "pause": hub.StartPause,
    "unpause": hub.EndPause,
    "reminding": hub.SwitchReminders,
    "privacy": hub.ShowPrivacy,
    "export": hub.Export,
    "forget": hub.ForgetMe,
    "forget_yes": hub.ForgetMeReally,
}
ERRANDS_WITH_FORMS: frozenset[type[Request]] = frozenset(
    {
        errands.StartMeeting,
        errands.ChangeTime,
        errands.AddIntroducer,
        errands.CheckThanks,
        hub.AskClock,
        hub.MoveReminder,
        errands.StartSent,
        errands.SentDraft,
        errands.DraftFollowUp,
        hub.EditHours,
        hub.StartPause,
    }
)
ERRANDS_IN_PLACE: frozenset[type[Request]] = frozenset(
    {
        hub.ShowPeople,
        hub.ShowPerson,
        hub.ShowReminders,
        hub.ShowSettings,
        hub.SwitchWeekends,
        hub.SwitchReminders,
        hub.EndPause,
        hub.ShowPrivacy,
    }
)
