"""Slack for many workspaces: installed by their own people, heard over HTTP, answered by each one's
own token."""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass

import aiohttp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.inbound import Inbound
from bot.model.observing import Alive
from bot.model.ports import PlatformRefusedError
from bot.model.residence import Residences
from cogs.on_slack.bolt import Busy, bolt_app
from cogs.on_slack.calls import PART, Calls, web_client
from cogs.on_slack.doors import Ack, Doors
from cogs.on_slack.http import serve_http
from cogs.on_slack.installing import Installing
from cogs.on_slack.manifest import ACCESS, LEAVING
from cogs.on_slack.origin import Body, workspace_of
from cogs.on_slack.places import Places
from cogs.on_slack.profiles import Profiles
from cogs.on_slack.surface import CALL, Pace
from cogs.on_slack.trouble import NO_SECRETS
from cogs.on_slack.workspaces import Installations, Workspaces

_log = logging.getLogger(__name__)

_MOST = 1_000  # workspaces whose doors are kept open


@dataclass(frozen=True, slots=True)
class SlackApp:
    """The app as Slack knows it, whose secrets it shares with us."""

    client_id: str
    client_secret: str
    signing_secret: str


@dataclass(frozen=True, slots=True)
class Books:
    """What is kept of many workspaces: tokens, installations under way, comings and goings."""

    installations: Installations
    states: AsyncOAuthStateStore
    residences: Residences


class ManyWorkspaces:
    """Serves every workspace that has installed the app. Otherwise as `SlackSurface`.

    `managers` are written `T…:U…`, and whoever has installed it is one in their workspace.
    """

    def __init__(
        self,
        inbound: Inbound,
        books: Books,
        app: SlackApp,
        address: tuple[str, int] = ("127.0.0.1", 3000),
        api_url: str | None = None,
        *,
        pace: Pace | None = None,
        managers: frozenset[str] = frozenset(),
    ) -> None:
        self._inbound = inbound
        self._books = books
        self._app = app
        self._address = address
        self._api_url = api_url
        self._pace = pace or Pace()
        self._managers = managers

    async def serve(self, stop: asyncio.Event) -> None:
        """As `Surface` promises. OSError where the port is taken."""
        app = self._app
        if not (app.client_id and app.client_secret and app.signing_secret):
            raise NO_SECRETS
        timeout = aiohttp.ClientTimeout(total=CALL)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            client = web_client(None, self._api_url, session, tries=0)
            secrets = (app.client_id, app.client_secret)
            store, states = self._books.installations, self._books.states
            workspaces = Workspaces(store, self._books.residences, client, *secrets)
            flow = Installing(client, store, states, *secrets)
            reception = _Reception(self, workspaces, session)
            busy = Busy()
            bolt = bolt_app(
                reception.doors,
                busy,
                workspaces,
                app.signing_secret,
                client=client,
                flow=flow,
                events=dict.fromkeys(LEAVING, reception.leaving)
                | dict.fromkeys(ACCESS, reception.access),
            )
            drain, pages = self._pace.drain, flow.pages
            await serve_http(bolt, self._address, stop, drain, self._alive, pages)
            await busy.idle(drain)
            await reception.close()

    def opened(self, team: str, bot: str, session: aiohttp.ClientSession) -> "Opened":
        """The doors of a workspace, which still lack its token and its managers."""
        client = web_client(None, self._api_url, session)
        asking = web_client(None, self._api_url, session, tries=0)
        calls = Calls(client, lambda why: _refused(team, why), self._inbound.observe)
        places = Places(calls, self._pace.patience)
        profiles = Profiles(asking, allowed=True, fresh=self._pace.fresh)
        return Opened(Doors(self._inbound, places, profiles, team, bot), (client, asking))

    def managers_of(self, team: str) -> frozenset[str]:
        """Those whom the operator named for a workspace."""
        named = (who.partition(":") for who in self._managers)
        return frozenset(user for where, _, user in named if where == team)

    def _alive(self) -> None:
        self._inbound.observe(Alive(PART))


@dataclass(slots=True)
class Opened:
    """Doors, and the clients behind them whose token changes."""

    doors: Doors
    clients: tuple[AsyncWebClient, ...]

    @property
    def token(self) -> str | None:
        """The one that they use now."""
        return self.clients[0].token

    def use(self, token: str) -> None:
        """From the next call on."""
        for client in self.clients:
            client.token = token


class _Reception:
    """Shows every event to the doors of its workspace."""

    def __init__(
        self, surface: ManyWorkspaces, workspaces: Workspaces, session: aiohttp.ClientSession
    ) -> None:
        self._surface = surface
        self._workspaces = workspaces
        self._session = session
        self._opened: OrderedDict[str, Opened] = OrderedDict()

    async def doors(self, context: AsyncBoltContext, body: Body) -> Doors:
        """The doors, with the token that Bolt has found. Installed anew, whoever did it counts."""
        team = workspace_of(body) or str(context.team_id)
        token, organisation = str(context.bot_token), context.enterprise_id
        whole = bool(context.get("is_enterprise_install")) and organisation is not None
        if whole and team != organisation:
            await self._workspaces.part_of(team, str(organisation))
        opened = self._opened.get(team)
        if opened is None:
            opened = self._surface.opened(team, str(context.bot_user_id), self._session)
            self._opened[team] = opened
        if opened.token != token:
            opened.use(token)
            installers = await self._workspaces.store.installers(
                str(organisation if whole else team)
            )
            opened.doors.managers = installers | self._surface.managers_of(team)
        self._opened.move_to_end(team)
        while len(self._opened) > _MOST:
            self._opened.popitem(last=False)
        return opened.doors

    async def leaving(self, ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        """The app was removed, or tokens revoked: ours, perhaps."""
        await ack()
        event = body["event"]
        if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return
        whole = bool(context.get("is_enterprise_install"))
        team = workspace_of(body)
        await self._workspaces.thrown_out(context.enterprise_id, team, whole=whole)

    async def access(self, ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        """An organisation has changed in which of its workspaces we are."""
        await ack()
        event, organisation = body["event"], context.enterprise_id
        if organisation:
            teams, granted = list(event.get("team_ids") or ()), "granted" in event["type"]
            await self._workspaces.access_changed(organisation, teams, granted=granted)

    async def close(self) -> None:
        """Give up what is still being asked of Slack."""
        for opened in self._opened.values():
            await opened.doors.profiles.close()


def _refused(team: str, _why: PlatformRefusedError) -> None:
    """One workspace that refuses its token takes no other down; being thrown out is an event."""
    _log.warning("Slack: %s refuses the token that it gave us", team)
