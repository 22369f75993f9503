"""Small change of language: numbers in words, spans of time, capitals."""

from bot.model.text import N_, Line, line, plural, verbatim

_NUMBERS = (
    N_("no"),
    N_("one"),
    N_("two"),
    N_("three"),
    N_("four"),
    N_("five"),
    N_("six"),
    N_("seven"),
    N_("eight"),
    N_("nine"),
    N_("ten"),
)


def number(count: int) -> Line:
    """A count in words up to ten, in figures above."""
    return line(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else verbatim(str(count))


def counted(count: int, one: str, many: str) -> Line:
    """ "one thing", "three things": templates of ours, with `{count}` where the number goes."""
    return plural(one, many, count, count=number(count))


def span(hours: int) -> Line:
    """ "24 hours", "36 hours", "three days"."""
    days, rest = divmod(hours, 24)
    if rest or days < 2:
        return counted(hours, "one hour", "{count} hours")
    return counted(days, "one day", "{count} days")


def capitalised(words: str) -> str:
    """Somebody's words, the first letter large, the rest as it is."""
    return words[:1].upper() + words[1:]
