"""What Slack keeps: who is there, what is on whose screen, what went wrong."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["modal", "closed", "home", "message", "ephemeral"]

TEAM, APP, BOT_USER, BOT = "T0GOODASK", "A0GOODASK", "U0GOODASK", "B0GOODASK"
TRIGGER_LIFE = 3.0  # seconds
RESPONSES = 5  # uses of a response_url


class RefusedError(Exception):
    """Slack says no. `problem`: a correct bot would not have asked."""

    def __init__(self, error: str, *, problem: str = "", **more: str) -> None:
        super().__init__(error)
        self.body = {"ok": False, "error": error, **more}
        self.problem = problem


@dataclass(frozen=True)
class Seen:
    """Something that came onto a member's screen. `shown` is a view, or a message's payload."""

    kind: Kind
    user: str
    id: str
    shown: Json
    channel: str = ""

    @property
    def blocks(self) -> list[Json]:
        return list(self.shown.get("blocks", ()))

    @property
    def text(self) -> str:
        """All words in it, in order."""
        return "\n".join(_words(self.blocks))

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label; of several with one label, the first."""
        rows = [[block["accessory"]] for block in self.blocks if "accessory" in block]
        rows += [block["elements"] for block in self.blocks if block["type"] == "actions"]
        return {each["text"]["text"]: each for row in reversed(rows) for each in reversed(row)}

    @property
    def fields(self) -> dict[str, Json]:
        """Input elements by action id."""
        asked = [block for block in self.blocks if block["type"] == "input"]
        return {block["element"]["action_id"]: block["element"] for block in asked}


def _words(value: object) -> list[str]:
    if isinstance(value, list):
        return [word for each in value for word in _words(each)]
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            return [value["text"]]
        return [word for each in value.values() for word in _words(each)]
    return []


@dataclass
class Trigger:
    user: str
    born: float
    used: bool = False


@dataclass
class View:
    """An open modal. `typed` is what its user typed, by block and action; Slack keeps it."""

    id: str
    user: str
    shown: Json
    hash: str
    typed: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """A member's settings. None: Slack does not say, as for a bot."""

    zone: str | None = None
    locale: str | None = "en-US"


@dataclass
class Fault:
    """How a call goes wrong: an error of Slack's, an HTTP status, or a connection reset.

    `done`: it is carried out all the same. `hang`: it is, and never answered.
    """

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False
    done: bool = False
    hang: bool = False


class World:
    """The state, and the list of everything that a strict Slack would hold against the bot."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.workspaces: list[Any] = []  # `Workspace`s that have installed the app, the last first
        self.triggers: dict[str, Trigger] = {}
        self.views: dict[str, View] = {}
        self.messages: dict[tuple[str, str], Json] = {}
        self.response_urls: dict[str, tuple[str, str, int]] = {}
        self.calls: list[tuple[str, Json]] = []
        self.delivered: list[Json] = []  # all that members did
        self.faults: dict[str, list[Fault]] = {}
        self.delays: dict[str, float] = {}
        self.refusing: dict[str, str] = {}  # the error that writing to a member gives
        self.watch: Callable[[str], bool] = lambda _moment: False  # as at the other server
        self.people: dict[str, Person] = {}
        self.ack_seconds: list[float] = []
        self._screens: dict[str, list[Seen]] = {}
        self._looked: dict[str, int] = {}
        self._changed = asyncio.Event()
        self._numbers = itertools.count(1)

    def new(self, prefix: str) -> str:
        """A new id."""
        return f"{prefix}{next(self._numbers):08d}"

    def timestamp(self) -> str:
        """A new message's ts: unique, growing."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def trigger(self, user: str) -> str:
        id_ = f"{next(self._numbers)}.{int(time.time())}.cafe"
        self.triggers[id_] = Trigger(user, time.monotonic())
        return id_

    def response_url(self, user: str, channel: str) -> str:
        """The last part of a new response_url."""
        token = self.new("R")
        self.response_urls[token] = (user, channel, RESPONSES)
        return token

    def problem(self, what: str) -> None:
        """Something that no correct bot does."""
        self.problems.append(what)

    def show(self, seen: Seen) -> None:
        """Put something onto a screen."""
        self._screens.setdefault(seen.user, []).append(seen)
        self.changed()

    def changed(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def next(self, user: str, within: float) -> Seen:
        """What comes onto the user's screen next; AssertionError if nothing does."""
        try:
            async with asyncio.timeout(within):
                while True:
                    screen, index = self._screens.get(user, []), self._looked.get(user, 0)
                    if index < len(screen):
                        self._looked[user] = index + 1
                        return screen[index]
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"nothing came to {user}; problems: {self.problems}") from None

    def unread(self, user: str) -> list[Seen]:
        """What came onto the screen and was not looked at."""
        return self._screens.get(user, [])[self._looked.get(user, 0) :]

    async def until(self, holds: Callable[[], object], within: float = 5.0) -> None:
        """Wait until something holds; AssertionError if it does not in time."""
        try:
            async with asyncio.timeout(within):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"it did not come about; problems: {self.problems}") from None

    def with_block_ids(self, blocks: list[Json]) -> list[Json]:
        """Slack names blocks that have no name."""
        return [{"block_id": self.new("b"), **block} for block in blocks]
