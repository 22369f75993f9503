"""Writes `docs/transcripts.md`: dialogues of `transcripts.toml` with the product itself.

    uv run python -m tests.scenarios.transcripts

A person reads the result after every change; the test only holds the file to the product.
"""

import asyncio
import re
import tomllib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

from rich.console import Console

from bot.model.people import Caller
from cogs.on_console.chat import Chat
from cogs.on_console.here import ME
from tests.member import member

SCRIPTS = Path(__file__).with_name("transcripts.toml")
TRANSCRIPTS = Path(__file__).parent.parent.parent / "docs" / "transcripts.md"
_WIDTH = 76
_AT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
_HEADER = """# How it sounds

These dialogues are the product's own, in the terminal, without colour. A test regenerates them, so
they are what it says today. After a change of words or rules, run
`uv run python -m tests.scenarios.transcripts` and read the difference aloud.
"""


Script: TypeAlias = dict[str, Any]

_LATER = re.compile(r"\((\d+) (minutes|hours|days) later\)")


class Typed:
    """A member whose lines are shown on the screen as they are typed.

    A line such as "(90 minutes later)" lets that time pass, and what is due by then come.
    """

    def __init__(
        self, messages: list[str], console: Console, later: Callable[[timedelta], Awaitable[None]]
    ) -> None:
        self._messages = iter(messages)
        self._console = console
        self._later = later

    async def read(self, prompt: str, prefilled: str = "") -> str | None:  # noqa: ARG002
        message = next(self._messages, None)
        while message is not None and (passed := _LATER.fullmatch(message)):
            self._console.print(f"\n{message}", markup=False)
            await self._later(timedelta(**{passed[2]: int(passed[1])}))
            message = next(self._messages, None)
        if message is not None:
            self._console.print(f"\n{prompt}{message.strip()}", markup=False, width=_WIDTH)
        return message


async def held(script: Script, who: Caller = ME, kind: type[Chat] = Chat) -> str:
    """All that stands on the screen after a dialogue with somebody."""
    screen, at = StringIO(), script.get("at", _AT)
    console = Console(file=screen, width=_WIDTH, highlight=False, color_system=None)
    async with member(f"{at:%Y-%m-%dT%H:%M}", zone=None) as me:
        me.who = who
        await me.storage.members.seen(who.member, None, who.locale)

        async def later(passed: timedelta) -> None:
            if await me.wait(passed / timedelta(minutes=1)):
                chat.show(me.last)

        typed = Typed(script["messages"], console, later)
        chat = kind(me.conversation, typed, console, who)
        await chat.run()
    return screen.getvalue()


async def transcript(script: Script) -> str:
    """What stands on the screen from the first word typed to the last answer."""
    shown = "\n".join(line.rstrip() for line in (await held(script)).splitlines())
    begin, end = shown.index("you ›"), shown.rindex("\n")
    return re.sub(r"\n{3,}", "\n\n", shown[begin:end]).strip()


def scripts() -> list[Script]:
    """The dialogues to be held: `messages` to type, from the instant `at` on."""
    found: list[Script] = tomllib.loads(SCRIPTS.read_text("utf-8"))["dialogue"]
    return found


async def written() -> str:
    """The whole document."""
    parts = [_HEADER]
    for number, script in enumerate(scripts(), 1):
        screen = await transcript(script)
        parts.append(f"## {number}. {script['title']}\n\n```text\n{screen}\n```\n")
    return "\n".join(parts)


def main() -> None:
    """Write the file."""
    TRANSCRIPTS.write_text(asyncio.run(written()), "utf-8")


if __name__ == "__main__":
    main()
