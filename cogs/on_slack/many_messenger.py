"""Reminders into many workspaces, each with its own token."""

import logging
from types import TracebackType
from typing import Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.model.delivery import Delivered, NotSent, RetryAfter, Unreachable, Way
from bot.model.people import MemberRef
from bot.model.ports import StoreUnavailableError
from bot.model.residence import Residences
from cogs.on_slack.calls import web_client
from cogs.on_slack.messenger import LONG, PATIENCE, SlackMessenger
from cogs.on_slack.trouble import code
from cogs.on_slack.workspaces import REVOKED, Installations, Workspaces

_log = logging.getLogger(__name__)

_APP_REMOVED = Unreachable(Way.APP_REMOVED)


class ManyMessenger(SlackMessenger):
    """The `Messenger` of every workspace that has installed the app.

    Where it is not installed, or not any more, a member is unreachable until it is again.
    """

    def __init__(
        self,
        installations: Installations,
        residences: Residences,
        secrets: tuple[str, str],
        api_url: str | None,
        on_refusal: object,  # noqa: ARG002 - one workspace's refusal is not the platform's
    ) -> None:
        super().__init__("", api_url, lambda _why: None)
        self._installations = installations
        self._residences = residences
        self._secrets = secrets

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=PATIENCE)
        client = web_client(None, self._api_url, self._session, tries=0)
        self._workspaces = Workspaces(self._installations, self._residences, client, *self._secrets)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def _client_for(self, member: MemberRef) -> AsyncWebClient | NotSent | Unreachable:
        """With the token of the member's workspace, renewed if it is time."""
        try:
            found = member.team and await self._workspaces.of(member.team)
        except StoreUnavailableError:
            return NotSent("the store")
        except (aiohttp.ClientError, TimeoutError, OSError):
            return NotSent("no connection")
        if found:
            return web_client(found.bot_token, self._api_url, self._session, tries=0)
        # Perhaps installed, and yet Slack did not say who it is, or did not renew the token.
        return await self._verdict(member) or NotSent("no token")

    async def _verdict(self, member: MemberRef) -> NotSent | Unreachable | None:
        """Unreachable where the app certainly is not any more; None if that is not so."""
        try:
            is_out = not member.team or await self._workspaces.is_out_of(member.team)
        except StoreUnavailableError:
            return NotSent("the store")
        return _APP_REMOVED if is_out else None

    async def _shut_out(self, member: MemberRef, error: SlackApiError) -> Delivered:
        """Thrown out, if Slack says so twice; else a matter of this workspace alone."""
        if code(error) in REVOKED and (verdict := await self._verdict(member)):
            return verdict
        _log.warning("Slack: %s refuses the token that it gave us: %s", member.team, code(error))
        return RetryAfter(LONG, everybody=True)
