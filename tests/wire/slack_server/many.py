"""A Slack in whose workspaces people install the app and throw it out."""

import asyncio
from typing import Self

from tests.wire.discretion import SCENE, Private
from tests.wire.slack_server.oauth import Install
from tests.wire.slack_server.server import SlackServer
from tests.wire.slack_server.workspace import Workspace
from tests.wire.slack_server.world import BOT_USER, Json


class ManySlack(SlackServer):
    """The app is distributed: nobody has it until somebody installs it over its own page."""

    bot_token = "xoxb-of-nobody"  # noqa: S105 - there is no such thing here

    async def __aenter__(self) -> Self:
        self.api.on_revoked = self._revoked
        SCENE.known.append(self._secrets)
        return await super().__aenter__()

    def _secrets(self) -> Private:
        """All tokens and secrets that there have been."""
        found = {self.oauth.client_secret, self.signing_secret, *self.oauth.given_out}
        return Private(tokens=frozenset(found))

    @property
    def base(self) -> str:
        """The bot's public address."""
        return self.http.url.removesuffix("/slack/events")

    async def install(
        self,
        team: str,
        installer: str = "UADMIN",
        enterprise: str | None = None,
        *,
        whole: bool = False,
    ) -> Self:
        """Somebody installs the app; the Slack of that workspace. `whole`: in the organisation."""
        install = await self.oauth.install(self.base, team, installer, enterprise, whole=whole)
        self.world.workspaces.insert(0, Workspace(team, enterprise, install))
        return self.of(team)

    def also(self, team: str) -> Self:
        """Another workspace of the organisation whose Slack this is."""
        here = self.workspace
        assert here.install is not None
        here.install.teams |= {team}
        self.world.workspaces.insert(0, Workspace(team, here.enterprise, here.install))
        return self.of(team)

    @property
    def installed(self) -> Install:
        """What the app has in this workspace."""
        assert self.workspace.install is not None
        return self.workspace.install

    async def uninstall(self) -> None:
        """Somebody throws the app out of this workspace, and Slack says so, twice in its way."""
        self.installed.ended = "account_inactive"
        await self.event("app_uninstalled", {"type": "app_uninstalled"})
        await self.event("tokens_revoked", _REVOKED)

    async def _revoked(self, install: Install) -> Json:
        """`auth.revoke`: the token is good for nothing, and the app is told."""
        install.ended = "token_revoked"
        task = asyncio.create_task(self._say_so(self.of(min(install.teams))))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return {"revoked": True}

    async def _say_so(self, where: SlackServer) -> Json:
        await where.event("tokens_revoked", _REVOKED)
        return {}


_REVOKED: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}
