"""Keeps platforms and chores running: one that fails does not take the others down."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta

from bot.model.observing import Observe, Problem, Troubled, ignore
from bot.model.ports import PlatformRefusedError, StoreUnavailableError, Surface
from bot.model.tracing import at

_log = logging.getLogger(__name__)

FIRST_WAIT = 1.0  # seconds before the second try; doubled after each, up to the longest
LONGEST_WAIT = 300.0
_STEADY = 60.0  # seconds of service after which the next failure counts as the first
CHORE_EVERY = timedelta(minutes=10)


async def serve_all(
    platforms: Iterable[Mapping[str, Surface]],
    chores: Mapping[str, Callable[[], Awaitable[int]]],
    stop: asyncio.Event,
    observe: Observe = ignore,
) -> bool:
    """Serve every platform, with all that belongs to it, until `stop` is set.

    False if every one of them was refused.
    """
    chore_tasks = [
        asyncio.create_task(_repeat(name, chore, stop), name=name) for name, chore in chores.items()
    ]
    try:
        served = await asyncio.gather(*(_together(parts, stop, observe) for parts in platforms))
    finally:
        stop.set()
        await asyncio.gather(*chore_tasks)
    return any(served)


async def _together(parts: Mapping[str, Surface], stop: asyncio.Event, observe: Observe) -> bool:
    """Serve what shares one token: where one part of it is refused, all end. False then."""
    ending = asyncio.Event()

    async def pass_on() -> None:
        await stop.wait()
        ending.set()

    async def one(name: str, surface: Surface) -> bool:
        served = await supervise(name, surface, ending, observe=observe)
        ending.set()
        return served

    passing = asyncio.create_task(pass_on())
    try:
        return all(await asyncio.gather(*(one(*part) for part in parts.items())))
    finally:
        passing.cancel()


async def supervise(
    name: str,
    surface: Surface,
    stop: asyncio.Event,
    first_wait: float = FIRST_WAIT,
    observe: Observe = ignore,
) -> bool:
    """Serve one platform, trying again where that can help. False if it refused the bot."""
    wait = first_wait
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        began = loop.time()
        try:
            await surface.serve(stop)
        except PlatformRefusedError as refusal:
            if not stop.is_set():
                _log.error("%s: %s", name, refusal)
                observe(Troubled(name, Problem.REFUSED))
            return False
        except Exception as error:  # noqa: BLE001 - one platform must not take the others down
            if loop.time() - began > _STEADY:
                wait = first_wait
            pause = wait * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing
            observe(Troubled(name, Problem.LOST))
            _log.warning("%s: lost (%s); trying again in %.0f s", name, at(error), pause)
            await _stopped_within(stop, pause)
            wait = min(wait * 2, LONGEST_WAIT)
    return True


async def _repeat(name: str, chore: Callable[[], Awaitable[int]], stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            done = await chore()
            if done:
                _log.info("%s: %d", name, done)
        except StoreUnavailableError:
            _log.warning("%s: the database did not answer; next time", name)
        except Exception as error:  # noqa: BLE001 - a chore that fails once must run again
            _log.error("%s failed: %s", name, at(error))
        await _stopped_within(stop, CHORE_EVERY.total_seconds())


async def _stopped_within(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass
