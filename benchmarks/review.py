"""How long a review takes, and how much memory: `uv run python -m benchmarks.review`.

Prints p50 and p95 of `Reviewer.review` for messages of 50, 150 and 400 words and of 40,000
characters, beside plain tokenising of the same text, and for our own labelled drafts, each read for
the first time; how the time grows when hostile texts double
in length; and cold start and resident memory of `goodask review`, beside an empty Python.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.coaching.review import Reviewer

_SENTENCES = (
    "I train apprentices at a tram depot and read your note on quiet brakes.",
    "Would you have fifteen minutes for two questions about noise tests?",
    "I'm weighing a move from maintenance into acoustics, and your path went the same way.",
    "If you're short of time, a line by email would help just as much.",
    "I can fit around your schedule, and I'd gladly come to your workshop.",
    "Last spring our crew swapped all the pads on line four and the complaints stopped.",
)
_HOSTILE = {
    "one letter": "a",
    "spaces": " ",
    "open brackets": "[",
    "quotes": '"',
    "newlines": "\n",
    "a phrase that nearly matches": "would you have would you have ",
    "not and not": "not not not ",
    "tags": "<div><",
    "entities": "&amp",
    "escapes": "\x1b[",
}
_ROUNDS = 200
_DRAFTS = Path(__file__).parent / "data" / "drafts.jsonl"


def message(words: int) -> str:
    """A plausible message of that many words."""
    text = "Hi Dana,\n\n"
    while len(text.split()) < words:
        text += _SENTENCES[len(text) % len(_SENTENCES)] + " "
    return " ".join(text.split(" ")[:words]) + "\n\nThanks,\nSam"


def timed(action: Callable[[], object], rounds: int = _ROUNDS) -> tuple[float, float]:
    """p50 and p95 in milliseconds, after a warm-up."""
    action()
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        action()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def report_speed(reviewer: Reviewer) -> None:
    """Print the table of speeds."""
    word = re.compile(r"\w+")
    print(f"{'message':26}{'p50 ms':>9}{'p95 ms':>9}{'tokenise p50':>14}")
    sizes = [(f"{words} words", message(words)) for words in (50, 150, 400)]
    sizes.append(("40,000 characters", (message(400) * 30)[:40_000]))
    for name, text in sizes:
        rounds = _ROUNDS if len(text) < 10_000 else 20
        middle, slow = timed(lambda text=text: reviewer.review(text), rounds)  # type: ignore[misc]
        tokens, _ = timed(lambda text=text: word.findall(text), rounds)  # type: ignore[misc]
        print(f"{name:26}{middle:9.2f}{slow:9.2f}{tokens:14.3f}")


def report_first_readings(reviewer: Reviewer) -> None:
    """Print p50 and p95 over drafts that the reviewer has not met, as in a day's work."""
    texts = [json.loads(line)["text"] for line in _DRAFTS.read_text("utf-8").splitlines()]
    taken, words = [], []
    for text in texts:
        begin = time.perf_counter()
        reviewer.review(text)
        taken.append((time.perf_counter() - begin) * 1000)
        words.append(len(text.split()))
    name = f"{len(texts)} drafts, {statistics.median(words):.0f} words"
    slow = statistics.quantiles(taken, n=20)[18]
    print(f"{name:26}{statistics.median(taken):9.2f}{slow:9.2f}")


def report_growth(reviewer: Reviewer) -> None:
    """Print how time grows from 20,000 to 40,000 characters: 2 is linear, 4 is quadratic."""
    print(f"\n{'hostile text':32}{'20,000':>10}{'40,000':>10}{'growth':>8}")
    for name, piece in _HOSTILE.items():
        short, long = ((piece * 40_000)[:size] for size in (20_000, 40_000))
        small, _ = timed(lambda text=short: reviewer.review(text), 5)  # type: ignore[misc]
        large, _ = timed(lambda text=long: reviewer.review(text), 5)  # type: ignore[misc]
        print(f"{name:32}{small:8.1f}ms{large:8.1f}ms{large / small:8.1f}")


def report_start() -> None:
    """Print what one `goodask review FILE` costs, from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.txt"
        draft.write_text(message(150))
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "goodask review FILE": [sys.executable, "-m", "bot", "review", str(draft)],
            "… --format json": [*_JSON, str(draft)],
        }
        print(f"\n{'cold start':26}{'median s':>10}{'resident MB':>13}")
        for name, command in commands.items():
            taken, peak = zip(*(_run(command) for _ in range(7)), strict=True)
            print(f"{name:26}{statistics.median(taken):10.2f}{max(peak):13.0f}")


_JSON = [sys.executable, "-m", "bot", "review", "--format", "json"]
_MEASURED = (
    "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds and peak resident megabytes of one run (Linux counts kilobytes)."""
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own commands
    taken = time.perf_counter() - begin
    measured = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-c", _MEASURED, *command], capture_output=True, text=True, check=True
    )
    return taken, int(measured.stdout) / 1024


def main() -> None:
    """Print all three tables."""
    begin = time.perf_counter()
    reviewer = Reviewer.load()
    print(f"rules loaded in {(time.perf_counter() - begin) * 1000:.0f} ms\n")
    report_speed(reviewer)
    report_first_readings(reviewer)
    report_growth(reviewer)
    report_start()


if __name__ == "__main__":
    main()
