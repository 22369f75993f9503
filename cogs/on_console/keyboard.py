"""Reads messages from a person's keyboard: a paste of many lines is one message."""

from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


class Keyboard:
    """Enter sends, Alt+Enter breaks the line, Ctrl+D leaves."""

    def __init__(self) -> None:
        self._session: PromptSession[str] = PromptSession(multiline=True, key_bindings=_keys())

    async def read(self, prompt: str, prefilled: str = "") -> str | None:
        """One message; None at the end of input or on Ctrl+C."""
        try:
            return await self._session.prompt_async(prompt, default=prefilled)
        except (EOFError, KeyboardInterrupt):
            return None

    async def above(self, write: Callable[[], None]) -> None:
        """Have something written above what is being typed, which stays as it is."""
        await run_in_terminal(write)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def break_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
