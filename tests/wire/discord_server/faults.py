"""What goes wrong on demand."""

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web


def json_response(
    body: object, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> web.Response:
    """JSON as Discord sends it: discord.py does not read it if the charset is named."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers=headers,
        content_type="application/json",
    )


class RefusedError(Exception):
    """An error as Discord's API answers it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def response(self) -> web.Response:
        return json_response({"code": self.code, "message": self.message}, status=self.status)


@dataclass
class Fault:
    """Answers the next `times` requests whose method and path match, instead of serving them.

    `done`: they are carried out all the same, only the answer is lost. `cut`: the connection ends
    without an answer. `hang`: it is carried out and never answered. With `retry_after`
    (seconds) it is a rate limit.
    """

    method: str
    path: str
    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    code: int = 0
    times: int = 1
    done: bool = False
    cut: bool = False
    hang: bool = False
    retry_after: float | None = None
    hits: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.done = self.done or self.hang

    def strikes(self, method: str, path: str) -> bool:
        if self.times < 1 or method != self.method or not re.fullmatch(self.path, path):
            return False
        self.times -= 1
        self.hits += 1
        return True

    def response(self, request: web.Request) -> web.Response:
        if self.cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        body: dict[str, object] = {"code": self.code, "message": "fault on demand"}
        if self.retry_after is None:
            return json_response(body, status=self.status)
        body |= {"retry_after": self.retry_after, "global": False}
        headers = {
            "Retry-After": str(self.retry_after),
            "Via": "1.1 google",
            "X-RateLimit-Scope": "shared",
        }
        return json_response(body, status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
