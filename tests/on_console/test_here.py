"""The machine's own clock: nobody in a terminal is asked what time it is, where it says so."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import tzlocal

from cogs.on_console.here import machine_locale, machine_zone


@pytest.fixture(autouse=True)
def _looked_up_anew() -> Iterator[None]:
    yield
    tzlocal.reload_localzone()


def zone(monkeypatch: pytest.MonkeyPatch, said: str) -> str | None:
    monkeypatch.setenv("TZ", said)
    tzlocal.reload_localzone()
    return machine_zone({"TZ": said})


def test_the_environment_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert zone(monkeypatch, "America/Chicago") == "America/Chicago"
    assert zone(monkeypatch, ":Europe/Berlin") == "Europe/Berlin"
    assert zone(monkeypatch, "UTC") == "UTC"


def test_a_server_on_utc_says_nothing_about_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "Etc/UTC")
    assert machine_zone({}) is None
    assert machine_zone({"TZ": "Mars/Olympus"}) is None
    assert machine_zone({"TZ": ":Etc/UTC"}) == "Etc/UTC"


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en-GB"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "en_GB.UTF-8"}, "en-GB"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "de_DE.UTF-8"}, "en-US"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"}, "de-DE"),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_GB"}, "en"),
        ({"LANG": "ca_ES@valencia"}, "ca-ES"),
        ({"LANG": ""}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_and_its_way_to_write_dates(environment: dict[str, str], locale: str) -> None:
    assert machine_locale(environment) == locale


@pytest.mark.parametrize(
    ("said", "echo"),
    [("Asia/Kolkata", "your time (Kolkata)"), ("Mars/Olympus", "What time is it for you now?")],
)
def test_the_echo_in_the_terminal_names_it(said: str, echo: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input="met Dana Reyes yesterday at 3pm",
        env={**os.environ, "TZ": said, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert echo in done.stdout
