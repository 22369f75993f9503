"""Where the terminal is: the machine's own time zone and language, as far as they can be known."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfoNotFoundError

from bot.model.people import Caller, MemberRef, Place, Platform

ME = Caller(MemberRef(Platform.CONSOLE, "me"), Place.DIRECT, hears=True)
"""Whoever sits there; `goodask chat` adds what the machine knows of their clock."""

_SAYS_NOTHING = frozenset({"UTC", "Etc/UTC", "Universal", "Etc/Universal", "Zulu", "Etc/Zulu"})
_WORDS, _DATES = ("LC_ALL", "LC_MESSAGES", "LANG"), ("LC_ALL", "LC_TIME", "LANG")
_NO_LANGUAGE = frozenset({"C", "POSIX"})


def at_this_machine() -> Caller:
    """Whoever sits at this machine, with its clock and its way to write dates."""
    return replace(ME, zone=machine_zone(), locale=machine_locale())


def machine_zone(environment: Mapping[str, str] = os.environ) -> str | None:
    """The machine's time zone (IANA), or None where it says nothing about whoever sits there.

    Containers and servers are on UTC wherever their people are, so UTC counts only where `TZ` says
    so.
    """
    from tzlocal import get_localzone_name  # here, since only the terminal needs it

    try:
        name = str(get_localzone_name() or "")
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return None
    if name in _SAYS_NOTHING and environment.get("TZ", "").lstrip(":") not in _SAYS_NOTHING:
        return None
    return name or None


def machine_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The language of words as an IETF tag (`en_GB.UTF-8` is `en-GB`); "en" where none is set.

    Dates may be written as in another country of that language.
    """
    words, dates = _set(_WORDS, environment), _set(_DATES, environment)
    return dates if dates.partition("-")[0] == words.partition("-")[0] else words


def _set(names: Iterable[str], environment: Mapping[str, str]) -> str:
    said = next((environment[name] for name in names if environment.get(name)), "")
    tag = said.partition(".")[0].partition("@")[0].replace("_", "-")
    return tag if tag and tag not in _NO_LANGUAGE else "en"
