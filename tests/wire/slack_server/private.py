"""What of all that went over this Slack is nobody's business but its members'."""

import html
from collections.abc import Iterable, Iterator

from tests.wire.discretion import Private
from tests.wire.slack_server.people import real_name
from tests.wire.slack_server.world import Json, World

_OURS = "bot_id"


def private(world: World, tokens: Iterable[str]) -> Private:
    """From everything that was delivered to the bot; `tokens` are the app's own."""
    payloads = [each for each in world.delivered if _OURS not in each.get("event", {})]
    users = set(filter(None, map(_user, payloads)))
    return Private(
        frozenset(html.unescape(text) for each in payloads for text in _typed(each)),
        frozenset(real_name(user) for user in users),
        frozenset(users),
        frozenset({*tokens, *world.response_urls, *world.triggers}),
    )


def _typed(payload: Json) -> Iterator[str]:
    """After a command, in a message, in a form."""
    for place in (payload, payload.get("event", {}), payload.get("message", {})):
        if isinstance(place.get("text"), str):
            yield place["text"]
    for fields in payload.get("view", {}).get("state", {}).get("values", {}).values():
        yield from (str(each["value"]) for each in fields.values() if each.get("value"))


def _user(payload: Json) -> str:
    user = payload.get("user_id") or payload.get("user") or payload.get("event", {}).get("user")
    return str(user["id"] if isinstance(user, dict) else user or "")
