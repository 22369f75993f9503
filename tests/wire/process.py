"""The bot as a process of its own, the way an operator starts it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.wire.discretion import SCENE

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0


@dataclass(eq=False)
class Bot:
    """`goodask run` with an environment. `log` is what it has said so far.

    `command` is another module to run, and its arguments.
    """

    folder: Path
    settings: Mapping[str, str]
    command: tuple[str, ...] = ("bot", "run")
    log: str = ""
    _process: Process | None = None
    _reader: asyncio.Task[None] | None = None
    _said: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Start the process; it has not connected anywhere yet."""
        if self not in SCENE.processes:
            SCENE.processes.append(self)
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",  # a released bot does not run with warnings as errors
            "DATABASE_URL": f"sqlite:///{self.folder / 'bot.sqlite3'}",
            "LOG_LEVEL": "DEBUG",
            **self.settings,
        }
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *self.command,
            cwd=self.folder, env=environment, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())

    async def says(self, words: str) -> None:
        """Wait until its log holds these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.log:
                self._said.clear()
                await self._said.wait()

    def resident(self) -> float:
        """Its resident memory in megabytes (Linux)."""
        return int(self._status("VmRSS").split()[0]) / 1024

    def _status(self, name: str) -> str:
        """What the system says of the process under that name."""
        assert self._process is not None
        lines = Path(f"/proc/{self._process.pid}/status").read_text("ascii").splitlines()
        return next(line for line in lines if line.startswith(name)).partition(":")[2].strip()

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        assert await self._end(signal.SIGKILL) == -signal.SIGKILL

    def freeze(self) -> None:
        """SIGSTOP: it stands still, and does not know it."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    async def is_frozen(self) -> bool:
        """Whether it stands still (Linux)."""
        return self._status("State").startswith("T")

    def strike(self) -> None:
        """SIGKILL from where nothing can be waited for; `ended` tells the rest."""
        self._signal(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, once it listens to that; the exit code."""
        async with asyncio.timeout(PATIENCE):
            while not self._listens_to(signal.SIGTERM):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
        return await self._end(signal.SIGTERM)

    def _listens_to(self, which: signal.Signals) -> bool:
        """Whether it has a handler for the signal (Linux)."""
        return bool(int(self._status("SigCgt"), 16) >> (which - 1) & 1)

    async def ended(self) -> int:
        """Wait until it ends by itself; the exit code."""
        assert self._process is not None
        assert self._reader is not None
        async with asyncio.timeout(PATIENCE):
            code = await self._process.wait()
            await self._reader
        return code

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._signal(signal.SIGKILL)
        await self.ended()

    def _signal(self, which: signal.Signals) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(which)

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return await self.ended()

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        async for raw in self._process.stderr:
            self.log += raw.decode("utf-8", "replace")
            self._said.set()
        self._said.set()
