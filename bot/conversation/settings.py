"""When a member wants to hear from us: zone, quiet hours, weekends, pause, off."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.conversation.conversation import Handler
from bot.conversation.errand_forms import TIME_LIMIT
from bot.conversation.notebook import UNKNOWN_ZONE, Notebook
from bot.conversation.people import tidied
from bot.conversation.phrasing import capitalised, counted
from bot.conversation.reminders import LIST
from bot.conversation.restoring import restored
from bot.conversation.timewords import brief, clock, place
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
from bot.model.text import line
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
        return await self._kept(who, own, "Kept. ")

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
        return await self._kept(who, replace(habits, paused_until=said.instant), "Paused. ")

    async def end_pause(self, who: Caller, request: EndPause) -> Reply:  # noqa: ARG002
        """From now on again. What the pause moved stays where it is; it can be moved back."""
        habits = await self._notebook.habits_of(who)
        return await self._kept(who, replace(habits, paused_until=None), "Welcome back. ")

    async def switch(self, who: Caller, request: SwitchReminders) -> Reply:
        """On or off altogether; off cancels what is planned, and says how much that was."""
        habits = await self._notebook.habits_of(who)
        if request.to != "off":
            return await self._on(who, replace(habits, off=False))
        habits = replace(habits, off=True)
        cancelled = await self._notebook.habits.switch_off(who.member, habits)
        return self._page(habits, f"Off, and {counted(cancelled, 'reminder')} cancelled. ")

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
        return await self._kept(who, habits, f"On again{_back(len(back))}. ")

    async def _kept(self, who: Caller, habits: Habits, said: str = "") -> Reply:
        await self._notebook.keep_habits(who.member, habits)
        moved = await self._fitted(who, habits)
        if moved:
            said += f"{capitalised(counted(moved, 'reminder'))} moved with it. "
        return self._page(habits, said)

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

    def _page(self, habits: Habits, said: str = "") -> Reply:
        now = self._notebook.clock.now()
        paused = habits.paused_until is not None and habits.paused_until > now
        first = line("{said}**When may I write?**", said=line(said))
        lines = (_zone(habits, now), *_rest(habits, now, paused=paused))
        text = [Paragraph(first), *(Paragraph(line(each)) for each in lines)]
        return Reply((*text, Choices(_buttons(habits, paused=paused))))


def _back(count: int) -> str:
    if not count:
        return ". There was nothing to bring back"
    return f", and {counted(count, 'reminder')} {'is' if count == 1 else 'are'} back"


def _zone(habits: Habits, now: datetime) -> str:
    if habits.zone is None:
        return "Your zone: not known yet."
    return f"Your zone: **{place(habits.zone)}**, where it's {clock(now, habits.zone)} now."


def _rest(habits: Habits, now: datetime, *, paused: bool) -> tuple[str, ...]:
    free = "free" if habits.days_off >= WEEKEND else "working days like any other"
    hours = f"Between **{habits.wakes:%H:%M}** and **{habits.rests:%H:%M}**; weekends are {free}."
    if habits.wakes == habits.rests:
        hours = f"At any hour; weekends are {free}."
    nudge = f"A follow-up after **{habits.follow_up_days} working days** without an answer."
    if habits.off:
        return hours, nudge, "**Reminders are off.**"
    if paused and habits.paused_until:
        until = brief(habits.paused_until, habits.zone or UNKNOWN_ZONE, now)
        return hours, nudge, f"**Paused** until {until.removeprefix('on ')}."
    return hours, nudge


def _buttons(habits: Habits, *, paused: bool) -> tuple[Button, ...]:
    free = habits.days_off >= WEEKEND
    return (
        Button("Time zone", AskClock()),
        Button("Hours", EditHours()),
        Button(
            "Count weekends" if free else "Free weekends", SwitchWeekends("on" if free else "off")
        ),
        Button("End the pause", EndPause()) if paused else Button("Pause", StartPause()),
        Button("Turn reminders on", SwitchReminders("on"), Emphasis.PRIMARY)
        if habits.off
        else Button("Turn reminders off", SwitchReminders("off"), Emphasis.DANGER),
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


_NO_HOUR = "I couldn't read those hours. Try *8:00* and *22:00*."
_NO_TIME = (
    "I couldn't make a time ahead of us out of “{words}”. Try *Monday at 9*, *tomorrow* or *3 Jan*."
)
