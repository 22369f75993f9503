"""The kind and the channel of a text when nobody says; texts that are no message at all."""

import tomllib
from pathlib import Path

import pytest

from bot.coaching.document import read
from bot.coaching.kinds import KindReader, LooksLike
from bot.coaching.review import Reviewer
from bot.coaching.rulebook import CONTENT, load_vocabulary
from bot.model.records import Channel, Kind

READER = KindReader.load(CONTENT, load_vocabulary())
TEXTS = Path(__file__).parent / "kinds"


def listed(name: str) -> list[tuple[str, str]]:
    """Each text of a file with the key it stands under."""
    content: dict[str, list[str]] = tomllib.loads((TEXTS / f"{name}.toml").read_text("utf-8"))
    return [(key, text) for key, texts in content.items() for text in texts]


@pytest.mark.parametrize("kind", [Kind.REQUEST, Kind.FOLLOWUP, Kind.THANKYOU])
def test_reads_the_kind_of_a_message(kind: Kind) -> None:
    read_as = {text: READER.read(read(text)) for _, text in listed(kind)}
    wrong = [f"{r.kind} {r.looks_like}: {t}" for t, r in read_as.items() if r.kind is not kind]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("looks_like", list(LooksLike))
def test_says_what_a_text_looks_like_when_it_is_no_message(looks_like: LooksLike) -> None:
    texts = [text for key, text in listed("other") if key == looks_like]
    read_as = {text: READER.read(read(text)) for text in texts}
    wrong = [f"{r}: {t}" for t, r in read_as.items() if r.looks_like is not looks_like]
    assert texts
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("channel", list(Channel))
def test_reads_the_channel_only_where_the_text_gives_it_away(channel: Channel) -> None:
    texts = [text for key, text in listed("channels") if key == channel]
    wrong = {text: READER.read(read(text)).channel for text in texts}
    assert texts
    assert set(wrong.values()) == {channel}, wrong


def test_a_kind_and_channel_that_are_given_are_never_doubted() -> None:
    review = Reviewer.load().review("banana", Kind.REQUEST, Channel.DM)
    assert (review.kind, review.channel, review.looks_like) == (Kind.REQUEST, Channel.DM, None)


@pytest.mark.parametrize("text", ["hi " * 20_000, "thank you, " * 20_000, "Dear Dana,\n" * 10_000])
def test_long_texts_are_read_in_the_same_breath(text: str) -> None:
    assert READER.read(read(text)).kind in Kind
