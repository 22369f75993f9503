"""Small change of language: numbers in words, lists with "and", capitals."""

from collections.abc import Sequence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count: int) -> str:
    """A count in words up to ten, in figures above."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def counted(count: int, one: str, many: str | None = None) -> str:
    """ "one thing", "three things"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def span(hours: int) -> str:
    """ "24 hours", "36 hours", "three days"."""
    days, rest = divmod(hours, 24)
    return counted(hours, "hour") if rest or days < 2 else counted(days, "day")


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capitalised(sentence: str) -> str:
    """The first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
