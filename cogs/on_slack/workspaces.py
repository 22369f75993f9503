"""Many workspaces: which token opens which, renewed in time, and which have thrown us out."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from time import time
from typing import Protocol
from weakref import WeakValueDictionary

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot.model.people import CommunityRef, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.residence import Residences
from cogs.on_slack.calls import LIBRARY_LOG
from cogs.on_slack.trouble import code

GRACE = timedelta(days=30)
"""How long what belongs to a workspace is kept after it has thrown the app out."""

REVOKED = frozenset({"account_inactive", "app_uninstalled", "invalid_auth", "token_revoked"})
_RENEW_BEFORE = 120  # minutes; Slack's tokens live for twelve hours, and an old one till its end
_MOST = 5_000  # workspaces whose token is remembered for when the store is away

_log = logging.getLogger(__name__)


class Installations(Protocol):
    """The store: slack_sdk's, as far as it is used, and a little more.

    Every method may raise StoreUnavailableError.
    """

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; a workspace that was left is there again."""
        ...

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a renewed token."""
        ...

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of a workspace or an organisation; None if there is none, or it was left."""
        ...

    async def bot_of(self, team: str) -> Bot | None:
        """The bot for a workspace of which no more is known."""
        ...

    async def installers(self, name: str) -> frozenset[str]:
        """Who has installed it into a workspace or an organisation."""
        ...

    async def renews(self, name: str) -> bool:
        """True for one caller in half a minute, across all processes."""
        ...


class _Remembering:
    """The store as slack_sdk wants it, with what it said last for when it is away.

    A renewed token that could not be kept is all that is left of the installation, so it is held
    on to until it can be.
    """

    def __init__(self, store: Installations) -> None:
        self._store = store
        self._said: OrderedDict[tuple[str | None, ...], Bot] = OrderedDict()
        self._unsaved: dict[tuple[str | None, ...], Bot] = {}

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        whole = bool(is_enterprise_install) or team_id is None
        key = (enterprise_id, None if whole else team_id)
        if key in self._unsaved:
            await self.async_save_bot(self._unsaved[key])
        if key in self._unsaved:
            return self._unsaved[key]
        try:
            found = await self._store.async_find_bot(
                enterprise_id=enterprise_id,
                team_id=team_id,
                is_enterprise_install=is_enterprise_install,
            )
        except StoreUnavailableError:
            return self._said.get(key)
        self._said.pop(key, None)
        if found is not None:
            self._said[key] = found
            while len(self._said) > _MOST:
                self._said.popitem(last=False)
        return found

    async def async_save_bot(self, bot: Bot) -> None:
        key = (bot.enterprise_id, None if bot.is_enterprise_install else bot.team_id)
        try:
            await self._store.async_save_bot(bot)
            self._unsaved.pop(key, None)
        except StoreUnavailableError:
            self._unsaved[key] = bot
            _log.warning("a renewed token of Slack's could not be kept yet; it will be tried again")


class _Renewing(AsyncTokenRotator):
    """Bolt's rotator, by one process at a time, and never so that a good token is thrown away."""

    def __init__(
        self, client: AsyncWebClient, client_id: str, client_secret: str, store: Installations
    ) -> None:
        super().__init__(client_id=client_id, client_secret=client_secret, client=client)
        self._store = store

    async def perform_bot_token_rotation(
        self, *, bot: Bot, minutes_before_expiration: int = _RENEW_BEFORE
    ) -> Bot | None:
        """As inherited. None as well where another is at it, or it may be tried again later."""
        ends = bot.bot_token_expires_at
        if ends is None or ends > time() + minutes_before_expiration * 60:
            return None
        name = bot.team_id or bot.enterprise_id or ""
        if not await self._store.renews(name):
            return None
        try:
            return await super().perform_bot_token_rotation(
                bot=bot, minutes_before_expiration=minutes_before_expiration
            )
        except SlackTokenRotationError as error:
            why = error.api_error
            _log.warning("Slack did not renew the token of %s: %s", name, code(why))
            if ends > time():
                return None
            raise


class Workspaces(AsyncInstallationStoreAuthorize):
    """Bolt's way from an event to its token, which reminders take as well.

    `client` has no token and waits out no rate limits: Slack wants an acknowledgement soon.
    """

    def __init__(
        self,
        store: Installations,
        residences: Residences,
        client: AsyncWebClient,
        client_id: str,
        client_secret: str,
    ) -> None:
        remembering = _Remembering(store)
        super().__init__(
            logger=LIBRARY_LOG,
            installation_store=remembering,  # type: ignore[arg-type]  # it has what is asked for
            client_id=client_id,
            client_secret=client_secret,
            client=client,
            bot_only=True,
            cache_enabled=True,
        )
        self.token_rotator = _Renewing(client, client_id, client_secret, store)
        self.store = store
        self._residences = residences
        self._client = client
        self._parts: set[tuple[str, str]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002 - as inherited
        **_actor: object,
    ) -> AuthorizeResult | None:
        """The token for an event; None where the app is not installed, or not any more."""
        return await self._token(
            enterprise_id, team_id, whole=bool(context.get("is_enterprise_install"))
        )

    async def of(self, team: str) -> AuthorizeResult | None:
        """The token for a workspace. StoreUnavailableError: nobody knows."""
        bot = await self.store.bot_of(team)
        if bot is None:
            return None
        return await self._token(bot.enterprise_id, bot.team_id, whole=bot.is_enterprise_install)

    async def part_of(self, team: str, organisation: str) -> None:
        """Note that an organisation's installation serves a workspace too."""
        if (team, organisation) not in self._parts:
            await self._residences.came(_ref(team), _ref(organisation))
            self._parts.add((team, organisation))

    async def thrown_out(self, enterprise: str | None, team: str | None, *, whole: bool) -> None:
        """Slack says that the app was removed, or its token revoked: stop there, if it is true.

        News may be late, and come after the app was installed again, so the tokens that we have
        are tried. What remains open counts as said.
        """
        serving = await self.store.bot_of(team) if team else None
        bots = {bot.bot_token: bot for bot in (serving, await self._of_all(enterprise)) if bot}
        for bot in bots.values():
            works = await self._works(bot)
            if works is False or (works is None and bot.is_enterprise_install is whole):
                name = enterprise if bot.is_enterprise_install else team
                self.authorize_result_cache.pop(bot.bot_token, None)
                await self._leave(str(name))

    async def access_changed(
        self, organisation: str, teams: Sequence[str], *, granted: bool
    ) -> None:
        """An organisation lets its installation into some of its workspaces, or out of them."""
        for team in teams:
            if granted:
                await self._residences.came(_ref(team), _ref(organisation))
            else:
                await self._leave(team)

    async def _of_all(self, enterprise: str | None) -> Bot | None:
        """The bot of an organisation."""
        if not enterprise:
            return None
        return await self.store.async_find_bot(
            enterprise_id=enterprise, team_id=None, is_enterprise_install=True
        )

    async def _leave(self, name: str) -> None:
        await self._residences.left(_ref(name), GRACE)
        _log.info("Slack: thrown out of %s; what belongs to it is kept for a while", name)

    async def is_out_of(self, team: str) -> bool:
        """Whether the app is certainly not in a workspace any more; stop there if it is not."""
        bot = await self.store.bot_of(team)
        if bot is not None and await self._works(bot) is False:
            whole = bot.is_enterprise_install
            await self.thrown_out(bot.enterprise_id, team, whole=whole)
            return True
        return bot is None

    async def _works(self, bot: Bot) -> bool | None:
        """Whether Slack takes the token; None if that cannot be found out."""
        try:
            await self._client.auth_test(token=bot.bot_token)
        except SlackApiError as error:
            return False if code(error) in REVOKED else None
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
        return True

    async def _token(
        self, enterprise: str | None, team: str | None, *, whole: bool
    ) -> AuthorizeResult | None:
        """One at a time a workspace, so that a token is renewed once."""
        name = enterprise if whole else team
        turn = self._turns.setdefault(str(name), asyncio.Lock())
        context = AsyncBoltContext({"client": self._client, "is_enterprise_install": whole})
        if len(self.authorize_result_cache) > _MOST:
            self.authorize_result_cache.clear()
        async with turn:
            return await super().__call__(
                context=context, enterprise_id=enterprise, team_id=team, user_id=None
            )


def _ref(name: str) -> CommunityRef:
    return CommunityRef(Platform.SLACK, name)
