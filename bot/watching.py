"""Watching over the bot from outside: `/healthz` and `/metrics`, where HEALTH_PORT is set."""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.config import Settings, SettingsError
from bot.model.delivery import ReminderQueue
from bot.model.observing import Happening, Observe, ignore
from bot.model.ports import Clock

if TYPE_CHECKING:
    from aiohttp import web

    from bot.health import Health
    from bot.metrics import Metrics

_log = logging.getLogger(__name__)

_GOODBYE = 2.0  # seconds that an answer may take at the end


@dataclass(slots=True)
class Watch:
    """Whom to tell what happens, and which parts have to work."""

    observe: Observe = ignore
    expect: Callable[[Iterable[str]], None] = field(default=lambda _parts: None)


@asynccontextmanager
async def watching(settings: Settings, queue: ReminderQueue, clock: Clock) -> AsyncIterator[Watch]:
    """Answer on HEALTH_HOST and HEALTH_PORT while the block lasts; nothing is done without a port.

    Raises SettingsError if the port cannot be had.
    """
    if settings.health_port is None:
        yield Watch()
        return
    from bot.health import Health
    from bot.metrics import Metrics

    health = Health(queue.oldest_overdue)
    metrics = Metrics(queue, clock, version("goodask"))

    def observe(happening: Happening) -> None:
        health.observe(happening)
        metrics.observe(happening)

    async with _answering(settings.health_host, settings.health_port, health, metrics):
        yield Watch(observe, health.expect)


@asynccontextmanager
async def _answering(
    host: str, port: int, health: "Health", metrics: "Metrics"
) -> AsyncIterator[None]:
    from aiohttp import web

    runner = web.AppRunner(site(health, metrics), access_log=None, shutdown_timeout=_GOODBYE)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            where = f"HEALTH_HOST, HEALTH_PORT: can't listen on {host}:{port}"
            raise SettingsError(f"{where} ({error.strerror or type(error).__name__})") from None
        _log.info("answering /healthz and /metrics on http://%s:%d", host, port)
        yield
    finally:
        await runner.cleanup()


def site(health: "Health", metrics: "Metrics") -> "web.Application":
    """The two pages."""
    from aiohttp import web

    from bot.health import PATH, as_json
    from bot.metrics import CONTENT_TYPE

    async def healthz(_: web.Request) -> web.Response:
        said = as_json(await health.look(), version("goodask"))
        return web.json_response(said, status=200 if said["healthy"] else 503)

    async def numbers(_: web.Request) -> web.Response:
        body = await metrics.exposition(await health.look())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    found = web.Application()
    found.router.add_get(PATH, healthz)
    found.router.add_get("/metrics", numbers)
    return found
