"""The answer files: complete, in form, with fresh vectors; broken ones refused by file and key."""

import json
from pathlib import Path

import numpy as np
import pytest
import re2

from bot.etiquette.entries import (
    TOPICS,
    BrokenAnswerError,
    parse_entry,
    read_entries,
    shipped_entries,
)
from bot.etiquette.shelf import shipped_texts
from bot.etiquette.vectors import Kept, build, digest, vector_bytes, vectors_from_bytes
from bot.etiquette.wording import clean
from bot.language.encoder import Encoder

QUESTIONS = Path(__file__).parents[2] / "benchmarks" / "data" / "questions.jsonl"
ASKS = "".join(f'"way {number} to ask",' for number in range(10))
GOOD = f"""+++
topic = "who_pays"
title = "Who pays?"
questions = [{ASKS}]
sources = ["Common practice"]
related = ["other"]
+++

**You do.** {"Plain words follow here. " * 12}
"""


def test_every_topic_has_an_answer() -> None:
    assert {entry.topic for entry in shipped_entries()} == TOPICS


def test_answers_speak_as_we_do() -> None:
    banned = re2.compile(
        r"(?i)please note|\bkindly\b|leverage|it is important to|it's important to"
    )
    for entry in shipped_entries():
        assert not banned.search(entry.text), entry.id


def test_a_good_file_is_read() -> None:
    entry = parse_entry("pays.md", GOOD)
    assert (entry.id, entry.topic, len(entry.phrasings)) == ("pays", "who_pays", 11)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('topic = "who_pays"\n', "", "topic", "missing required field"),
        ('"who_pays"', '"taxes"', "topic", "unknown topic 'taxes'"),
        ('title = "Who pays?"', 'title = ""', "title", "empty"),
        ('"way 9 to ask",', "", "questions", "10 or more"),
        ('"way 9 to ask",', '"way 8 to ASK",', "questions", "all different"),
        ('["Common practice"]', "[]", "sources", "no source"),
        ('["Common practice"]', "7", "sources", "Expected `array`"),
        ('["other"]', "[]", "related", "related to nothing"),
        ("**You do.**", "You do.", "answer", "bold"),
        ("Plain words follow here. " * 12, "Short.", "answer", "not 40 to 120"),
        ("+++\n\n", "\n", "front matter", "between two lines"),
        ('title = "', 'title = ""', "front matter", "Expected"),
        ('title = "Who', 'colour = "red"\ntitle = "Who', "colour", "unknown field"),
    ],
)
def test_a_broken_file_is_refused(old: str, new: str, key: str, reason: str) -> None:
    with pytest.raises(BrokenAnswerError) as refusal:
        parse_entry("pays.md", GOOD.replace(old, new, 1))
    assert (refusal.value.file, refusal.value.key) == ("pays.md", key)
    assert reason in refusal.value.reason
    assert str(refusal.value).startswith("pays.md: ")


def test_a_relation_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pays.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(BrokenAnswerError, match="no other answer 'other'"):
        read_entries(tmp_path.iterdir())


def test_no_answer_holds_a_question_it_is_measured_by() -> None:
    def bare(text: str) -> str:
        return " ".join(re2.compile(r"[\p{L}\p{N}]+").findall(text.lower()))

    asked = {
        bare(json.loads(line)["question"])
        for line in QUESTIONS.read_text(encoding="utf-8").splitlines()
    }
    for entry in shipped_entries():
        assert not asked & {bare(phrase) for phrase in entry.phrasings}, entry.id


def test_the_kept_vectors_are_those_of_the_shipped_texts(encoder: Encoder) -> None:
    """Fails after an answer was changed: run `python -m bot.etiquette.vectors`."""
    kept, texts = Kept.shipped(), sorted(set(shipped_texts()), key=digest)
    assert [text for text in texts if text not in kept] == []
    assert len(kept) == len(texts)
    some = texts[:: len(texts) // 12]
    likeness = (kept.rows(some, encoder) * encoder.encode_all(some)).sum(axis=1)
    assert likeness.min() > 0.999


def test_building_twice_gives_the_same_file(tmp_path: Path, encoder: Encoder) -> None:
    texts = shipped_texts()[:20]
    first, second = tmp_path / "one.npz", tmp_path / "two.npz"
    assert build(first, texts, encoder) == build(second, texts[::-1], encoder)
    assert first.read_bytes() == second.read_bytes()


def test_vectors_survive_the_store(encoder: Encoder) -> None:
    back = vectors_from_bytes(vector_bytes(["who pays", "what to wear"], encoder))
    likeness = (back * encoder.encode_all(["who pays", "what to wear"])).sum(axis=1)
    assert back.shape[0] == 2
    assert likeness.min() > 0.999
    with pytest.raises(ValueError, match="reshape"):
        vectors_from_bytes(b"123")
    assert np.isfinite(back).all()


def test_markup_is_taken_off() -> None:
    typed = "hey <@123> &amp; <mailto:a@b.c|Ana>, **who** pays? <:wave:99> https://x.y/z <b>now</b>"
    assert clean(typed) == "hey & Ana, who pays? now"
