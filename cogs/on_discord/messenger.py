"""Reminders as direct messages: sent once, found again, and every refusal told apart.

Not by discord.py's own requests: those wait out rate limits and try again by themselves, for longer
than whoever sends may hold a reminder, and do not say what they did.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import aiohttp
import discord

from bot.model.delivery import (
    Delivered,
    Look,
    NotSent,
    Refused,
    RetryAfter,
    Sent,
    Unreachable,
    Way,
)
from bot.model.messages import Reply
from bot.model.people import MemberRef
from bot.model.ports import PlatformRefusedError
from bot.model.tracing import at
from cogs.on_discord.carrying import carried, carrier_of
from cogs.on_discord.surface import TOKEN_REFUSED

API = "https://discord.com/api/v10"

_PATIENCE = aiohttp.ClientTimeout(total=35, sock_connect=10)  # the sender gives up before
_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__})"
_PAGE = 100  # messages that Discord gives at once
_PAGES = 5
_CHANNELS = 20_000  # remembered, so that most messages take one request

_WAYS = {
    50007: Way.CLOSED,
    50278: Way.NOTHING_SHARED,
    10013: Way.GONE,
    50033: Way.GONE,
}
_UNKNOWN_CHANNEL = 10003
_TOO_MANY_OPENED = 40003
_LONG = 600.0  # seconds of silence where Discord says no and not for how long
_SHORT = 5.0

_log = logging.getLogger(__name__)


class _SaysNoError(Exception):
    """Discord, or what stands before it, did not do what was asked."""

    def __init__(self, status: int, body: object, headers: Mapping[str, str]) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.body = body if isinstance(body, dict) else None
        self.headers = headers

    @property
    def code(self) -> int:
        """Discord's own number of the error; 0 if it gave none."""
        code = (self.body or {}).get("code", 0)
        return code if isinstance(code, int) else 0

    @property
    def in_doubt(self) -> bool:
        """Whether it may have been done all the same."""
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


class DiscordMessenger:
    """The `Messenger` of Discord. Entering it asks whether Discord lets the bot in.

    `on_refusal` is called when Discord stops accepting the token; nothing is sent from then on.
    """

    def __init__(
        self,
        token: str,
        api_url: str | None,
        on_refusal: Callable[[PlatformRefusedError], None],
    ) -> None:
        self._base = (api_url or API).rstrip("/")
        self._headers = {"Authorization": f"Bot {token.strip()}", "User-Agent": _AGENT}
        self._on_refusal = on_refusal
        self._channels: dict[str, str] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=_PATIENCE, headers=self._headers)
        try:
            await self._ask("GET", "/users/@me")
        except _SaysNoError as no:
            await self._session.close()
            if no.status == HTTPStatus.UNAUTHORIZED:
                raise TOKEN_REFUSED from None
            raise ConnectionError(f"Discord answers with {no}") from None
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, member: MemberRef, reply: Reply, carrier: str) -> Delivered:
        """As `Messenger` promises; the nonce lets Discord itself drop a repetition soon after."""
        try:
            message = carried(reply, carrier)
        except (KeyError, TypeError, ValueError) as error:
            return Refused(f"cannot be rendered: {at(error)}")
        try:
            channel = await self._channel(member.user)
        except _SaysNoError as no:
            return NotSent(f"no channel, {no}") if no.in_doubt else self._told(no, opening=True)
        except (aiohttp.ClientError, OSError) as error:
            return NotSent(f"no channel, {type(error).__name__}")
        return await self._posted(member.user, channel, message)

    async def _posted(self, user: str, channel: str, message: dict[str, Any]) -> Delivered:
        try:
            answer = await self._ask("POST", f"/channels/{channel}/messages", json=message)
        except aiohttp.ClientConnectorError:
            return NotSent("no connection")
        except _SaysNoError as no:
            if no.in_doubt:
                raise
            if no.code == _UNKNOWN_CHANNEL:
                self._channels.pop(user, None)
                return NotSent("the channel is gone")
            return self._told(no, opening=False)
        return Sent(str(answer["id"]))

    async def look(self, member: MemberRef, carrier: str) -> Look:
        """As `Messenger` promises, among the last five hundred messages."""
        try:
            channel = await self._channel(member.user)
        except _SaysNoError as no:
            # Where no channel can be opened there is nothing in it, and the send will say why.
            return Look.ABSENT if no.code in _WAYS else Look.UNKNOWN
        before: dict[str, str] = {}
        for _ in range(_PAGES):
            page = await self._ask(
                "GET", f"/channels/{channel}/messages", params={"limit": str(_PAGE), **before}
            )
            if any(carrier_of(id_) == carrier for id_ in _ids(page)):
                return Look.THERE
            if len(page) < _PAGE:
                break
            before = {"before": str(page[-1]["id"])}
        return Look.ABSENT

    async def _channel(self, user: str) -> str:
        """The channel of the direct messages with a member."""
        if user not in self._channels:
            opened = await self._ask("POST", "/users/@me/channels", json={"recipient_id": user})
            if len(self._channels) >= _CHANNELS:
                self._channels.pop(next(iter(self._channels)))
            self._channels[user] = str(opened["id"])
        return self._channels[user]

    def _told(self, no: _SaysNoError, *, opening: bool) -> Delivered:
        """What it means that Discord certainly did not do it."""
        if no.status == HTTPStatus.UNAUTHORIZED:
            self._on_refusal(TOKEN_REFUSED)
            return RetryAfter(_LONG, everybody=True)
        if no.status == HTTPStatus.TOO_MANY_REQUESTS:
            return RetryAfter(_seconds(no), everybody=opening or _is_for_all(no))
        if no.code == _TOO_MANY_OPENED or (no.status == HTTPStatus.FORBIDDEN and no.body is None):
            return RetryAfter(_LONG, everybody=True)
        if no.code in _WAYS:
            return Unreachable(_WAYS[no.code])
        if no.status == HTTPStatus.FORBIDDEN:
            _log.warning("Discord forbids a direct message (code %d)", no.code)
            return Unreachable(Way.CLOSED)
        return Refused(f"{no}, code {no.code}")

    async def _ask(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        """One request, never repeated. Raises _SaysNoError and what the network raises."""
        if self._session is None:
            raise RuntimeError("the messenger is not open")
        async with self._session.request(method, self._base + path, **more) as response:
            is_json = response.content_type == "application/json"
            body = await response.json() if is_json else None
            if response.status >= HTTPStatus.MULTIPLE_CHOICES or body is None:
                raise _SaysNoError(response.status, body, response.headers)
            return body


def _seconds(no: _SaysNoError) -> float:
    """How long to wait, wherever it is said."""
    for said in ((no.body or {}).get("retry_after"), no.headers.get("Retry-After")):
        try:
            return max(float(str(said)), 0.0)
        except ValueError:
            continue
    return _SHORT


def _is_for_all(no: _SaysNoError) -> bool:
    """Whether the limit is the bot's as a whole; one without JSON is that of the whole address."""
    scope = no.headers.get("X-RateLimit-Scope")
    return no.body is None or bool(no.body.get("global")) or scope == "global"


def _ids(components: object) -> Iterator[str]:
    """Every custom id in it, however deep."""
    if isinstance(components, list):
        for each in components:
            yield from _ids(each)
    elif isinstance(components, dict):
        if isinstance(components.get("custom_id"), str):
            yield components["custom_id"]
        for key in ("components", "accessory"):
            yield from _ids(components.get(key))
