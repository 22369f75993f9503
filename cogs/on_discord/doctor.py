"""Asks Discord whether it would let the bot in, without connecting."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.model.checks import Check

_API = "https://discord.com/api/v10"
_PORTAL = "https://discord.com/developers/applications"
_PATIENCE = aiohttp.ClientTimeout(total=10)
_SUBJECT = "Discord"


async def examine(token: str, api_url: str | None = None, shards: int | None = None) -> list[Check]:
    """Token, identity, servers and shards. Network trouble is a finding, not an error.

    `shards`: how many all processes together are set to serve; None: as many as recommended.
    """
    headers = {"Authorization": f"Bot {token}"}
    base = (api_url or _API).rstrip("/")
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE, headers=headers) as session:
            return [check async for check in _checks(session, base, shards)]
    except (aiohttp.ClientError, TimeoutError) as error:
        return [_unwell(f"cannot be reached ({type(error).__name__})", "Check the network.")]


async def _checks(
    session: aiohttp.ClientSession, base: str, shards: int | None
) -> AsyncIterator[Check]:
    status, application = await _get(session, f"{base}/applications/@me")
    if status == HTTPStatus.UNAUTHORIZED:
        yield _unwell(
            "does not accept DISCORD_TOKEN",
            f"Make a new one at {_PORTAL} (your application, Bot, Reset Token) and set it.",
        )
        return
    if status != HTTPStatus.OK:
        yield _unwell(f"answers with status {status}", "Try again in a few minutes.")
        return
    yield Check(_SUBJECT, well=True, words=f"lets {application['name']} in")
    yield Check(_SUBJECT, well=True, words="needs no privileged intent for this bot")
    status, guilds = await _get(session, f"{base}/users/@me/guilds")
    if status == HTTPStatus.OK and not guilds:
        link = (
            f"https://discord.com/oauth2/authorize?client_id={application['id']}"
            "&scope=bot+applications.commands"
        )
        yield _unwell("the bot is in no server yet", f"Invite it: {link}")
    elif status == HTTPStatus.OK:
        yield Check(_SUBJECT, well=True, words=f"the bot is in {len(guilds)} server(s)")
    status, gateway = await _get(session, f"{base}/gateway/bot")
    if status == HTTPStatus.OK and shards is not None:
        yield _sharded(shards, int(gateway["shards"]))


def _sharded(ours: int, recommended: int) -> Check:
    words = f"recommends {recommended} shard(s), and DISCORD_SHARD_COUNT says {ours}"
    if ours < recommended:
        return _unwell(words, f"Set it to {recommended} in every process, and share them anew.")
    return Check(_SUBJECT, well=True, words=words)


async def _get(session: aiohttp.ClientSession, url: str) -> tuple[int, Any]:
    async with session.get(url) as response:
        is_json = response.content_type == "application/json"
        return response.status, await response.json() if is_json else None


def _unwell(words: str, mend: str) -> Check:
    return Check(_SUBJECT, well=False, words=words, mend=mend)
