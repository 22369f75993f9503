"""What `goodask run` costs and how fast it answers: `uv run python -m benchmarks.serving`.

The bot runs as its own process against a loopback Discord and a loopback Slack. Prints the time
until both are connected and the resident memory then (beside a Python that only imports the two
libraries), and the time from event to reply while commands arrive at a steady rate on both at once:
half open `/coach`, half send a draft to be reviewed. Memory is read from /proc (Linux).
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from cogs.on_slack.manifest import manifest
from tests.coaching.improving import drafts
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Bot
from tests.wire.slack_server import SlackServer

_LIBRARIES = (
    "import time; begin = time.perf_counter(); import discord, slack_bolt.async_app; "
    "taken = time.perf_counter() - begin; "
    "size = next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1]; "
    "print(taken, int(size) / 1024)"
)


async def measure(seconds: int, rate: int) -> None:
    """Start everything, then let commands arrive for so many seconds at so many a second."""
    with tempfile.TemporaryDirectory() as folder:
        async with DiscordServer() as discord, SlackServer(manifest()) as slack:
            begin = time.perf_counter()
            async with Bot(Path(folder), both(discord, slack)) as bot:
                await asyncio.gather(discord.ready(within=60), slack.connected())
                print(f"both platforms connected after {time.perf_counter() - begin:.2f} s")
                print(f"resident memory then {bot.resident():.0f} MB")
                _libraries()
                await _under_load(discord, slack, seconds, rate)
                print(f"resident memory after that {bot.resident():.0f} MB")
                await bot.stop()


def both(discord: DiscordServer, slack: SlackServer) -> dict[str, str]:
    """The settings of a bot that serves both loopback platforms."""
    return {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "LOG_LEVEL": "WARNING",
    }


def _libraries() -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-W", "ignore", "-c", _LIBRARIES],
        capture_output=True,
        text=True,
        check=True,
    )
    taken, size = map(float, done.stdout.split())
    print(f"(importing the two libraries alone: {taken:.2f} s, {size:.0f} MB)\n")


async def _under_load(discord: DiscordServer, slack: SlackServer, seconds: int, rate: int) -> None:
    taken = await load(discord, slack, seconds, rate)
    table(f"{seconds * rate} commands at {rate} a second", taken)


async def load(
    discord: DiscordServer,
    slack: SlackServer,
    seconds: int,
    rate: int,
    *,
    forms_only: bool = False,
) -> dict[str, list[float]]:
    """Milliseconds from event to reply. `forms_only`: every command opens `/coach`."""
    guild = discord.guild("Alumni")
    texts = [text for text, _, _ in drafts()]

    async def on_discord(number: int) -> None:
        person = discord.person(f"Member {number}")
        if number % 4 == 0 and not forms_only:
            await discord.dm(person, texts[number % len(texts)])
        else:
            await discord.slash("coach", person, guild)

    async def on_slack(number: int) -> None:
        user = f"U{number + 100}"
        text = texts[number % len(texts)] if number % 4 == 1 and not forms_only else ""
        await slack.command("/coach", user=user, text=text)
        await slack.see(user, "modal")

    taken: dict[str, list[float]] = {"Discord": [], "Slack": []}

    async def one(name: str, ask: Callable[[int], Awaitable[None]], number: int) -> None:
        begin = time.perf_counter()
        await ask(number)
        taken[name].append((time.perf_counter() - begin) * 1000)

    tasks = []
    for number in range(seconds * rate):
        which = ("Discord", on_discord) if number % 2 == 0 else ("Slack", on_slack)
        tasks.append(asyncio.create_task(one(*which, number)))
        await asyncio.sleep(1 / rate)
    await asyncio.gather(*tasks)
    return taken


def table(title: str, taken: dict[str, list[float]]) -> None:
    """Print the times of each platform."""
    print(title)
    print(f"{'event to reply':18}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for name, times in taken.items():
        cuts = statistics.quantiles(times, n=100)
        print(f"{name:18}{statistics.median(times):9.0f}{cuts[94]:9.0f}{cuts[98]:9.0f}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rate", type=int, default=30)
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.seconds, arguments.rate))


if __name__ == "__main__":
    main()
