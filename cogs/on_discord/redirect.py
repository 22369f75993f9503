"""Talking to another address than discord.com: a rate-limit proxy or a test server.

discord.py has no setting for it, and the usual way, changing `discord.http.Route.BASE`, changes it
for the whole process. Here each client has its own: `Redirected` for what goes through the client
and `RedirectedReplies`, put in the client's context, for answers to interactions.
"""

import asyncio
from contextvars import Context
from typing import TYPE_CHECKING, Any

import aiohttp
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context
from yarl import URL

if TYPE_CHECKING:  # discord.py's types cannot be imported when the bot runs
    from discord.types.gateway import SessionStartLimit


def moved(route: Route, api_url: str) -> Route:
    """The same route at another address."""
    if route.url.startswith(Route.BASE):
        route.url = api_url + route.url.removeprefix(Route.BASE)
    return route


class Redirected(HTTPClient):
    """Requests and the gateway at `api_url`; the gateway's address is whatever that one names."""

    def __init__(self, loop: asyncio.AbstractEventLoop, api_url: str) -> None:
        super().__init__(loop)
        self._api_url = api_url.rstrip("/")
        self._gateway: URL | None = None

    async def request(self, route: Route, **options: Any) -> Any:  # noqa: ANN401 - as inherited
        """As inherited, at the other address."""
        return await super().request(moved(route, self._api_url), **options)

    async def get_bot_gateway(self) -> "tuple[int, str, SessionStartLimit]":
        """As inherited; the address is remembered for the connections after the first."""
        shards, url, limit = await super().get_bot_gateway()
        self._gateway = URL(url)
        return shards, url, limit

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        """As inherited; Discord's own default gateway is replaced by the one that is named.

        With a number of shards of its own discord.py does not ask for the gateway, so we do.
        """
        wanted = URL(url)
        if wanted.host == DiscordWebSocket.DEFAULT_GATEWAY.host:
            if self._gateway is None:
                await self.get_bot_gateway()
            if self._gateway is not None:
                wanted = self._gateway.with_query(wanted.query)
        return await super().ws_connect(str(wanted), compress=compress)


class RedirectedReplies(AsyncWebhookAdapter):
    """Answers to interactions, at `api_url`."""

    def __init__(self, api_url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # discord.py leaves it without types
        self._api_url = api_url.rstrip("/")

    async def request(self, route: Route, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as inherited
        """As inherited, at the other address."""
        return await super().request(moved(route, self._api_url), *args, **options)


def redirect_replies(context: Context, api_url: str) -> None:
    """Have every task that runs in `context` answer interactions at `api_url`."""
    context.run(async_context.set, RedirectedReplies(api_url))
