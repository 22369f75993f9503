"""Asks Slack whether it would let the bot in, without serving."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.model.checks import Check
from cogs.on_slack.manifest import NEEDED, SCOPES
from cogs.on_slack.trouble import refusal

_API = "https://slack.com/api/"
_SUBJECT = "Slack"
_SCOPES_PAGE = (
    "api.slack.com/apps → your app → OAuth & Permissions → Bot Token Scopes, then reinstall. "
    "`goodask slack-manifest` prints a manifest that has them."
)


async def examine(bot_token: str, app_token: str | None, api_url: str | None = None) -> list[Check]:
    """Tokens and scopes. Network trouble is a finding, not an error."""
    client = AsyncWebClient(bot_token, base_url=api_url or _API, timeout=10)
    try:
        checks = await _bot(client)
        if app_token and checks[0].well:
            checks.append(await _app(client, app_token))
    except (aiohttp.ClientError, TimeoutError) as error:
        words = f"cannot be reached ({type(error).__name__})"
        return [Check(_SUBJECT, well=False, words=words, mend="Check the network.")]
    return checks


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
