"""Conversations: opening one with a member, and what has been said in it."""

from tests.wire.slack_server.seats import direct_with, owner
from tests.wire.slack_server.world import Json, RefusedError, World


async def opened(given: Json) -> Json:
    """`conversations.open`: the direct message with a member."""
    user = given["users"]
    if user[:1] != "U":
        raise RefusedError("user_not_found", problem=f"opens a conversation with {user}")
    return {"channel": {"id": direct_with(owner(user))}}


async def history(world: World, given: Json) -> Json:
    """`conversations.history`: the newest first; metadata only if it is asked for."""
    owner(given["channel"])
    limit = int(given.get("limit", 100))
    if not 1 <= limit <= 999:
        raise RefusedError("invalid_limit", problem=f"asks for {limit} messages")
    whole = str(given.get("include_all_metadata", "")).lower() in {"1", "true"}
    found = [
        {key: value for key, value in message.items() if whole or key != "metadata"}
        for (channel, _), message in world.messages.items()
        if channel == given["channel"]
    ][::-1]
    start = int(given.get("cursor") or 0)
    rest = str(start + limit) if start + limit < len(found) else ""
    page = found[start : start + limit]
    return {"messages": page, "response_metadata": {"next_cursor": rest}}
