"""What lies outside: subjects with a kind word about who can help, and plain elsewhere."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIMITS = Path(__file__).with_name("limits")
ELSEWHERE = Path(__file__).with_name("elsewhere.toml")


@dataclass(frozen=True, slots=True)
class Limit:
    """A subject that is not answered. `reply` says who can help; empty for plain elsewhere.

    `signs` are patterns of words that are hardly ever said of anything else.
    """

    subject: str
    reply: str
    questions: tuple[str, ...]
    signs: tuple[str, ...] = ()


@cache
def shipped_limits() -> tuple[Limit, ...]:
    """The subjects of `limits/` and the fields of `elsewhere.toml`."""
    limits = []
    for path in sorted(LIMITS.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        asked, signs = tuple(table["questions"]), tuple(table.get("signs", ()))
        limits.append(Limit(path.stem, table["reply"], asked, signs))
    fields = tomllib.loads(ELSEWHERE.read_text(encoding="utf-8"))
    limits += [Limit(field, "", tuple(questions)) for field, questions in fields.items()]
    return tuple(limits)
