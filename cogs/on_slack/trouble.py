"""What Slack's refusals mean: for the operator, for the member, or for nobody."""

from enum import Enum
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.model.ports import PlatformRefusedError


class Trouble(Enum):
    """Why something could not be shown."""

    EXPIRED = "expired"
    """The member's click is too old to open a window."""
    GONE = "gone"
    """What was to be changed is not there any more; its owner closed or deleted it."""
    UNREACHABLE = "unreachable"
    """The member's direct messages are closed to the app."""
    REFUSED = "refused"
    """Slack does not let the bot in any more."""
    OTHER = "other"


_EXPIRED = {"expired_trigger_id", "trigger_exchanged", "trigger_expired", "invalid_trigger_id"}
_GONE = {
    "cant_update_message",
    "edit_window_closed",
    "hash_conflict",
    "message_not_found",
    "not_found",
    "view_not_found",
}
_UNREACHABLE = {
    "cannot_dm_bot",
    "channel_not_found",
    "is_archived",
    "messages_tab_disabled",
    "not_in_channel",
    "user_disabled",
    "user_not_found",
}
_APPS = "api.slack.com/apps → your app"
_TOKEN = {
    "SLACK_BOT_TOKEN": f"{_APPS} → OAuth & Permissions → Bot User OAuth Token (xoxb-…)",
    "SLACK_APP_TOKEN": f"{_APPS} → Basic Information → App-Level Tokens (xapp-…)",
}
_SCOPES = {
    "SLACK_BOT_TOKEN": (
        f"{_APPS} → OAuth & Permissions → Bot Token Scopes, then Install App → Reinstall"
    ),
    "SLACK_APP_TOKEN": (
        f"{_APPS} → Basic Information → App-Level Tokens → make one with connections:write"
    ),
}
_REFUSED = {
    "account_inactive": "{setting} belongs to an app that was removed. Install it again: {token}.",
    "app_uninstalled": "{setting} belongs to an app that was removed. Install it again: {token}.",
    "invalid_auth": "Slack doesn't know {setting}. Copy it again: {token}.",
    "missing_scope": "{setting} lacks a scope{needed}. Add it: {scopes}.",
    "no_permission": "{setting} lacks a scope{needed}. Add it: {scopes}.",
    "not_allowed_token_type": "{setting} is the wrong kind of token. Take this one: {token}.",
    "not_authed": "{setting} is empty. Copy it: {token}.",
    "token_expired": "{setting} has expired. Switch token rotation off and copy it again: {token}.",
    "token_revoked": "{setting} was revoked. Install the app again and copy the new one: {token}.",
}


def code(error: SlackApiError) -> str:
    """Slack's short name of what went wrong; the HTTP status if it gave none."""
    response: Any = error.response
    try:
        found = response.get("error")
    except (AttributeError, TypeError, ValueError):
        found = None
    return str(found or getattr(response, "status_code", "no answer"))


def trouble(error: SlackApiError) -> Trouble:
    """What kind of trouble an error of the Web API is."""
    name = code(error)
    for kind, names in (
        (Trouble.EXPIRED, _EXPIRED),
        (Trouble.GONE, _GONE),
        (Trouble.UNREACHABLE, _UNREACHABLE),
        (Trouble.REFUSED, _REFUSED),
    ):
        if name in names:
            return kind
    return Trouble.OTHER


def refusal(error: SlackApiError, setting: str) -> PlatformRefusedError | None:
    """The plain line for a token that Slack refuses; None where trying again can help."""
    said = _REFUSED.get(code(error))
    if said is None:
        return None
    needed = error.response.get("needed")
    return PlatformRefusedError(
        said.format(
            setting=setting,
            token=_TOKEN[setting],
            scopes=_SCOPES[setting],
            needed=f" ({needed})" if needed else "",
        )
    )


def lacking(scopes: list[str]) -> PlatformRefusedError:
    """The plain line for a bot token without some of the scopes that we need."""
    names = ", ".join(scopes)
    return PlatformRefusedError(
        f"SLACK_BOT_TOKEN lacks a scope ({names}). Add it: {_SCOPES['SLACK_BOT_TOKEN']}."
    )


SOCKETS_OFF = PlatformRefusedError(
    f"Socket Mode is off for this app. Switch it on: {_APPS} → Socket Mode. (Or set "
    "SLACK_SIGNING_SECRET instead of SLACK_APP_TOKEN and let Slack call us.)"
)
NO_WAY_IN = PlatformRefusedError(
    "SLACK_BOT_TOKEN alone can't hear anything. Set SLACK_APP_TOKEN for Socket Mode "
    f"({_TOKEN['SLACK_APP_TOKEN']}), or SLACK_SIGNING_SECRET for HTTP ({_APPS} → Basic "
    "Information → Signing Secret)."
)
NO_SECRETS = PlatformRefusedError(
    "Many workspaces need SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET, all three "
    f"({_APPS} → Basic Information → App Credentials)."
)
