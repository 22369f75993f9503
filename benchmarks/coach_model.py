"""What a sentence model would add to the coach: `uv run python -m benchmarks.coach_model`.

Fits a logistic regression on the vectors of whole messages (mean and maximum over the sentences)
to our first two sets of labelled requests, and compares it on the third with the rules, and with
both together. Prints F1 a label and the time to encode a message. Backs the decision record
`docs/decisions/coach-without-a-model.md`.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.coaching.document import Part, read
from bot.coaching.review import Reviewer
from bot.language.encoder import Encoder
from bot.model.records import Kind

_DATA = Path(__file__).parent / "data"
_LABELS = ("no_personal_hook", "vague_ask", "self_centred", "asks_for_job")
_VIRTUES = ("specific_hook", "specific_questions")
_SURE = 0.9
Vectors = NDArray[np.float64]


def requests(name: str) -> list[dict[str, object]]:
    """The labelled requests of a file."""
    rows = [json.loads(line) for line in (_DATA / name).read_text("utf-8").splitlines()]
    return [row for row in rows if row["kind"] == "request"]


def vectors(encoder: Encoder, rows: Sequence[dict[str, object]]) -> Vectors:
    """Mean and maximum of each message's sentence vectors."""
    found = []
    for row in rows:
        document = read(str(row["text"]))
        sentences = [document.text[s.start : s.end] for s in document.of(Part.BODY)]
        encoded = encoder.encode_all(sentences or [str(row["text"])])
        found.append(np.concatenate([encoded.mean(0), encoded.max(0)]))
    return np.asarray(found, dtype=np.float64)


def fit(known: Vectors, present: Vectors, decay: float = 30.0) -> tuple[Vectors, float]:
    """Logistic regression by gradient descent; weights and bias."""
    weights, bias = np.zeros(known.shape[1]), 0.0
    for _ in range(400):
        guessed = 1 / (1 + np.exp(-(known @ weights + bias)))
        weights = weights - 0.05 * (known.T @ (guessed - present) + decay * weights) / len(present)
        bias -= 0.05 * float((guessed - present).mean())
    return weights, bias


def f1(gold: Sequence[bool], seen: Sequence[bool]) -> float:
    """Agreement."""
    hits = sum(a and b for a, b in zip(gold, seen, strict=True))
    return 2 * hits / max(1, sum(gold) + sum(seen))


def main() -> None:
    """Print the table."""
    encoder, reviewer = Encoder(), Reviewer.load()
    train = requests("drafts.jsonl") + requests("drafts-second.jsonl")
    test = requests("drafts-third.jsonl")
    begin = time.perf_counter()
    known, asked = vectors(encoder, train), vectors(encoder, test)
    taken = (time.perf_counter() - begin) / (len(train) + len(test)) * 1000
    middle, spread = known.mean(0), known.std(0) + 1e-6
    known, asked = (known - middle) / spread, (asked - middle) / spread
    print(f"{taken:.0f} ms to encode a message\n")
    print(
        f"{'F1 on the third set':22}{'rules':>8}{'model':>8}{'either*':>9}   * model above {_SURE}"
    )
    for label in (*_LABELS, *_VIRTUES):
        key = "labels" if label in _LABELS else "positives"
        present = np.array([label in row[key] for row in train], dtype=np.float64)  # type: ignore[operator]
        weights, bias = fit(known, present)
        guessed = 1 / (1 + np.exp(-(asked @ weights + bias)))
        gold = [label in row[key] for row in test]  # type: ignore[operator]
        rules = [reviewer.find(label, str(row["text"]), Kind.REQUEST)[0] for row in test]
        model = [bool(one > 0.5) for one in guessed]
        either = [rule or bool(one > _SURE) for rule, one in zip(rules, guessed, strict=True)]
        print(f"{label:22}{f1(gold, rules):8.2f}{f1(gold, model):8.2f}{f1(gold, either):9.2f}")


if __name__ == "__main__":
    main()
