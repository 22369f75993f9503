"""The sentence model: the same numbers every time, and a plain refusal of anything else."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.language.encoder import LONGEST_TEXT, WIDTH, Encoder, ModelUnusableError
from bot.language.network import gelu
from bot.language.wordpiece import load_vocabulary, token_ids

VOCABULARY = load_vocabulary()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Who pays??", ["who", "pays", "?", "?"]),
        ("Café olé", ["cafe", "ole"]),
        ("ghosted", ["ghost", "##ed"]),
        ("it's 5pm", ["it", "'", "s", "5", "##pm"]),
        ("co\x00ffee\tand tea", ["coffee", "and", "tea"]),
        ("x" * 101, ["[UNK]"]),
        ("", []),
    ],
)
def test_splits_like_the_reference_tokenizer(text: str, pieces: list[str]) -> None:
    names = {number: piece for piece, number in VOCABULARY.items()}
    found = [names[number] for number in token_ids(text, VOCABULARY, LONGEST_TEXT)]
    assert found == ["[CLS]", *pieces, "[SEP]"]


def test_the_vocabulary_is_the_one_the_model_was_trained_with() -> None:
    assert len(VOCABULARY) == 30522
    assert (VOCABULARY["[CLS]"], VOCABULARY["[SEP]"], VOCABULARY["[UNK]"]) == (101, 102, 100)


def test_chinese_characters_stand_alone() -> None:
    assert len(token_ids("你好", VOCABULARY, LONGEST_TEXT)) == 4


def test_long_texts_are_cut() -> None:
    assert len(token_ids("word " * 5000, VOCABULARY, LONGEST_TEXT)) == LONGEST_TEXT


def test_vectors_are_unit_long_and_alike_where_the_meaning_is(encoder: Encoder) -> None:
    # The likenesses are those that onnxruntime 1.32 gives for the same file.
    bill, tab, fruit = encoder.encode_all(
        ["who pays for the coffee?", "who gets the bill at the cafe", "banana"]
    )
    assert bill.shape == (WIDTH,)
    assert np.linalg.norm(bill) == pytest.approx(1, abs=1e-5)
    assert float(bill @ tab) == pytest.approx(0.605284, abs=1e-4)
    assert float(bill @ fruit) == pytest.approx(0.159096, abs=1e-4)


SENTENCES = [
    "Your talk on small agencies stayed with me, mostly the part about the pitch that failed.",
    "I'm Sam.",
    "",
    "Would you have fifteen minutes in the next two weeks for two questions about how you began?",
    "I'm Sam.",
    "word " * 200,
]


def test_many_sentences_at_once_mean_what_each_means_alone(encoder: Encoder) -> None:
    together = encoder.encode_all(SENTENCES)
    alone = np.stack([encoder.encode(sentence) for sentence in SENTENCES])
    assert np.abs(together - alone).max() < 1e-5
    assert not np.allclose(together[0], together[3], atol=0.01)


def test_more_sentences_than_a_pass_takes_keep_their_order(encoder: Encoder) -> None:
    numbers = [f"{'very ' * (number % 7)}short note number {number}" for number in range(70)]
    together = encoder.encode_all(numbers)
    for number in (0, 31, 32, 69):
        assert np.abs(together[number] - encoder.encode(numbers[number])).max() < 1e-5


def test_no_sentence_at_all_is_no_row(encoder: Encoder) -> None:
    assert encoder.encode_all([]).shape == (0, WIDTH)


def test_gelu_is_exact_enough() -> None:
    from math import erf, sqrt

    values = np.linspace(-9, 9, 2001, dtype=np.float32)
    exact = np.array([x * (1 + erf(x / sqrt(2))) / 2 for x in values.tolist()])
    assert np.abs(gelu(values) - exact).max() < 4e-6


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    altered = tmp_path / "model.onnx"
    altered.write_bytes(b"not the model")
    with pytest.raises(ModelUnusableError, match="not the expected file"):
        Encoder(altered).encode("hello")


def test_a_missing_model_is_refused_and_known_beforehand(tmp_path: Path) -> None:
    missing = Encoder(tmp_path / "nowhere.onnx")
    assert not missing.available()
    with pytest.raises(ModelUnusableError):
        missing.encode("hello")


def test_nothing_is_loaded_at_import() -> None:
    code = (
        "import builtins, io, sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda e, a: opened.append(str(a[0])) if e == 'open' else None)\n"
        "import bot.language.encoder, bot.etiquette.ask\n"
        "kept = ('.onnx', '.npz', 'vocab.txt', '.toml', '.md')\n"
        "assert not [name for name in opened if name.endswith(kept)], opened\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)  # noqa: S603 - our text
