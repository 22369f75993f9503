"""Loads the answers and the sentence model while the platforms connect."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol


class Warm(Protocol):
    """Something that takes a while to get ready."""

    def warm(self) -> None:
        """Get ready now. Slow: for a thread."""
        ...


@asynccontextmanager
async def warming(answers: Warm) -> AsyncIterator[None]:
    """Get `answers` ready on a thread beside the block; the event loop never waits for it.

    A failure is left to the first question, which meets it again and is told of it kindly.
    """
    getting_ready = asyncio.create_task(asyncio.to_thread(answers.warm), name="warming")
    try:
        yield
    finally:
        await asyncio.gather(getting_ready, return_exceptions=True)
