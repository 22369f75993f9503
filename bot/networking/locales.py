"""What a language tag says about dates."""

from functools import cache

_MONTH_FIRST_PLACES = frozenset(
    ("US", "PH", "PR", "GU", "AS", "MP", "VI", "UM", "FM", "MH", "PW", "JP", "CN", "TW", "KR", "HU")
)
_MONTH_FIRST_LANGUAGES = frozenset(["ja", "zh", "ko", "hu"])
_BOTH_ORDERS = frozenset({"CA"})


@cache
def day_first(locale: str) -> bool | None:
    """Whether 11/3 is the eleventh of March there; None where the tag does not settle it."""
    language, *rest = locale.replace("_", "-").split("-")
    places = [piece.upper() for piece in rest if len(piece) == 2]
    if places:
        return None if places[0] in _BOTH_ORDERS else places[0] not in _MONTH_FIRST_PLACES
    if language.lower() in {"en", ""}:
        return None
    return language.lower() not in _MONTH_FIRST_LANGUAGES


@cache
def languages(locale: str) -> tuple[str, ...]:
    """The languages to read a date in, the member's first, English always among them."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return tuple(dict.fromkeys((language, "en") if language else ("en",)))
