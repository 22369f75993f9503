"""The real command in a real pseudo-terminal: a paste of several lines is one message."""

import os
import pty
import select
import subprocess
import sys
import time

PASTE = "\x1b[200~Hi Ana,\n\nmay I pick your brain about brakes?\n\nThanks,\nJo\x1b[201~"
_PATIENCE = 20.0


def read_until(descriptor: int, words: str, seen: str = "") -> str:
    """The screen until these words appear; fails after a while."""
    deadline = time.monotonic() + _PATIENCE
    while words not in seen:
        left = deadline - time.monotonic()
        assert left > 0, f"{words!r} did not appear in {seen!r}"
        if select.select([descriptor], [], [], left)[0]:
            seen += os.read(descriptor, 65536).decode("utf-8", "replace")
    return seen


def test_a_pasted_draft_is_one_message_and_enter_sends_it() -> None:
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "TERM": "xterm",
        "COLUMNS": "80",
        "LINES": "40",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
    ) as process:  # fmt: skip
        try:
            os.close(theirs)
            read_until(ours, "you ›")
            os.write(ours, PASTE.encode())
            read_until(ours, "Jo")
            os.write(ours, b"\r")
            screen = read_until(ours, "start fresh")
            assert "“pick your brain”" in screen
            read_until(ours, "you ›", screen[screen.index("start fresh") :])
            os.write(ours, b"\x04")
            read_until(ours, "Good luck out there.")
            assert process.wait(_PATIENCE) == 0
        finally:
            process.kill()
            os.close(ours)
