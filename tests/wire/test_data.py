"""What a running bot keeps: encrypted, backed up while it runs, deleted in time."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder
from storage import open_storage
from storage.files import back_up, put_back
from tests.networking.post import until_states
from tests.storage.records import contact, meeting
from tests.storage.support import KEY, NEWER_KEY
from tests.wire.discord_server import DiscordServer
from tests.wire.process import ROOT, Bot

DRAFT = (
    "Hi Dana, your talk on foley made me laugh. Could I pick your brain about zebra-crossing "
    "sounds? Thanks, Priya"
)
MET = "met Wilhelmina Oyelaran an hour ago, she explained kintsugi"
WORDS = (b"zebra-crossing", b"wilhelmina", b"oyelaran", b"kintsugi")


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


def settings(discord: DiscordServer, **more: str) -> dict[str, str]:
    return {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url, **more}


async def goodask(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """A command in the bot's folder; how it ended, and all it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
            **environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


def stands_in(folder: Path) -> set[bytes]:
    """Which of a member's words stand in any file there."""
    content = b"".join(each.read_bytes() for each in folder.iterdir()).lower()
    return {word for word in WORDS if word in content}


async def test_encrypted_backed_up_while_it_runs_and_brought_back(
    discord: DiscordServer, tmp_path: Path
) -> None:
    key = {"ENCRYPTION_KEYS": KEY}
    async with Bot(tmp_path, settings(discord, **key)) as bot:
        await discord.ready()
        priya, home = discord.person("Priya"), discord.guild("Alumni")
        opened = await discord.slash("coach", priya, home)
        card = (await discord.submit(opened.form, {"draft": DRAFT})).message
        assert "pick your brain" in card.text
        assert "Wilhelmina" in (await discord.dm(priya, MET)).text
        assert "lie encrypted" in (await discord.dm(priya, "my privacy")).text
        assert stands_in(tmp_path) == set()
        code, said = await goodask(tmp_path, "db", "backup", "safe", **key)
        assert (code, "encrypted" in said) == (0, True), said
        opened = await discord.slash("coach", priya, home)
        assert "on foley" in opened.message.text
        assert await bot.stop() == 0
    assert stands_in(tmp_path) == set()

    (tmp_path / "bot.sqlite3").unlink()
    assert (await goodask(tmp_path, "db", "restore", "safe"))[0] == 0
    async with Bot(tmp_path, settings(discord)) as bot:
        assert await bot.ended() == 3
        assert bot.log.startswith("I can't start: names, notes and drafts in this database are enc")
        assert len(bot.log.splitlines()) == 1
    async with Bot(tmp_path, settings(discord, **key)) as bot:
        await discord.ready()
        reopened = await discord.slash("coach", priya, home)
        assert "zebra-crossing" in reopened.message.text
        assert "Wilhelmina Oyelaran" in (await discord.dm(priya, "my people")).text
        assert await bot.stop() == 0
        assert stands_in(tmp_path) == set()
        assert not any(word in bot.log.lower().encode() for word in WORDS)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("", "LOOK Database: is there, and will not be opened: names, notes and drafts in this"),
        (NEWER_KEY, "LOOK Database: is there, and will not be opened: this database needs a key"),
        (KEY, "ok   Database: is there and up to date."),
    ],
)
async def test_the_doctor_knows_whether_the_keys_fit(tmp_path: Path, keys: str, says: str) -> None:
    async with open_storage(f"sqlite:///{tmp_path / 'bot.sqlite3'}", SystemClock(), keys=KEY):
        pass
    _, said = await goodask(tmp_path, "doctor", ENCRYPTION_KEYS=keys)
    assert says in said
    assert "ok   Data: drafts stay 24 hours;" in said
    assert KEY not in said


async def test_what_was_sent_since_the_backup_does_not_come_twice(
    discord: DiscordServer, tmp_path: Path
) -> None:
    path = tmp_path / "bot.sqlite3"
    url, due = f"sqlite:///{path}", datetime.now(UTC) - timedelta(seconds=5)
    person = discord.person("Priya")
    discord.world.direct(person)
    priya = MemberRef(Platform.DISCORD, person.id)
    one = Reminder("abcdefgh", priya, Purpose.THANK, due, due.replace(tzinfo=None), "UTC", due)
    async with open_storage(url, SystemClock()) as storage:
        await storage.reminders.add(one)
    back_up(path, tmp_path / "safe")
    discord.world.nonce_life = 0.0  # only the look can tell
    for _ in range(2):
        async with Bot(tmp_path, settings(discord), ("bot", "run", "--only", "delivery")) as bot:
            async with open_storage(url, SystemClock()) as storage:
                await until_states(storage, sent=1)
            assert await bot.stop() == 0
        assert [message.nonce for message in discord.messages] == ["abcdefgh"]
        put_back(tmp_path / "safe", path, datetime.now(UTC), replace=True)


async def stock(url: str) -> None:
    """Somebody from two years ago, with a reminder long cancelled; and one for next year."""
    now = datetime.now(UTC)
    old = now - timedelta(days=730)
    member = MemberRef(Platform.DISCORD, "1")
    done = Reminder("done", member, Purpose.THANK, old, old.replace(tzinfo=None), "UTC", old)
    later = now + timedelta(days=300)
    pending = replace(done, id="pending", due=later, wall=later.replace(tzinfo=None), contact="c2")
    async with open_storage(url, SystemClock()) as storage:
        await storage.contacts.save(contact("c1", created_at=old))
        await storage.contacts.save(contact("c2", created_at=old))
        await storage.meetings.save(meeting(at=old, logged_at=old))
        await storage.reminders.add(done)
        await storage.reminders.add(pending)
        assert await storage.reminders.cancel(member, "done")


@pytest.mark.parametrize("part", [(), ("--only", "delivery")], ids=["run", "only delivery"])
async def test_what_was_kept_long_enough_goes_while_it_runs(
    discord: DiscordServer, tmp_path: Path, part: tuple[str, ...]
) -> None:
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    await stock(url)
    keep = {"KEEP_PEOPLE_MONTHS": "12", "KEEP_DONE_REMINDERS_DAYS": "90"}
    async with Bot(tmp_path, settings(discord, **keep), ("bot", "run", *part)) as bot:
        await bot.says("idle people deleted: 1")
        await bot.says("reminders done with deleted: 1")
        assert await bot.stop() == 0
    async with open_storage(url, SystemClock()) as storage:
        kept = await storage.archive.everything(MemberRef(Platform.DISCORD, "1"))
    assert [one.id for one in kept.contacts] == ["c2"]
    assert [one.id for one in kept.reminders] == ["pending"]
    assert kept.meetings == ()
