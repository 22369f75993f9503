"""Times as Germans say them, read on a Monday evening in Berlin."""

from datetime import UTC, datetime

import pytest

from bot.networking.german import in_english
from bot.networking.when import Moment, Side, Unclear, When, WhichOne, read_time

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 21:00 there


def read(text: str, locale: str = "de-DE", side: Side = Side.PAST) -> When:
    return read_time(text, now=NOW, zone="Europe/Berlin", side=side, locale=locale)


@pytest.mark.parametrize(
    ("said", "wall"),
    [
        ("heute um 15 Uhr", "23 15:00"),
        ("Heute um halb vier", "23 15:30"),
        ("heute gegen Viertel nach drei", "23 15:15"),
        ("Viertel vor 4", "23 15:45"),
        ("15.30 Uhr", "23 15:30"),
        ("gestern um 10", "22 10:00"),
        ("gestern Abend um 19 Uhr", "22 19:00"),
        ("vorgestern um 9:15", "21 09:15"),
        ("vor zwei Stunden", "23 19:00"),
        ("vor 20 Minuten", "23 20:40"),
        ("vor einem Tag", "22 12:00"),
        ("letzten Freitag um elf Uhr", "20 11:00"),
        ("am Freitagnachmittag um 15 Uhr", "20 15:00"),
        ("Samstag um 10", "21 10:00"),
        ("heute Mittag", "23 12:00"),
        ("heute morgen um 8", "23 08:00"),
        ("am Sonntagmorgen um 10", "22 10:00"),
        ("gerade eben", "23 21:00"),
        ("am 3. November um 14 Uhr", "03 14:00"),
        ("3.11. um 14 Uhr", "03 14:00"),
        ("yesterday at 4pm", "22 16:00"),
    ],
)
def test_what_was(said: str, wall: str) -> None:
    found = read(said)
    assert isinstance(found, Moment), found
    assert f"{found.wall:%d %H:%M}" == wall


@pytest.mark.parametrize(
    ("said", "wall"),
    [
        ("morgen um 14:00", "11-24 14:00"),
        ("morgen früh um 8", "11-24 08:00"),
        ("übermorgen 9 Uhr", "11-25 09:00"),
        ("nächste Woche Dienstag um 10", "12-01 10:00"),
        ("in drei Tagen um 9", "11-26 09:00"),
        ("in einer Stunde", "11-23 22:00"),
        ("in einer Woche", "11-30 12:00"),
        ("am Donnerstag um 9", "11-26 09:00"),
        ("am 1. März um 11 Uhr", "03-01 11:00"),
    ],
)
def test_what_is_to_come(said: str, wall: str) -> None:
    found = read(said, side=Side.FUTURE)
    assert isinstance(found, Moment), found
    assert f"{found.wall:%m-%d %H:%M}" == wall


@pytest.mark.parametrize("said", ["irgendwann", "vor kurzem", "neulich", "als es regnete", "um"])
def test_what_names_no_time_is_not_guessed(said: str) -> None:
    assert isinstance(read(said), Unclear)


def test_what_could_be_two_days_is_asked() -> None:
    assert isinstance(read("Freitag um 10", side=Side.EITHER), WhichOne)


def test_german_is_read_for_whoever_speaks_it() -> None:
    assert isinstance(read("vor zwei Stunden", locale="en-GB"), Unclear)


@pytest.mark.parametrize("text", ["", "  ", "today at 3", "11/3 at 2pm", "x" * 500])
def test_other_words_stay(text: str) -> None:
    assert in_english(text) == text.strip()
