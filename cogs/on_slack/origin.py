"""Where an event of Slack's came from: who, which workspace, which place."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from bot.model.people import Place

Body: TypeAlias = Mapping[str, Any]

_DIRECT = "D"  # how Slack's ids of direct messages begin


def place(body: Body) -> Place:
    """Only a channel is the community's. A submitted form and the Home tab are in none."""
    inside = (body.get(name) for name in ("event", "channel", "container"))
    event, channel, container = (each if isinstance(each, Mapping) else {} for each in inside)
    ids = (event.get("channel"), body.get("channel_id"), channel.get("id"))
    named = next((one for one in (*ids, container.get("channel_id")) if one), None)
    return Place.COMMUNITY if named and not str(named).startswith(_DIRECT) else Place.DIRECT


def workspace_of(body: Body) -> str | None:
    """The workspace (`T…`) that an event came from, wherever this kind of event keeps it.

    Where a whole organisation has installed the app, `team` may be missing, or name the
    organisation (`E…`); then the event, the member or the window knows.
    """
    inside = (body.get(name) for name in ("team", "event", "user", "view"))
    team, event, user, view = (each if isinstance(each, Mapping) else {} for each in inside)
    names = [team.get("id"), body.get("team_id"), event.get("team")]
    names += [user.get("team_id"), view.get("team_id")]
    said = [str(name) for name in names if name]
    return next((name for name in said if name[0] == "T"), next(iter(said), None))


def user_of(body: Body) -> str:
    """The member behind an event, wherever this kind of event keeps it."""
    user = body.get("user") or body.get("user_id") or (body.get("event") or {}).get("user")
    return str(user["id"] if isinstance(user, Mapping) else user or "")


def key_of(body: Body) -> str:
    """What stays the same when Slack delivers an event again; envelopes do not."""
    return str(body.get("event_id") or body.get("trigger_id"))
