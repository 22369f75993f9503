"""The line between despair and everything else: drawn where it belongs, and heard in new words."""

import numpy as np
import pytest

from bot.etiquette.ask import Etiquette
from bot.etiquette.distress import Likeness
from bot.etiquette.leaning import draw, leaning
from bot.etiquette.result import Outcome
from bot.language.encoder import WIDTH, Floats


def around(direction: int, count: int) -> Floats:
    """Unit vectors near one axis."""
    random = np.random.default_rng(direction)
    rows = random.normal(scale=0.02, size=(count, WIDTH)).astype(np.float32)
    rows[:, direction] += 1
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_a_line_parts_what_can_be_parted() -> None:
    said, sounds, others = around(0, 40), around(1, 40), around(2, 200)
    line = draw(said, sounds, others)
    assert all(leaning(line, each) > 1 for each in around(0, 10))
    assert all(leaning(line, each) < -1 for each in (*around(1, 10), *around(2, 10)))


@pytest.mark.parametrize(
    "told",
    [
        "it all feels so heavy and i'm doing it alone",
        "i keep the lights off so nobody knows im home",
        "lost my job, lost my girl, losing my grip",
        "what if i'm just not meant for this world",
    ],
)
def test_hints_are_heard(etiquette: Etiquette, told: str) -> None:
    assert etiquette.ask(told).outcome is Outcome.HELP


def test_what_is_known_as_something_else_is_no_hint() -> None:
    assert Likeness(0.4, 0.5, leaning=0.5).plain
    assert not Likeness(0.4, 0.8, leaning=0.5).plain
    assert not Likeness(0.4, 0.5, leaning=-0.5).plain
