"""Writes docs/licences.md from what is installed: `uv run python -m tests.operating.licences`."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

PAGE = Path(__file__).parent.parent.parent / "docs" / "licences.md"
BEGIN = "<!-- the table is written by tests/operating/licences.py -->\n"

# What packages say where they do not say it in SPDX's words.
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
}
PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
        "PSF-2.0",
        "Zlib",
    }
)
"""Licences that ask for no more than to be named."""


def runtime() -> dict[str, Distribution]:
    """Everything that is installed with the bot on this platform, by name; not the bot itself."""
    found: dict[str, Distribution] = {}
    waiting = list(_needed(distribution("goodask"), frozenset()))
    while waiting:
        name, extras = waiting.pop()
        known = name in found
        found[name] = distribution(name)
        if not known or extras:
            waiting += [each for each in _needed(found[name], extras) if each[0] not in found]
    return dict(sorted(found.items()))


def _needed(of: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for text in of.requires or []:
        wanted = Requirement(text)
        environments = [{"extra": extra} for extra in extras or {""}]
        if wanted.marker is None or any(map(wanted.marker.evaluate, environments)):
            name = re.sub(r"[-_.]+", "-", wanted.name).lower()
            yield name, frozenset(wanted.extras)


def licence(of: Distribution) -> str:
    """Its licence in SPDX's words. ValueError where it does not say one that we know."""
    for said in of.metadata.get_all("License-Expression") or []:
        return f"{said}"
    classifiers = of.metadata.get_all("Classifier") or []
    kinds = [each.split(" :: ")[-1] for each in classifiers if each.startswith("License :: ")]
    for each in (*(of.metadata.get_all("License") or []), *kinds):
        name = _SPDX.get(str(each), str(each))
        if name in PERMISSIVE:
            return name
    raise ValueError(f"{of.name} says nothing we know: {kinds}")


def parts_of(expression: str) -> set[str]:
    """The licences in an SPDX expression."""
    return set(re.split(r" (?:AND|OR) |[()]", expression)) - {""}


def page() -> str:
    """The page, with its table written anew."""
    before, _, _ = PAGE.read_text("utf-8").partition(BEGIN)
    rows = [f"| {name} | {licence(of)} |\n" for name, of in runtime().items()]
    return f"{before}{BEGIN}\n| package | licence |\n|---|---|\n{''.join(rows)}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name}: {len(runtime())} packages\n")
