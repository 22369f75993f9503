"""An old database on its way to the newest revision: killed anywhere, started twice at once."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from bot.model.people import MemberRef, Platform
from storage import open_storage
from storage.checking import look_over
from storage.database import Database, revision
from storage.migrations.upgrade import configuration
from storage.schema import REVISION
from tests.storage.records import START
from tests.storage.support import Watch
from tests.storage.test_migrations import started

ROOT = Path(__file__).parents[2]
GOODASK = [sys.executable, "-m", "bot"]
OLD = "0002"
PRIYA = MemberRef(Platform.DISCORD, "1")

_CONTACT = (
    "INSERT INTO contacts (id, member, name, known_as, created_at, sent, nudges)"
    " VALUES ('c1', 'discord:1', 'Uma Reyes', 'uma reyes', '2026-11-23 20:00:00.000000', 2, 0)"
)
_MEETING = (
    "INSERT INTO meetings (id, member, contact, at, wall, zone, logged_at, topic, vague, progress)"
    " VALUES ('m1', 'discord:1', 'c1', '2026-11-23 20:00:00.000000', '2026-11-23T14:00:00',"
    " 'America/Chicago', '2026-11-23 20:00:00.000000', 'stilts', false, 'happened')"
)


async def make_old(url: str) -> None:
    """A database as an older version made it, with somebody in it."""
    config = configuration()

    def work(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, OLD)
        for statement in (_CONTACT, _MEETING):
            connection.exec_driver_sql(statement)

    database = Database(url)
    async with database.writing() as connection:
        await connection.run_sync(work)
    await database.close()


async def state(url: str) -> tuple[str | None, list[str]]:
    """At which revision it is, and whom it knows, by statements that any revision understands."""
    database = Database(url)
    async with database.reading() as connection:
        found = await connection.run_sync(revision)
        names = (await connection.scalars(sa.text("SELECT name FROM contacts"))).all()
    await database.close()
    return found, list(names)


async def is_whole(url: str, watch: Watch) -> bool:
    async with open_storage(url, watch) as storage:
        (met,) = await storage.meetings.with_contact(PRIYA, "c1")
        (found,) = await storage.contacts.named(PRIYA, "UMA reyes")
    return (met.topic, met.at, found.sent) == ("stilts", START, 2)


async def complaints(url: str) -> list[str]:
    database = Database(url)
    found = [one.words async for one in look_over(database, START) if not one.well]
    await database.close()
    return found


def goodask(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"DATABASE_URL": url, "PATH": "/usr/bin:/bin"}
    return subprocess.run(  # noqa: S603 (our own command)
        [*GOODASK, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("moment", ["1", "6", "14", "commit", "after"])
async def test_killed_anywhere_it_is_usable_and_finished_by_the_next(
    durable_url: str, watch: Watch, moment: str
) -> None:
    await make_old(durable_url)
    with started(durable_url, f"die:{moment}") as (process, _, _):
        assert process.wait() == -signal.SIGKILL
    reached = REVISION if moment == "after" else OLD
    assert await state(durable_url) == (reached, ["Uma Reyes"])
    ended = goodask(durable_url, "db", "migrate")
    assert (ended.returncode, ended.stderr) == (0, "")
    told = "Nothing to do" if moment == "after" else f"From revision {OLD} to {REVISION}."
    assert told in ended.stdout
    assert await is_whole(durable_url, watch)
    assert await complaints(durable_url) == []


async def test_of_two_that_start_at_once_one_migrates(durable_url: str, watch: Watch) -> None:
    await make_old(durable_url)
    with started(durable_url, "migrate") as one, started(durable_url, "migrate") as two:
        for _, _, hear in (one, two):
            assert json.loads(hear.readline()) == {"alembic": False}
        for _, say, _ in (one, two):
            say.write("go\n")
            say.flush()
        found = [json.loads(hear.readline())["found"] for _, _, hear in (one, two)]
        assert [process.wait() for process, _, _ in (one, two)] == [0, 0]
    assert sorted(found) == [OLD, REVISION]
    assert await is_whole(durable_url, watch)
