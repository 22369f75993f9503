"""The bot comes to servers and leaves them, in one process or several, with outages in between."""

import asyncio
from dataclasses import replace

import pytest

from bot.model.community import Miss, OwnAnswer
from bot.model.people import CommunityRef, MemberRef, Platform
from cogs.on_discord.client import Shards
from storage import Storage
from tests.on_discord.support import DRAFT, Bot, discord_and_bot, is_card
from tests.storage.records import contact, reminder
from tests.wire.discord_server import DiscordServer, Guild, Message, Person


async def furnish(storage: Storage, guild: Guild) -> CommunityRef:
    """Everything that a server may own."""
    community = CommunityRef(Platform.DISCORD, guild.id)
    await storage.answers.save([OwnAnswer(f"a-{guild.id}", community, "Where?", "Here.")])
    await storage.switches.switch(community, "late", on=False)
    await storage.missed.want(community, wanted=True)
    await storage.missed.note(community, "parking", Miss.UNANSWERED)
    return community


async def is_bare(storage: Storage, community: CommunityRef) -> bool:
    kept = (
        await storage.answers.all(community),
        await storage.switches.off(community),
        await storage.missed.is_wanted(community),
        await storage.missed.all(community),
    )
    return not any(kept)


async def known(bot: Bot, guild: Guild, *, there: bool = True) -> None:
    """Wait until the store knows the server, or that the bot has left it."""
    for _ in range(500):
        if (guild.id in await here(bot)) is there:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{guild.name} is {'un' if there else ''}known after ten seconds")


async def here(bot: Bot) -> set[str]:
    return {each.id for each in await bot.storage.residences.here(Platform.DISCORD)}


def greetings(discord: DiscordServer, owner: Person) -> list[Message]:
    place = discord.world.directs.get(owner.id)
    return [message for message in discord.messages if message.place == place]


async def greeted(discord: DiscordServer, owner: Person) -> Message:
    await discord.until(lambda: greetings(discord, owner), "a greeting")
    (message,) = greetings(discord, owner)
    return message


async def test_an_owner_gets_one_short_message_ever() -> None:
    async with discord_and_bot() as (discord, bot):
        owner = discord.person("Olga")
        home = discord.guild("Alumni *of* Lyon", installed=False)
        async with bot.serving():
            await discord.residence.add(home, owner)
            message = await greeted(discord, owner)
            assert r"Alumni \*of\* Lyon" in message.text
            assert "/coach" in message.text
            assert len(message.text) < 900
            await discord.residence.remove(home)
            await known(bot, home, there=False)
            await discord.residence.add(home, owner)
            await known(bot, home)
        async with bot.serving():
            await discord.residence.add(home, owner)
            await still_answers(discord, home)
        assert len(greetings(discord, owner)) == 1


async def still_answers(discord: DiscordServer, home: Guild) -> None:
    """All that was told before this has been taken note of, and members are served."""
    opened = await discord.slash("coach", discord.person("Alice"), home)
    assert is_card((await discord.submit(opened.form, {"draft": DRAFT})).message)


async def test_closed_direct_messages_of_an_owner_break_nothing() -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        owner, home = discord.person("Olga"), discord.guild("Alumni", installed=False)
        discord.close_direct_messages(owner)
        await discord.residence.add(home, owner)
        await known(bot, home)
        await still_answers(discord, home)
        assert not greetings(discord, owner)


async def test_who_added_it_while_it_was_down_is_greeted_and_old_friends_are_not() -> None:
    async with discord_and_bot() as (discord, bot):
        old, new = discord.person("Olga"), discord.person("Nils")
        long_there = discord.guild("Long there")
        discord.world.guilds[long_there.id] = replace(long_there, owner=old)
        discord.world.direct(old)
        just_added = discord.residence.add_unheard(discord.guild("New", installed=False), new)
        async with bot.serving():
            await greeted(discord, new)
            await known(bot, long_there)
            await known(bot, just_added)
        assert not greetings(discord, old)


async def test_leaving_deletes_what_is_the_server_s_and_nothing_of_the_members() -> None:
    async with discord_and_bot() as (discord, bot):
        home, other = discord.guild("Alumni"), discord.guild("Other")
        alice = discord.person("Alice")
        async with bot.serving():
            await known(bot, home)
            await known(bot, other)
            theirs, others = await furnish(bot.storage, home), await furnish(bot.storage, other)
            me = MemberRef(Platform.DISCORD, alice.id)
            await bot.storage.contacts.save(contact("c1", me))
            await bot.storage.reminders.add(reminder("r1", minutes=9_999, member=me))
            before = await bot.storage.archive.everything(me)
            await discord.residence.remove(home)
            await known(bot, home, there=False)
            assert await is_bare(bot.storage, theirs)
            assert not await is_bare(bot.storage, others)
            assert await bot.storage.archive.everything(me) == before
            assert len(before.reminders) == len(before.contacts) == 1
            await discord.residence.add(home)
            await known(bot, home)
            assert await is_bare(bot.storage, theirs)


async def test_an_outage_is_no_removal() -> None:
    async with discord_and_bot() as (discord, bot):
        home = discord.guild("Alumni")
        async with bot.serving():
            await known(bot, home)
            theirs = await furnish(bot.storage, home)
            await discord.residence.lose(home)
            await still_answers(discord, discord.guild("Other"))
            assert home.id in await here(bot)
        async with bot.serving():  # it starts while the server is still out of order
            await still_answers(discord, discord.guild("Other"))
            await discord.residence.recover(home)
            await still_answers(discord, home)
        assert not await is_bare(bot.storage, theirs)


async def test_a_removal_while_it_was_down_is_found_at_the_start() -> None:
    async with discord_and_bot() as (discord, bot):
        home, other = discord.guild("Alumni"), discord.guild("Other")
        async with bot.serving():
            await known(bot, home)
            await known(bot, other)
            theirs, others = await furnish(bot.storage, home), await furnish(bot.storage, other)
        discord.residence.remove_unheard(home)
        async with bot.serving():
            await known(bot, home, there=False)
        assert await is_bare(bot.storage, theirs)
        assert not await is_bare(bot.storage, others)


async def test_who_removed_and_added_it_while_it_was_down_starts_clean() -> None:
    async with discord_and_bot() as (discord, bot):
        home, other = discord.guild("Alumni"), discord.guild("Other")
        async with bot.serving():
            await known(bot, home)
            await known(bot, other)
            theirs, others = await furnish(bot.storage, home), await furnish(bot.storage, other)
        discord.residence.remove_unheard(home)
        discord.residence.add_unheard(home)
        async with bot.serving():
            await still_answers(discord, discord.guild("Third"))
            for _ in range(500):
                if await is_bare(bot.storage, theirs):
                    break
                await asyncio.sleep(0.02)
        assert await is_bare(bot.storage, theirs)
        assert home.id in await here(bot)
        assert not await is_bare(bot.storage, others)


async def test_a_server_that_is_not_listed_but_answers_by_name_is_kept() -> None:
    """Deleting cannot be taken back, so one list of Discord's is not enough for it."""
    async with discord_and_bot() as (discord, bot):
        home = discord.guild("Alumni")
        async with bot.serving():
            await known(bot, home)
            theirs = await furnish(bot.storage, home)
        ready = discord.gateway._ready
        discord.gateway._ready = lambda session: ready(session) | {"guilds": []}
        async with bot.serving():
            asked = ("GET", f"/guilds/{home.id}")
            await discord.until(lambda: asked in discord.world.requests, "a question")
            await still_answers(discord, home)
        assert not await is_bare(bot.storage, theirs)


async def test_the_servers_of_another_application_are_left_alone() -> None:
    async with discord_and_bot() as (discord, bot):
        community = CommunityRef(Platform.DISCORD, "4242")
        await bot.storage.residences.came(community, CommunityRef(Platform.DISCORD, "777"))
        async with bot.serving():
            await still_answers(discord, discord.guild("Alumni"))
        assert "4242" in await here(bot)
        assert ("GET", "/guilds/4242") not in discord.world.requests


async def test_two_processes_share_the_shards_and_judge_their_own_servers() -> None:
    async with discord_and_bot() as (discord, bot):
        discord.gateway.shards = 3
        first, second = discord.guild("First", shard=0), discord.guild("Second", shard=2)
        async with bot.serving(Shards(3, (0, 1))), bot.serving(Shards(3, (2,))):
            for home in (first, second):
                await known(bot, home)
                await still_answers(discord, home)
            theirs = await furnish(bot.storage, second)
            assert is_card(await discord.dm(discord.person("Alice"), DRAFT))
        discord.residence.remove_unheard(second)
        async with bot.serving(Shards(3, (0,))):
            await still_answers(discord, first)
            assert second.id in await here(bot)
            assert not await is_bare(bot.storage, theirs)
        async with bot.serving(Shards(3, (2,))):
            await known(bot, second, there=False)
        assert first.id in await here(bot)
        sessions = {each.shard for each in discord.gateway.sessions.values()}
        assert sessions == {0, 1, 2}


async def test_two_processes_on_one_shard_greet_once() -> None:
    """As when one is being replaced by the next."""
    async with discord_and_bot() as (discord, bot):
        owner = discord.person("Olga")
        home = discord.residence.add_unheard(discord.guild("Alumni", installed=False), owner)
        async with bot.serving(), bot.serving():
            await greeted(discord, owner)
            await still_answers(discord, home)
        assert len(greetings(discord, owner)) == 1


async def test_sessions_that_begin_too_fast_are_tried_again() -> None:
    """Discord rations beginnings among all processes of a bot."""
    async with discord_and_bot() as (discord, bot):
        discord.gateway.shards = 2
        discord.gateway.identify_every = 4.0
        first, second = discord.guild("First", shard=0), discord.guild("Second", shard=1)
        async with bot.serving(Shards(2, (0,))), bot.serving(Shards(2, (1,))):
            for home in (first, second):
                await still_answers(discord, home)


async def test_shards_that_cannot_be_are_told_in_a_line() -> None:
    async with discord_and_bot() as (_, bot):
        with pytest.raises(Exception, match="DISCORD_SHARD_COUNT"):
            async with bot.serving(Shards(2, (5,))):
                pass
