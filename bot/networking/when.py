"""Times as people type them, resolved to an instant; or what to ask instead.

What is read is echoed to the member by whoever calls, always. What has two good readings is asked,
and what is not understood whole is not understood: a time that is silently wrong costs a reminder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.networking.dates import (
    FARTHEST,
    Side,
    dates_meant,
    instants,
    is_series,
    unclear_stretch,
)
from bot.networking.locales import day_first, languages
from bot.networking.moments import Doubt, Moment, Precision, Unclear, When, WhichOne
from bot.networking.reading import hour_alone, take_apart
from bot.networking.spoken import (
    Day,
    DaysFromToday,
    EitherOrder,
    Hour,
    NamedDay,
    Part,
    Spoken,
    Week,
)
from bot.networking.zones import zones_at

_DAYTIME = range(7, 19)
_NIGHT = range(6)
_SMALL_HOURS = range(5)
_ABOUT_NOW = timedelta(minutes=30)


def read_time(text: str, *, now: datetime, zone: str, side: Side, locale: str = "en") -> When:
    """What `text` means to a member in `zone` (IANA) at the instant `now`.

    `side` is the side of now that the command is about. `locale` (IETF tag) settles the order in
    11/3 where it names a country. More than two years away is out of range. ValueError for a zone
    that does not exist.
    """
    known = languages(locale)
    if known[0] == "de":
        from bot.networking.german import in_english  # here, since few members need its patterns

        text = in_english(text)
    spoken = take_apart(text, day_first=day_first(locale), languages=known)
    if spoken is None:
        stretch = unclear_stretch(text, now)
        return Unclear(stretch) if stretch else Unclear.NOT_UNDERSTOOD
    home = ZoneInfo(zone)
    if spoken.minutes is not None:
        return _in_range([_after(spoken, now, home)], Doubt.DAY, now)
    found: list[Moment] = []
    doubt = Doubt.ZONE
    for place in _places(spoken.zones, home, now):
        reader = _Reader(spoken, now, place, home, side)
        options, why = reader.read()
        found += options
        doubt = why or doubt
    return _in_range(found, doubt, now)


def zones_by_clock(text: str, now: datetime) -> tuple[str, ...]:
    """The zones where it is now that time ("3:20 pm"); empty if the text is no time of day.

    Both halves of the day are tried where none is said.
    """
    said = hour_alone(text)
    if said is None:
        return ()
    hours = {said.hour % 12, said.hour % 12 + 12} if said.either_half else {said.hour}
    found = (zone for hour in sorted(hours) for zone in zones_at(hour, said.minute, now))
    return tuple(dict.fromkeys(found))


def _after(spoken: Spoken, now: datetime, home: ZoneInfo) -> Moment:
    minutes = spoken.minutes or 0
    about = spoken.about or minutes == 0
    instant = now + timedelta(minutes=minutes)
    moment = _moment(instant, home, Precision.ABOUT if about else Precision.EXACT)
    return replace(moment, counted=True)


def _moment(instant: datetime, home: ZoneInfo, precision: Precision, moved: bool = False) -> Moment:
    wall = instant.astimezone(home).replace(tzinfo=None, fold=0)
    return Moment(instant, wall, home.key, precision, moved)


def _places(zones: tuple[str, ...], home: ZoneInfo, now: datetime) -> list[ZoneInfo]:
    """Where the time was said to be; the member's own surroundings settle what CST means."""
    if not zones:
        return [home]
    places = [ZoneInfo(zone) for zone in zones]
    here = now.astimezone(home).utcoffset()
    near = [place for place in places if now.astimezone(place).utcoffset() == here]
    return near[:1] or places


def _in_range(found: Sequence[Moment], doubt: Doubt, now: datetime) -> When:
    options = sorted(
        {one.instant: one for one in found if abs(one.instant - now) <= FARTHEST}.values(),
        key=lambda one: one.instant,
    )
    if not options:
        return Unclear.OUT_OF_RANGE if found else Unclear.NOT_UNDERSTOOD
    return options[0] if len(options) == 1 else WhichOne(tuple(options), doubt)


@dataclass(frozen=True, slots=True)
class _Time:
    hour: float
    precision: Precision
    next_day: bool = False


@dataclass(frozen=True, slots=True)
class _Reader:
    """One spoken time in one place."""

    spoken: Spoken
    now: datetime
    place: ZoneInfo
    home: ZoneInfo
    side: Side

    @property
    def today(self) -> date:
        return self.now.astimezone(self.place).date()

    def read(self) -> tuple[list[Moment], Doubt | None]:
        day = self.spoken.day
        if isinstance(day, EitherOrder):
            return self._either_order(day)
        options = self._on(day)
        doubt = Doubt.DAY if len(options) > 1 else None
        if day is None and len(options) == 1:
            other = self._other_half(options[0])
            if other:
                return [self._settle(options[0])[0], self._settle(other)[0]], Doubt.HALF_OF_DAY
        moments = [moment for option in options for moment in self._settle(option)]
        return moments, doubt or (Doubt.CLOCKS_GO_BACK if len(moments) > 1 else None)

    def _either_order(self, day: EitherOrder) -> tuple[list[Moment], Doubt]:
        options = [option for one in day.readings for option in self._on(one)]
        fitting = [option for option in options if self._fits(option)] or options
        return [self._settle(option)[0] for option in fitting], Doubt.DAY_ORDER

    def _on(self, day: Day | None) -> list[tuple[date, _Time]]:
        """The days and times that are meant; more than one where the day is in doubt."""
        if self._is_still_tonight(day):
            day = DaysFromToday(-1)
        dates = dates_meant(day, self.today, self.side)
        options = [(one, self._times(one)[0]) for one in dates]
        if not is_series(day):
            return [self._better_half(option) for option in options]
        if self.side is Side.EITHER:
            return self._either_side(day, options)
        fitting = [option for option in options if self._fits(option)]
        if not fitting:
            return []
        if self.side is Side.PAST:
            fitting.reverse()
        # Nobody calls today by its name, or nearly nobody: ask.
        by_name = isinstance(day, NamedDay) and fitting[0][0] == self.today
        return fitting[: 2 if by_name else 1]

    def _is_still_tonight(self, day: Day | None) -> bool:
        """After midnight, "tonight" of something past is the evening that has just ended."""
        part = self.spoken.part
        is_evening = part is not None and part.lasts_past_midnight
        small_hours = self.now.astimezone(self.place).hour in _SMALL_HOURS
        past = self.side is not Side.FUTURE
        return day == DaysFromToday(0) and is_evening and small_hours and past

    def _either_side(
        self, day: Day | None, options: list[tuple[date, _Time]]
    ) -> list[tuple[date, _Time]]:
        on_today = [option for option in options if option[0] == self.today]
        if on_today and (day is None or isinstance(day, NamedDay)):
            return on_today
        nearest = sorted(options, key=lambda option: abs(self._instant(option) - self.now))
        asks = isinstance(day, NamedDay) and day.week is Week.UNSAID
        return nearest[: 2 if asks else 1]

    def _times(self, day: date) -> list[_Time]:
        """The times of day that are meant, the likelier first."""
        hour, part = self.spoken.hour, self.spoken.part
        if hour is None:
            usual = self._usual(part, day)
            return [_Time(usual, Precision.ABOUT if part else Precision.DAY)]
        precision = Precision.ABOUT if self.spoken.about else Precision.EXACT
        return [
            _Time(one.hour + one.minute / 60, precision, _after_midnight(one, part))
            for one in _halves(hour, part)
        ]

    def _usual(self, part: Part | None, day: date) -> float:
        """The hour to take for a part of a day; of today, one on the right side of now."""
        start, end, usual = (part.start, part.end, part.usual) if part else (0.0, 24.0, 12.0)
        if day != self.today:
            return usual
        local = self.now.astimezone(self.place)
        current = local.hour + local.minute / 60
        before = self.side is Side.PAST or part is Part.EARLIER
        if before and usual > current > start:
            return max(start, current - 1)
        after = self.side is Side.FUTURE or part is Part.LATER
        if after and usual <= current < end:
            return min(current + 1, end - 1 / 60)
        return usual

    def _better_half(self, option: tuple[date, _Time]) -> tuple[date, _Time]:
        """Today at 9, of a meeting to come, at two in the afternoon: the evening."""
        if self.side is not Side.FUTURE or option[0] != self.today or self._fits(option):
            return option
        others = [(option[0], time) for time in self._times(option[0])[1:]]
        return next((other for other in others if self._fits(other)), option)

    def _other_half(self, best: tuple[date, _Time]) -> tuple[date, _Time] | None:
        """The same figures in the other half of a day, if that is nearer to now than `best`."""
        if self.side is Side.EITHER or best[0] == self.today:
            return None
        distance = abs(self._instant(best) - self.now)
        for day in dates_meant(None, self.today, self.side):
            for time in self._times(day)[1:]:
                other = (day, time)
                if self._fits(other) and abs(self._instant(other) - self.now) < distance:
                    return other
        return None

    def _fits(self, option: tuple[date, _Time]) -> bool:
        if self.side is Side.EITHER:
            return True
        if self.spoken.hour is None and option[0] == self.today:
            return self._has_part_of_today(self.spoken.part)
        if self.spoken.about and abs(self._instant(option) - self.now) <= _ABOUT_NOW:
            return True
        return (self._instant(option) <= self.now) == (self.side is Side.PAST)

    def _has_part_of_today(self, part: Part | None) -> bool:
        """Whether some of it lies on the right side of now; of the whole day, always."""
        if part is None:
            return True
        current = self.now.astimezone(self.place).hour
        return part.start <= current if self.side is Side.PAST else current < part.end

    def _wall(self, option: tuple[date, _Time]) -> datetime:
        day, time = option
        minutes = round(time.hour * 60) + (24 * 60 if time.next_day else 0)
        return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - a wall clock

    def _instant(self, option: tuple[date, _Time]) -> datetime:
        return instants(self._wall(option), self.place)[0]

    def _settle(self, option: tuple[date, _Time]) -> list[Moment]:
        """The moments of that wall time: two where clocks go back over it."""
        wall = self._wall(option)
        found = instants(wall, self.place)
        if len(found) > 1 and self.side is not Side.EITHER:
            right = [one for one in found if (one <= self.now) == (self.side is Side.PAST)]
            found = right or found
        moved = found[0].astimezone(self.place).replace(tzinfo=None, fold=0) != wall
        return [_moment(one, self.home, option[1].precision, moved) for one in found]


def _halves(hour: Hour, part: Part | None) -> list[Hour]:
    if not hour.either_half:
        return [hour]
    halves = [Hour(hour.hour % 12 + add, hour.minute) for add in (0, 12)]
    if part:
        inside = [one for one in halves if part.start <= one.hour < part.end]
        return inside or halves[:1]
    likelier = sorted(halves, key=lambda one: one.hour not in _DAYTIME)
    return [likelier[0], *(one for one in likelier[1:] if one.hour not in _NIGHT)]


def _after_midnight(hour: Hour, part: Part | None) -> bool:
    return part is not None and part.lasts_past_midnight and hour.hour in _SMALL_HOURS


__all__ = [
    "Doubt",
    "Moment",
    "Precision",
    "Side",
    "Unclear",
    "When",
    "WhichOne",
    "read_time",
    "zones_by_clock",
]
