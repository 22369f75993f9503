"""A delivery's store on every engine, its clock and its platform."""

from collections.abc import AsyncIterator

import pytest

from storage import Storage, open_storage
from tests.networking.post import Post
from tests.storage.support import Watch


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
async def storage(durable_url: str, watch: Watch) -> AsyncIterator[Storage]:
    async with open_storage(durable_url, watch) as opened:
        yield opened
