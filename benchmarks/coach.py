"""How often the coach agrees with a person who labelled messages.

    uv run python -m benchmarks.coach drafts.jsonl [--show ID] [--quiet]

A line of the file is one labelled message: id, kind, channel, linkedin_note, text, labels (the
faults present) and positives (the virtues present). Faults and virtues are counted apart, each
label over the messages of the kinds that judge it. Intervals are 95%, by bootstrap over messages.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.coaching.review import Band, Reviewer
from bot.model.records import Channel, Kind

_REQUEST_ONLY_EXCEPTIONS = {"clingy", "generic_thanks", "thanks_with_ask", "late"}
_FOLLOWUP = {
    "overused_term",
    "asks_for_job",
    "pushes_resume",
    "dictates_schedule",
    "pressure",
    "no_thanks",
    "generic_greeting",
    "too_long",
    "clingy",
}
_THANKYOU = {
    "overused_term",
    "asks_for_job",
    "pushes_resume",
    "pressure",
    "generic_greeting",
    "too_long",
    "generic_thanks",
    "thanks_with_ask",
    "late",
}
FAULTS = sorted(
    _FOLLOWUP
    | _THANKYOU
    | {"no_personal_hook", "no_time_bound", "vague_ask", "self_centred", "no_intro"}
)
VIRTUES = sorted(
    [
        "specific_hook",
        "time_bound",
        "flexible_schedule",
        "specific_questions",
        "referral_named",
        "gratitude",
        "offers_to_come_to_them",
        "small_kindness",
        "clear_intro",
        "disclaims_job",
        "easy_out",
    ]
)
JUDGED = {
    "request": set(FAULTS) - _REQUEST_ONLY_EXCEPTIONS,
    "followup": _FOLLOWUP,
    "thankyou": _THANKYOU,
}
_SUPPORT = 5
_ROUNDS = 1000


@dataclass
class Judgement:
    """One message: what the person saw, what the coach saw."""

    id: str
    kind: str
    text: str
    gold: dict[str, set[str]]
    seen: dict[str, set[str]]
    kind_seen: str
    ready: bool
    quotes: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """True positives, false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float | None:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else None


def judge(path: Path) -> list[Judgement]:
    """Review every message, with its kind and channel given; note the kind read without."""
    reviewer = Reviewer.load()
    judged = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        kind = Kind(row["kind"])
        review = reviewer.review(row["text"], kind, _channel(row))
        allowed = JUDGED[row["kind"]]
        judged.append(
            Judgement(
                row["id"],
                row["kind"],
                row["text"],
                {
                    "fault": set(row["labels"]) & allowed,
                    "virtue": set(row["positives"]) if kind is Kind.REQUEST else set(),
                },
                {
                    "fault": {f.rule.id for f in review.findings} & allowed,
                    "virtue": {s.rule for s in review.strengths} & set(VIRTUES)
                    if kind is Kind.REQUEST
                    else set(),
                },
                reviewer.review(row["text"], None, _channel(row)).kind,
                review.band is Band.READY,
                {f.rule.id: f.quote for f in review.findings},
            )
        )
    return judged


def _channel(row: dict[str, object]) -> Channel:
    if row["channel"] == "linkedin":
        return Channel.LINKEDIN_NOTE if row.get("linkedin_note") else Channel.LINKEDIN_MESSAGE
    return Channel(str(row["channel"]))


def count(judged: Sequence[Judgement], side: str, label: str) -> Counts:
    """Agreement on one label."""
    tp = fp = fn = 0
    for one in judged:
        gold, seen = label in one.gold[side], label in one.seen[side]
        tp, fp, fn = tp + (gold and seen), fp + (seen and not gold), fn + (gold and not seen)
    return Counts(tp, fp, fn)


def interval(judged: Sequence[Judgement], figure: Callable[[Sequence[Judgement]], float]) -> str:
    """The 95% bootstrap interval of a figure."""
    dice = random.Random(1)  # noqa: S311 - a fixed seed, so that two runs print the same
    figures = sorted(figure(dice.choices(judged, k=len(judged))) for _ in range(_ROUNDS))
    return f"[{figures[int(_ROUNDS * 0.025)]:.2f}–{figures[int(_ROUNDS * 0.975)]:.2f}]"


def micro(judged: Sequence[Judgement], side: str) -> Counts:
    """Agreement on all labels of a side together."""
    total = Counts()
    for one in judged:
        gold, seen = one.gold[side], one.seen[side]
        total += Counts(len(gold & seen), len(seen - gold), len(gold - seen))
    return total


def report(judged: list[Judgement], side: str, labels: list[str]) -> None:
    """Print a table of labels, then the averages."""
    print(
        f"\n{side + 's':24}{'support':>8}{'tp':>5}{'fp':>5}{'fn':>5}{'prec':>7}{'rec':>7}{'f1':>7}"
    )
    scores = []
    for label in labels:
        counts = count(judged, side, label)
        support = counts.tp + counts.fn
        figures = "".join(
            f"{'–' if value is None else format(value, '.2f'):>7}"
            for value in (counts.precision, counts.recall, counts.f1)
        )
        few = "" if support >= _SUPPORT else "  (few)"
        print(f"{label:24}{support:8}{counts.tp:5}{counts.fp:5}{counts.fn:5}{figures}{few}")
        if support >= _SUPPORT and counts.f1 is not None:
            scores.append(counts.f1)
    overall = micro(judged, side)
    spread = interval(judged, lambda drawn: micro(drawn, side).f1 or 0.0)
    print(f"micro F1 {overall.f1 or 0:.3f} {spread}", end="")
    print(f"   precision {overall.precision or 0:.3f}   recall {overall.recall or 0:.3f}")
    print(f"macro F1 {sum(scores) / max(1, len(scores)):.3f} over {len(scores)} labels")


def summary(judged: list[Judgement]) -> None:
    """Print what is not a matter of one label."""
    wrong = micro(judged, "fault").fp / len(judged)
    spread = interval(judged, lambda drawn: micro(drawn, "fault").fp / len(drawn))
    right = [one for one in judged if one.kind == one.kind_seen]
    clean = [one for one in judged if one.kind == "request" and not one.gold["fault"]]
    passed = [one for one in clean if not one.seen["fault"]]
    print(f"\n{len(judged)} messages")
    print(f"wrong findings a message {wrong:.2f} {spread}")
    print(f"kind read right {len(right)}/{len(judged)} = {len(right) / len(judged):.2f}", end="  ")
    print(" ".join(f"{o.id}:{o.kind}→{o.kind_seen}" for o in judged if o not in right))
    print(f"clean requests without a finding {len(passed)}/{len(clean)}")
    ready = sum(one.ready for one in clean)
    print(f"clean requests called ready {ready}/{len(clean)}")


def disagreements(judged: list[Judgement], only: str | None) -> None:
    """Print each disagreement, with the words that were quoted."""
    print("\nDisagreements (+ seen by the coach only, - by the person only)")
    for one in judged:
        marks = []
        for side in ("fault", "virtue"):
            marks += [
                f"+{id_} {one.quotes.get(id_) or ''!r}" for id_ in one.seen[side] - one.gold[side]
            ]
            marks += [f"-{id_}" for id_ in one.gold[side] - one.seen[side]]
        marks = [mark for mark in sorted(marks) if only is None or only in mark]
        if marks:
            print(f"\n{one.id} {one.kind}: {'; '.join(marks)}")
            if only is not None:
                print(one.text)


def main() -> None:
    """Read the arguments and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", metavar="ID", help="only this label's disagreements, with texts")
    parser.add_argument("--quiet", action="store_true", help="no disagreements")
    arguments = parser.parse_args()
    judged = judge(arguments.file)
    report(judged, "fault", FAULTS)
    report(judged, "virtue", VIRTUES)
    summary(judged)
    if not arguments.quiet:
        disagreements(judged, arguments.show)


if __name__ == "__main__":
    main()
