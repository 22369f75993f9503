"""Looks at the pages that a bot answers, as a monitor does."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any


def read(port: int, path: str) -> tuple[int, str]:
    """Status and body; 0 where nobody listens yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


async def page(port: int, path: str) -> tuple[int, str]:
    """The same without holding up the loop."""
    return await asyncio.to_thread(read, port, path)


async def until_health(port: int, status: int, within: float = 30.0) -> dict[str, Any]:
    """What `/healthz` says once it has this status."""
    async with asyncio.timeout(within):
        while True:
            found, body = await page(port, "/healthz")
            if found == status:
                said: dict[str, Any] = json.loads(body)
                return said
            await asyncio.sleep(0.05)
