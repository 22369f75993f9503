"""Slack calling the bot: its events over HTTP, and pages for whoever installs the app."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.model.tracing import traced
from cogs.on_slack.manifest import PATH
from cogs.on_slack.waiting import set_within

Page: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_STILL_OPEN = 15.0  # seconds between two words that the port is open

_log = logging.getLogger(__name__)


async def serve_http(
    app: AsyncApp,
    address: tuple[str, int],
    stop: asyncio.Event,
    drain: float,
    alive: Callable[[], None],
    pages: Mapping[str, Page] | None = None,
) -> None:
    """Serve until `stop`, then finish what is in flight for at most `drain` seconds.

    Slack calls when it has something to say: that the port is open is all we can know of it.
    `pages` are for people, by path. OSError where the port is taken.
    """

    site = _site(app)
    for path, page in (pages or {}).items():
        site.router.add_get(path, page)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=drain)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        _log.info("listening for Slack on http://%s:%d%s", *address, PATH)
        alive()
        while not await set_within(stop, _STILL_OPEN):
            alive()
    finally:
        await runner.cleanup()


def _site(app: AsyncApp) -> web.Application:
    async def take(request: web.Request) -> web.StreamResponse:
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return web.Response(status=401)
        try:
            event = await to_bolt_request(request)
        except ValueError:  # neither JSON nor a form: nothing that Slack sends
            return web.Response(status=400)
        with traced():
            return await to_aiohttp_response(await app.async_dispatch(event))

    site = web.Application()
    site.router.add_post(PATH, take)
    return site
