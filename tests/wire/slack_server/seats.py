"""Who sits where: members are numbered within a workspace, and a token opens one of them.

A member of the first workspace is called as Slack calls them (`U1`, direct message `D1`); one of
another has the workspace before it (`T2.U1`, `DT2-1`).
"""

from contextvars import ContextVar
from dataclasses import dataclass, field

from tests.wire.slack_server.world import TEAM, RefusedError


@dataclass(frozen=True)
class Key:
    """What a token opens: workspaces, and whom of an organisation's members lives in which."""

    teams: frozenset[str]
    homes: dict[str, str] = field(default_factory=dict)


CALLING: ContextVar[Key] = ContextVar("calling", default=Key(frozenset({TEAM})))  # noqa: B039 - never changed
"""What the token of the call that is being answered opens."""


def opens(team: str) -> bool:
    """Whether that token opens a workspace."""
    return team in CALLING.get().teams


def seat(team: str, user: str) -> str:
    """The name of a member among those of all workspaces."""
    return user if team == TEAM else f"{team}.{user}"


def team_of(seated: str) -> str:
    return seated.partition(".")[0] if "." in seated else TEAM


def user_of(seated: str) -> str:
    return seated.rpartition(".")[2]


def direct_with(seated: str) -> str:
    """The id of the direct message between a member and the bot."""
    team, user = team_of(seated), user_of(seated)
    return f"D{user[1:]}" if team == TEAM else f"D{team}-{user[1:]}"


def owner(channel: str) -> str:
    """The member whose direct message it is, or who is meant; the bot writes nowhere else.

    A member's number alone means the one of the token's workspace.
    """
    if channel[:1] not in {"D", "U"}:
        raise RefusedError("not_in_channel", problem="posts in a channel")
    if channel[0] == "U":
        key = CALLING.get()
        return seat(key.homes.get(channel) or min(key.teams), channel)
    team, dash, number = channel[1:].partition("-")
    seated = seat(team, f"U{number}") if dash else f"U{team}"
    if not opens(team_of(seated)):
        raise RefusedError("channel_not_found", problem="uses another workspace's token")
    return seated
