"""Installing the app: codes, tokens, their renewal and their end. Slack's side of OAuth v2."""

import base64
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tests.wire.slack_server.world import APP, BOT, BOT_USER, Json, RefusedError, World

LIVES = 43_200
"""Seconds that a token lives where tokens are renewed."""


@dataclass(eq=False)
class Install:
    """The app in one workspace, or in an organisation with all of these workspaces."""

    teams: frozenset[str]
    installer: str
    enterprise: str | None = None
    whole: bool = False
    refresh: str = ""
    homes: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, float] = field(default_factory=dict)
    ended: str = ""

    @property
    def team(self) -> str | None:
        return None if self.whole else min(self.teams)

    @property
    def newest(self) -> str:
        return list(self.tokens)[-1]


class OAuth:
    """Gives out codes to people and tokens to the app. `lives`: of those given out from now on."""

    client_id = "1234.5678"
    client_secret = "0123456789abcdef" * 2

    def __init__(self, world: World, manifest: Json) -> None:
        self._world = world
        self._manifest = manifest
        self.installs: list[Install] = []
        self.lives = LIVES
        self.renewed = 0
        self.given_out: list[str] = []  # codes, tokens, refresh tokens
        self._codes: dict[str, Install] = {}

    def admitted(self, token: str) -> Install | None:
        """The installation of a token; None if it is none of ours. RefusedError if it is over."""
        for install in self.installs:
            if token in install.tokens:
                if install.ended:
                    raise RefusedError(install.ended)
                if time.time() > install.tokens[token]:
                    raise RefusedError("token_expired")
                return install
        return None

    def expire(self, install: Install, within: float = -1.0) -> None:
        """Let the newest token end in so many seconds."""
        install.tokens[install.newest] = time.time() + within

    async def access(self, authorization: str, given: Json) -> Json:
        """`oauth.v2.access`: a code, or a refresh token, for a token."""
        self._check_app(authorization)
        if given.get("grant_type") == "refresh_token":
            return self._renew(given)
        if set(given) - {"code", "redirect_uri", "grant_type"}:
            raise RefusedError("invalid_arguments", problem=f"oauth takes no {sorted(given)}")
        install = self._codes.pop(str(given.get("code")), None)
        if install is None:
            raise RefusedError("invalid_code")
        for other in self.installs:
            if other.team == install.team and other.enterprise == install.enterprise:
                other.ended = other.ended or "account_inactive"
        return self.grant(install) | {
            "app_id": APP,
            "scope": ",".join(self._manifest["oauth_config"]["scopes"]["bot"]),
            "bot_user_id": BOT_USER,
            "team": None if install.whole else {"id": install.team, "name": f"Team {install.team}"},
            "enterprise": install.enterprise and {"id": install.enterprise, "name": "The Org"},
            "is_enterprise_install": install.whole,
            "authed_user": {"id": install.installer},
        }

    def _renew(self, given: Json) -> Json:
        found = [one for one in self.installs if one.refresh == given.get("refresh_token")]
        if not found or found[0].ended:
            raise RefusedError("invalid_refresh_token", problem="uses a refresh token twice")
        self.renewed += 1
        return self._granted(found[0])

    def grant(self, install: Install) -> Json:
        """A first token."""
        self.installs.append(install)
        return self._granted(install)

    def _granted(self, install: Install) -> Json:
        rotates = self._manifest["settings"]["token_rotation_enabled"]
        token = f"{'xoxe.' if rotates else ''}xoxb-{self._world.new('t')}"
        install.tokens[token] = time.time() + (self.lives if rotates else 10**9)
        granted: Json = {"access_token": token, "token_type": "bot"}
        self.given_out.append(token)
        if rotates:
            install.refresh = f"xoxe-1-{self._world.new('r')}"
            self.given_out.append(install.refresh)
            granted |= {"refresh_token": install.refresh, "expires_in": self.lives}
        return granted

    def _check_app(self, authorization: str) -> None:
        expected = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if authorization != f"Basic {expected}":
            raise RefusedError("bad_client_secret", problem="doesn't say who the app is")

    async def identity(self, install: Install) -> Json:
        """`auth.test`; an organisation's token names the organisation in the workspace's place."""
        return {
            "team_id": install.team or install.enterprise,
            "team": "Somewhere",
            "enterprise_id": install.enterprise,
            "is_enterprise_install": install.whole,
            "user_id": BOT_USER,
            "bot_id": BOT,
            "url": "https://example.slack.com/",
        }

    def consent(self, link: str, install: Install) -> str:
        """Somebody follows the link and says yes; the query with which Slack sends them back."""
        found = urlsplit(link)
        assert (found.scheme, found.netloc, found.path) == (
            "https",
            "slack.com",
            "/oauth/v2/authorize",
        )
        asked = {name: values[0] for name, values in parse_qs(found.query).items()}
        assert asked["client_id"] == self.client_id
        wanted = self._manifest["oauth_config"]["scopes"]["bot"]
        assert asked["scope"].split(",") == wanted, "other scopes than the manifest has"
        assert not asked.get("user_scope"), "asks to act as the member"
        code = self._world.new("code")
        self._codes[code] = install
        self.given_out.append(code)
        return f"code={code}&state={asked['state']}"

    async def install(
        self, base: str, team: str, installer: str, enterprise: str | None, *, whole: bool
    ) -> Install:
        """The whole road: the app's page, the link on it, consent, and back with a cookie."""
        assert not whole or self._manifest["settings"]["org_deploy_enabled"], (
            "not for organisations"
        )
        assert self._manifest["oauth_config"]["redirect_urls"] == [f"{base}/slack/oauth_redirect"]
        install = Install(frozenset({team}), installer, enterprise, whole)
        async with aiohttp.ClientSession() as browser:
            link, cookie = await opened(browser, base)
            back = f"{base}/slack/oauth_redirect?{self.consent(link, install)}"
            async with browser.get(back, headers={"Cookie": cookie}) as answer:
                assert answer.status == 200, await answer.text()
                assert "Done" in await answer.text()
        return install


async def opened(browser: aiohttp.ClientSession, base: str) -> tuple[str, str]:
    """The link on the install page, and the cookie that came with it."""
    async with browser.get(f"{base}/slack/install") as page:
        assert page.status == 200
        html = await page.text()
        cookie = page.cookies["slack-app-oauth-state"]
    assert cookie["secure"]
    assert cookie["httponly"]
    link = html.partition('href="https://slack.com')[2].partition('"')[0].replace("&amp;", "&")
    return f"https://slack.com{link}", f"{cookie.key}={cookie.value}"
