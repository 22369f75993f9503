"""Every example in every rule file, and the cases beside them."""

import tomllib
from pathlib import Path

import pytest

from bot.coaching.review import Reviewer
from bot.coaching.rules import Example, Rule
from bot.model.records import Channel, Kind

REVIEWER = Reviewer.load()
RULES = [compiled.rule for compiled in REVIEWER.rulebook.rules]
CASES = Path(__file__).parent / "cases"


def quoted(rule: str, example: Example) -> tuple[bool, str | None]:
    """Whether the rule (fault, virtue or fact) is found in the example, and its words."""
    return REVIEWER.find(rule, example.text, example.kind, example.channel)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.id))
def test_flags_what_it_must_with_the_exact_words(rule: Rule) -> None:
    for example in rule.flags:
        assert quoted(rule.id, example) == (True, example.quote), example.text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.id))
def test_leaves_alone_what_it_must(rule: Rule) -> None:
    for example in rule.passes:
        found, quote = quoted(rule.id, example)
        assert not found, f"{quote!r} in {example.text}"


@pytest.mark.parametrize("file", sorted(CASES.glob("*.toml")), ids=lambda file: str(file.stem))
def test_cases(file: Path) -> None:
    """`flags` and `passes` hold texts, or tables with text, kind and channel."""
    cases = tomllib.loads(file.read_text("utf-8"))
    wrong = []
    for key in ("flags", "passes"):
        for case in cases[key]:
            row = {"text": case} if isinstance(case, str) else case
            example = Example(
                text=row["text"],
                kind=Kind(row.get("kind", cases.get("kind", "request"))),
                channel=Channel(row.get("channel", "unknown")),
            )
            found, quote = quoted(file.stem, example)
            if found != (key == "flags"):
                wrong.append(f"{key}: {quote!r} in {example.text!r}")
    assert not wrong, "\n".join(wrong)
