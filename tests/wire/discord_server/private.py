"""What of all that went over this Discord is nobody's business but its members'."""

import json
from collections.abc import Iterator
from functools import partial

from tests.wire.discord_server.gateway import Gateway
from tests.wire.discord_server.records import Json
from tests.wire.discord_server.world import World
from tests.wire.discretion import SCENE, Private

_OPTION, _TEXT_INPUT = 3, 4


def remember(token: str, world: World, gateway: Gateway) -> None:
    """For the end of the test."""
    SCENE.known.append(partial(private, token, world, gateway))


def private(token: str, world: World, gateway: Gateway) -> Private:
    """From every event that was delivered, and every file that was attached."""
    events = [json.loads(text) for session in gateway.sessions.values() for text in session.events]
    members = [each for event in events for each in _members(event)]
    files = {content.decode("utf-8", "replace") for content, _ in world.files.values()}
    return Private(
        frozenset(text for event in events for text in _typed(event)) | files,
        frozenset(str(each["global_name"]) for each in members),
        frozenset(str(each["id"]) for each in members),
        frozenset({token, *world.interactions}),
    )


def _dicts(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _dicts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _dicts(each)


def _typed(event: Json) -> Iterator[str]:
    """Messages, and what stands in a command's options and a form's text fields."""
    for each in _dicts(event):
        is_field = "custom_id" in each and each.get("type") == _TEXT_INPUT
        is_option = "name" in each and each.get("type") == _OPTION
        if is_field or is_option:
            yield str(each.get("value", ""))
        elif isinstance(each.get("content"), str) and not each.get("author", {}).get("bot"):
            yield each["content"]


def _members(event: Json) -> Iterator[Json]:
    return (each for each in _dicts(event) if "global_name" in each and not each["bot"])
