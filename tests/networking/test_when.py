"""Times as people type them."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.networking.moments import Doubt, Moment, Precision, Unclear, When, WhichOne
from bot.networking.when import Side, read_time, zones_by_clock
from bot.networking.zones import COMMON

NOW = datetime(2026, 11, 25, 15, 45, tzinfo=UTC)
TABLE = Path(__file__).parent / "phrases.txt"
PLACES = (
    (ZoneInfo("America/Chicago"), "en-US"),
    (ZoneInfo("Europe/Berlin"), "en-GB"),
    (ZoneInfo("Asia/Kolkata"), "en-IN"),
)
MARKS = {"": Precision.EXACT, "~": Precision.ABOUT, "*": Precision.DAY}
_HEAD = re.compile(r"\[(met|to come)\] (\S+ \S+) UTC: .*")
_CELL = re.compile(
    r"(?:(?P<day>[A-Z][a-z]{2}) )?(?P<wall>\S+ [\d:]{5})(?P<utc> UTC)?(?P<mark>[~*]?)"
)


class Row(NamedTuple):
    """A phrase, when and about which side of now it is said, and what each place expects."""

    phrase: str
    now: datetime
    side: Side
    cells: list[str]


def rows() -> list[Row]:
    found = []
    side, now = Side.EITHER, NOW
    for line in TABLE.read_text("utf-8").splitlines():
        if head := _HEAD.fullmatch(line):
            side = Side.PAST if head[1] == "met" else Side.FUTURE
            now = datetime.fromisoformat(head[2]).replace(tzinfo=UTC)
        elif line and not line.startswith("#"):
            phrase, _, expected = line.partition(" = ")
            cells = expected.split(" | ")
            found.append(Row(phrase, now, side, cells * 3 if len(cells) == 1 else cells))
    return found


def expected(cell: str, home: ZoneInfo) -> object:
    """A cell as what is expected: instants with their precision, and the doubt between them."""
    doubt, _, options = cell.rpartition(": ") if re.match("[A-Z_]+: ", cell) else ("", "", cell)
    moments = [_moment(option, home) for option in options.split(" or ")]
    return (Doubt[doubt], *moments) if doubt else moments[0]


def _moment(option: str, home: ZoneInfo) -> tuple[datetime, Precision]:
    cell = _CELL.fullmatch(option)
    assert cell is not None, option
    wall = datetime.fromisoformat(cell["wall"])
    assert cell["utc"] or f"{wall:%a}" == cell["day"], f"{option}: what day is that?"
    return wall.replace(tzinfo=UTC if cell["utc"] else home).astimezone(UTC), MARKS[cell["mark"]]


def understood(when: When) -> object:
    if isinstance(when, Moment):
        return when.instant, when.precision
    if isinstance(when, WhichOne):
        return (when.doubt, *((one.instant, one.precision) for one in when.options))
    return when


PHRASES = rows()


def test_the_table_is_large_enough() -> None:
    assert len({row.phrase for row in PHRASES}) >= 150
    assert len({row.now for row in PHRASES}) == 3
    assert all(len(row.cells) == len(PLACES) for row in PHRASES)


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: f"{row.now:%m-%d} {row.phrase[:30]}")
def test_a_phrase_means_what_a_person_takes_it_for(row: Row) -> None:
    for cell, (home, locale) in zip(row.cells, PLACES, strict=True):
        said = read_time(row.phrase, now=row.now, zone=home.key, side=row.side, locale=locale)
        assert understood(said) == expected(cell, home), f"in {home.key}"
        for one in said.options if isinstance(said, WhichOne) else (said,):
            assert isinstance(one, Moment)
            assert one.wall == one.instant.astimezone(home).replace(tzinfo=None, fold=0)


def met(text: str, zone: str = "America/Chicago", now: datetime = NOW, locale: str = "en") -> When:
    return read_time(text, now=now, zone=zone, side=Side.PAST, locale=locale)


def to_come(text: str, zone: str = "America/Chicago", now: datetime = NOW) -> When:
    return read_time(text, now=now, zone=zone, side=Side.FUTURE)


def walls(when: When) -> list[str]:
    moments = when.options if isinstance(when, WhichOne) else [when]
    return [f"{one.wall:%m-%d %H:%M}" if isinstance(one, Moment) else str(one) for one in moments]


def test_day_order_is_asked_where_the_locale_does_not_settle_it() -> None:
    asked = met("11/3 at 2pm", locale="en")
    assert isinstance(asked, WhichOne)
    assert asked.doubt is Doubt.DAY_ORDER
    assert walls(asked) == ["03-11 14:00", "11-03 14:00"]
    assert walls(met("11/3", locale="en-CA")) == ["03-11 12:00", "11-03 12:00"]
    assert walls(met("25/10", locale="en")) == ["10-25 12:00"]
    assert walls(met("10/25", locale="en-GB")) == ["10-25 12:00"]
    assert walls(met("3/3", locale="en")) == ["03-03 12:00"]
    # Only one of the two lies in the past.
    assert walls(met("1/12/2026", locale="en")) == ["01-12 12:00"]


@pytest.mark.parametrize(
    ("phrase", "locale", "wall"),
    [
        ("gestern um 15 Uhr", "de", "11-24 15:00"),
        ("vorgestern", "de-DE", "11-23 12:00"),
        ("12. März", "de", "03-12 12:00"),
        ("12.11", "de", "11-12 12:00"),
        ("12.11", "en-US", "11-24 12:11"),
        ("hier à 15h", "fr-FR", "11-24 15:00"),
        ("ayer a las 15:00", "es-ES", "11-24 15:00"),
        ("yesterday 3pm", "xx", "11-24 15:00"),
        ("ieri", "xx", "not understood"),
        ("letzte Woche", "de", "not understood"),
        ("12. März um 15", "de", "03-12 15:00"),
    ],
)
def test_dates_in_the_members_language(phrase: str, locale: str, wall: str) -> None:
    assert walls(met(phrase, locale=locale)) == [wall]


@pytest.mark.parametrize(
    ("phrase", "outcome"),
    [
        ("banana", Unclear.NOT_UNDERSTOOD),
        ("", Unclear.NOT_UNDERSTOOD),
        ("🤷", Unclear.NOT_UNDERSTOOD),
        ("25:00", Unclear.NOT_UNDERSTOOD),
        ("12:75", Unclear.NOT_UNDERSTOOD),
        ("31 feb", Unclear.NOT_UNDERSTOOD),
        ("3pm and 4pm", Unclear.NOT_UNDERSTOOD),
        ("yesterday tomorrow", Unclear.NOT_UNDERSTOOD),
        ("@everyone 3pm", Unclear.NOT_UNDERSTOOD),
        ("3pm in my dreams", Unclear.NOT_UNDERSTOOD),
        ("x" * 5000, Unclear.NOT_UNDERSTOOD),
        ("3 november 1970", Unclear.OUT_OF_RANGE),
        ("1970", Unclear.OUT_OF_RANGE),
        ("in 2300", Unclear.OUT_OF_RANGE),
        ("1/4/2300", Unclear.OUT_OF_RANGE),
        ("9999-12-31", Unclear.OUT_OF_RANGE),
        ("900 weeks ago", Unclear.OUT_OF_RANGE),
        ("999 hours ago", Moment),
        ("last week", Unclear.WHICH_DAY),
        ("the other day", Unclear.WHICH_DAY),
        ("in november", Unclear.WHICH_DAY),
    ],
)
def test_what_is_no_time(phrase: str, outcome: object) -> None:
    found = met(phrase)
    assert isinstance(found, Moment) if outcome is Moment else found is outcome


def test_a_name_of_a_zone_that_means_several_is_asked() -> None:
    asked = met("yesterday 2pm IST", zone="America/Chicago")
    assert isinstance(asked, WhichOne)
    assert asked.doubt is Doubt.ZONE
    assert len(asked.options) == 3
    assert walls(met("yesterday 2pm IST", zone="Asia/Kolkata")) == ["11-24 14:00"]
    assert walls(met("yesterday 2pm CST", zone="America/Winnipeg")) == ["11-24 14:00"]


def test_either_side_takes_today_and_asks_for_weekdays() -> None:
    def read(text: str) -> When:
        return read_time(text, now=NOW, zone="America/Chicago", side=Side.EITHER, locale="en-US")

    assert walls(read("at 3")) == ["11-25 15:00"]
    assert walls(read("9")) == ["11-25 09:00"]
    assert walls(read("Friday 3pm")) == ["11-20 15:00", "11-27 15:00"]
    assert walls(read("12/1")) == ["12-01 12:00"]
    assert walls(read("11/3")) == ["11-03 12:00"]


def test_a_time_that_the_clocks_leap_over_is_the_hour_after() -> None:
    found = met("02:30 on 14 March 2027", now=datetime(2027, 3, 15, tzinfo=UTC))
    assert isinstance(found, Moment)
    assert found.moved
    assert found.wall == datetime(2027, 3, 14, 3, 30)  # noqa: DTZ001 - a wall clock
    assert found.instant == datetime(2027, 3, 14, 8, 30, tzinfo=UTC)


def test_a_time_that_happens_twice_is_asked_unless_now_lies_between() -> None:
    after = met("01:30 on 1 Nov 2026", now=datetime(2026, 11, 2, tzinfo=UTC))
    assert isinstance(after, WhichOne)
    assert after.doubt is Doubt.CLOCKS_GO_BACK
    assert [one.instant.hour for one in after.options] == [6, 7]
    between = met("today 01:30", now=datetime(2026, 11, 1, 6, 45, tzinfo=UTC))
    assert isinstance(between, Moment)
    assert between.instant == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    ahead = to_come("today 01:30", now=datetime(2026, 11, 1, 6, 45, tzinfo=UTC))
    assert isinstance(ahead, Moment)
    assert ahead.instant == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


def test_hours_ago_count_real_hours_over_a_change_of_clocks() -> None:
    found = met("2 hours ago", now=datetime(2026, 11, 1, 7, 30, tzinfo=UTC))
    assert isinstance(found, Moment)
    assert found.instant == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert walls(found) == ["11-01 00:30"]


def test_a_zone_that_is_none_is_an_error() -> None:
    with pytest.raises(Exception, match="Mars"):
        met("3pm", zone="Mars/Olympus")


@given(st.text(max_size=150), st.sampled_from(COMMON), st.sampled_from(Side))
def test_nothing_typed_breaks_it(text: str, zone: str, side: Side) -> None:
    found = read_time(text, now=NOW, zone=zone, side=side)
    for one in found.options if isinstance(found, WhichOne) else (found,):
        if isinstance(one, Moment):
            assert abs(one.instant - NOW) <= timedelta(days=731)
            assert one.instant.utcoffset() == timedelta(0)


_TIME_WORDS = (
    *(
        "3",
        "at",
        "pm",
        "12",
        "/",
        ".",
        ":",
        "last",
        "Tues",
        "next",
        "yesterday",
        "15",
        "30",
        "half",
    ),
    *("past", "to", "in", "hours", "ago", "nov", "2026", "PT", "ish", "-"),
)


@given(
    st.lists(
        st.sampled_from(_TIME_WORDS),
        max_size=7,
    ),
    st.sampled_from(COMMON),
    st.sampled_from(Side),
)
def test_no_mixture_of_time_words_breaks_it(words: list[str], zone: str, side: Side) -> None:
    read_time(" ".join(words), now=NOW, zone=zone, side=side)


@pytest.mark.parametrize(
    "piece", ["1 ", "3-", "in a ", "half past ", "last ", "utc+", "a", "12.", "/"]
)
def test_long_nonsense_is_refused_quickly(piece: str) -> None:
    begin = time.process_time()
    met((piece * 120)[:120])
    assert time.process_time() - begin < 0.5


def test_the_clock_gives_the_zone_away() -> None:
    assert zones_by_clock("9:45", NOW)[0] == "America/Chicago"
    assert zones_by_clock("it's 9:48 am", NOW)[0] == "America/Chicago"
    assert set(zones_by_clock("9:45", NOW)) >= {"America/Chicago", "America/Mexico_City"}
    assert zones_by_clock("21:15", NOW) == ("Asia/Kolkata", "Asia/Colombo")
    assert zones_by_clock("21:30", NOW) == ("Asia/Kathmandu",)
    assert zones_by_clock("10:01", NOW) == ()
    assert zones_by_clock("what?", NOW) == ()
    assert zones_by_clock("23:59", datetime(2026, 7, 1, 0, 1, tzinfo=UTC)) != ()


def test_every_offset_in_use_can_be_given_away() -> None:
    from zoneinfo import available_timezones

    for now in (NOW, NOW + timedelta(days=182)):
        offered = {now.astimezone(ZoneInfo(zone)).utcoffset() for zone in COMMON}
        for name in available_timezones():
            if "/" in name and not name.startswith("Etc/"):
                assert now.astimezone(ZoneInfo(name)).utcoffset() in offered, name
