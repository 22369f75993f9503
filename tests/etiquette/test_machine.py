"""The machine interface: one line in, one line out, and a bad line harms no other."""

import json

from bot.etiquette.ask import Etiquette
from bot.etiquette.machine import answer_lines, result_json

KEYS = ["id", "outcome", "answered", "topic", "confidence", "answer", "sources", "related"]


def test_an_answer_in_json(etiquette: Etiquette) -> None:
    said = json.loads(result_json("q1", etiquette.ask("who pays for coffee")))
    assert list(said) == KEYS
    assert said["id"] == "q1"
    assert said["answered"] is True
    assert said["topic"] == "who_pays"
    assert 0 <= said["confidence"] <= 1
    assert said["sources"] == ["Common practice"]
    assert "who_pays" not in said["related"]


def test_a_no_in_json(etiquette: Etiquette) -> None:
    said = json.loads(result_json(None, etiquette.ask("how do i boil an egg")))
    assert (said["outcome"], said["answered"], said["topic"]) == ("decline", False, "off_topic")
    assert said["sources"] == said["related"] == []


def test_bad_lines_do_not_stop_the_rest(etiquette: Etiquette) -> None:
    lines = [
        '{"id": "a", "question": "what do i wear"}',
        "not json",
        "",
        '{"id": "b"}',
        '{"id": 3, "question": 7}',
        '{"id": 4, "question": "when do i say thanks", "extra": true}',
        "[1]",
        '{"id": "\\ud800", "question": "x"}',
    ]
    written = list(answer_lines(lines, etiquette.ask))
    said = [json.loads(each.line) for each in written]
    assert [each.ok for each in written[:6]] == [True, False, False, False, True, False]
    assert [row["id"] for row in said[:6]] == ["a", None, "b", 3, 4, None]
    bad = [row for row, each in zip(said, written, strict=True) if not each.ok]
    assert all(set(row) == {"id", "error"} for row in bad)
