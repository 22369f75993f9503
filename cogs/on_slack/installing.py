"""Pages for whoever installs the app: where it begins, and where Slack sends them back."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable
from html import escape
from time import monotonic
from typing import TypeAlias

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.model.tracing import at
from cogs.on_slack.calls import LIBRARY_LOG
from cogs.on_slack.http import Page
from cogs.on_slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from cogs.on_slack.workspaces import Installations

Handle: TypeAlias = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]

_log = logging.getLogger(__name__)

_HTML = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
_PER_MINUTE = 60  # installations that may begin; each leaves a row for ten minutes


class Installing(AsyncOAuthFlow):
    """Bolt's OAuth flow, with pages that sound like us."""

    def __init__(
        self,
        client: AsyncWebClient,
        store: Installations,
        states: AsyncOAuthStateStore,
        client_id: str,
        client_secret: str,
    ) -> None:
        settings = AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=store,  # type: ignore[arg-type]  # it has what is asked for
            installation_store_bot_only=True,
            state_store=states,
            callback_options=AsyncCallbackOptions(success=_done, failure=_not_done),
            logger=LIBRARY_LOG,
        )
        super().__init__(client=client, logger=LIBRARY_LOG, settings=settings)
        self._begun: deque[float] = deque(maxlen=_PER_MINUTE)

    @property
    def pages(self) -> dict[str, Page]:
        """By path."""
        return {INSTALL_PATH: self._begin, REDIRECT_PATH: self._come_back}

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:  # noqa: ARG002 - as inherited
        """Where it begins."""
        return _page(_BEGIN.format(url=escape(url, quote=True)))

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        now = monotonic()
        if len(self._begun) == _PER_MINUTE and now - self._begun[0] < 60:
            return _plain(429, _BUSY)
        self._begun.append(now)
        return await self._through(self.handle_installation, request)

    async def _come_back(self, request: web.Request) -> web.StreamResponse:
        return await self._through(self.handle_callback, request)

    async def _through(self, handle: Handle, request: web.Request) -> web.StreamResponse:
        try:
            return await to_aiohttp_response(await handle(await to_bolt_request(request)))
        except Exception as error:  # noqa: BLE001 - whoever installs must not see our insides
            _log.error("an installation could not go on: %s", at(error))
            return _plain(503, _BROKEN)


async def _done(args: AsyncSuccessArgs) -> BoltResponse:
    installed = args.installation
    where = installed.team_name or installed.enterprise_name or "your workspace"
    _log.info("Slack: installed in %s", installed.team_id or installed.enterprise_id)
    goodbye = args.settings.state_utils.build_set_cookie_for_deletion()
    body = _page(_DONE.format(where=escape(where)))
    return BoltResponse(status=200, headers={**_HTML, "Set-Cookie": goodbye}, body=body)


async def _not_done(args: AsyncFailureArgs) -> BoltResponse:
    _log.info("Slack: an installation came to nothing (%s)", _known(args.reason))
    words = _REASONS.get(args.reason, _REASONS["invalid_state"])
    body = _page(_NOT_DONE.format(words=words, again=INSTALL_PATH))
    return BoltResponse(status=args.suggested_status_code, headers={**_HTML}, body=body)


def _known(reason: str) -> str:
    """A reason as it may be logged: it comes from the address, where anybody may write anything."""
    return reason if reason in _REASONS else "something else"


def _plain(status: int, words: str) -> web.Response:
    return web.Response(status=status, body=_page(words), content_type="text/html")


def _page(inside: str) -> str:
    return _FRAME.replace("{inside}", inside)


_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Good Ask on Slack</title>
<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}
a.go{display:inline-block;background:#2f4858;color:#fff;padding:.6rem 1.2rem;border-radius:.4rem;
text-decoration:none}</style></head><body>{inside}</body></html>"""
_BEGIN = """<h1>Put Good Ask into your Slack</h1>
<p>It helps your members write to professionals so that they get an answer. What they write, only
they see. It reads no channels.</p><p><a class="go" href="{url}">Add to Slack</a></p>"""
_DONE = """<h1>Done. Good Ask lives in {where} now.</h1>
<p>Open Slack and type <code>/coach</code> anywhere: a window opens that only you see.</p>"""
_NOT_DONE = """<h1>That didn't work</h1><p>{words}</p>
<p><a class="go" href="{again}">Try again</a></p>"""
_BUSY = "<h1>One moment</h1><p>Too many people want in at once. Try again in a minute.</p>"
_BROKEN = "<h1>That's on me</h1><p>Something here is out of order. Try again in a few minutes.</p>"
_REASONS = {
    "access_denied": "You said no, and that's fine. Nothing was installed.",
    "invalid_browser": "Begin and end in the same browser, and let it keep one cookie for it.",
    "invalid_state": "That link was too old, or was used already. Begin anew; it takes a minute.",
    "missing_code": "Slack sent you back without the code that it should have given you.",
    "invalid_code": "Slack didn't accept its own code. It's good once, and only for some minutes.",
}
