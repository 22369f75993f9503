"""The encryption switched on, to another key, off: whole, or finished by doing it again."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.model.ports import StoreUnavailableError
from storage import KeysError, Storage, open_storage, resealing
from storage.database import Database
from storage.resealing import Changed, decrypt, encrypt, rotate
from storage.schema import contacts
from storage.scrubbing import scrubbed
from tests.storage.records import OTHER, contact
from tests.storage.support import KEY, NEWER_KEY, SAM, Watch
from tests.storage.test_encryption import WORDS, content_of, stock, traces

ROOT = Path(__file__).parents[2]
BOTH = f"{NEWER_KEY},{KEY}"
MANY = 7  # with three more rows: changed in five batches, by eight statements at least
Task = Callable[[Database], Awaitable[Changed]]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "BATCH", 3)


async def do(url: str, keys: str, task: Task) -> Changed:
    database = Database(url, keys=keys)
    try:
        return await task(database)
    finally:
        await database.close()


async def fill(url: str, watch: Watch, keys: str = "") -> None:
    async with open_storage(url, watch, keys=keys) as storage:
        await stock(storage)
        for number in range(MANY):
            await storage.contacts.save(contact(f"x{number}", OTHER, name=f"Ida {number}"))


async def reads_all(storage: Storage) -> bool:
    kept = await storage.archive.everything(SAM)
    draft = await storage.drafts.latest(SAM)
    assert draft is not None
    (one,), (met,) = kept.contacts, kept.meetings
    own = {one.name, met.topic, met.introducer, met.told, draft.text, draft.recipient}
    assert own | {draft.plan["me"]} == set(WORDS.values())
    assert await storage.contacts.named(SAM, WORDS["name"]) == kept.contacts
    theirs = [await storage.contacts.named(OTHER, f"ida  {number}") for number in range(MANY)]
    return all(len(found) == 1 for found in theirs)


async def lies(url: str) -> set[str]:
    """The keys that names lie under; `open` for those that do not."""
    database = Database(url)
    column = sa.type_coerce(contacts.c.name, sa.Text)
    async with database.reading() as connection:
        found = (await connection.scalars(sa.select(column))).all()
    await database.close()
    return {each.split(":")[1] if each.startswith("\x10s:") else "open" for each in found}


async def test_on_to_another_key_and_off_again(durable_url: str, watch: Watch) -> None:
    await fill(durable_url, watch)
    assert await do(durable_url, KEY, encrypt) == Changed(MANY + 3)
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        assert await reads_all(storage)
    (first,) = await lies(durable_url)
    assert await do(durable_url, BOTH, rotate) == Changed(MANY + 3)
    async with open_storage(durable_url, watch, keys=NEWER_KEY) as storage:
        assert await reads_all(storage)
    (second,) = await lies(durable_url)
    assert "open" not in {first, second}
    assert first != second
    assert await do(durable_url, NEWER_KEY, decrypt) == Changed(MANY + 3)
    assert await lies(durable_url) == {"open"}
    async with open_storage(durable_url, watch) as storage:
        assert await reads_all(storage)


KEYS_BEFORE = {"encrypt": "", "rotate": KEY, "decrypt": KEY}
KEYS_FOR = {"encrypt": KEY, "rotate": BOTH, "decrypt": KEY}
KEYS_AFTER = {"encrypt": KEY, "rotate": NEWER_KEY, "decrypt": ""}
TASKS: dict[str, Task] = {"encrypt": encrypt, "rotate": rotate, "decrypt": decrypt}


@pytest.mark.parametrize("moment", [1, 4, 8])
@pytest.mark.parametrize("task", TASKS)
async def test_killed_on_the_way_it_is_finished_by_doing_it_again(
    durable_url: str, watch: Watch, task: str, moment: int
) -> None:
    await fill(durable_url, watch, KEYS_BEFORE[task])
    command = [sys.executable, "-m", "tests.storage.resealer", durable_url, KEYS_FOR[task], task]
    ended = subprocess.run(  # noqa: ASYNC221, S603 (our own file)
        [*command, str(moment)], cwd=ROOT, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    await do(durable_url, KEYS_FOR[task], TASKS[task])
    async with open_storage(durable_url, watch, keys=KEYS_AFTER[task]) as storage:
        assert await reads_all(storage)
    assert len(await lies(durable_url)) == 1


async def break_off(url: str, keys: str, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin, and end after the first batches, as if killed between two transactions."""

    async def never(*_: object) -> bool:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr(resealing, "_any_left", never)
        with pytest.raises(StoreUnavailableError):  # an OSError in a transaction counts as that
            await do(url, keys, task)


@pytest.mark.parametrize(("task", "what"), [(encrypt, "encrypt"), (decrypt, "decrypt")])
async def test_half_way_nothing_starts_and_it_says_what_finishes_it(
    durable_url: str, watch: Watch, monkeypatch: pytest.MonkeyPatch, task: Task, what: str
) -> None:
    await fill(durable_url, watch, KEYS_BEFORE[what])
    await break_off(durable_url, KEY, task, monkeypatch)
    with pytest.raises(KeysError, match=f"goodask db {what}"):
        async with open_storage(durable_url, watch, keys=KEY):
            pass
    with pytest.raises(KeysError, match="ENCRYPTION_KEYS is not set"):
        async with open_storage(durable_url, watch):
            pass


async def test_one_may_turn_back_half_way(
    durable_url: str, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(durable_url, watch)
    await break_off(durable_url, KEY, encrypt, monkeypatch)
    await do(durable_url, KEY, decrypt)
    assert await lies(durable_url) == {"open"}
    await do(durable_url, KEY, encrypt)
    await break_off(durable_url, KEY, decrypt, monkeypatch)
    await do(durable_url, KEY, encrypt)
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        assert await reads_all(storage)


async def test_a_change_of_keys_disturbs_nobody(durable_url: str, watch: Watch) -> None:
    """One process still writes under the old key, one reads, while the third changes it."""
    await fill(durable_url, watch, KEY)
    both_ways = f"{KEY},{NEWER_KEY}"
    async with (
        open_storage(durable_url, watch, keys=both_ways) as slow,
        open_storage(durable_url, watch, keys=BOTH) as quick,
    ):

        async def save(storage: Storage, key: str) -> int:
            for number in range(12):
                try:
                    await storage.contacts.save(contact(f"{key}{number}", name=f"{key} {number}"))
                except StoreUnavailableError:
                    return number
                await asyncio.sleep(0)
            return 12

        slowly, quickly, _ = await asyncio.gather(
            save(slow, "s"), save(quick, "q"), do(durable_url, BOTH, rotate)
        )
        assert quickly == 12
        names = {one.name for one in await quick.contacts.all(SAM)}
        assert {f"s {number}" for number in range(slowly)} <= names
        assert {f"q {number}" for number in range(12)} <= names
        with pytest.raises(StoreUnavailableError, match="start me again"):
            await slow.contacts.save(contact("late", name="under a key that was given up"))
    async with open_storage(durable_url, watch, keys=NEWER_KEY) as storage:
        assert await reads_all_of(storage, names)
    assert len(await lies(durable_url)) == 1


async def reads_all_of(storage: Storage, names: set[str]) -> bool:
    return {one.name for one in await storage.contacts.all(SAM)} == names


async def test_what_cannot_be_read_is_named_and_keeps_its_key(
    durable_url: str, watch: Watch
) -> None:
    await fill(durable_url, watch, KEY)
    database = Database(durable_url)
    async with database.writing() as connection:
        taken = sa.select(contacts.c.name).where(contacts.c.id == "x1").scalar_subquery()
        await connection.execute(
            sa.update(contacts).where(contacts.c.id == "x2").values(name=taken)
        )
    await database.close()
    for _ in range(2):
        assert (await do(durable_url, BOTH, rotate)).unreadable == ["contacts x2"]
    with pytest.raises(KeysError, match="does not hold"):
        async with open_storage(durable_url, watch, keys=NEWER_KEY):
            pass
    async with open_storage(durable_url, watch, keys=BOTH) as storage:
        assert (await storage.contacts.get(OTHER, "x1")) is not None


@pytest.mark.parametrize(
    ("before", "keys", "task", "says"),
    [
        ("", "", encrypt, "new-key"),
        ("", KEY, rotate, "goodask db encrypt"),
        ("", KEY, decrypt, "not encrypted"),
        (KEY, KEY, encrypt, "goodask db rotate"),
        (KEY, "", rotate, "new-key"),
        (KEY, "", decrypt, "is not set"),
        (KEY, NEWER_KEY, rotate, "does not hold"),
        (KEY, NEWER_KEY, decrypt, "does not hold"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    durable_url: str, watch: Watch, before: str, keys: str, task: Task, says: str
) -> None:
    await fill(durable_url, watch, before)
    found = await lies(durable_url)
    with pytest.raises(KeysError, match=says):
        await do(durable_url, keys, task)
    async with open_storage(durable_url, watch, keys=before) as storage:
        assert await reads_all(storage)
    assert await lies(durable_url) == found


async def test_after_switching_on_the_file_holds_no_trace(tmp_path: Path, watch: Watch) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    await fill(url, watch)
    assert traces(content_of(tmp_path))
    await do(url, KEY, encrypt)
    assert await scrubbed(url) is True
    assert traces(content_of(tmp_path)) == set()


async def test_scrubbing_leaves_everything(durable_url: str, watch: Watch) -> None:
    await fill(durable_url, watch, KEY)
    assert await scrubbed(durable_url) is True
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        assert await reads_all(storage)
