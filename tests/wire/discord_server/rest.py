"""The HTTP API: which routes there are, and who may call them."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias

from aiohttp import web

from tests.wire.discord_server import payloads
from tests.wire.discord_server.checks import check_command, check_message
from tests.wire.discord_server.faults import RefusedError, json_response
from tests.wire.discord_server.gateway import Gateway
from tests.wire.discord_server.interactions import Interactions
from tests.wire.discord_server.records import Json, Message
from tests.wire.discord_server.world import World

PREFIX = "/api/v10"

Answer: TypeAlias = Json | list[Json] | None
Route: TypeAlias = Callable[..., Awaitable[Answer]]


class Rest:
    """Finds the route of a request; a request without one is a problem."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        calls = Interactions(world)
        self.url = ""
        self._routes: list[tuple[str, str, Route]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/users/@me/guilds", self._guilds),
            ("GET", r"/guilds/(\d+)", self._guild),
            ("GET", "/(?:oauth2/)?applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", r"/applications/(\d+)/commands", self._commands),
            ("PUT", r"/applications/(\d+)/commands", self._replace_commands),
            ("POST", "/users/@me/channels", self._open_direct),
            ("POST", r"/channels/(\d+)/messages", self._send),
            ("GET", r"/channels/(\d+)/messages", self._history),
        ]
        self._open: list[tuple[str, str, Route]] = [
            ("POST", r"/interactions/(\d+)/([\w-]+)/callback", calls.callback),
            ("PATCH", r"/webhooks/(\d+)/([\w-]+)/messages/@original", calls.edit_original),
            ("DELETE", r"/webhooks/(\d+)/([\w-]+)/messages/@original", calls.delete_original),
            ("POST", r"/webhooks/(\d+)/([\w-]+)", calls.follow_up),
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        self._world.requests.append((request.method, path))
        fault = next(
            (fault for fault in self._world.faults if fault.strikes(request.method, path)), None
        )
        if fault is not None and not fault.done:
            self._world.changed()
            return fault.response(request)
        try:
            response = await self._answer(request, path)
        except RefusedError as refused:
            response = refused.response()
        self._world.changed()
        if fault is not None and fault.hang:
            await asyncio.Event().wait()
        return response if fault is None else fault.response(request)

    async def _answer(self, request: web.Request, path: str) -> web.StreamResponse:
        for method, pattern, route in self._open:
            match = re.fullmatch(pattern, path)
            if match and method == request.method:
                return _response(await route(*match.groups(), await _body(request)))
        for method, pattern, route in self._routes:
            match = re.fullmatch(pattern, path)
            if match and method == request.method:
                if request.headers.get("Authorization") != f"Bot {self._world.token}":
                    raise RefusedError(HTTPStatus.UNAUTHORIZED, 0, "401: Unauthorized")
                return _response(await route(*match.groups(), await _body(request)))
        self._world.problem(f"there is no route {request.method} {path}")
        raise RefusedError(HTTPStatus.NOT_FOUND, 0, "404: Not Found")

    async def _me(self, _body: Json) -> Answer:
        return payloads.user(self._world.bot, bot=True)

    async def _guilds(self, _body: Json) -> Answer:
        guilds = self._world.guilds.values()
        return [{"id": guild.id, "name": guild.name} for guild in guilds if guild.installed]

    async def _guild(self, id_: str, _body: Json) -> Answer:
        guild = self._world.guilds.get(id_)
        if guild is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, 10004, "Unknown Guild")
        if not guild.installed:
            raise RefusedError(HTTPStatus.FORBIDDEN, 50001, "Missing Access")
        return {"id": guild.id, "name": guild.name, "owner_id": guild.owner.id}

    async def _application(self, _body: Json) -> Answer:
        return payloads.application(self._world.bot)

    async def _gateway_bot(self, _body: Json) -> Answer:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return {"url": self.url, "shards": self._gateway.shards, "session_start_limit": limit}

    async def _commands(self, _application: str, query: Json) -> Answer:
        """Without `with_localizations` the other languages are left out, as Discord does it."""
        if query.get("with_localizations") == "true":
            return self._world.commands
        return [
            {**command, "name_localizations": None, "description_localizations": None}
            for command in self._world.commands
        ]

    async def _replace_commands(self, application: str, body: list[Json]) -> Answer:
        try:
            for command in body:
                check_command(command)
        except (ValueError, KeyError) as error:
            self._world.problem(f"commands: {error}")
            raise RefusedError(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body") from None
        self._world.commands = [
            {
                **command,
                "id": self._world.new_id(),
                "application_id": application,
                "version": self._world.new_id(),
                "dm_permission": True,
                "name_localizations": command.get("name_localizations"),
                "description_localizations": command.get("description_localizations"),
                # Discord leaves out what is as usual.
                "options": [
                    {
                        key: value
                        for key, value in field.items()
                        if (key, value) != ("required", False)
                    }
                    for field in command.get("options", [])
                ],
            }
            for command in body
        ]
        return self._world.commands

    async def _open_direct(self, body: Json) -> Answer:
        if set(body) != {"recipient_id"}:
            self._world.problem(f"a direct message was opened with {sorted(body)}")
        person = str(body["recipient_id"])
        place = self._world.directs.get(person)
        if place is None:
            raise RefusedError(HTTPStatus.BAD_REQUEST, 50033, "Invalid Recipient(s)")
        return payloads.channel(place)

    async def _send(self, channel: str, body: Json) -> Answer:
        person = self._world.person_of(channel)
        if person is None:
            self._world.problem("something was sent into a channel that is nobody's DM")
            raise RefusedError(HTTPStatus.NOT_FOUND, 10003, "Unknown Channel")
        if person in self._world.closed:
            raise RefusedError(HTTPStatus.FORBIDDEN, 50007, "Cannot send messages to this user")
        if person in self._world.refusing:
            raise RefusedError(*self._world.refusing[person], "No")
        if self._world.watch("come"):
            raise RefusedError(HTTPStatus.INTERNAL_SERVER_ERROR, 0, "lost")
        nonce = body.get("nonce")
        repeated = self._by_nonce(nonce) if nonce and body.get("enforce_nonce") else None
        if repeated is not None:
            return payloads.message(repeated, self._world.bot)
        try:
            check_message(body)
            if nonce is not None and len(str(nonce)) > 25:
                raise ValueError("a nonce of more than 25 characters")
        except ValueError as error:
            self._world.problem(f"a direct message: {error}")
            raise RefusedError(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body") from None
        message = self._world.add_message(self._world.directs[person], body, None)
        message.nonce = None if nonce is None else str(nonce)
        self._world.watch("accepted")
        return payloads.message(message, self._world.bot)

    def _by_nonce(self, nonce: object) -> Message | None:
        """A recent message of the bot's with this nonce, in whatever channel."""
        for message in self._world.messages.values():
            recent = time.monotonic() - message.born < self._world.nonce_life
            if recent and message.nonce == str(nonce):
                return message
        return None

    async def _history(self, channel: str, query: Json) -> Answer:
        """The newest first, without their nonces, which Discord tells only who has sent them."""
        if self._world.person_of(channel) is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, 10003, "Unknown Channel")
        limit = int(query.get("limit", 50))
        if not 1 <= limit <= 100 or set(query) - {"limit", "before"}:
            self._world.problem(f"a history was asked for with {query}")
            raise RefusedError(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body")
        before = int(query.get("before", self._world.new_id()))
        found = [
            payloads.message(message, self._world.bot) | {"nonce": None}
            for message in self._world.messages.values()
            if message.place.channel == channel and not message.deleted and not message.viewer
            if int(message.id) < before
        ]
        return found[::-1][:limit]


async def _body(request: web.Request) -> object:
    if request.method == "GET":
        return dict(request.query)
    return await request.json() if request.can_read_body else {}


def _response(answer: Answer) -> web.Response:
    if answer is None:
        return web.Response(status=HTTPStatus.NO_CONTENT)
    return json_response(answer)
