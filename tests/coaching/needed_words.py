"""Writes the needed words beside the rules: `uv run python -m tests.coaching.needed_words`."""

from collections.abc import Iterator

from bot.coaching.kinds import KindReader
from bot.coaching.rulebook import CONTENT, load_rulebook
from bot.coaching.screen import written

FILE = CONTENT / "needed-words.json"


def expressions() -> Iterator[str]:
    """Each alternative of every pattern that is screened."""
    book = load_rulebook()
    kinds = KindReader.load(CONTENT, book.vocabulary)
    for pattern in (*book.patterns(), *kinds.patterns()):
        yield from (alternative.expression for alternative in pattern.alternatives)


def main() -> None:
    """Write the file."""
    FILE.write_bytes(written(expressions()))


if __name__ == "__main__":
    main()
