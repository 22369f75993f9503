"""Both platforms and a store: what reminders are tested in over the wire; and discretion."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.discretion import discretion
from tests.wire.killing import Town, town

__all__ = ["discretion", "place"]


@pytest.fixture
async def place(durable_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """On each engine that several processes can share."""
    async with town(durable_url, tmp_path) as found:
        yield found
