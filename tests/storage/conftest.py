"""Stores on every engine, with a clock that obeys."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.model.people import MemberRef
from bot.model.records import Draft
from storage import Storage, open_storage
from tests.storage.support import KEY, SAM, Watch


@pytest.fixture
def watch() -> Watch:
    return Watch()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Modules about names, notes and drafts say SEALED_TOO, and run with encryption as well."""
    if "keys" in metafunc.fixturenames and hasattr(metafunc.module, "SEALED_TOO"):
        metafunc.parametrize("keys", ["", KEY], ids=["open", "sealed"])


@pytest.fixture
def keys() -> str:
    return ""


@pytest.fixture
async def storage(any_url: str, watch: Watch, keys: str) -> AsyncIterator[Storage]:
    async with open_storage(any_url, watch, keys=keys) as opened:
        yield opened


@pytest.fixture
def draft(watch: Watch) -> Callable[..., Draft]:
    """A draft of Sam's that lives a day, unless told otherwise."""

    def make(name: str = "d1", text: str = "Dear Dana", member: MemberRef = SAM) -> Draft:
        return Draft(name, member, text, watch.now() + timedelta(hours=24))

    return make
