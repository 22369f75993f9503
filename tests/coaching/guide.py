"""Writes `docs/coaching.md` from the rule files.

uv run python -m tests.coaching.guide
"""

from collections.abc import Iterator
from pathlib import Path

from bot.coaching.review import Reviewer
from bot.coaching.rules import Example, Fault, Virtue

GUIDE = Path(__file__).parent.parent.parent / "docs" / "coaching.md"

_HEADER = """# What the coach looks for

Generated from the rule files by `uv run python -m tests.coaching.guide`; a test holds it to them.
How a rule works is in [adding-a-rule.md](adding-a-rule.md); how often the coach agrees with a human
reader is printed by `uv run python -m benchmarks.coach benchmarks/data/drafts.jsonl`.

A message is **ready** with nothing of high or medium weight left, **close** with at most two of
medium weight, and **needs work** otherwise. A card shows three findings, the most useful first.

What research supports is said with each rule, and no more than it supports. Most figures come from
observing other kinds of mail; none is a promise. One study of favours asked of strangers found that
longer requests did better and that polite wording made no difference (Althoff et al. 2014), so the
coach asks for a reason, a person and an end before it asks for manners.
"""


def written(reviewer: Reviewer) -> str:
    """The whole guide."""
    book = reviewer.rulebook
    order = {"high": 0, "medium": 1, "low": 2}
    faults = sorted(book.faults.values(), key=lambda rule: (order[rule.weight], rule.rank, rule.id))
    virtues = sorted(book.virtues.values(), key=lambda rule: rule.id)
    parts = [_HEADER, f"## What it mends: {len(faults)} rules\n"]
    parts += [_section(rule) for rule in faults]
    parts.append(f"## What it praises: {len(virtues)} rules\n")
    parts += [_section(rule) for rule in virtues]
    return "\n".join(parts)


def _section(rule: Fault | Virtue) -> str:
    kinds = ", ".join(rule.kinds)
    return "\n".join(
        [
            f"### `{rule.id}`\n",
            f"{' '.join(rule.definition.split())} *Weight: {rule.weight}. Judged for: {kinds}.*\n",
            f"> {rule.why} {rule.advice}\n",
            f"Evidence: {rule.evidence}\n",
            "Found in:\n",
            *_examples(rule.flags[:3]),
            "\nNot found in:\n",
            *_examples(rule.passes[:3]),
            "",
        ]
    )


def _examples(examples: tuple[Example, ...]) -> Iterator[str]:
    for example in examples:
        text = " ".join(example.text.split())
        short = text if len(text) <= 240 else text[:239] + "…"
        quote = f" (it quotes “{example.quote}”)" if example.quote else ""
        yield f"* “{short}”{quote}".replace("_", r"\_").replace("[", r"\[").replace("<", "&lt;")


def main() -> None:
    """Write the file."""
    GUIDE.write_text(written(Reviewer.load()), "utf-8")


if __name__ == "__main__":
    main()
