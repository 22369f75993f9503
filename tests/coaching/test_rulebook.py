"""A broken content file stops the start with file, key and reason."""

import shutil
from pathlib import Path

import pytest

from benchmarks.coach import FAULTS, VIRTUES
from bot.coaching.rulebook import CONTENT, ContentError, load_rulebook
from bot.coaching.rules import Fault, Virtue

RULE = """
type = "fault"
id = "shouting"
definition = "A word in capitals with three exclamation marks."
kinds = ["request"]
weight = "low"
fixed = "the shouting"
why = "They can hear you."
advice = "**Lower your voice.**"
evidence = "Common practice."
[[find]]
by = "phrase"
any = ['(?-i:[A-Z]{4,})!!!']
""" + "".join(
    f'[[flags]]\ntext = "Hi Ana, PLEASE!!! {n}"\nquote = "PLEASE!!!"\n'
    f'[[passes]]\ntext = "Hi Ana, please. {n}"\n'
    for n in range(5)
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "facts").mkdir()
    shutil.copy(CONTENT / "vocabulary.toml", tmp_path)
    return tmp_path


def refused(content: Path, text: str, name: str = "shouting.toml") -> ContentError:
    (content / "rules" / name).write_text(text, "utf-8")
    with pytest.raises(ContentError) as error:
        load_rulebook(content)
    return error.value


def test_a_sound_rule_is_taken(content: Path) -> None:
    (content / "rules" / "shouting.toml").write_text(RULE, "utf-8")
    assert list(load_rulebook(content).faults) == ["shouting"]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('id = "shouting"', 'id = "shout"', "id", "file's name"),
        ("weight = ", "wieght = ", "file", "wieght"),
        ('weight = "low"', 'weight = "heavy"', "weight", "heavy"),
        ('why = "They can hear you."', "", "file", "why"),
        ('why = "They can hear you."', 'why = " "', "file", "`why` is empty"),
        ("[A-Z]{4,}", "[A-Z{4,}", "find[0].any", "missing ]"),
        ("(?-i:[A-Z]{4,})", "(?<=x)", "find[0].any", "invalid perl operator"),
        ("(?-i:[A-Z]{4,})", "<nothing_like_it>", "find[0].any", "not in the vocabulary"),
        ('by = "phrase"', 'by = "magic"', "find[0].by", "magic"),
        ('by = "phrase"', 'by = "phrase"\nwhen = ["rain"]', "find", "'rain', which is not there"),
        ('by = "phrase"', 'by = "phrase"\nwhen = ["shouting"]', "find", "goes in a circle"),
        ('[[passes]]\ntext = "Hi Ana, please. 0"', "", "file", "`passes` needs at least 5"),
        ('[[flags]]\ntext = "Hi Ana, PLEASE!!! 0"\nquote = "PLEASE!!!"', "", "file", "`flags`"),
        ('type = "fault"', 'type = "fault', "file", "not valid TOML"),
    ],
)
def test_a_broken_rule_is_refused_with_file_key_and_reason(
    content: Path, old: str, new: str, key: str, reason: str
) -> None:
    assert old in RULE
    error = refused(content, RULE.replace(old, new, 1))
    assert error.file == "shouting.toml"
    assert error.key == key
    assert reason in error.reason
    assert str(error) == f"{error.file}: {error.key}: {error.reason}"


def test_an_absence_must_say_where_the_words_would_go(content: Path) -> None:
    absence = RULE.replace('by = "phrase"', 'by = "absence"\nof = []').replace(
        "any = ['(?-i:[A-Z]{4,})!!!']", ""
    )
    assert "`place`" in refused(content, absence).reason


def test_every_promised_id_is_there() -> None:
    book = load_rulebook()
    assert set(book.faults) >= set(FAULTS)
    assert set(book.virtues) >= set(VIRTUES)


def test_words_of_the_rules_keep_to_the_light_markup() -> None:
    book = load_rulebook()
    rules: list[Fault | Virtue] = [*book.faults.values(), *book.virtues.values()]
    for rule in rules:
        for words in (rule.why, rule.advice):
            assert words.count("**") % 2 == 0, rule.id
            assert not set(words) & set("`{}_#<>"), rule.id
        if isinstance(rule, Fault):
            assert "**" in rule.advice, rule.id
            assert rule.fixed[-1] not in ".!", rule.id
        else:
            assert rule.praise[-1] not in ".!", rule.id
