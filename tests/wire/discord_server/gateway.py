"""The gateway: sessions, sequence numbers, heartbeats, resuming, and ways to break it."""

import asyncio
import json
import math
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.discord_server.records import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME = 0, 1, 2, 3, 6
RECONNECT, INVALID_SESSION, HELLO, ACK = 7, 9, 10, 11
PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
DIRECT_MESSAGES = 1 << 12
GUILDS = 1 << 0
_SHARDS_ARE_INVALID = 4010


@dataclass(eq=False)
class Session:
    """What the gateway knows of one shard of the bot, connected or not."""

    id: str
    shard: int
    intents: int
    events: list[str] = field(default_factory=list)
    connection: "Connection | None" = None

    def add(self, event: str, data: Json) -> str:
        number = len(self.events) + 1
        self.events.append(json.dumps({"op": DISPATCH, "s": number, "t": event, "d": data}))
        return self.events[-1]


class Connection:
    """One websocket. `silent`: half open, it answers nothing and delivers nothing."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.transport = request.transport
        self.silent = False
        compresses = request.query.get("compress") == "zlib-stream"
        self._deflate = zlib.compressobj() if compresses else None

    async def send(self, text: str) -> None:
        if self.silent or self.socket.closed:
            return
        if self._deflate is None:
            await self.socket.send_str(text)
            return
        packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(packed)

    async def say(self, op: int, data: object = None) -> None:
        await self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))


class Gateway:
    """`ready` makes the first event of a session, `guilds` what comes after it.

    `identify_every`: seconds between two sessions that begin, as Discord rations them (5, unless
    a bot is very large). Problems go to `problem`.
    """

    def __init__(
        self,
        token: str,
        ready: Callable[[Session], Json],
        guilds: Callable[[Session], list[Json]],
        problem: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        self._token = token
        self._ready = ready
        self._guilds = guilds
        self.identify_every = 0.0
        self._last_identified = -math.inf
        self._problem = problem
        self._changed = changed
        self.beat = 41.25  # seconds between heartbeats
        self.shards = 1
        self.refuse_with: int | None = None
        self.sessions: dict[str, Session] = {}
        self.identified = self.resumed = self.heartbeats = 0

    @property
    def current(self) -> dict[int, Session]:
        """The newest session of each shard."""
        return {session.shard: session for session in self.sessions.values()}

    @property
    def connected(self) -> bool:
        """Whether every shard is there."""
        live = [session for session in self.current.values() if session.connection is not None]
        return len(live) == self.shards

    async def dispatch(self, event: str, data: Json, guild: str | None = None) -> None:
        """Deliver an event to the shard it belongs to, or keep it until that one resumes."""
        shard = (int(guild) >> 22) % self.shards if guild else 0
        session = self.current.get(shard)
        assert session is not None, "the bot never connected"
        needed = DIRECT_MESSAGES if event == "MESSAGE_CREATE" else 0
        needed |= GUILDS if event.startswith("GUILD_") else 0
        if needed & ~session.intents:
            return
        text = session.add(event, data)
        if session.connection is not None:
            await session.connection.send(text)

    def is_there(self, *shards: int) -> bool:
        """Whether these shards are connected, whoever serves them."""
        live = {each.shard for each in self.current.values() if each.connection is not None}
        return live >= set(shards)

    def connections(self) -> list[Connection]:
        live = (session.connection for session in self.current.values())
        return [connection for connection in live if connection is not None]

    def cut(self) -> None:
        """Every connection is gone without a word, as when a cable is pulled."""
        for connection in self.connections():
            if connection.transport is not None:
                connection.transport.abort()

    async def close(self, code: int) -> None:
        """Every connection is closed with a code."""
        for connection in self.connections():
            await connection.socket.close(code=code)

    def fall_silent(self) -> None:
        """Every connection stays open and nothing comes through any more."""
        for connection in self.connections():
            connection.silent = True

    async def ask_to_reconnect(self) -> None:
        for connection in self.connections():
            await connection.say(RECONNECT)

    async def invalidate(self) -> None:
        """Every session is lost; the bot has to identify again."""
        for connection in self.connections():
            await connection.say(INVALID_SESSION, data=False)
        for session in self.current.values():
            session.id = "lost"

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self._problem(f"the gateway was asked for {request.query_string}")
        connection = Connection(socket, request)
        await connection.say(HELLO, {"heartbeat_interval": int(self.beat * 1000)})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT or connection.silent:
                    continue
                session = await self._heard(connection, session, json.loads(message.data))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            if session is not None and session.connection is connection:
                session.connection = None
                self._changed()
        return socket

    async def _heard(
        self, connection: Connection, session: Session | None, message: dict[str, Any]
    ) -> Session | None:
        op, data = message["op"], message["d"]
        if op == HEARTBEAT:
            self.heartbeats += 1
            await connection.say(ACK)
        elif op == IDENTIFY and session is None:
            return await self._identify(connection, data)
        elif op == RESUME and session is None:
            return await self._resume(connection, data)
        elif op != PRESENCE:
            self._problem(f"the gateway was sent opcode {op}")
            await connection.socket.close(code=4001)
        self._changed()
        return session

    async def _identify(self, connection: Connection, data: Json) -> Session | None:
        if data["token"] != self._token:
            await connection.socket.close(code=4004)
            return None
        if self.refuse_with is not None:
            await connection.socket.close(code=self.refuse_with)
            return None
        if data["intents"] & PRIVILEGED:
            self._problem("a privileged intent was asked for")
        shard, count = data.get("shard", [0, 1])
        if not 0 <= shard < count:
            await connection.socket.close(code=_SHARDS_ARE_INVALID)
            return None
        if count != self.shards:
            self._problem(f"identified as one of {count} shards")
        now = time.monotonic()
        if now - self._last_identified < self.identify_every:
            await connection.say(INVALID_SESSION, data=False)
            return None
        self._last_identified = now
        self.identified += 1
        session = Session(f"session-{len(self.sessions) + 1}", shard, data["intents"])
        session.connection = connection
        self.sessions[session.id] = session
        await connection.send(session.add("READY", self._ready(session)))
        for guild in self._guilds(session) if session.intents & GUILDS else []:
            await connection.send(session.add("GUILD_CREATE", guild))
        self._changed()
        return session

    async def _resume(self, connection: Connection, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        seen = data["seq"] or 0
        if session is None or session.id == "lost" or seen > len(session.events):
            await connection.say(INVALID_SESSION, data=False)
            return None
        self.resumed += 1
        session.connection = connection
        for text in session.events[seen:]:
            await connection.send(text)
        await connection.send(session.add("RESUMED", {}))
        self._changed()
        return session
