"""Serving Discord: log in, stay connected, and say plainly what cannot be mended by waiting."""

import asyncio
import logging
from contextvars import copy_context

import discord

from bot.conversation.inbound import Inbound
from bot.model.observing import Alive
from bot.model.ports import PlatformRefusedError
from bot.model.residence import Residences
from cogs.on_discord.client import PART, Client, Shards
from cogs.on_discord.pulse import EVERY, Pulse
from cogs.on_discord.redirect import redirect_replies

PORTAL = "https://discord.com/developers/applications"
TOKEN_REFUSED = PlatformRefusedError(
    f"DISCORD_TOKEN is not accepted: make a new one at {PORTAL} (your application, Bot, Reset "
    "Token) and set it."
)
SILENCE = 60.0  # seconds without a word from the gateway, which beats every 41, until it is dead

_BAD_TOKEN = 4004
_DISALLOWED_INTENTS = 4014
_SHARDS = frozenset({4010, 4011})  # one that cannot be, or too few of them
_HOPELESS = frozenset({4012, 4013})  # the API's version or the intents are not accepted

_log = logging.getLogger(__name__)


class DiscordSurface:
    """Discord as one of the platforms. `api_url` replaces `https://discord.com/api/v10`.

    `shards`: the part that this process serves; None for all, in as many as Discord recommends.
    """

    def __init__(
        self,
        inbound: Inbound,
        residences: Residences,
        token: str,
        api_url: str | None = None,
        *,
        shards: Shards | None = None,
        silence: float = SILENCE,
        pulse: float = EVERY,
    ) -> None:
        self._pulse = pulse
        self._inbound = inbound
        self._residences = residences
        self._shards = shards
        self._token = token.strip()
        self._api_url = api_url
        self._silence = silence

    async def serve(self, stop: asyncio.Event) -> None:
        """As `Surface` promises."""
        _keep_words_out_of_the_log()
        client = Client(self._inbound, self._residences, self._api_url, self._silence, self._shards)
        context = copy_context()
        if self._api_url is not None:
            redirect_replies(context, self._api_url)
        async with client:
            running = asyncio.get_running_loop().create_task(
                client.start(self._token), context=context
            )
            stopping = asyncio.ensure_future(stop.wait())
            pulse = Pulse(lambda: client.shards, lambda: self._inbound.observe(Alive(PART)))
            watching = asyncio.create_task(pulse.watch(client.is_ready, self._pulse))
            try:
                await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not running.done():
                    await client.drain()
            finally:
                for task in (running, stopping, watching):
                    if not task.done():
                        task.cancel()
                await asyncio.wait({running, stopping, watching})
        _judge(running, stopped=stop.is_set())


def _judge(running: "asyncio.Task[None]", *, stopped: bool) -> None:
    """Pass on why it ended; nothing where it was asked to."""
    error = None if running.cancelled() else running.exception()
    if error is not None and (refusal := _refusal(error)):
        raise PlatformRefusedError(refusal) from None
    if stopped:
        return
    raise error if error is not None else ConnectionError("Discord ended the connection")


def _refusal(error: BaseException) -> str | None:
    """One line for the operator; None where trying again can help."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == _BAD_TOKEN:
        return str(TOKEN_REFUSED)
    if isinstance(error, discord.PrivilegedIntentsRequired) or code == _DISALLOWED_INTENTS:
        return (
            "Discord disallows the intents asked for, though none is privileged: look for a "
            f"notice about your application at {PORTAL} (Bot, Privileged Gateway Intents)."
        )
    if code in _SHARDS:
        return (
            "Discord's gateway refuses these shards: check DISCORD_SHARD_COUNT and "
            "DISCORD_SHARD_IDS. `goodask doctor` says how many Discord recommends."
        )
    if code in _HOPELESS:
        return f"Discord's gateway refuses this version of the bot (code {code}): update it."
    return None


def _keep_words_out_of_the_log() -> None:
    """discord.py logs whole events at DEBUG, and warns of things that we leave out on purpose."""
    library = logging.getLogger("discord")
    if library.getEffectiveLevel() < logging.INFO:
        library.setLevel(logging.INFO)
    for name in ("discord.client", "discord.state"):
        logging.getLogger(name).addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_NO_NEWS)


_NO_NEWS = ("PyNaCl is not installed", "davey is not installed")
