"""`goodask queue`: numbers and ids for the operator, and nobody's name."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.app import SystemClock
from bot.model.delivery import Outcome, Way
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder, State
from storage import open_storage

PRIYA = MemberRef(Platform.DISCORD, "9000123")


async def stocked(url: str) -> None:
    """One waiting for next year, one overdue, one whose member's direct messages are closed."""
    now = datetime.now(UTC)
    dues = {"later": timedelta(days=365), "late": -timedelta(hours=2), "shut": -timedelta(hours=3)}
    async with open_storage(url, SystemClock()) as storage:
        for name, span in dues.items():
            wall = (now + span).replace(tzinfo=None)
            one = Reminder(name, PRIYA, Purpose.THANK, now + span, wall, "UTC", now)
            await storage.reminders.add(one)
        batch = await storage.queue.claim(Platform.DISCORD, 9, timedelta(seconds=-1))
        shut = Outcome("shut", State.UNREACHABLE, now, problem=str(Way.CLOSED))
        late = Outcome("late", State.RETRY, now, now, "no_answer")
        await storage.queue.record(batch.token, [shut, late])


@pytest.fixture
def url(durable_url: str) -> str:
    asyncio.run(stocked(durable_url))
    return durable_url


def queue(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["queue", *arguments], env={"DATABASE_URL": url})


def test_it_says_how_many_are_in_each_state_and_which_are_stuck(url: str) -> None:
    said = queue(url)
    assert said.exit_code == 0
    lines = [line.split() for line in said.output.splitlines()]
    counts = {line[1]: int(line[0]) for line in lines if len(line) > 2 and line[0].isdigit()}
    assert {state: counts[state] for state in ("scheduled", "retry", "unreachable", "sent")} == {
        "scheduled": 1,
        "retry": 1,
        "unreachable": 1,
        "sent": 0,
    }
    assert set(counts) == set(State)
    assert "(2:00:0" in said.output
    assert "closed 1" in said.output
    assert PRIYA.user not in said.output


def test_nothing_overdue_is_said_too(url: str) -> None:
    assert queue(url, "--retry", "late").exit_code == 0
    asyncio.run(_sent(url))
    assert "Nothing is overdue." in queue(url).output


async def _sent(url: str) -> None:
    async with open_storage(url, SystemClock()) as storage:
        batch = await storage.queue.claim(Platform.DISCORD, 9, timedelta(seconds=9))
        now = datetime.now(UTC)
        sent = [Outcome(one.id, State.SENT, now) for one in batch.reminders]
        await storage.queue.record(batch.token, sent)


def test_one_that_was_given_up_can_be_tried_again(url: str) -> None:
    again = queue(url, "--retry", "shut")
    assert again.exit_code == 0
    assert "shut goes out as soon as the bot runs" in again.output
    assert "closed" not in queue(url).output


@pytest.mark.parametrize("name", ["nobody", "later"])
def test_one_that_is_not_stuck_cannot(url: str, name: str) -> None:
    assert queue(url, "--retry", name).exit_code == 1


def test_looking_makes_no_database(tmp_path: Path) -> None:
    said = queue(f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert said.exit_code == 3
    assert "absent" in said.output
    assert not list(tmp_path.iterdir())
