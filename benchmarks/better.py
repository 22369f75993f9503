"""Hold the better version to its promises on thousands of drafts.

    uv run python -m benchmarks.better [drafts.jsonl] [--mutations 3000] [--read 50]

Prints how often there is one, every broken promise, and with --read that many to read aloud. The
drafts are the file's (or our own), as written and mutated: sentences dropped, moved in from another
message, put in lower case, stripped of commas.
"""

import argparse
from collections import Counter
from pathlib import Path

from bot.coaching.better import Improver
from bot.coaching.review import Band, Reviewer
from tests.coaching.improving import DRAFTS, drafts, mutated, wrong_with


def main() -> None:
    """Read the arguments and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=DRAFTS)
    parser.add_argument("--mutations", type=int, default=3000)
    parser.add_argument("--read", type=int, default=0)
    arguments = parser.parse_args()
    reviewer = Reviewer.load()
    improver = Improver(reviewer)
    outcomes: Counter[str] = Counter()
    sources = drafts(arguments.file) + list(mutated(arguments.mutations, path=arguments.file))
    for text, kind, channel in sources:
        if reviewer.review(text, kind, channel).band is Band.READY:
            outcomes["ready as it is"] += 1
            continue
        found = improver.improve(text, kind, channel)
        if found is None:
            outcomes["no honest version"] += 1
            continue
        outcomes["a better version"] += 1
        if outcomes["a better version"] <= arguments.read:
            print(f"{text}\n--->\n{found.text}\n{'=' * 60}")
        for fault in wrong_with(found, text, kind, channel, reviewer, improver):
            outcomes["broken promises"] += 1
            print(f"{fault}\n{text}\n--->\n{found.text}\n{'-' * 60}")
    print("; ".join(f"{name}: {count}" for name, count in outcomes.items()))


if __name__ == "__main__":
    main()
