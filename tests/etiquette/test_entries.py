"""The answer files: complete, in form, with fresh vectors; broken ones refused by file and key."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import re2

from bot.etiquette import answer_files, entries
from bot.etiquette import prepared as preparing
from bot.etiquette.answer_files import parse_entry, read_entries, shipped_entries
from bot.etiquette.ask import Etiquette
from bot.etiquette.entries import TOPICS, BrokenAnswerError
from bot.etiquette.prepared import Prepared, contents_stamp, prepare, prepared, read, write
from bot.etiquette.vectors import Kept, unpack, vector_bytes, vectors_from_bytes
from bot.etiquette.wording import clean, plain
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


@pytest.fixture(scope="module")
def shipped() -> Prepared:
    found = read(preparing.FILE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def made(encoder: Encoder, shipped: Prepared) -> Prepared:
    return prepare(encoder, Kept(shipped.digests, shipped.packed))


def test_what_is_shipped_was_made_of_the_files_as_they_are(
    shipped: Prepared, made: Prepared
) -> None:
    """Fails after an answer or the search was changed: `python -m bot.etiquette.prepared`."""
    found = read(preparing.FILE)
    assert found is not None
    assert found[0] == contents_stamp()
    assert shipped.entries == made.entries == shipped_entries()
    assert shipped.limits == made.limits
    assert shipped.rarity == made.rarity
    assert (shipped.words.keys, shipped.letters.keys) == (made.words.keys, made.letters.keys)
    for one, other in ((shipped.words, made.words), (shipped.letters, made.letters)):
        assert (one.ends == other.ends).all()
        assert (one.rows == other.rows).all()
        assert np.allclose(one.gains, other.gains, atol=1e-6)
    assert (shipped.sizes == made.sizes).all()
    assert (shipped.digests == made.digests).all()
    assert np.allclose(shipped.line, made.line, atol=1e-2)


def test_the_shipped_vectors_are_those_of_the_model(encoder: Encoder, shipped: Prepared) -> None:
    texts = [entry.words for entry in shipped.entries[::12]]
    with_answers = prepare(encoder, Kept(shipped.digests, shipped.packed))
    assert (with_answers.packed == shipped.packed).all()
    phrases, rows = int(shipped.sizes.sum()), unpack(shipped.packed)
    answers = rows[phrases : phrases + len(shipped.entries)][::12]
    likeness = (answers * encoder.encode_all([plain(text) for text in texts])).sum(axis=1)
    assert likeness.min() > 0.999


def test_writing_and_reading_gives_the_same(tmp_path: Path, shipped: Prepared) -> None:
    write(tmp_path / "one.npy", shipped)
    write(tmp_path / "two.npy", shipped)
    assert (tmp_path / "one.npy").read_bytes() == (tmp_path / "two.npy").read_bytes()
    assert (tmp_path / "one.npy").read_bytes() == preparing.FILE.read_bytes()


@pytest.mark.parametrize("fault", ["absent", "cut", "foreign"])
def test_a_file_that_is_not_whole_is_worked_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    broken = tmp_path / "prepared.npy"
    whole = preparing.FILE.read_bytes()
    if fault != "absent":
        broken.write_bytes(whole[: len(whole) // 2] if fault == "cut" else b"not numbers at all")
    monkeypatch.setattr(preparing, "FILE", broken)
    assert prepared(None).entries == shipped_entries()


def test_a_changed_answer_is_seen_though_nothing_was_prepared_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers"
    shutil.copytree(entries.ANSWERS, answers)
    changed = answers / "who-pays.md"
    changed.write_text(changed.read_text().replace("title = ", "title = 'Zebras and bills' #"))
    for module in (preparing, answer_files):
        monkeypatch.setattr(module, "ANSWERS", answers)
    assert Etiquette(None).ask("zebras and bills").entry is not None
    changed.write_text("no answer")
    with pytest.raises(BrokenAnswerError, match=r"who-pays\.md"):
        Etiquette(None).ask("zebras and bills")


def test_vectors_survive_the_store(encoder: Encoder) -> None:
    back = vectors_from_bytes(vector_bytes(encoder.encode_all(["who pays", "what to wear"])))
    likeness = (back * encoder.encode_all(["who pays", "what to wear"])).sum(axis=1)
    assert back.shape[0] == 2
    assert likeness.min() > 0.999
    with pytest.raises(ValueError, match="reshape"):
        vectors_from_bytes(b"123")
    assert np.isfinite(back).all()


def test_markup_is_taken_off() -> None:
    typed = "hey <@123> &amp; <mailto:a@b.c|Ana>, **who** pays? <:wave:99> https://x.y/z <b>now</b>"
    assert clean(typed) == "hey & Ana, who pays? now"
