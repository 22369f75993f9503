"""When a member wants to hear from us: zone, quiet hours, weekends, pause, off."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.conversation.conversation import Handler
from bot.conversation.errand_forms import TIME_LIMIT
from bot.conversation.notebook import UNKNOWN_ZONE, Notebook
from bot.conversation.people import tidied
from bot.conversation.phrasing import counted
from bot.conversation.reminders import LIST
from bot.conversation.restoring import restored
from bot.conversation.timewords import brief, clock, days_away, full, place
from bot.model.hub import (
    AskClock,
    EditHours,
    EndPause,
    Pause,
    SetHours,
    ShowSettings,
    StartPause,
    SwitchReminders,
    SwitchWeekends,
)
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Reply, Request
from bot.model.people import Caller
from bot.model.ports import TooManyError
from bot.model.records import WEEKEND, Habits, State
from bot.model.text import N_, Line, joined, line, plural, sentence, verbatim
from bot.networking.reading import hour_alone
from bot.networking.waking import next_awake
from bot.networking.when import Moment, Side, read_time

_DAYS = frozenset({"3", "5", "7", "10"})
_NOON = 12


class Settings:
    """Needs the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about settings."""
        return {
            ShowSettings: self.show,
            EditHours: self.edit_hours,
            SetHours: self.set_hours,
            SwitchWeekends: self.weekends,
            StartPause: self.start_pause,
            Pause: self.pause,
            EndPause: self.end_pause,
            SwitchReminders: self.switch,
        }

    async def show(self, who: Caller, request: ShowSettings) -> Reply:  # noqa: ARG002
        """How it stands."""
        return self._page(await self._notebook.habits_of(who))

    async def edit_hours(self, who: Caller, request: EditHours) -> Reply:  # noqa: ARG002
        """The form, with what holds now."""
        habits = await self._notebook.habits_of(who)
        known = {
            "wakes": f"{habits.wakes:%H:%M}",
            "rests": f"{habits.rests:%H:%M}",
            "days": str(habits.follow_up_days),
        }
        return Reply((Form("hours", None, known),))

    async def set_hours(self, who: Caller, request: SetHours) -> Reply:
        """Other hours; what is planned for a quiet one moves to the next waking hour."""
        wakes, rests = hour_of(request.wakes, morning=True), hour_of(request.rests, morning=False)
        if wakes is None or rests is None:
            again = Button("Hours", EditHours())
            return Reply((Paragraph(line(_NO_HOUR)), Choices((again,))))
        habits = await self._notebook.habits_of(who)
        days = int(request.days) if request.days in _DAYS else habits.follow_up_days
        own = replace(habits, wakes=wakes, rests=rests, follow_up_days=days, usual=False)
        return await self._kept(who, own, line("Kept."))

    async def weekends(self, who: Caller, request: SwitchWeekends) -> Reply:
        """Whether follow-ups may come at weekends."""
        habits = await self._notebook.habits_of(who)
        off = habits.days_off - WEEKEND if request.to == "on" else habits.days_off | WEEKEND
        return await self._kept(who, replace(habits, days_off=off, usual=False))

    async def start_pause(self, who: Caller, request: StartPause) -> Reply:  # noqa: ARG002
        """The form."""
        return Reply((Form("pause"),))

    async def pause(self, who: Caller, request: Pause) -> Reply:
        """Nothing until then; what was planned sooner comes when it is over."""
        habits, now = await self._notebook.habits_of(who), self._notebook.clock.now()
        zone, words = habits.zone or UNKNOWN_ZONE, tidied(request.until, TIME_LIMIT)
        said = read_time(words, now=now, zone=zone, side=Side.FUTURE, locale=who.locale)
        if not isinstance(said, Moment) or said.instant <= now:
            again = Button("Pause", StartPause())
            return Reply((Paragraph(line(_NO_TIME, words=words)), Choices((again,))))
        paused = replace(habits, paused_until=said.instant)
        return await self._kept(who, paused, line("Paused."))

    async def end_pause(self, who: Caller, request: EndPause) -> Reply:  # noqa: ARG002
        """From now on again. What the pause moved stays where it is; it can be moved back."""
        habits = await self._notebook.habits_of(who)
        return await self._kept(who, replace(habits, paused_until=None), line("Welcome back."))

    async def switch(self, who: Caller, request: SwitchReminders) -> Reply:
        """On or off altogether; off cancels what is planned, and says how much that was."""
        habits = await self._notebook.habits_of(who)
        if request.to != "off":
            return await self._on(who, replace(habits, off=False))
        habits = replace(habits, off=True)
        cancelled = await self._notebook.habits.switch_off(who.member, habits)
        return self._page(habits, _cancelled(cancelled))

    async def _on(self, who: Caller, habits: Habits) -> Reply:
        """What was switched off comes back, with a hello if it is the first there ever was."""
        now, kept = self._notebook.clock.now(), await self._notebook.archive.everything(who.member)
        back = restored(kept, habits, now) if kept.habits.off else ()
        hello = await self._notebook.hello(who, habits) if back else ()
        try:
            switched = await self._notebook.habits.switch_on(who.member, habits, (*back, *hello))
        except TooManyError:
            switched = not await self._notebook.habits.switch_on(who.member, habits, ())
        back = back if switched else ()
        return await self._kept(who, habits, _back(len(back)))

    async def _kept(self, who: Caller, habits: Habits, *said: Line) -> Reply:
        await self._notebook.keep_habits(who.member, habits)
        moved = await self._fitted(who, habits)
        return self._page(habits, *said, *((_moved(moved),) if moved else ()))

    async def _fitted(self, who: Caller, habits: Habits) -> int:
        """Move what now lies in the pause or in quiet hours; how many that were."""
        moved = 0
        for one in await self._notebook.reminders.open(who.member):
            earliest = max(one.due, habits.paused_until or one.due)
            due = one.due if one.fixed and earliest == one.due else next_awake(earliest, habits)
            if due == one.due or one.state is not State.SCHEDULED:
                continue
            zone = habits.zone or UNKNOWN_ZONE
            wall = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
            await self._notebook.reminders.move(who.member, one.id, due, wall, zone)
            moved += 1
        return moved

    def _page(self, habits: Habits, *said: Line) -> Reply:
        now = self._notebook.clock.now()
        paused = habits.paused_until is not None and habits.paused_until > now
        first = joined(*said, line("**When may I write?**"))
        text = map(Paragraph, (first, _zone(habits, now), *_rest(habits, now, paused=paused)))
        return Reply((*text, Choices(_buttons(habits, paused=paused))))


def _cancelled(count: int) -> Line:
    return counted(
        count, "Off, and one reminder cancelled.", "Off, and {count} reminders cancelled."
    )


def _moved(count: int) -> Line:
    return sentence(
        counted(count, "one reminder moved with it.", "{count} reminders moved with it.")
    )


def _back(count: int) -> Line:
    if not count:
        return line("On again. There was nothing to bring back.")
    return counted(
        count, "On again, and one reminder is back.", "On again, and {count} reminders are back."
    )


def _zone(habits: Habits, now: datetime) -> Line:
    if habits.zone is None:
        return line("Your zone: not known yet.")
    return line(
        "Your zone: **{place}**, where it's {clock} now.",
        place=verbatim(place(habits.zone)),
        clock=verbatim(clock(now, habits.zone)),
    )


def _rest(habits: Habits, now: datetime, *, paused: bool) -> tuple[Line, ...]:
    hours, days = _hours(habits), habits.follow_up_days
    nudge = plural(
        "A follow-up after **{count} working day** without an answer.",
        "A follow-up after **{count} working days** without an answer.",
        days,
        count=days,
    )
    if habits.off:
        return hours, nudge, line("**Reminders are off.**")
    if paused and habits.paused_until:
        until, zone = habits.paused_until, habits.zone or UNKNOWN_ZONE
        say = brief if days_away(until, zone, now) == 1 else full
        return hours, nudge, line("**Paused** until {when}.", when=say(until, zone, now))
    return hours, nudge


def _hours(habits: Habits) -> Line:
    free = habits.days_off >= WEEKEND
    if habits.wakes == habits.rests:
        return line(_ANY_HOUR_FREE if free else _ANY_HOUR)
    wakes, rests = (verbatim(f"{each:%H:%M}") for each in (habits.wakes, habits.rests))
    return line(_BETWEEN_FREE if free else _BETWEEN, wakes=wakes, rests=rests)


def _buttons(habits: Habits, *, paused: bool) -> tuple[Button, ...]:
    count = Button("Count weekends", SwitchWeekends("on"))
    free = Button("Free weekends", SwitchWeekends("off"))
    on = Button("Turn reminders on", SwitchReminders("on"), Emphasis.PRIMARY)
    off = Button("Turn reminders off", SwitchReminders("off"), Emphasis.DANGER)
    return (
        Button("Time zone", AskClock()),
        Button("Hours", EditHours()),
        count if habits.days_off >= WEEKEND else free,
        Button("End the pause", EndPause()) if paused else Button("Pause", StartPause()),
        on if habits.off else off,
        LIST,
    )


def hour_of(words: str, *, morning: bool) -> time | None:
    """A time of day; "8" of waking is the morning's, "10" of resting the evening's."""
    said = hour_alone(words)
    if said is None:
        return None
    hour = said.hour
    if said.either_half:
        hour = hour % _NOON + (0 if morning else _NOON)
    return time(hour % 24, said.minute)


_BETWEEN = N_("Between **{wakes}** and **{rests}**; weekends are working days like any other.")
_BETWEEN_FREE = N_("Between **{wakes}** and **{rests}**; weekends are free.")
_ANY_HOUR = N_("At any hour; weekends are working days like any other.")
_ANY_HOUR_FREE = N_("At any hour; weekends are free.")
_NO_HOUR = N_("I couldn't read those hours. Try *8:00* and *22:00*.")
_NO_TIME = N_(
    "I couldn't make a time ahead of us out of “{words}”. Try *Monday at 9*, *tomorrow* or *3 Jan*."
)
