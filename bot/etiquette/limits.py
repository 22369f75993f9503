"""What lies outside: subjects with a kind word about who can help, and plain elsewhere."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Limit:
    """A subject that is not answered. `reply` says who can help; empty for plain elsewhere."""

    subject: str
    reply: str
    questions: tuple[str, ...]


@cache
def shipped_limits() -> tuple[Limit, ...]:
    """The subjects of `limits/` and the fields of `elsewhere.toml`."""
    home = files("bot.etiquette")
    limits = []
    for item in sorted((home / "limits").iterdir(), key=lambda item: item.name):
        if item.name.endswith(".toml"):
            table = tomllib.loads(item.read_text(encoding="utf-8"))
            subject = item.name.removesuffix(".toml")
            limits.append(Limit(subject, table["reply"], tuple(table["questions"])))
    fields = tomllib.loads((home / "elsewhere.toml").read_text(encoding="utf-8"))
    limits += [Limit(field, "", tuple(questions)) for field, questions in fields.items()]
    return tuple(limits)
