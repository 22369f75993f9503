"""Messages that a person would send as they are: the coach must let them go."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.coaching.review import Band, Reviewer
from bot.model.records import Channel, Kind

REVIEWER = Reviewer.load()
READY = Path(__file__).parent / "ready"
MESSAGES = [
    pytest.param(Kind(file.stem), message, id=f"{file.stem}-{number}")
    for file in sorted(READY.glob("*.toml"))
    for number, message in enumerate(tomllib.loads(file.read_text("utf-8"))["ready"], 1)
]


@pytest.mark.parametrize("kind", [Kind.REQUEST, Kind.FOLLOWUP, Kind.THANKYOU])
def test_there_are_ten_of_each_kind(kind: Kind) -> None:
    file = READY / f"{kind}.toml"
    assert len(tomllib.loads(file.read_text("utf-8"))["ready"]) >= 10


@pytest.mark.parametrize(("kind", "message"), MESSAGES)
def test_no_rule_finds_a_fault(kind: Kind, message: dict[str, Any]) -> None:
    review = REVIEWER.review(message["text"].strip(), kind, Channel(message["channel"]))
    assert [(finding.rule.id, finding.quote) for finding in review.findings] == []
    assert review.band is Band.READY


@pytest.mark.parametrize(("kind", "message"), MESSAGES)
def test_its_kind_is_seen(kind: Kind, message: dict[str, Any]) -> None:
    assert REVIEWER.review(message["text"].strip()).kind is kind


@pytest.mark.parametrize(("kind", "message"), MESSAGES)
def test_something_good_is_said_about_it(kind: Kind, message: dict[str, Any]) -> None:
    review = REVIEWER.review(message["text"].strip(), kind, Channel(message["channel"]))
    praised = {strength.rule for strength in review.strengths}
    assert "gratitude" in praised
    if kind is Kind.REQUEST:
        assert "specific_hook" in praised
