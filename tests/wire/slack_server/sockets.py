"""Slack's end of Socket Mode: connections, envelopes, acknowledgements, and how they get lost."""

import asyncio
import json
import time
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.wire.slack_server.world import APP, Json, World

ACK_WITHIN = 3.0  # seconds
_TRIES = 4


@dataclass(eq=False)
class Connection:
    """One socket. A frozen one takes nothing, answers no ping and never closes."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport
    frozen: bool = False
    leaving: bool = False
    lost: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Envelope:
    """One try to deliver something, and its acknowledgement."""

    connection: Connection
    acked: asyncio.Event = field(default_factory=asyncio.Event)
    payload: Json | None = None
    count: int = 0


class Sockets:
    """Accepts connections that `apps.connections.open` announced, and delivers over them."""

    def __init__(self, world: World, tickets: set[str]) -> None:
        self.world = world
        self.tickets = tickets
        self.connections: list[Connection] = []
        self.greeted = self.pings = 0
        self._envelopes: dict[str, Envelope] = {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, for as long as it lasts."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=404)
        self.tickets.remove(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(ws, request.transport)
        hello = {"type": "hello", "num_connections": len(self.connections) + 1}
        await ws.send_json({**hello, "connection_info": {"app_id": APP}, "debug_info": {}})
        self.connections.append(connection)
        self.greeted += 1
        self.world.changed()
        try:
            await self._listen(connection)
        finally:
            self.connections.remove(connection)
            connection.lost.set()
            self.world.changed()
        return ws

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.ws:
            if connection.frozen:
                continue
            if frame.type is WSMsgType.PING:
                self.pings += 1
                await connection.ws.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._acknowledged(connection, json.loads(frame.data))

    def _acknowledged(self, connection: Connection, answer: Json) -> None:
        envelope = self._envelopes.get(answer.get("envelope_id", ""))
        if envelope is None or envelope.connection is not connection:
            self.world.problem(f"an acknowledgement of nothing: {sorted(answer)}")
            return
        if set(answer) - {"envelope_id", "payload"}:
            self.world.problem(f"an acknowledgement with {sorted(answer)}")
        envelope.count += 1
        if envelope.count > 1:
            self.world.problem("an envelope acknowledged twice")
        envelope.payload = answer.get("payload") or {}
        envelope.acked.set()

    async def deliver(self, kind: str, payload: Json) -> Json:
        """Deliver until acknowledged; what the acknowledgement holds. Late ones are a problem."""
        for attempt in range(_TRIES):
            connection = await self._open_connection()
            envelope = Envelope(connection)
            id_ = self.world.new("envelope-")
            self._envelopes[id_] = envelope
            sent = time.monotonic()
            extra = {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
            await self._send(
                connection,
                {
                    "type": kind,
                    "envelope_id": id_,
                    "payload": payload,
                    "accepts_response_payload": kind != "events_api",
                    **(extra if kind == "events_api" else {}),
                },
            )
            if await _either(envelope.acked, connection.lost):
                self.world.ack_seconds.append(time.monotonic() - sent)
                if self.world.ack_seconds[-1] > ACK_WITHIN:
                    self.world.problem(f"{kind}: acknowledged late")
                return envelope.payload or {}
            if not (connection.frozen or connection.lost.is_set()):
                self.world.problem(f"{kind}: not acknowledged within three seconds")
        raise AssertionError(f"{kind} was never acknowledged; problems: {self.world.problems}")

    async def _send(self, connection: Connection, message: Json) -> None:
        try:
            await connection.ws.send_json(message)
        except (ConnectionError, RuntimeError):
            connection.lost.set()

    async def _open_connection(self) -> Connection:
        def usable() -> list[Connection]:
            return [each for each in self.connections if not (each.leaving or each.lost.is_set())]

        await self.world.until(usable, within=20.0)
        return usable()[-1]

    def drop(self) -> None:
        """Every connection is gone at once, as when a cable is pulled at Slack's end."""
        for connection in self.connections:
            connection.leaving = True
            connection.transport.abort()

    def freeze(self) -> None:
        """Every connection is half open: nothing comes and nothing says so."""
        for connection in self.connections:
            connection.frozen = True

    async def announce_end(self, reason: str, grace: float = 0.3) -> None:
        """Say that the connections will end, and after a while end them."""
        for connection in list(self.connections):
            connection.leaving = True
            await self._send(connection, {"type": "disconnect", "reason": reason, "debug_info": {}})
            await asyncio.sleep(grace)  # Slack gives about ten seconds
            await connection.ws.close()


async def _either(acked: asyncio.Event, lost: asyncio.Event) -> bool:
    """Whether the acknowledgement came, before the connection was lost or time was up."""
    waits = [asyncio.create_task(event.wait()) for event in (acked, lost)]
    try:
        await asyncio.wait(waits, timeout=ACK_WITHIN + 1, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return acked.is_set()
