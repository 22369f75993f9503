"""Reminders as direct messages: sent once, found again, and every refusal told apart."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

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
from cogs.on_slack.calls import web_client
from cogs.on_slack.render import Block, blocks, fallback
from cogs.on_slack.trouble import code, refusal

EVENT = "goodask_reminder"
"""The type of the metadata that a reminder carries."""

PATIENCE = aiohttp.ClientTimeout(total=35, sock_connect=10)  # the sender gives up before
_TOKEN = "SLACK_BOT_TOKEN"  # noqa: S105 - the name of a setting
_PAGE = 200  # messages that Slack is asked for at once
_PAGES = 3
LONG = 600.0  # seconds of silence where Slack does not let the bot in
_SHORT = 10.0

_WAYS = {
    "cannot_dm_bot": Way.GONE,
    "channel_not_found": Way.GONE,
    "is_archived": Way.DEACTIVATED,
    "messages_tab_disabled": Way.TAB_DISABLED,
    "user_disabled": Way.DEACTIVATED,
    "user_not_found": Way.GONE,
    "user_not_visible": Way.GONE,
}
_OUR_FAULT = {
    "invalid_arguments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "metadata_too_large",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
}
_LIMITED = {"ratelimited", "rate_limited"}
_IN_DOUBT = {"fatal_error", "internal_error"}


class SlackMessenger:
    """The `Messenger` of one Slack workspace. Entering it asks whether Slack lets the bot in.

    `on_refusal` is called when Slack stops accepting the token; nothing is sent from then on.
    """

    def __init__(
        self, token: str, api_url: str | None, on_refusal: Callable[[PlatformRefusedError], None]
    ) -> None:
        self._token = token
        self._api_url = api_url
        self._on_refusal = on_refusal
        self._team = ""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=PATIENCE)
        # No retries by the SDK: they would last longer than a reminder may be held.
        self._client = web_client(self._token, self._api_url, self._session, tries=0)
        try:
            self._team = str((await self._client.auth_test())["team_id"])
        except BaseException as error:
            await self._session.close()
            if isinstance(error, SlackApiError):
                raise refusal(error, _TOKEN) or error from None
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def send(self, member: MemberRef, reply: Reply, carrier: str) -> Delivered:
        """As `Messenger` promises. Slack knows no nonces: only looking keeps a message single."""
        client = await self._client_for(member)
        if not isinstance(client, AsyncWebClient):
            return client
        try:
            shown = _carried(reply, carrier)
        except (KeyError, TypeError, ValueError) as error:
            return Refused(f"cannot be rendered: {at(error)}")
        try:
            answer = await client.chat_postMessage(
                channel=member.user,
                text=fallback(reply),
                blocks=shown,
                metadata={"event_type": EVENT, "event_payload": {"carrier": carrier}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except aiohttp.ClientConnectorError:
            return NotSent("no connection")
        except SlackApiError as error:
            return await self._told(member, error)
        return Sent(str(answer["ts"]))

    async def look(self, member: MemberRef, carrier: str) -> Look:
        """As `Messenger` promises, among the last six hundred messages."""
        client = await self._client_for(member)
        if not isinstance(client, AsyncWebClient):
            return Look.ABSENT if isinstance(client, Unreachable) else Look.UNKNOWN
        try:
            opened = await client.conversations_open(users=member.user)
            return await _found(client, str(opened["channel"]["id"]), carrier)
        except SlackApiError as error:
            if refusal(error, _TOKEN):
                await self._shut_out(member, error)
            # Where there can be no conversation nothing is in it, and the send will say why.
            return Look.ABSENT if code(error) in _WAYS else Look.UNKNOWN

    async def _client_for(self, member: MemberRef) -> AsyncWebClient | NotSent | Unreachable:
        """How to write to the member's workspace, or why that cannot be done."""
        return self._client if member.team in {None, self._team} else NotSent("another workspace")

    async def _shut_out(self, _member: MemberRef, error: SlackApiError) -> Delivered:
        """Slack does not take the token: what that means for the message."""
        if why := refusal(error, _TOKEN):
            self._on_refusal(why)
        return RetryAfter(LONG, everybody=True)

    async def _told(self, member: MemberRef, error: SlackApiError) -> Delivered:
        """What Slack's answer means. Raises it where the message may have arrived."""
        name, status = code(error), int(error.response.status_code)
        if status == 429 or name in _LIMITED:
            return RetryAfter(_seconds(error.response.headers), everybody=True)
        if status >= 500 or name == "200" or name in _IN_DOUBT:
            raise error
        if refusal(error, _TOKEN):
            return await self._shut_out(member, error)
        if name in _WAYS:
            return Unreachable(_WAYS[name])
        return Refused(name) if name in _OUR_FAULT else NotSent(name)


async def _found(client: AsyncWebClient, channel: str, carrier: str) -> Look:
    cursor: str | None = None
    for _ in range(_PAGES):
        page = await client.conversations_history(
            channel=channel, limit=_PAGE, cursor=cursor, include_all_metadata=True
        )
        if any(_carries(message, carrier) for message in page["messages"]):
            return Look.THERE
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return Look.ABSENT


def _carried(reply: Reply, carrier: str) -> list[Block]:
    """The reply as one message, the first block named after the carrier.

    That is besides the metadata: whoever may read messages gets blocks, whatever the workspace
    thinks of metadata.
    """
    first, *rest = blocks(reply.parts)
    return [{**first, "block_id": _block(carrier)}, *rest]


def _block(carrier: str) -> str:
    return f"goodask:{carrier}"


def _carries(message: Mapping[str, Any], carrier: str) -> bool:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") == EVENT:
        return bool((metadata.get("event_payload") or {}).get("carrier") == carrier)
    return any(block.get("block_id") == _block(carrier) for block in message.get("blocks") or ())


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return float(headers.get("Retry-After") or _SHORT)
    except ValueError:
        return _SHORT
