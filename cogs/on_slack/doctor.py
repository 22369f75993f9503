"""Asks Slack whether it would let the bot in, without serving."""

from collections.abc import Awaitable, Callable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.model.checks import Check
from cogs.on_slack.calls import web_client
from cogs.on_slack.manifest import NEEDED, SCOPES
from cogs.on_slack.trouble import code, refusal

_PATIENCE = aiohttp.ClientTimeout(total=10)
_CREDENTIALS_PAGE = "api.slack.com/apps → your app → Basic Information → App Credentials."
_SUBJECT = "Slack"
_SCOPES_PAGE = (
    "api.slack.com/apps → your app → OAuth & Permissions → Bot Token Scopes, then reinstall. "
    "`goodask slack-manifest` prints a manifest that has them."
)


async def examine(bot_token: str, app_token: str | None, api_url: str | None = None) -> list[Check]:
    """Tokens and scopes. Network trouble is a finding, not an error."""

    async def asked(session: aiohttp.ClientSession) -> list[Check]:
        client = web_client(bot_token, api_url, session, tries=0)
        checks = await _bot(client)
        if app_token and checks[0].well:
            checks.append(await _app(client, app_token))
        return checks

    return await _reached(asked)


async def examine_many(
    client_id: str, client_secret: str, workspaces: int | None, api_url: str | None = None
) -> list[Check]:
    """The app that many workspaces install. `workspaces`: how many have; None if unknown."""

    async def asked(session: aiohttp.ClientSession) -> list[Check]:
        client = web_client(None, api_url, session, tries=0)
        return [await _credentials(client, client_id, client_secret)]

    checks = await _reached(asked)
    if checks[0].well and workspaces is not None:
        checks.append(_installed(workspaces))
    return checks


async def _reached(
    asked: Callable[[aiohttp.ClientSession], Awaitable[list[Check]]],
) -> list[Check]:
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            return await asked(session)
    except (aiohttp.ClientError, TimeoutError) as error:
        words = f"cannot be reached ({type(error).__name__})"
        return [Check(_SUBJECT, well=False, words=words, mend="Check the network.")]


async def _credentials(client: AsyncWebClient, client_id: str, client_secret: str) -> Check:
    """With a code that never was: Slack looks at who asks before it looks at the code."""
    try:
        await client.oauth_v2_access(
            client_id=client_id, client_secret=client_secret, code="goodask-doctor"
        )
    except SlackApiError as error:
        if code(error) != "invalid_code":
            words = f"does not accept SLACK_CLIENT_ID with SLACK_CLIENT_SECRET ({code(error)})"
            return Check(_SUBJECT, well=False, words=words, mend=_CREDENTIALS_PAGE)
    return Check(_SUBJECT, well=True, words="knows the app that many workspaces may install")


def _installed(workspaces: int) -> Check:
    if workspaces:
        words = f"{workspaces} workspace(s) or organisation(s) have installed the app"
        return Check(_SUBJECT, well=True, words=words)
    words, mend = "no workspace has installed the app yet", "Open /slack/install at its address."
    return Check(_SUBJECT, well=False, words=words, mend=mend)


async def _bot(client: AsyncWebClient) -> list[Check]:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        return [_refused(error, "SLACK_BOT_TOKEN")]
    granted = {scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    checks = [Check(_SUBJECT, well=True, words=f"lets the bot into {answer['team']}")]
    if missing:
        words = f"has not granted {', '.join(missing)}"
        if not set(missing) & set(NEEDED):
            words += ", which works, but members are asked for their time zone"
        return [*checks, Check(_SUBJECT, well=False, words=words, mend=_SCOPES_PAGE)]
    return [*checks, Check(_SUBJECT, well=True, words="has granted every scope that is needed")]


async def _app(client: AsyncWebClient, app_token: str) -> Check:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return _refused(error, "SLACK_APP_TOKEN")
    return Check(_SUBJECT, well=True, words="lets Socket Mode connect")


def _refused(error: SlackApiError, setting: str) -> Check:
    why = refusal(error, setting)
    words = str(why) if why else f"answers {setting} with an error"
    return Check(_SUBJECT, well=False, words=words, mend="" if why else "Try again in a while.")
