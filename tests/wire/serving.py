"""The deliveries of both platforms at work inside a test, and what has become of a reminder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import SystemClock, deliveries
from bot.config import read_settings
from bot.delivering import Bell
from bot.model.people import MemberRef, Platform
from bot.model.records import Reminder
from bot.networking.dispatch import Compose
from bot.serving import serve_all
from tests.wire.killing import Town
from tests.wire.mortal import BRISK, words

POST = "chat.postMessage"
SEND = r"/channels/\d+/messages"


@asynccontextmanager
async def delivering(
    place: Town, says: Compose = words, stops_within: float = 10
) -> AsyncIterator["asyncio.Task[bool]"]:
    """At the end they are told to stop, and do."""
    settings = read_settings(place.settings)
    found = deliveries(settings, place.storage, SystemClock(), says, Bell(), BRISK)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_all([{name: found[name]} for name in found], {}, stop))
    try:
        yield serving
        stop.set()
        await asyncio.wait_for(serving, stops_within)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def on(place: Town, platform: Platform) -> MemberRef:
    """A member there."""
    return next(member for member in place.members if member.platform is platform)


async def kept(place: Town, member: MemberRef, name: str) -> Reminder:
    """The reminder as it is in the store."""
    found = await place.storage.reminders.get(member, name)
    assert found is not None
    return found
