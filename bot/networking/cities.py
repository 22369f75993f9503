"""The time zones of the world's large cities, by the names that people call them.

`cities.txt` is made of GeoNames (geonames.org, CC BY 4.0) by `tests/networking/cities.py`.
"""

import unicodedata
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

FILE = Path(__file__).with_name("cities.txt")

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "-": " ", "’": "'"})


def folded(name: str) -> str:
    """A name in small letters without accents, as `zones_by_city` has them."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def zones_by_city() -> dict[str, str]:
    """`chicago` and `america/chicago`, both to `America/Chicago`; `wien` to `Europe/Vienna`."""
    known: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        if "/" in zone:
            known[zone.lower()] = zone
            known.setdefault(zone.rpartition("/")[2].replace("_", " ").lower(), zone)
    for line in FILE.read_text("utf-8").splitlines():
        zone, _, cities = line.partition(": ")
        for city in cities.split(", "):
            known.setdefault(city, zone)
    return known
