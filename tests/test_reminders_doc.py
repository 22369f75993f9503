"""What docs/reminders.md says is what the code does."""

from pathlib import Path

import pytest

from bot.delivering import STUCK
from bot.model.records import State
from bot.networking.terms import Terms
from cogs.on_discord import messenger as on_discord
from cogs.on_slack import messenger as on_slack

ROOT = Path(__file__).parent.parent
DOC = (ROOT / "docs" / "reminders.md").read_text("utf-8")


@pytest.mark.parametrize("state", State)
def test_it_explains_every_state(state: State) -> None:
    assert f"| `{state}` |" in DOC


def test_it_names_what_makes_a_member_unreachable() -> None:
    assert all(str(code) in DOC for code in on_discord._WAYS)
    rare = {"cannot_dm_bot", "user_not_visible"}
    assert all(f"`{name}`" in DOC for name in set(on_slack._WAYS) - rare)


def test_its_numbers_are_the_code_s() -> None:
    terms = Terms()
    assert (terms.lease.total_seconds(), STUCK) == (180, 120)
    assert f"{terms.most_tries} times at most" in DOC
    assert f"after {terms.first_delay} seconds" in DOC
    assert f"no answer in {terms.send_deadline} seconds" in DOC
    assert terms.most_delay == 3 * 3600
    assert on_discord._PAGE * on_discord._PAGES == 500
    assert on_slack._PAGE * on_slack._PAGES == 600
    assert "500 messages on Discord and 600 on Slack" in DOC


@pytest.mark.parametrize("path", ["tests/wire/test_crashes.py", "tests/wire/test_delivery.py"])
def test_its_proofs_exist(path: str) -> None:
    assert path in DOC
    assert (ROOT / path).exists()
    assert (ROOT / "benchmarks" / "crashes.py").exists()
