"""What the server remembers, in the terms a test thinks in."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

EPHEMERAL = 1 << 6
TEXT_DISPLAY, BUTTON, LABEL = 10, 2, 18


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    id: str
    name: str
    manager: bool = False
    locale: str = "en-US"


LONG_AGO = "2026-01-05T09:00:00.000000+00:00"


@dataclass(frozen=True)
class Guild:
    """A server, with one channel; `installed` where the bot was added to it, and `since` when."""

    id: str
    name: str
    channel: str
    installed: bool = True
    owner: Person = Person("1200000000000000002", "Owner")
    since: str = LONG_AGO

    def shard(self, count: int) -> int:
        """Which of so many shards it belongs to."""
        return (int(self.id) >> 22) % count


@dataclass(frozen=True)
class Place:
    """Where something happens: a guild's channel, the bot's DM, or somebody else's DM."""

    channel: str
    guild: Guild | None = None
    with_bot: bool = True

    @property
    def context(self) -> int:
        return 0 if self.guild else 1 if self.with_bot else 2


def walk(components: list[Json]) -> Iterator[Json]:
    """All components, from the outside in."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        inner = [component[key] for key in ("component", "accessory") if key in component]
        yield from walk(inner)


@dataclass(eq=False)
class Message:
    """A message of the bot, as it stands now. `viewer`: the only person who sees it."""

    id: str
    place: Place
    payload: Json
    viewer: Person | None = None
    deleted: bool = False
    loading: bool = False
    edits: int = 0
    nonce: str | None = None
    born: float = field(default_factory=time.monotonic)

    @property
    def flags(self) -> int:
        return int(self.payload.get("flags", 0))

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def components(self) -> list[Json]:
        found: list[Json] = self.payload.get("components", [])
        return found

    @property
    def text(self) -> str:
        """All its text as sent, markdown and all."""
        displays = (item for item in walk(self.components) if item["type"] == TEXT_DISPLAY)
        return "\n".join(str(item["content"]) for item in displays)

    @property
    def buttons(self) -> dict[str, str]:
        """The ids of its buttons by label."""
        found = (item for item in walk(self.components) if item["type"] == BUTTON)
        return {str(item["label"]): str(item["custom_id"]) for item in found}


@dataclass(eq=False)
class Form:
    """A modal that is open on somebody's screen."""

    payload: Json
    opened_by: "Interaction"

    @property
    def custom_id(self) -> str:
        return str(self.payload["custom_id"])

    @property
    def fields(self) -> dict[str, Json]:
        found = (item for item in walk(self.payload["components"]) if item["type"] in {3, 4})
        return {str(item["custom_id"]): item for item in found}

    @property
    def filled_in(self) -> dict[str, str]:
        """What stands in each field before anything is typed."""
        return {name: _known(field) for name, field in self.fields.items()}


def _known(field: Json) -> str:
    chosen = (option["value"] for option in field.get("options", []) if option.get("default"))
    return str(field.get("value") or next(chosen, ""))


@dataclass(eq=False)
class Interaction:
    """A command, a press or a submission, and all that came of it."""

    id: str
    token: str
    type: int
    person: Person
    place: Place
    payload: Json
    sent: float
    source: Message | None = None
    expired: bool = False
    acknowledged: float | None = None
    callback: int | None = None
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)
    shown: Form | None = None
    updated: bool = False
    removed: bool = False

    @property
    def finished(self) -> bool:
        """Whether the member got something to look at."""
        if self.callback == 5:  # "thinking…" until it is filled in
            return self.updated or self.removed
        if self.callback == 6:  # nothing to see until the message changes or another comes
            return self.updated or bool(self.follow_ups)
        return self.callback is not None

    @property
    def form(self) -> Form:
        assert self.shown is not None, "no form was opened"
        return self.shown

    @property
    def message(self) -> Message:
        """The answer: what was sent or changed, or else what followed."""
        shown = self.original if self.callback != 6 or self.updated else self.follow_ups[0]
        assert shown is not None, "no message was shown"
        return shown

    @property
    def messages(self) -> list[Message]:
        """The answer and all that followed it."""
        return list(dict.fromkeys([self.message, *self.follow_ups]))
