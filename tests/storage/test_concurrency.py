"""Many at once: nothing lost, nothing doubled, nobody stuck."""

import asyncio
from collections.abc import Callable

import sqlalchemy as sa

from bot.model.people import CommunityRef, MemberRef, Platform
from bot.model.records import Draft
from storage import open_storage
from storage.claims import Claims
from storage.database import Database, open_database
from tests.storage.support import SAM, Watch

Make = Callable[..., Draft]

OTHER = MemberRef(Platform.DISCORD, "2")


async def test_two_engines_share_out_the_claims(durable_url: str, watch: Watch) -> None:
    keys = [f"Ev{n}" for n in range(60)]
    async with open_storage(durable_url, watch) as one, open_storage(durable_url, watch) as two:
        won = await asyncio.gather(
            *(storage.claims.claim(key) for key in keys for storage in (one, two, two, one))
        )
    tries = 4
    for start in range(0, len(won), tries):
        assert sum(won[start : start + tries]) == 1


async def test_two_members_cannot_both_have_an_id(
    durable_url: str, watch: Watch, draft: Make
) -> None:
    async with open_storage(durable_url, watch) as one, open_storage(durable_url, watch) as two:
        for number in range(20):
            name = f"d{number}"
            results = await asyncio.gather(
                one.drafts.save(draft(name, member=SAM)),
                two.drafts.save(draft(name, member=OTHER)),
                return_exceptions=True,
            )
            refused = [type(result) for result in results if result is not None]
            assert refused == [PermissionError]
            has = [await one.drafts.get(member, name) for member in (SAM, OTHER)]
            assert [kept is None for kept in has] == [result is not None for result in results]


async def test_writers_of_one_process_queue_in_order(file_url: str, watch: Watch) -> None:
    keys = [f"Ev{number}" for number in range(40)]
    async with open_database(file_url) as database:
        await asyncio.gather(*map(Claims(database, watch).claim, keys))
        async with database.reading() as connection:
            written = await connection.scalars(
                sa.text("SELECT key FROM inbound_claims ORDER BY rowid")
            )
            assert written.all() == keys


async def test_a_writer_that_read_first_does_not_lose_a_race(file_url: str) -> None:
    """The case for BEGIN IMMEDIATE: a reader that turns writer would be refused, or overwrite."""
    rounds = 40
    async with open_database(file_url) as one, open_database(file_url) as two:
        async with one.writing() as connection:
            await connection.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
            await connection.execute(sa.text("INSERT INTO counter VALUES (0)"))
        await asyncio.gather(*(_count_up(one) for _ in range(rounds)), _times(rounds, two))
        async with two.reading() as connection:
            assert await connection.scalar(sa.text("SELECT n FROM counter")) == 2 * rounds


async def _times(rounds: int, database: Database) -> None:
    for _ in range(rounds):
        await _count_up(database)


async def _count_up(database: Database) -> None:
    async with database.writing() as connection:
        n = await connection.scalar(sa.text("SELECT n FROM counter"))
        await connection.execute(sa.text("UPDATE counter SET n = :n"), {"n": n + 1})


async def test_a_crowd_gets_through(any_url: str, watch: Watch, draft: Make) -> None:
    members = [MemberRef(Platform.DISCORD, str(number)) for number in range(30)]
    home = CommunityRef(Platform.DISCORD, "home")

    async with open_storage(any_url, watch) as storage:

        async def visit(member: MemberRef) -> None:
            await storage.members.seen(member, home)
            await storage.drafts.save(draft(member.user, member=member))
            assert await storage.members.last_community(member) == home
            assert await storage.drafts.latest(member) == draft(member.user, member=member)
            assert await storage.drafts.discard(member, member.user)
            await storage.drafts.purge()

        await asyncio.gather(*map(visit, members))
