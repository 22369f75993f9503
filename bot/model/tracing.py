"""What a log line says of what was done and what went wrong, without anybody's words.

One id goes with everything that is done on behalf of one event, or of one reminder on its way. It
is made by chance, so that it leads from one log line to the next and never to a person.
"""

import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("_current", default=None)


def current() -> str | None:
    """The id of what is being done here and now; None outside of any."""
    return _current.get()


@contextmanager
def traced() -> Iterator[str]:
    """Everything in the block, and every task that it starts, is done under one id.

    Within another such block that one's id goes on.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    made = secrets.token_hex(4)
    token = _current.set(made)
    try:
        yield made
    finally:
        _current.reset(token)


def at(error: BaseException) -> str:
    """An error's type and where it was raised, without its message or any value."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-4:]]
    return f"{type(error).__name__} at {' > '.join(places)}"
