"""Messages: posted, replaced, or for one pair of eyes."""

from collections.abc import Callable
from typing import TypeAlias

from aiohttp import web

from tests.wire.slack_server.block_kit import faults_of_message
from tests.wire.slack_server.seats import direct_with, owner
from tests.wire.slack_server.world import Json, RefusedError, Seen, World

OnPosted: TypeAlias = Callable[[str, Json], None]


class Messages:
    """`on_posted` is told of every message of the bot's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.on_posted: OnPosted | None = None

    async def post(self, given: Json) -> Json:
        user = owner(given["channel"])
        if user in self.world.refusing:
            raise RefusedError(self.world.refusing[user])
        _check(given)
        if self.world.watch("come"):
            raise RefusedError("internal_error")
        channel, ts = direct_with(user), self.world.timestamp()
        message = {**given, "ts": ts, "blocks": self.world.with_block_ids(given["blocks"])}
        self.world.messages[channel, ts] = message
        self.world.watch("accepted")
        self.world.show(Seen("message", user, ts, message, channel))
        if self.on_posted:
            self.on_posted(channel, message)
        return {"channel": channel, "ts": ts, "message": message}

    async def update(self, given: Json) -> Json:
        user = owner(given["channel"])
        key = (given["channel"], given["ts"])
        if key not in self.world.messages:
            raise RefusedError("message_not_found")
        _check(given)
        message = {**given, "blocks": self.world.with_block_ids(given["blocks"])}
        self.world.messages[key] = message
        self.world.show(Seen("message", user, given["ts"], message, given["channel"]))
        return {"channel": key[0], "ts": key[1]}

    async def respond(self, request: web.Request) -> web.Response:
        """A POST to a response_url."""
        token, given = request.match_info["token"], await request.json()
        user, channel, left = self.world.response_urls.get(token, ("", "", 0))
        faults = faults_of_message(given.get("blocks"), given.get("text"))
        if given.get("response_type") != "ephemeral":
            faults.append("an answer for everybody to see")
        if not left or faults:
            self.world.problem(f"response_url: {faults or 'used up or never was'}")
            return web.Response(status=404, text="expired_url")
        self.world.response_urls[token] = (user, channel, left - 1)
        shown = {**given, "blocks": self.world.with_block_ids(given["blocks"])}
        self.world.show(Seen("ephemeral", user, self.world.timestamp(), shown, channel))
        return web.Response(text="ok")


def _check(given: Json) -> None:
    if faults := faults_of_message(given["blocks"], given["text"]):
        raise RefusedError("invalid_blocks", problem="; ".join(faults))
