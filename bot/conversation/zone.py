"""The member's zone: asked for by the clock on their wall, and what follows from knowing it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.conversation import Handler
from bot.conversation.meetings import Meetings
from bot.conversation.notebook import Notebook
from bot.conversation.timewords import clock, place
from bot.model.hub import AskClock, PickZone, TellClock
from bot.model.messages import Button, Choices, Form, Paragraph, Part, Reply, Request
from bot.model.people import Caller
from bot.model.ports import StoreUnavailableError
from bot.model.records import Habits
from bot.model.text import N_, Line, joined, line, verbatim
from bot.networking.reading import hour_alone
from bot.networking.when import zones_by_clock
from bot.networking.zones import named_zones, zone_of

_SLASH = "--"
_SHOWN = 5
_LONGEST = 40  # characters of a text that only tells the time


class Zones:
    """Needs the notebook and the meetings, which wait for the zone to be settled."""

    def __init__(self, notebook: Notebook, meetings: Meetings) -> None:
        self._notebook = notebook
        self._meetings = meetings

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The requests about the zone."""
        return {AskClock: self.ask, TellClock: self.tell, PickZone: self.pick}

    async def ask(self, who: Caller, request: AskClock) -> Reply:  # noqa: ARG002
        """The form."""
        return Reply((Form("clock"),))

    async def tell(self, who: Caller, request: TellClock) -> Reply:
        """Take the zone, or ask which of those where it is that time."""
        now = self._notebook.clock.now()
        found = named_zones(request.time) or zones_by_clock(request.time, now)
        shown = _one_a_clock(found, now)
        if len(shown) == 1:
            return await self._settled(who, shown[0])
        if not shown:
            return Reply((Paragraph(line(_NO_SUCH)), Choices((_AGAIN,))))
        buttons = [_button(zone) for zone in shown[:_SHOWN]]
        return Reply((Paragraph(line(_WHICH)), Choices((*buttons, _OTHER))))

    async def pick(self, who: Caller, request: PickZone) -> Reply:
        """Take this zone."""
        zone = request.zone.replace(_SLASH, "/")
        if "/" not in zone or zone_of(zone) is None:
            return Reply((Paragraph(line(_NO_SUCH)), Choices((_AGAIN,))))
        return await self._settled(who, zone)

    async def heard(self, who: Caller, text: str) -> Reply | None:
        """What to say to "3:20 pm" typed in answer to our question; None if it is not that."""
        if len(text) > _LONGEST or not (hour_alone(text) or named_zones(text)):
            return None
        if (await self._notebook.habits_of(who)).zone is not None:
            return None
        kept = await self._notebook.archive.everything(who.member)
        if not (kept.meetings or kept.reminders):
            return None  # nobody asked
        return await self.tell(who, TellClock(text))

    async def follow(self, who: Caller) -> tuple[Part, ...]:
        """Take the zone that the platform names, if it is news; what there is to say of that.

        What the member said themselves stands until the platform names another. Of whom nothing is
        planned nothing is noted: whatever needs the zone will. Without the store nothing is taken,
        and the next request tries again.
        """
        if not who.zone or zone_of(who.zone) is None:
            return ()
        try:
            return await self._followed(who, who.zone)
        except StoreUnavailableError:
            return ()

    async def _followed(self, who: Caller, zone: str) -> tuple[Part, ...]:
        before = await self._notebook.known_habits(who)
        if before.zone_heard == zone:
            return ()
        if before.zone is None and not await self._notebook.reminders.open(who.member):
            return ()
        heard = replace(before, zone_heard=zone)
        if before.zone == zone or (before.zone and before.zone_heard is None):
            await self._notebook.keep_habits(who.member, heard)
            return ()
        settled, moved = await self._take(who, replace(heard, zone=zone))
        if settled:
            return Paragraph(self._clock(zone)), *settled
        return (Paragraph(self._moved(zone, moved)),) if moved else ()

    async def _settled(self, who: Caller, zone: str) -> Reply:
        before = await self._notebook.habits_of(who)
        heard = who.zone or before.zone_heard
        settled, moved = await self._take(who, replace(before, zone=zone, zone_heard=heard))
        if settled:
            return Reply((Paragraph(self._clock(zone)), *settled))
        return Reply((Paragraph(self._moved(zone, moved)),))

    async def _take(self, who: Caller, habits: Habits) -> tuple[tuple[Part, ...], int]:
        """Keep the zone; the echo of what was a guess until now, and how many reminders moved."""
        # Planned anew before anything is moved: what moves may be due at once, and then it is sent.
        settled = await self._meetings.settle(who, habits)
        return settled, await self._notebook.keep_habits(who.member, habits)

    def _clock(self, zone: str) -> Line:
        return line(
            "**{place}, so it's {clock} for you.**",
            place=verbatim(place(zone)),
            clock=verbatim(clock(self._notebook.clock.now(), zone)),
        )

    def _moved(self, zone: str, count: int) -> Line:
        return joined(self._clock(zone), line(_MOVED if count else _BY_THAT))


def _button(zone: str) -> Button:
    like = line("Like {place}", place=verbatim(place(zone)))
    return Button(like, PickZone(zone.replace("/", _SLASH)))


def _one_a_clock(zones: Iterable[str], now: datetime) -> list[str]:
    """One zone of all that go alike today and half a year on; the one with most members."""
    kept: dict[tuple[object, object], str] = {}
    for zone in zones:
        there = ZoneInfo(zone)
        summer, winter = (now.replace(month=month, day=15) for month in (7, 1))
        key = (summer.astimezone(there).utcoffset(), winter.astimezone(there).utcoffset())
        kept.setdefault(key, zone)
    return list(kept.values())


_AGAIN = Button("Try again", AskClock())
_OTHER = Button("None of these", AskClock())
_MOVED = N_("What I had planned moves along with it.")
_BY_THAT = N_("Your reminders go by that clock.")
_WHICH = N_("**Which of these goes like your clock?**")
_NO_SUCH = N_(
    "I couldn't place that. Tell me the time on your clock (*3:20 pm*), or the name of a big city "
    "that has your time (*Chicago*)."
)
