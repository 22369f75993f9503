"""The schema comes about in steps, once, whole or not at all."""

import asyncio
import contextlib
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.model.ports import StoreUnavailableError
from bot.model.records import Draft
from storage import SchemaTooNewError, open_storage
from storage.database import Database, open_database, revision
from storage.migrations.upgrade import _LOCK, configuration
from storage.schema import REVISION, metadata
from tests.storage.starter import KEYS
from tests.storage.support import SAM, Watch

Starter = subprocess.Popen[str]
Make = Callable[..., Draft]


@contextlib.contextmanager
def started(url: str, task: str) -> Iterator[tuple[Starter, IO[str], IO[str]]]:
    """A starter, which does not outlive the block; its input and its output."""
    command = [sys.executable, "-W", "error", "-m", "tests.storage.starter", url, task]
    root = Path(__file__).parents[2]
    with subprocess.Popen(  # noqa: S603 (our own file)
        command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process, process.stdin, process.stdout
        finally:
            process.kill()


async def test_the_steps_make_the_schema(durable_url: str) -> None:
    async with open_database(durable_url) as database, database.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_server_default": True}), metadata
            )
        )
        stepped = await connection.run_sync(_everything)
    assert differences == []
    assert set(stepped) == {*metadata.tables, "alembic_version"}
    database = Database(durable_url)
    async with database.writing() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        created = await connection.run_sync(_everything)
    await database.close()
    assert stepped == created


def _everything(connection: sa.Connection) -> dict[str, str]:
    """What the engine itself says about every table (comparing leaves out keys and names)."""
    look = sa.inspect(connection)
    return {
        name: "\n".join(
            str(part)
            for part in (
                *look.get_columns(name),
                look.get_pk_constraint(name),
                *look.get_foreign_keys(name),
                *sorted(map(str, look.get_indexes(name))),
                *look.get_unique_constraints(name),
                *look.get_check_constraints(name),
            )
        )
        for name in look.get_table_names()
    }


def test_the_revision_in_the_code_is_the_last_step() -> None:
    steps = ScriptDirectory.from_config(configuration())
    assert steps.get_heads() == [REVISION]
    assert len(steps.get_bases()) == 1


async def test_opening_again_changes_nothing(durable_url: str, watch: Watch, draft: Make) -> None:
    for text in ("one", "two"):
        async with open_storage(durable_url, watch) as storage:
            await storage.drafts.save(draft(text, text=text))
    async with open_storage(durable_url, watch) as storage:
        assert await storage.drafts.get(SAM, "one") == draft("one", text="one")
        assert await storage.drafts.latest(SAM) == draft("two", text="two")


async def test_an_up_to_date_database_needs_no_alembic(
    durable_url: str, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_storage(durable_url, watch) as storage:
        assert await storage.claims.claim("Ev1") is True
    monkeypatch.setitem(sys.modules, "storage.migrations.upgrade", None)  # cannot be imported
    async with open_storage(durable_url, watch) as storage:
        assert await storage.claims.claim("Ev1") is False


def test_processes_that_start_together_all_come_up(durable_url: str) -> None:
    with started(durable_url, "claim") as one, started(durable_url, "claim") as two:
        for _, _, hear in (one, two):
            assert json.loads(hear.readline()) == {"alembic": False}
        for _, say, _ in (one, two):
            say.write("go\n")
            say.flush()
        won = [json.loads(hear.readline())["won"] for _, _, hear in (one, two)]
        assert [process.wait() for process, _, _ in (one, two)] == [0, 0]
    assert Counter(won[0] + won[1]) == Counter(KEYS)


async def test_openings_at_once_all_come_up(tmp_path: Path, watch: Watch) -> None:
    """Each is another connection to the file, so this meets the same locks, more often."""
    for attempt in range(6):
        url = f"sqlite:///{tmp_path / f'{attempt}.sqlite3'}"
        won = await asyncio.gather(*(_open_and_claim(url, watch) for _ in range(4)))
        assert sum(won) == 1


async def _open_and_claim(url: str, watch: Watch) -> bool:
    async with open_storage(url, watch) as storage:
        return await storage.claims.claim("Ev1")


async def test_killed_midway_leaves_it_as_it_was(
    durable_url: str, watch: Watch, draft: Make
) -> None:
    with started(durable_url, "hang") as (process, _, hear):
        assert hear.readline() == "midway\n"
        process.kill()
        assert process.wait() == -9
    untouched = Database(durable_url)
    async with untouched.reading() as connection:
        assert await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()) == []
    await untouched.close()
    async with open_storage(durable_url, watch) as storage:
        await storage.drafts.save(draft())
        assert await storage.drafts.latest(SAM) == draft()


async def test_a_newer_database_is_refused_and_untouched(
    durable_url: str, watch: Watch, draft: Make
) -> None:
    async with open_storage(durable_url, watch) as storage:
        await storage.drafts.save(draft())
    await _say_revision(durable_url, "9999")
    with pytest.raises(SchemaTooNewError, match=f"9999.*{REVISION}.*newer"):
        async with open_storage(durable_url, watch):
            pass
    database = Database(durable_url)
    async with database.reading() as connection:
        assert await connection.run_sync(revision) == "9999"
    await database.close()
    await _say_revision(durable_url, REVISION)
    async with open_storage(durable_url, watch) as storage:
        assert await storage.drafts.latest(SAM) == draft()


async def _say_revision(url: str, number: str) -> None:
    database = Database(url)
    async with database.writing() as connection:
        say = sa.text("UPDATE alembic_version SET version_num = :number")
        await connection.execute(say, {"number": number})
    await database.close()


async def test_a_step_that_leaves_a_dangling_row_is_undone(file_url: str) -> None:
    path = file_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.executescript(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
            "CREATE TABLE child (parent INTEGER REFERENCES parent (id));"
            "INSERT INTO child VALUES (7);"
        )
    with pytest.raises(RuntimeError, match="child"):
        async with open_database(file_url):
            pass
    with contextlib.closing(sqlite3.connect(path)) as file:
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert sorted(tables) == [("child",), ("parent",)]


async def test_a_migration_that_cannot_have_the_lock_gives_up(
    durable_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database._MIGRATION_WAIT", 0.2)
    async with open_database(durable_url) as outsider:
        async with outsider.writing() as connection:
            await connection.run_sync(_forget_everything)
        async with outsider.writing() as connection:
            if outsider.backend == "postgresql":
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            with pytest.raises(StoreUnavailableError, match="lock"):
                await _open(durable_url)
            assert await connection.run_sync(revision) is None
    await _open(durable_url)


def _forget_everything(connection: sa.Connection) -> None:
    metadata.drop_all(connection)
    connection.execute(sa.text("DROP TABLE alembic_version"))


async def _open(url: str) -> None:
    async with open_database(url) as database, database.reading() as connection:
        assert await connection.run_sync(revision) == REVISION
