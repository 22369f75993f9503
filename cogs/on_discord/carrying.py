"""A message that carries an id, by which it is found again among others."""

import re
from collections.abc import Iterator
from typing import Any

from bot.model.messages import Button, Choices, GetHelp, Reply
from cogs.on_discord.ids import MARK, marked
from cogs.on_discord.render import render

_COMPONENTS_V2, _SUPPRESS_EMBEDS = 1 << 15, 1 << 2
_BUTTON = 2
_HELP = Choices((Button("What can you do?", GetHelp()),))
_CARRIED = re.compile(rf"goodask{MARK}([^:]+):")


def carried(reply: Reply, carrier: str) -> dict[str, Any]:
    """The reply as one message of Discord's API, the id in its first button and in its nonce.

    A reply without a button gets one that always works. ValueError and KeyError: it cannot be
    shown.
    """
    if not any(isinstance(part, Choices) and part.buttons for part in reply.parts):
        reply = Reply((*reply.parts, _HELP))
    (view,) = render(reply, most=1)
    components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py has no types here
    button = next(_buttons(components))
    button["custom_id"] = marked(button["custom_id"], carrier)
    return {
        "components": components,
        "flags": _COMPONENTS_V2 | _SUPPRESS_EMBEDS,
        "allowed_mentions": {"parse": []},
        "nonce": carrier,
        "enforce_nonce": True,
    }


def carrier_of(custom_id: str) -> str | None:
    """The id that a button carries besides its own."""
    found = _CARRIED.match(custom_id)
    return found.group(1) if found else None


def _buttons(components: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    for each in components:
        if each["type"] == _BUTTON:
            yield each
        yield from _buttons(each.get("components", ()))
        if "accessory" in each:
            yield from _buttons([each["accessory"]])
