"""Loads what the first members would wait for, while the platforms connect."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


@asynccontextmanager
async def warming(*loads: Callable[[], object]) -> AsyncIterator[None]:
    """Do each of `loads` on a thread beside the block; the event loop never waits for it.

    A failure is left to the first request that needs it, which is told of it kindly.
    """
    loading = [asyncio.create_task(asyncio.to_thread(load), name="warming") for load in loads]
    try:
        yield
    finally:
        await asyncio.gather(*loading, return_exceptions=True)
