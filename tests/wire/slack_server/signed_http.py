"""Slack calling the bot: signed requests to its address."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.wire.slack_server.sockets import ACK_WITHIN
from tests.wire.slack_server.world import Json, World

_TRIES = 3


class SignedHttp:
    """Delivers events, commands and interactions as Slack does over HTTP."""

    def __init__(self, world: World, secret: str) -> None:
        self.world = world
        self.secret = secret
        self.url = ""
        self.session = aiohttp.ClientSession()

    async def deliver(self, kind: str, payload: Json) -> Json:
        """Deliver until answered with 200; what the answer holds. Late ones are a problem."""
        for attempt in range(_TRIES):
            body, content_type = _encoded(kind, payload)
            began = time.monotonic()
            headers = {"Content-Type": content_type}
            if attempt and kind == "events_api":
                headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"}
            try:
                status, answer = await self.post(body, headers)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.2)  # the bot is down; Slack waits a minute
                continue
            self.world.ack_seconds.append(time.monotonic() - began)
            if self.world.ack_seconds[-1] > ACK_WITHIN:
                self.world.problem(f"{kind}: answered late")
            if status == 200:
                return json.loads(answer) if answer.startswith("{") else {}
            self.world.problem(f"{kind}: answered with {status}")
        raise AssertionError(f"{kind} was never answered; problems: {self.world.problems}")

    async def post(
        self, body: str, headers: dict[str, str], *, age: float = 0.0, secret: str | None = None
    ) -> tuple[int, str]:
        """One request, signed `age` seconds ago with `secret`; status and body of the answer."""
        timestamp = str(int(time.time() - age))
        key = (self.secret if secret is None else secret).encode()
        digest = hmac.new(key, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        signed = {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest}",
            **headers,
        }
        timeout = aiohttp.ClientTimeout(total=ACK_WITHIN + 2)
        async with self.session.post(
            self.url, data=body.encode(), headers=signed, timeout=timeout
        ) as answer:
            return answer.status, await answer.text()


def _encoded(kind: str, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"
