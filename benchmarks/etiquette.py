"""How well etiquette questions are answered, and at what cost.

    uv run python -m benchmarks.etiquette [FILE …]

A FILE holds JSON lines with `question`, `topic` (`off_topic` for what is to be declined) and
`expect` (answer, decline, help; no_help for a figure of speech) or `expected_action`; `half`,
`borderline` and `limit` (the subjects whose kind no would be right) are optional. Without a FILE
the questions in `benchmarks/data` are used, each half by itself.
"""

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.etiquette import shelf
from bot.etiquette.ask import Etiquette
from bot.etiquette.result import Outcome
from bot.etiquette.search import query
from bot.etiquette.shelf import Weights
from bot.language.encoder import Encoder

OWN = Path(__file__).parent / "data" / "questions.jsonl"
_EXPECT = {"decline_with_help": "help"}


@dataclass(frozen=True, slots=True)
class Case:
    question: str
    topic: str
    expect: str
    half: str
    borderline: bool
    limit: frozenset[str] = frozenset()


class Share(NamedTuple):
    """Hits out of a number, shown with Wilson's 95% interval."""

    hits: int
    of: int

    def __str__(self) -> str:
        if not self.of:
            return "none"
        low, high = wilson(self.hits, self.of)
        part = self.hits / self.of
        return f"{part:.3f} [{low:.3f}, {high:.3f}] ({self.hits}/{self.of})"


def wilson(hits: int, of: int) -> tuple[float, float]:
    z, part = 1.96, hits / of
    middle = part + z * z / (2 * of)
    spread = z * math.sqrt(part * (1 - part) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def read_cases(path: Path) -> list[Case]:
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        expect = row.get("expect") or row["expected_action"]
        cases.append(
            Case(
                row["question"],
                row["topic"],
                _EXPECT.get(expect, expect),
                row.get("half", path.stem),
                bool(row.get("borderline")),
                frozenset(row.get("limit", ())),
            )
        )
    return cases


def judge(cases: Sequence[Case], etiquette: Etiquette) -> dict[str, Share]:
    """The figures of one set; topics count only if something was answered or suggested."""
    results = [(case, etiquette.ask(case.question)) for case in cases]
    on = [(case, result) for case, result in results if case.expect == "answer"]
    off = [(case, result) for case, result in results if case.expect == "decline"]
    sad = [(case, result) for case, result in results if case.expect == "help"]
    given = [(case, result) for case, result in on if result.outcome is Outcome.ANSWER]
    firm = [(case, result) for case, result in off if not case.borderline]
    quiet = {Outcome.DECLINE, Outcome.HELP}
    # A set may hold only questions to decline; what cannot be measured is shown as "none".
    return {
        "top-1 topic": _share(case.topic == result.topic for case, result in on),
        "top-3 topic": _share(case.topic in result.topics[:3] for case, result in on),
        "share answered": Share(len(given), len(on)),
        "right when answered": _share(case.topic == result.topic for case, result in given),
        "off-topic declined": _share(result.outcome in quiet for _, result in firm),
        "off-topic not answered": _share(
            result.outcome is not Outcome.ANSWER for _, result in firm
        ),
        "pointed to who can help": _share(
            result.limit in case.limit for case, result in off if case.limit
        ),
        "distress helped": _share(result.outcome is Outcome.HELP for _, result in sad),
        "help only in distress": _share(
            result.outcome is not Outcome.HELP for case, result in results if case.expect != "help"
        ),
    }


def _share(hits: Iterable[bool]) -> Share:
    found = list(hits)
    return Share(sum(found), len(found))


def ranking_only(cases: Sequence[Case], etiquette: Etiquette) -> dict[str, Share]:
    """Topic by ranking alone, thresholds aside."""
    found = []
    for case in cases:
        if case.expect == "answer":
            ranking = etiquette.search.rank(query(etiquette.search, case.question))
            topics = list(dict.fromkeys(entry.topic for entry in ranking.entries[:10]))
            found.append((case.topic == topics[0], case.topic in topics[:3]))
    return {
        "top-1 topic": _share(first for first, _ in found),
        "top-3 topic": _share(three for _, three in found),
    }


def with_weights(weights: Weights, measure: Callable[[], dict[str, Share]]) -> dict[str, Share]:
    """Measure with other weights, on the same answers."""
    kept = shelf.WITH_MODEL
    try:
        shelf.WITH_MODEL = weights
        return measure()
    finally:
        shelf.WITH_MODEL = kept


def latency(cases: Sequence[Case], etiquette: Etiquette) -> str:
    """Wall time, and the processor's own, which a busy machine disturbs less."""
    times, busy = [], []
    for case in cases:
        start, worked = time.perf_counter(), time.process_time()
        etiquette.ask(case.question)
        times.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    middle, late = np.percentile(times, [50, 95])
    own = np.median(busy)
    return (
        f"p50 {middle:.1f} ms (processor {own:.1f} ms), p95 {late:.1f} ms, {len(times)} questions"
    )


_COLD = """
import time
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6
from bot.etiquette.answer_files import shipped_entries
shipped_entries()
before, start = resident(), time.perf_counter()
from bot.etiquette.ask import Etiquette
from bot.language.encoder import Encoder
kept = Etiquette(Encoder() if {model} else None)
kept.ask("who pays for the coffee?")
print(f"{{time.perf_counter() - start:.2f}} s to the first answer, {{resident() - before:.0f}} MB")
"""


def cold(model: bool) -> str:
    """First answer and memory in a fresh process, above one that has read the answer files."""
    ran = subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", _COLD.format(model=model)],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


def show(title: str, figures: dict[str, Share]) -> None:
    print(f"\n{title}")
    for name, share in figures.items():
        print(f"  {name:<25}{share}")


def report(name: str, cases: Sequence[Case], full: Etiquette, lexical: Etiquette) -> None:
    show(f"{name}: all together", judge(cases, full))
    show(f"{name}: without the model", judge(cases, lexical))

    def alone() -> dict[str, Share]:
        return ranking_only(cases, full)

    words = Weights(0, 0, 0, 0, 1, 0)
    meaning = Weights(0.36, 0.36, 0.17, 0.11, 0, 0)
    show(f"{name}: ranking, all together", alone())
    show(f"{name}: ranking, BM25 alone", with_weights(words, alone))
    show(f"{name}: ranking, the model alone", with_weights(meaning, alone))


def main(paths: Sequence[str]) -> None:
    full, lexical = Etiquette(Encoder()), Etiquette(None)
    cases = [case for path in paths or [str(OWN)] for case in read_cases(Path(path))]
    for half in dict.fromkeys(case.half for case in cases):
        report(half, [case for case in cases if case.half == half], full, lexical)
    print(f"\nlatency, with the model     {latency(cases, full)}")
    print(f"latency, without            {latency(cases, lexical)}")
    print(f"cold, with the model        {cold(model=True)}")
    print(f"cold, without               {cold(model=False)}")


if __name__ == "__main__":
    main(sys.argv[1:])
