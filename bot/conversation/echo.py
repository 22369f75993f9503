"""How a meeting that was logged is repeated to the member, so that a slip shows at once. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.agenda import Agenda
from bot.conversation.notebook import UNKNOWN_ZONE
from bot.conversation.starters import thanks
from bot.conversation.timewords import brief, days_away, first_name, full, place
from bot.model.errands import (
    AddIntroducer,
    CancelMeeting,
    ChangeTime,
    CheckThanks,
    PickTime,
    Thanked,
)
from bot.model.hub import AskClock, SwitchReminders
from bot.model.messages import Button, Choices, Emphasis, Paragraph, Part
from bot.model.records import Contact, Habits, Meeting, Progress
from bot.model.text import N_, Line, Value, joined, line, listed, sentence, verbatim
from bot.networking.met import names_in
from bot.networking.planning import Why
from bot.networking.when import Doubt, Moment, Precision, Side, Unclear, WhichOne, read_time


@dataclass(frozen=True, slots=True)
class Reading:
    """A time as understood; where it is a guess, `told` keeps the words, and it is asked.

    `counted`: it was counted from now, so that the instant is none even while the zone is unknown.
    """

    at: datetime
    wall: datetime
    zone: str
    vague: bool = False
    told: str | None = None
    options: tuple[Moment, ...] = ()
    doubt: Doubt | None = None
    problem: Unclear | None = None
    counted: bool = False


def read(words: str, side: Side, habits: Habits, now: datetime, locale: str) -> Reading:
    """A time in the member's words; a guess with a question where it is not plain."""
    zone = habits.zone or UNKNOWN_ZONE
    said = read_time(words or _UNSAID[side], now=now, zone=zone, side=side, locale=locale)
    told = words if habits.zone is None else None
    if isinstance(said, Moment):
        vague = said.precision is not Precision.EXACT
        sure = habits.zone is not None or said.counted
        at = said.instant if sure else _plausible(said.instant, side, now)
        return Reading(at, said.wall, zone, vague, told, counted=said.counted)
    if isinstance(said, WhichOne):
        best = min(said.options, key=lambda option: abs(option.instant - now))
        options, doubt = said.options, said.doubt
        return Reading(best.instant, best.wall, zone, True, words, options, doubt)
    ahead = side is Side.FUTURE
    at = now + timedelta(days=1) if ahead else now
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return Reading(at, wall, zone, vague=True, told=words or "?", problem=said)


def _plausible(at: datetime, side: Side, now: datetime) -> datetime:
    """While the zone is unknown, at least the right side of now."""
    if side is Side.PAST:
        return min(at, now) if at - now < timedelta(hours=15) else at
    return max(at, now + timedelta(hours=1)) if side is Side.FUTURE else at


@dataclass(frozen=True, slots=True)
class Logged:
    """A meeting as it was saved. `full`: it has no reminder, because there are too many.

    `asks`: nobody has been asked yet who introduced them.
    """

    meeting: Meeting
    contact: Contact
    reading: Reading
    agenda: Agenda
    habits: Habits
    now: datetime
    full: bool = False
    asks: bool = False

    @property
    def name(self) -> str:
        """What to call the contact."""
        return first_name(self.contact.name)

    @property
    def zone(self) -> str:
        """Whose clock the words are on."""
        return self.meeting.zone

    @property
    def is_placed(self) -> bool:
        """Whether the instant is known, with the zone or without it."""
        return self.habits.zone is not None or self.reading.counted


def logged(what: Logged) -> tuple[Part, ...]:
    """Whom, when, and when the reminder comes; or the question that is left."""
    if what.reading.options:
        return _which(what)
    if what.reading.problem:
        return _unreadable(what)
    said = joined(_headline(what), _reminded(what))
    late = _is_late(what)
    if what.asks and not (what.meeting.introducer or late or what.habits.zone is None):
        said = joined(said, line("Did someone introduce you?"))
    parts: list[Part] = [Paragraph(said), *_each(what)]
    if late:
        parts += thanks(what.contact, what.meeting, what.now)
    elif what.meeting.progress is Progress.TO_COME and _is_soon(what):
        parts.append(Paragraph(line(_PREPARE_NOW, name=what.name)))
    if what.habits.zone is None:
        parts += question()
    return (*parts, Choices(_buttons(what, late=late)))


def _each(what: Logged) -> tuple[Part, ...]:
    """Of several people only the first is thanked by the reminder; that must not be a surprise."""
    _, *others = names_in(what.contact.name)
    if not others or what.agenda.plan is None:
        return ()
    named = listed([line("**{name}**", name=each) for each in others])
    return (Paragraph(line(_ONE_BY_ONE, name=what.name, others=named)),)


def _headline(what: Logged) -> Line:
    if what.habits.zone is None:
        told = what.reading.told or line("today")
        return line("Got it: **{name}**, *{told}*.", name=what.contact.name, told=told)
    return line(
        "Got it: **{name}, {at}, your time ({place}).**",
        name=what.contact.name,
        at=full(what.meeting.at, what.zone, what.now, vague=what.meeting.vague),
        place=verbatim(place(what.zone)),
    )


def _reminded(what: Logged) -> Line:
    plan = what.agenda.plan
    if what.full:
        return line(_TOO_MANY)
    if plan is None:
        return line(_OFF) if what.habits.off else ()
    if what.meeting.progress is Progress.TO_COME:
        return _announced(what)
    if _is_late(what):
        return line(_LATE if _is_days_late(what) else _NOW, name=what.name)
    whom: Value = what.name
    if what.meeting.introducer:
        whom = line("{name}, and {introducer}", name=what.name, introducer=what.meeting.introducer)
    if what.habits.zone is None:
        return line("I'll remind you an hour and a half after it to thank {whom}.", whom=whom)
    at = brief(plan.due, what.zone, what.now)
    return line(_REMINDED[plan.why], at=at, whom=whom)


def _announced(what: Logged) -> Line:
    plan, prepares = what.agenda.plan, what.agenda.prepares
    if plan is None or what.habits.zone is None:
        return line("I'll ask you afterwards how it went.")
    asks = brief(plan.due, what.zone, what.now)
    if prepares is None:
        return line("I'll ask you **{asks}** how it went.", asks=asks)
    return line(
        "I'll write **{at}** so that you come prepared, and ask **{asks}** how it went.",
        at=brief(prepares.due, what.zone, what.now),
        asks=asks,
    )


def _which(what: Logged) -> tuple[Part, ...]:
    asked = line(_DOUBTS.get(what.reading.doubt or Doubt.DAY, _DOUBTS[Doubt.DAY]))
    options = tuple(
        Button(
            sentence(full(one.instant, one.zone, what.now)),
            PickTime(what.meeting.id, str(int(one.instant.timestamp()) // 60)),
        )
        for one in what.reading.options
    )
    first = () if what.habits.zone else question()
    said = joined(_saved(what), asked)
    return (Paragraph(said), Choices((*options, *_change(what))), *first)


def _saved(what: Logged) -> Line:
    return line("Saved: **{name}**.", name=what.contact.name)


def _unreadable(what: Logged) -> tuple[Part, ...]:
    told = what.reading.told or ""
    ahead = what.meeting.progress is Progress.TO_COME
    problem = _PROBLEMS[what.reading.problem or Unclear.NOT_UNDERSTOOD]
    why = line(_NO_TIME if told == "?" else problem, told=told)
    guess = line(_TOMORROW if ahead else _JUST_NOW)
    first = () if what.habits.zone else question()
    said = joined(_saved(what), why, guess)
    return (Paragraph(said), Choices(_change(what)), *first)


def _is_days_late(what: Logged) -> bool:
    if what.habits.zone is None:
        return what.now - what.meeting.at >= timedelta(days=1)
    return days_away(what.meeting.at, what.zone, what.now) < 0


def _is_late(what: Logged) -> bool:
    plan = what.agenda.plan
    happened = what.meeting.progress is Progress.HAPPENED and what.is_placed
    return happened and plan is not None and plan.why is Why.LOGGED_LATE


def _is_soon(what: Logged) -> bool:
    """Too soon for a note beforehand; a time that is a guess is not called soon."""
    placed = what.meeting.told is None or what.reading.counted
    return what.agenda.plan is not None and what.agenda.prepares is None and placed


def _buttons(what: Logged, *, late: bool) -> tuple[Button, ...]:
    meeting = what.meeting.id
    now: tuple[Button, ...] = ()
    if late:
        check = Button("Check my thank-you", CheckThanks(meeting), Emphasis.PRIMARY)
        now = (check, Button("Done", Thanked(meeting)))
    on = (Button("Turn reminders on", SwitchReminders("on")),) if what.habits.off else ()
    return (*now, *on, *_change(what))


def _change(what: Logged) -> tuple[Button, ...]:
    meeting = what.meeting.id
    change, cancel = (
        Button("Change time", ChangeTime(meeting)),
        Button("Cancel", CancelMeeting(meeting)),
    )
    if what.meeting.introducer:
        return change, cancel
    return change, Button("Someone introduced us", AddIntroducer(meeting)), cancel


def question() -> tuple[Part, ...]:
    """Asks for the clock on the member's wall, wherever the zone is needed and not known."""
    return Paragraph(line(_ASK)), Choices((Button("Tell you the time", AskClock()),))


_UNSAID = {Side.PAST: "today", Side.FUTURE: "", Side.EITHER: ""}
_REMINDED = {
    Why.AS_USUAL: N_("I'll remind you **{at}** to thank {whom}."),
    Why.TONIGHT: N_("I'll remind you **{at}**, before your quiet hour, to thank {whom}."),
    Why.AT_WAKING: N_("It's late, so I'll remind you **{at}** to thank {whom}."),
    Why.PAUSED: N_("You've paused me, so I'll remind you **{at}** to thank {whom}."),
    Why.LOGGED_LATE: N_("I'll remind you **{at}** to thank {whom}."),
}
_LATE = N_(
    "Better late than silent. Send it today, and skip the long apology; one “I should have "
    "written sooner” is enough. I'll ask once more in two hours, unless you press *Done*:"
)
_NOW = N_(
    "Now is a good moment to thank {name}, while they remember you. I'll ask once more in two "
    "hours, unless you press *Done*:"
)
_TOO_MANY = N_(
    "But no reminder: you have 200 waiting, and nobody keeps up with that. Cancel a few in "
    "*Reminders* (`/goodask`), then press *Change time* here."
)
_ONE_BY_ONE = N_(
    "Each of them should get thanks of their own. My reminder is for {name}; tell me about "
    "{others} one by one, and nobody is forgotten."
)
_OFF = N_("Your reminders are off, so I'll keep quiet.")
_PREPARE_NOW = N_(
    "It's soon, so in short: **be on time**, bring three questions only {name} can answer, leave "
    "the résumé at home, and thank them at the end."
)
_ASK = N_(
    "**What time is it for you now?** I can't see your time zone here. Tell me once (*3:20 pm* "
    "will do) and I get it right from here on."
)
_DOUBTS = {
    Doubt.DAY: N_("**Which one was it?**"),
    Doubt.DAY_ORDER: N_("**Which one was it?** Half the world writes the day first."),
    Doubt.HALF_OF_DAY: N_("**Morning or evening?**"),
    Doubt.CLOCKS_GO_BACK: N_("**Which one was it?** The clocks went back that night."),
    Doubt.ZONE: N_("**Which one was it?** That time zone has namesakes."),
}
_NO_TIME = N_("You didn't say when.")
_TOMORROW = N_("So it's down as tomorrow; *Change time* sets it right.")
_JUST_NOW = N_("So it's down as just now; *Change time* sets it right.")
_PROBLEMS = {
    Unclear.NOT_UNDERSTOOD: N_("I couldn't make a time of “{told}”."),
    Unclear.OUT_OF_RANGE: N_("“{told}” is more than two years away, and my calendar is shorter."),
    Unclear.WHICH_DAY: N_("“{told}” could be many days."),
}
