"""What reminders say. Pure: from a reminder, whom and what it is about, to parts of a message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.conversation.starters import called, follow_up_starter, named, thanks
from bot.conversation.timewords import brief, days_away, first_name, from_now, full, was_just_now
from bot.model.errands import (
    Answered,
    ChangeTime,
    CheckThanks,
    DraftFollowUp,
    HowItWent,
    PutOff,
    ReminderDone,
    SentAgain,
    StopReminder,
)
from bot.model.messages import BrowseChapter, Button, Choices, Emphasis, Paragraph, Part, Quote
from bot.model.records import Contact, Habits, Meeting, Purpose, Reminder
from bot.model.text import N_, Line, Value, joined, line, verbatim
from bot.networking import planning


@dataclass(frozen=True, slots=True)
class About:
    """A reminder with all that its words need."""

    reminder: Reminder
    contact: Contact | None
    meeting: Meeting | None
    habits: Habits
    now: datetime

    @property
    def zone(self) -> str:
        """Whose clock the words are on."""
        return self.reminder.zone

    @property
    def name(self) -> Value:
        """What to call the contact."""
        return named(self.contact)


def body(about: About) -> tuple[Part, ...]:
    """What it reminds of, with a starter where there is something to write; no buttons."""
    return _BODIES[about.reminder.purpose](about)


def choices(about: About) -> tuple[Button, ...]:
    """What can be done about it, the likeliest first."""
    return (*_FIRST[about.reminder.purpose](about), *_later(about))


def card(about: About) -> tuple[Part, ...]:
    """The whole of it."""
    buttons = choices(about)
    return (*body(about), *((Choices(buttons),) if buttons else ()))


def headline(about: About) -> Line:
    """The reminder in half a line, for lists and bundles."""
    return line(_HEADLINES[about.reminder.purpose], name=about.name)


def preparation(about: About) -> tuple[Part, ...]:
    """How to come prepared; also said at once when the meeting is near."""
    return (Paragraph(line(_PREPARE, name=about.name)),)


def _thank(about: About) -> tuple[Part, ...]:
    said = line("Time to thank **{name}**.", name=about.name)
    if about.meeting is None:
        return (Paragraph(joined(said, line("Two or three lines, today."))),)
    if about.meeting.topic:
        talked = line("You talked about *{topic}*.", topic=about.meeting.topic)
        said = joined(said, talked)
    away = days_away(about.meeting.at, about.zone, about.now)
    away = 0 if was_just_now(about.meeting, about.now) else away
    said = joined(said, line(_WRITE.get(away, _WRITE_LATE)))
    return (Paragraph(said), *thanks(about.contact, about.meeting, about.now))


def _thank_introducer(about: About) -> tuple[Part, ...]:
    who = about.meeting.introducer if about.meeting else None
    said = line(
        "**{who}** introduced you to {name}. One line back, so they know it led somewhere:",
        who=who or line("Somebody"),
        name=about.name,
    )
    starter = (
        f"{first_name(who) if who else 'Hi'}, I talked with {called(about.contact)}, and it was "
        "worth it: [one thing you took from it]. Thank you for introducing us."
    )
    return Paragraph(said), Quote(starter)


def _resume(about: About) -> tuple[Part, ...]:
    return (Paragraph(line(_RESUME, name=about.name)),)


def _prepare(about: About) -> tuple[Part, ...]:
    if about.meeting is None:
        return preparation(about)
    at = full(about.meeting.at, about.zone, about.now)
    if about.habits.zone is None:
        at = from_now(about.meeting.at, about.now)
    said = line("You meet **{name}** **{at}**.", name=about.name, at=at)
    return (Paragraph(said), *preparation(about))


def _how_was_it(about: About) -> tuple[Part, ...]:
    return (Paragraph(line("How did it go with **{name}**?", name=about.name)),)


def _follow_up(about: About) -> tuple[Part, ...]:
    said = line(
        "No answer from **{name}** yet? You've waited long enough to ask once more: short, with "
        "something new in it. Then let it rest.",
        name=about.name,
    )
    return Paragraph(said), Quote(follow_up_starter(about.contact, about.zone, about.now))


def _touch(about: About) -> tuple[Part, ...]:
    return (Paragraph(line(_TOUCH, name=about.name)),)


def _hello(_about: About) -> tuple[Part, ...]:
    return (Paragraph(line(_HELLO)),)


def _later(about: About) -> tuple[Button, ...]:
    one = about.reminder
    if one.purpose in {Purpose.HELLO, Purpose.PREPARE}:
        return ()
    ways = {"hour": N_("In an hour"), "tonight": N_("Tonight"), "tomorrow": N_("Tomorrow")}
    if one.purpose in {Purpose.FOLLOW_UP, Purpose.STAY_IN_TOUCH}:
        ways = {"tomorrow": N_("Tomorrow")}
    elif planning.tonight(about.now, about.habits) is None:
        del ways["tonight"]
    later = (Button(label, PutOff(one.id, until)) for until, label in ways.items())
    return (*later, Button("Stop", StopReminder(one.id)))


def _done(about: About) -> Button:
    return Button("Done", ReminderDone(about.reminder.id))


def _only_done(about: About) -> tuple[Button, ...]:
    return (_done(about),)


def _nothing(_about: About) -> tuple[Button, ...]:
    return ()


def _thank_choices(about: About) -> tuple[Button, ...]:
    meeting = about.reminder.meeting
    if meeting is None:
        return (_done(about),)
    return Button("Check my thank-you", CheckThanks(meeting), Emphasis.PRIMARY), _done(about)


def _went_choices(about: About) -> tuple[Button, ...]:
    meeting = about.reminder.meeting
    if meeting is None:
        return (_done(about),)
    return (
        Button("We talked", HowItWent(meeting, "talked"), Emphasis.PRIMARY),
        Button("They asked for my résumé", HowItWent(meeting, "resume")),
        Button("It didn't happen", HowItWent(meeting, "not")),
        Button("Change time", ChangeTime(meeting)),
    )


def _prepare_choices(about: About) -> tuple[Button, ...]:
    ask = Button("What to ask them", BrowseChapter("talk"))
    meeting = about.reminder.meeting
    if meeting is None:
        return (ask,)
    off = Button("It didn't happen", HowItWent(meeting, "not"))
    return (ask, Button("Change time", ChangeTime(meeting)), off)


def _follow_up_choices(about: About) -> tuple[Button, ...]:
    contact = about.reminder.contact
    if contact is None:
        return (_done(about),)
    return (
        Button("Draft a follow-up", DraftFollowUp(contact), Emphasis.PRIMARY),
        Button("They answered", Answered(contact)),
        Button("I sent it", SentAgain(contact)),
    )


def _touch_choices(about: About) -> tuple[Button, ...]:
    contact = about.reminder.contact
    if contact is None:
        return (_done(about),)
    wrote = Button("I wrote to them", SentAgain(contact), Emphasis.PRIMARY)
    return (wrote, Button("They wrote to me", Answered(contact)))


def when_line(about: About) -> Line:
    """A list's line: what, when, and its id."""
    return line(
        "{what}: **{at}** `{id}`",
        what=headline(about),
        at=brief(about.reminder.due, about.zone, about.now),
        id=verbatim(about.reminder.id),
    )


_Body: TypeAlias = Callable[[About], tuple[Part, ...]]
_Buttons: TypeAlias = Callable[[About], tuple[Button, ...]]
_BODIES: dict[Purpose, _Body] = {
    Purpose.THANK: _thank,
    Purpose.THANK_INTRODUCER: _thank_introducer,
    Purpose.SEND_RESUME: _resume,
    Purpose.PREPARE: _prepare,
    Purpose.HOW_WAS_IT: _how_was_it,
    Purpose.FOLLOW_UP: _follow_up,
    Purpose.STAY_IN_TOUCH: _touch,
    Purpose.HELLO: _hello,
}
_FIRST: dict[Purpose, _Buttons] = {
    Purpose.THANK: _thank_choices,
    Purpose.THANK_INTRODUCER: _only_done,
    Purpose.SEND_RESUME: _only_done,
    Purpose.PREPARE: _prepare_choices,
    Purpose.HOW_WAS_IT: _went_choices,
    Purpose.FOLLOW_UP: _follow_up_choices,
    Purpose.STAY_IN_TOUCH: _touch_choices,
    Purpose.HELLO: _nothing,
}
_WRITE = {
    0: N_("Two or three lines, today, while they remember you:"),
    -1: N_("Two or three lines, first thing, while they remember you:"),
}
_WRITE_LATE = N_("Two or three lines, now: late beats never:")
_HEADLINES = {
    Purpose.THANK: N_("Thank **{name}**"),
    Purpose.THANK_INTRODUCER: N_("Thank whoever introduced you to **{name}**"),
    Purpose.SEND_RESUME: N_("Send **{name}** your résumé"),
    Purpose.PREPARE: N_("Get ready for **{name}**"),
    Purpose.HOW_WAS_IT: N_("Tell me how it went with **{name}**"),
    Purpose.FOLLOW_UP: N_("Follow up with **{name}**"),
    Purpose.STAY_IN_TOUCH: N_("A sign of life for **{name}**"),
    Purpose.HELLO: N_("A hello from me"),
}
_PREPARE = N_(
    "**Be on time**, and early is on time. Bring three questions that only {name} can answer: two "
    "about their work, one about the company. Leave the résumé at home; if they want it, you send "
    "it tonight. At the end, thank them out loud."
)
_RESUME = N_(
    "Send **{name}** your résumé today, in a message of its own, apart from the thanks: two lines "
    "and the file. They asked for it, so no apology and no cover letter."
)
_TOUCH = N_(
    "It's been a while since you and **{name}** talked. Write if you have something to *give*: "
    "what became of their advice, an article they'd enjoy, a congratulation. No favour this time. "
    "Nothing to give? Then wait, that's fine too."
)
_HELLO = N_(
    "**Hi, it's me.** This is where your reminders will come. I write when something is due and "
    "otherwise keep quiet."
)
