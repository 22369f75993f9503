"""The delivery as something that is served: a loop that stands still is noticed, and replaced."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivering import Bell, OnRefusal, Reminding
from bot.model.delivery import Batch, Messenger
from bot.model.people import Platform
from bot.model.ports import PlatformRefusedError, Surface
from bot.networking.delivery import Parts
from bot.serving import serve_all
from storage import Storage, open_storage
from tests.networking.post import DyingQueue, Post, parts, until_states
from tests.storage.records import reminder
from tests.storage.support import Watch


@pytest.fixture
async def storage() -> AsyncIterator[Storage]:
    async with open_storage("sqlite://", Watch()) as opened:
        yield opened


class HangingQueue(DyingQueue):
    """Its first claims never come back, without an error."""

    hangs = 1

    async def claim(self, platform: Platform, limit: int, lease: timedelta) -> Batch:
        if self.hangs:
            self.hangs -= 1
            await asyncio.Event().wait()
        return await super().claim(platform, limit, lease)


def surface(
    storage: Storage, post: Post, queue: DyingQueue, refusal: PlatformRefusedError | None = None
) -> Surface:
    @asynccontextmanager
    async def connect(on_refusal: OnRefusal) -> AsyncIterator[Messenger]:
        if refusal:
            asyncio.get_running_loop().call_later(0.05, on_refusal, refusal)
        yield post

    def made(messenger: Messenger) -> Parts:
        assert messenger is post
        return replace(parts(storage, post, Watch()), queue=queue)

    return Reminding(connect, made, Bell(), stuck=0.2)


async def test_a_loop_that_stands_still_is_noticed_and_replaced(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    """The reminder comes all the same."""
    await storage.reminders.add(reminder())
    post, stop = Post(), asyncio.Event()
    found = {"Discord reminders": surface(storage, post, HangingQueue(storage.queue, ""))}
    serving = asyncio.create_task(serve_all([found], {}, stop))
    await until_states(storage, sent=1)
    stop.set()
    assert await serving
    assert post.delivered() == {"r1": 1}
    assert "Discord reminders: lost (RuntimeError" in caplog.text


async def test_a_loop_that_has_little_to_do_is_left_alone(storage: Storage) -> None:
    post, stop = Post(), asyncio.Event()
    queue = DyingQueue(storage.queue, "")
    serving = asyncio.create_task(surface(storage, post, queue).serve(stop))
    await asyncio.sleep(0.6)  # three times what counts as standing still
    assert not serving.done()
    stop.set()
    await serving


async def test_a_platform_that_shuts_one_part_out_ends_the_other(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    """And says so once."""

    class Endless:
        async def serve(self, stop: asyncio.Event) -> None:
            await stop.wait()

    refusal = PlatformRefusedError("The token was revoked.")
    reminding = surface(storage, Post(), DyingQueue(storage.queue, ""), refusal)
    together: dict[str, Surface] = {"Slack": Endless(), "Slack reminders": reminding}
    assert not await asyncio.wait_for(serve_all([together], {}, asyncio.Event()), 5)
    assert caplog.text.count("The token was revoked.") == 1
