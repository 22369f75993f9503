"""Names, notes and drafts under a key: not in the file, not to be swapped, not without the key."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.model.people import MemberRef, Platform
from bot.model.ports import StoreUnavailableError
from bot.model.records import Draft
from storage import KeysError, Storage, open_storage
from storage.columns import Sealed, SecretWords, storable
from storage.database import Database
from storage.keys import Key, UnsealableError, new_key, read_keys
from storage.schema import contacts, drafts
from storage.vault import SECRET_TABLES, Vault, secrets_of
from tests.storage.records import OTHER, START, contact, meeting
from tests.storage.support import KEY, NEWER_KEY, SAM, Server, Watch

Make = Callable[..., Draft]

WORDS = {
    "name": "Ottoline Featherstonehaugh",
    "topic": "zeppelins over Vladivostok",
    "introducer": "Balthazar the cellist",
    "told": "the Thursday after the eclipse",
    "text": "Dear Ottoline, your umbrella essay",
    "recipient": "Ottoline F.",
    "plan": "because of the marmalade",
}


async def stock(storage: Storage) -> None:
    """A contact, a meeting and a draft with all of the words."""
    await storage.contacts.save(contact(name=WORDS["name"]))
    await storage.meetings.save(
        meeting(topic=WORDS["topic"], introducer=WORDS["introducer"], told=WORDS["told"])
    )
    end = START + timedelta(hours=24)
    draft = Draft("d1", SAM, WORDS["text"], end, recipient=WORDS["recipient"])
    await storage.drafts.save(replace(draft, plan={"me": WORDS["plan"]}))


def traces(content: bytes) -> set[str]:
    """Which of the words, or of the longer ones in them, stand in it."""
    lower = content.lower()
    pieces = {word for words in WORDS.values() for word in [words, *words.split()] if len(word) > 6}
    return {piece for piece in pieces if piece.lower().encode() in lower}


def content_of(folder: Path) -> bytes:
    """All files of a SQLite database, its log among them."""
    files = list(folder.iterdir())
    assert files
    return b"".join(each.read_bytes() for each in files)


async def test_the_words_are_in_no_file_of_the_database(tmp_path: Path, watch: Watch) -> None:
    for keys in ("", KEY):
        folder = tmp_path / (keys or "open")
        folder.mkdir()
        async with open_storage(f"sqlite:///{folder}/a.sqlite3", watch, keys=keys) as storage:
            await stock(storage)
            while_open = traces(content_of(folder))
            assert (folder / "a.sqlite3-wal").stat().st_size > 0
        afterwards = traces(content_of(folder))
        if keys:
            assert while_open == afterwards == set()
        else:
            assert while_open >= set(WORDS.values()), "the test looks in the wrong place"
            assert afterwards >= set(WORDS.values())


async def test_the_words_are_not_in_postgres_either(postgres: Server, watch: Watch) -> None:
    url = postgres.emptied()
    async with open_storage(url, watch, keys=KEY) as storage:
        await stock(storage)
    looks = (
        "SELECT t::text FROM contacts t;",
        "SELECT t::text FROM meetings t;",
        "SELECT t::text FROM drafts t;",
    )
    dumped = "".join(map(postgres.psql, looks))
    assert dumped.count("s:") >= len(WORDS)
    assert traces(dumped.encode()) == set()


async def test_who_has_the_key_reads_all_of_it(durable_url: str, watch: Watch) -> None:
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        await stock(storage)
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        kept = await storage.archive.everything(SAM)
        draft = await storage.drafts.latest(SAM)
        found = await storage.contacts.named(SAM, " ottoline  FEATHERSTONEHAUGH")
        assert await storage.archive.forget(SAM) == 3
        assert await storage.contacts.named(SAM, WORDS["name"]) == ()
    assert draft is not None
    assert {kept.contacts[0].name, draft.text, draft.recipient, draft.plan["me"]} <= {
        *WORDS.values()
    }
    (met,) = kept.meetings
    assert [met.topic, met.introducer, met.told] == [
        WORDS[each] for each in ("topic", "introducer", "told")
    ]
    assert found == kept.contacts


async def test_without_the_key_nothing_starts_and_nothing_changes(
    durable_url: str, watch: Watch
) -> None:
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        await stock(storage)
    name = Key(b"key-for-tests-only-do-not-use-it").name
    for keys, says in (("", "ENCRYPTION_KEYS is not set"), (NEWER_KEY, "does not hold")):
        with pytest.raises(KeysError, match=says) as refused:
            async with open_storage(durable_url, watch, keys=keys):
                pass
        assert name in str(refused.value)
        assert KEY not in str(refused.value)
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        assert len(await storage.contacts.all(SAM)) == 1


async def test_a_key_for_a_database_that_lies_open_is_told_how(
    durable_url: str, watch: Watch
) -> None:
    async with open_storage(durable_url, watch) as storage:
        await stock(storage)
    with pytest.raises(KeysError, match="goodask db encrypt"):
        async with open_storage(durable_url, watch, keys=KEY):
            pass


async def test_who_started_without_the_key_cannot_write_in_the_open(
    durable_url: str, watch: Watch, draft: Make
) -> None:
    async with (
        open_storage(durable_url, watch) as early,
        open_storage(durable_url, watch, keys=KEY) as storage,
    ):
        for attempt in (
            early.drafts.save(draft()),
            early.contacts.save(contact()),
            early.meetings.save(meeting()),
        ):
            with pytest.raises(StoreUnavailableError, match="start me again"):
                await attempt
        await stock(storage)
        for look in (early.drafts.latest(SAM), early.contacts.all(SAM)):
            with pytest.raises(StoreUnavailableError, match="cannot be read"):
                await look
        assert await early.claims.claim("Ev1") is True, "what is no secret goes on"


async def test_a_newer_key_writes_and_the_older_one_still_reads(
    durable_url: str, watch: Watch
) -> None:
    both = f"{NEWER_KEY},{KEY}"
    async with open_storage(durable_url, watch, keys=KEY) as old:
        await old.contacts.save(contact("c1", name="Uma"))
    async with open_storage(durable_url, watch, keys=both) as new:
        await new.contacts.save(contact("c2", name="uma"))
        assert len(await new.contacts.named(SAM, "UMA")) == 2
    with pytest.raises(KeysError):
        async with open_storage(durable_url, watch, keys=NEWER_KEY):
            pass


async def test_processes_that_start_at_once_agree_on_the_key(
    durable_url: str, watch: Watch
) -> None:
    async def start(keys: str, name: str) -> None:
        async with open_storage(durable_url, watch, keys=keys) as storage:
            await storage.contacts.save(contact(name, name=name))

    async with open_storage(durable_url, watch):
        pass
    both = f"{KEY},{NEWER_KEY}"
    await asyncio.gather(*(start(both, f"c{number}") for number in range(4)))
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        assert len(await storage.contacts.all(SAM)) == 4


async def swap(url: str, table: sa.Table, change: dict[str, object], row: str) -> None:
    database = Database(url)
    async with database.writing() as connection:
        await connection.execute(sa.update(table).where(table.c.id == row).values(change))
    await database.close()


async def sealed_name(url: str, row: str) -> Sealed:
    database = Database(url)
    async with database.reading() as connection:
        found = await connection.scalar(sa.select(contacts.c.name).where(contacts.c.id == row))
    await database.close()
    assert isinstance(found, Sealed)
    return found


@pytest.mark.parametrize("to", ["another row", "another column", "another member", "damaged"])
async def test_a_value_opens_only_in_its_place(durable_url: str, watch: Watch, to: str) -> None:
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        await stock(storage)
        await storage.contacts.save(contact("c2", name="Lee"))
        taken = await sealed_name(durable_url, "c1")
        if to == "another row":
            await swap(durable_url, contacts, {"name": taken}, "c2")
        elif to == "another column":
            await swap(durable_url, drafts, {"text": taken}, "d1")
        elif to == "another member":
            await swap(durable_url, contacts, {"member": OTHER}, "c1")
        else:
            await swap(durable_url, contacts, {"name": Sealed(taken.text[:-6] + "AAAAAA")}, "c1")
        look = {
            "another row": storage.contacts.get(SAM, "c2"),
            "another column": storage.drafts.get(SAM, "d1"),
            "another member": storage.contacts.get(OTHER, "c1"),
            "damaged": storage.contacts.get(SAM, "c1"),
        }
        for place, looking in look.items():
            if place == to:
                with pytest.raises(StoreUnavailableError, match="db check"):
                    await looking
            else:
                looking.close()


async def test_what_lies_open_under_a_key_is_not_believed(durable_url: str, watch: Watch) -> None:
    async with open_storage(durable_url, watch, keys=KEY) as storage:
        await storage.contacts.save(contact())
        await swap(durable_url, contacts, {"name": "slipped in"}, "c1")
        with pytest.raises(StoreUnavailableError):
            await storage.contacts.all(SAM)


async def test_no_words_of_a_member_are_taken_for_something_sealed(
    storage: Storage, draft: Make
) -> None:
    for text in (Sealed.MARK, f"{Sealed.MARK}:abcd1234:AAAA", "\x10s", "\x10\x10s:"):
        await storage.drafts.save(draft(text=text))
        kept = await storage.drafts.latest(SAM)
        assert kept is not None
        assert kept.text == text
        assert not storable(text).startswith(Sealed.MARK)


def test_a_key_does_not_show_itself_and_says_the_same_twice_of_a_digest_only() -> None:
    key = read_keys(KEY)[0]
    assert KEY not in repr(key)
    assert key.encrypt("Uma", b"here") != key.encrypt("Uma", b"here")
    assert key.digest("Uma", b"here") == key.digest("Uma", b"here")
    assert key.digest("Uma", b"here") != key.digest("Uma", b"there")
    assert key.decrypt(key.encrypt("Uma", b"here"), b"here") == "Uma"
    for bad in ("", "AAAA", "not base64!", key.encrypt("Uma", b"there")):
        with pytest.raises(UnsealableError):
            key.decrypt(bad, b"here")


@pytest.mark.parametrize(
    "text", ["short", "x" * 44, f"{KEY},{KEY}", f"{KEY};{NEWER_KEY}", "é" * 44]
)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(KeysError, match="ENCRYPTION_KEYS") as refused:
        read_keys(text)
    assert text not in str(refused.value)


def test_new_keys_are_keys_and_never_the_same() -> None:
    made = {new_key() for _ in range(20)}
    assert len(made) == 20
    assert len(read_keys(",".join(made))) == 20


def test_every_table_with_secrets_says_whose_they_are() -> None:
    assert {table.name for table in SECRET_TABLES} == {"contacts", "drafts", "meetings"}
    for table in SECRET_TABLES:
        assert {"id", "member"} <= {column.name for column in table.columns}
        assert any(isinstance(column.type, SecretWords) for column in secrets_of(table))


def test_two_members_who_know_the_same_person_do_not_show_it() -> None:
    vault = Vault(KEY)
    mine, theirs = (
        vault.findable(contacts.c.known_as, member, "uma")
        for member in (SAM, MemberRef(Platform.SLACK, "1", "T1"))
    )
    assert mine != theirs
