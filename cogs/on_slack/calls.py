"""Calls to Slack that may fail without taking anybody down."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.model.observing import Observe, Problem, Troubled, ignore
from bot.model.ports import PlatformRefusedError
from cogs.on_slack.render import Block
from cogs.on_slack.trouble import Trouble, code, refusal, trouble

_log = logging.getLogger(__name__)

# Bolt and the SDK write whole requests and responses at DEBUG and INFO, and a body whose signature
# is wrong too; their WARNINGs are advice to programmers. What matters is logged here.
LIBRARY_LOG = logging.getLogger("slack_bolt")

PART = "Slack"  # what this surface is called where it is watched over
API = "https://slack.com/api/"
_TRIES = 3
_NETWORK = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


class _AnyServerError(AsyncServerErrorRetryHandler):
    """Tries again after 502 and 504 too, not only after 500 and 503."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - the base class names it
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        return response is not None and response.status_code >= 500


class _Client(AsyncWebClient):
    """Says who the app is in a header; the SDK does it by what aiohttp is about to give up."""

    async def oauth_v2_access(
        self, *, client_id: str, client_secret: str, **given: str | None
    ) -> AsyncSlackResponse:
        """As inherited: a code or a refresh token for a token."""
        return await self.api_call(
            "oauth.v2.access",
            data={name: value for name, value in given.items() if value is not None},
            headers={"Authorization": aiohttp.encode_basic_auth(client_id, client_secret)},
        )


def quiet() -> logging.Logger:
    """The libraries' logger, unable to write what members wrote."""
    LIBRARY_LOG.setLevel(logging.ERROR)
    return LIBRARY_LOG


def web_client(
    token: str | None, url: str | None, session: aiohttp.ClientSession, tries: int = _TRIES
) -> AsyncWebClient:
    """A client that waits out rate limits and tries again after faults of network and server."""
    handlers = _retries(tries)
    return _Client(
        token=token, base_url=url or API, session=session, logger=quiet(), retry_handlers=handlers
    )


def _retries(tries: int = _TRIES) -> list[AsyncRetryHandler]:
    kinds = (AsyncRateLimitErrorRetryHandler, _AnyServerError, AsyncConnectionErrorRetryHandler)
    return [kind(max_retry_count=tries) for kind in kinds] if tries else []


class Calls:
    """The Web API calls that show something, each told as done or as a kind of trouble.

    `on_refusal` is called when Slack shuts the bot out while it runs; `observe` is told of what
    did not get through.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        on_refusal: Callable[[PlatformRefusedError], None],
        observe: Observe = ignore,
    ) -> None:
        self._observe = observe
        self._client = client
        self._on_refusal = on_refusal

    async def open_view(self, trigger: str, view: Block) -> str | Trouble:
        """Open a modal; its id."""
        answer = await self._attempt(self._client.views_open(trigger_id=trigger, view=view))
        return answer if isinstance(answer, Trouble) else str(answer["view"]["id"])

    async def push_view(self, trigger: str, view: Block) -> Trouble | None:
        """Lay a modal over the open one, which comes back when this is closed."""
        return _failed(await self._attempt(self._client.views_push(trigger_id=trigger, view=view)))

    async def update_view(self, view_id: str, view: Block) -> Trouble | None:
        """Replace what an open modal shows."""
        return _failed(await self._attempt(self._client.views_update(view_id=view_id, view=view)))

    async def publish(self, user: str, view: Block) -> Trouble | None:
        """Replace a member's Home tab."""
        return _failed(await self._attempt(self._client.views_publish(user_id=user, view=view)))

    async def post(
        self, channel: str, text: str, blocks: list[Block], thread: str | None = None
    ) -> Trouble | None:
        """Post in a direct message; `channel` may be a member's id."""
        return _failed(
            await self._attempt(
                self._client.chat_postMessage(
                    channel=channel,
                    text=text,
                    blocks=blocks,
                    thread_ts=thread,
                    unfurl_links=False,
                    unfurl_media=False,
                )
            )
        )

    async def update_message(
        self, channel: str, message: str, text: str, blocks: list[Block]
    ) -> Trouble | None:
        """Replace a message of ours."""
        return _failed(
            await self._attempt(
                self._client.chat_update(channel=channel, ts=message, text=text, blocks=blocks)
            )
        )

    async def respond(
        self, url: str, text: str, blocks: list[Block], *, replace: bool
    ) -> Trouble | None:
        """Answer where a command or a button was used, for its user's eyes only."""
        hook = AsyncWebhookClient(
            url,
            session=self._client.session,
            logger=LIBRARY_LOG,
            retry_handlers=_retries(),
        )
        try:
            answer = await hook.send(
                text=text, blocks=blocks, response_type="ephemeral", replace_original=replace
            )
        except _NETWORK as error:
            return self._out_of_reach(error)
        if answer.status_code < 300:
            return None
        _log.warning("Slack refused a response: status %d", answer.status_code)
        self._observe(Troubled(PART, Problem.ANSWER))
        return Trouble.GONE if answer.status_code in {403, 404, 410} else Trouble.OTHER

    async def _attempt(self, call: Awaitable[Any]) -> Any:  # noqa: ANN401 - the SDK's response
        try:
            return await call
        except SlackApiError as error:
            kind = trouble(error)
            if kind is Trouble.REFUSED:
                self._on_refusal(refusal(error, "SLACK_BOT_TOKEN") or PlatformRefusedError())
            elif kind is Trouble.UNREACHABLE:
                _log.warning("a direct message is closed to us (%s); %s", code(error), _OPEN_IT)
            elif kind is Trouble.OTHER:
                _log.warning("Slack refused a call: %s", code(error))
                self._observe(Troubled(PART, Problem.ANSWER))
            return kind
        except _NETWORK as error:
            return self._out_of_reach(error)

    def _out_of_reach(self, error: Exception) -> Trouble:
        _log.warning("Slack could not be reached: %s", type(error).__name__)
        self._observe(Troubled(PART, Problem.ANSWER))
        return Trouble.OTHER


def _failed(answer: Any) -> Trouble | None:  # noqa: ANN401 - the SDK's response
    return answer if isinstance(answer, Trouble) else None


_OPEN_IT = "api.slack.com/apps → your app → App Home → Messages Tab must be on"
