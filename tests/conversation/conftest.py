"""A conversation over a store that can be looked into."""

from collections.abc import AsyncIterator

import pytest

from bot.app import compose
from storage.opening import open_storage
from tests.conversation.community import House
from tests.support import HeldClock, answers, reviewer


@pytest.fixture
async def house() -> AsyncIterator[House]:
    clock = HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        yield House(compose(reviewer(), storage, clock, answers()), storage, clock)
