"""The finders, on small rulebooks of their own."""

import time
from pathlib import Path

from bot.coaching.document import read
from bot.coaching.finders import Search, Spans
from bot.coaching.rulebook import load_rulebook
from bot.model.records import Channel, Kind


def found(folder: Path, text: str, **facts: str) -> dict[str, Spans]:
    """What a rulebook of these facts (their finders as TOML) finds in a text."""
    (folder / "facts").mkdir(exist_ok=True)
    (folder / "vocabulary.toml").write_text("number = ['\\d+', 'two']")
    for id_, finders in facts.items():
        head = f'type = "fact"\nid = "{id_}"\ndefinition = "for a test"\n'
        (folder / "facts" / f"{id_}.toml").write_text(head + finders)
    rulebook = load_rulebook(folder)
    spans: dict[str, Spans] = {}
    for id_ in facts:
        search = Search(read(text), rulebook, Kind.REQUEST, Channel.UNKNOWN)
        spans |= {key: value for key, value in search.run(only=id_).items() if key == id_}
    return spans


def words(text: str, spans: Spans) -> list[str]:
    return [text[span[0] : span[1]] for span in spans if span is not None]


PEAR = "[[find]]\nby = 'phrase'\nany = ['pears?']"
PLUM = "[[find]]\nby = 'phrase'\nany = ['plums?']"
TEXT = "Hi Jo,\n\nA pear. I like a pear and a plum. The weather is mild. One more pear here."


def test_a_phrase_may_need_something_else_in_its_sentence(tmp_path: Path) -> None:
    spans = found(tmp_path, TEXT, plum=PLUM, pear=PEAR + "\nbeside = ['plum']")["pear"]
    assert spans == ((25, 29),)


def test_or_may_not_bear_it(tmp_path: Path) -> None:
    spans = found(tmp_path, TEXT, plum=PLUM, pear=PEAR + "\nnot_beside = ['plum']")["pear"]
    assert [start for start, _ in filter(None, spans)] == [10, 72]


def test_neighbouring_sentences_count_within_reach(tmp_path: Path) -> None:
    near = PEAR + "\nbeside = ['plum']\nreach = 1"
    assert len(found(tmp_path, TEXT, plum=PLUM, pear=near)["pear"]) == 2


def test_what_is_implied_can_depend_on_its_sentence_too(tmp_path: Path) -> None:
    fruit = "[[find]]\nby = 'implied'\nof = ['pear']\nbeside = ['plum']"
    assert words(TEXT, found(tmp_path, TEXT, plum=PLUM, pear=PEAR, fruit=fruit)["fruit"]) == [
        "pear"
    ]


def test_an_absence_stands_beside_nothing(tmp_path: Path) -> None:
    gone = "[[find]]\nby = 'absence'\nof = ['plum']"
    implied = "[[find]]\nby = 'implied'\nof = ['gone']\n"
    assert found(tmp_path, "A pear.", plum=PLUM, gone=gone, other=implied)["other"] == (None,)
    beside = implied + "beside = ['pear']"
    assert "other" not in found(tmp_path, "A pear.", plum=PLUM, pear=PEAR, gone=gone, other=beside)


def test_a_measure_has_two_ends(tmp_path: Path) -> None:
    short = "[[find]]\nby = 'measure'\nof = 'words'\nunder = 3"
    middling = "[[find]]\nby = 'measure'\nof = 'words'\nover = 2\nunder = 5"
    facts = {"short": short, "middling": middling}
    assert set(found(tmp_path, "one two", **facts)) == {"short"}
    assert set(found(tmp_path, "one two three", **facts)) == {"middling"}
    assert set(found(tmp_path, "one two three four five", **facts)) == set()


def test_excuses_hold_where_they_stand(tmp_path: Path) -> None:
    pear = PEAR + "\nunless = ['rotten']\nnot_in = ['prickly pears?']"
    text = 'A prickly pear. Say "pear" twice. No pear today. Rotten: a pear. A ripe pear.'
    assert [start for start, _ in filter(None, found(tmp_path, text, pear=pear)["pear"])] == [72]


def test_a_quote_ends_where_the_thing_named_ends(tmp_path: Path) -> None:
    yours = "[[find]]\nby = 'phrase'\nany = ['your (.{1,40})']\nuntil = ['at|from|[.,]']"
    text = "I saw your rye bread at the fair. Your from."
    assert words(text, found(tmp_path, text, yours=yours)["yours"]) == ["rye bread"]


def test_a_phrase_may_not_reach_across_another(tmp_path: Path) -> None:
    yours = "[[find]]\nby = 'phrase'\nany = ['your (?:\\w+ ){0,3}?talk']\nnot_across = ['on|at']"
    text = "Your lovely talk on my talk. Your work on the talk."
    assert words(text, found(tmp_path, text, yours=yours)["yours"]) == ["Your lovely talk"]


def test_a_quote_may_have_to_say_something_of_its_own(tmp_path: Path) -> None:
    about = "[[find]]\nby = 'phrase'\nany = ['about (.{1,60})']\nleast = 2\n"
    about += "beyond = ['your (?:\\w+ )?path', 'the|and|of|your|any|advice']"
    plain = "Tell me about your career path and any advice."
    assert "about" not in found(tmp_path, plain, about=about)
    narrow = "Tell me about your path and the price of flour."
    assert words(narrow, found(tmp_path, narrow, about=about)["about"]) == [
        "your path and the price of flour."
    ]


def test_time_grows_with_the_length_only(tmp_path: Path) -> None:
    pear = PEAR + "\nunless = ['rotten']\nnot_in = ['prickly pears']\nbeside = ['plum']"
    text = "a plum, a prickly pear, " * 20_000
    begun = time.process_time()
    assert len(found(tmp_path, text, plum=PLUM, pear=pear)["pear"]) == 20_000
    assert time.process_time() - begun < 10


def test_a_shorter_alternative_does_not_hide_a_longer_word(tmp_path: Path) -> None:
    did = "[[find]]\nby = 'phrase'\nany = ['you did (?:a|at)']"
    text = "What you did at sea, and you did athwart. You did a thing."
    assert words(text, found(tmp_path, text, did=did)["did"]) == ["you did at", "You did a"]


def test_a_pattern_never_runs_on_into_the_next_sentence(tmp_path: Path) -> None:
    rest = "[[find]]\nby = 'phrase'\nany = ['pears[^,]*']"
    assert words(
        "Two pears here. No more, please.",
        found(tmp_path, "Two pears here. No more, please.", rest=rest)["rest"],
    ) == ["pears here."]
