"""What takes long gets ready beside the event loop, and a failure there stops nothing."""

import asyncio
import threading

from bot.etiquette.ask import Etiquette
from bot.warming import warming


class Slow:
    """Is ready once the event loop has let it; notes on which thread it worked."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.thread: int | None = None

    def warm(self) -> None:
        assert self.let.wait(timeout=30)
        self.thread = threading.get_ident()


class Broken:
    """Never gets ready."""

    def warm(self) -> None:
        raise ValueError("no model")


async def test_the_event_loop_goes_on_meanwhile() -> None:
    slow = Slow()
    async with warming(slow.warm):
        await asyncio.sleep(0)
        assert slow.thread is None
        slow.let.set()
    assert slow.thread not in {None, threading.get_ident()}


async def test_a_failure_is_left_to_the_first_question_and_stops_no_other() -> None:
    other = Slow()
    other.let.set()
    async with warming(Broken().warm, other.warm):
        await asyncio.sleep(0)
    assert other.thread is not None


def test_what_is_warm_does_not_load_again() -> None:
    answers = Etiquette(None)
    answers.warm()
    loaded = answers.search.entries
    assert answers.ask("who pays?").entry in loaded
    assert answers.search.entries is loaded
