"""The connection to the gateway breaks in every way, and the bot comes back."""

import asyncio
import gc

import pytest
from discord.ui.view import ViewStore

from cogs.on_discord.surface import SILENCE
from tests.on_discord.support import discord_and_bot
from tests.wire.discord_server import DiscordServer

DRAFT = "Hi Dana, I'm looking to break into advertising. Could we talk about openings? Thanks, Sam"


async def still_works(discord: DiscordServer) -> None:
    """A member gets a card, as if nothing had happened."""
    opened = await discord.slash("coach", discord.person("Alice"), discord.guild("Alumni"))
    answered = await discord.submit(opened.form, {"draft": DRAFT, "kind": "request"})
    assert "Revise" in answered.message.buttons


@pytest.mark.parametrize("how", ["cut", "closed with 4000", "closed with 1001", "asked to"])
async def test_a_lost_connection_is_resumed(how: str) -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        if how == "cut":
            discord.gateway.cut()
        elif how == "asked to":
            await discord.gateway.ask_to_reconnect()
        else:
            await discord.gateway.close(int(how[-4:]))
        await discord.until(lambda: discord.gateway.resumed == 1, "a resumption")
        assert discord.gateway.identified == 1
        await still_works(discord)


async def test_what_happened_meanwhile_is_answered_after_resuming() -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        alice = discord.person("Alice")
        discord.gateway.cut()
        await discord.until(lambda: not discord.gateway.connected, "the end of the connection")
        answer = await discord.dm(alice, DRAFT)
        assert "Revise" in answer.buttons


async def test_a_half_open_socket_is_noticed_and_replaced() -> None:
    """The socket stays open, heartbeats go unanswered: after `silence` there is a new one."""
    async with discord_and_bot(silence=2.0) as (discord, bot):
        discord.gateway.beat = 0.1
        async with bot.serving():
            await discord.until(lambda: discord.gateway.heartbeats > 30, "heartbeats")
            assert discord.gateway.resumed == 0
            discord.gateway.fall_silent()
            await discord.until(lambda: discord.gateway.resumed, "a new connection")
            await still_works(discord)


async def test_heartbeats_outpace_the_silence_that_counts_as_death() -> None:
    discord = DiscordServer()
    assert discord.gateway.beat < SILENCE


async def test_a_session_that_is_no_longer_valid_is_begun_anew() -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        await discord.gateway.invalidate()
        await discord.until(lambda: discord.gateway.identified == 2, "a new session", within=20)
        await still_works(discord)


async def test_every_shard_that_discord_recommends_is_served() -> None:
    async with discord_and_bot() as (discord, bot):
        discord.gateway.shards = 2
        async with bot.serving():
            for home in (discord.guild("First", shard=0), discord.guild("Second", shard=1)):
                assert (await discord.slash("goodask", discord.person("Alice"), home)).message


async def test_buttons_and_forms_outlive_the_process() -> None:
    async with discord_and_bot() as (discord, bot):
        alice, home = discord.person("Alice"), discord.guild("Alumni")
        async with bot.serving():
            open_form = (await discord.slash("coach", alice, home)).form
        async with bot.serving():
            card = (await discord.submit(open_form, {"draft": DRAFT, "kind": "request"})).message
            revision = (await discord.click(card, "Revise")).form
        async with bot.serving():
            assert (await discord.submit(revision, {"draft": DRAFT + " Bye!"})).message is card
            in_dm = await discord.dm(alice, DRAFT + " Bye now!")
        async with bot.serving():
            reopened = await discord.click(in_dm, "Revise")
            assert reopened.form.filled_in["draft"] == DRAFT + " Bye now!"


async def test_commands_are_registered_only_when_they_changed() -> None:
    async with discord_and_bot() as (discord, bot):

        def registered() -> int:
            return len([path for method, path in discord.world.requests if method == "PUT"])

        for times in (1, 1):
            async with bot.serving():
                assert registered() == times
        discord.world.commands[0]["description"] = "Something older"
        async with bot.serving():
            assert registered() == 2
        discord.world.commands.append({"name": "old", "type": 1, "description": "Long gone"})
        async with bot.serving():
            assert registered() == 3
        assert "old" not in {command["name"] for command in discord.world.commands}


async def test_stopping_finishes_what_is_in_flight() -> None:
    async with discord_and_bot() as (discord, bot):
        bot.slow = 0.3
        alice, home = discord.person("Alice"), discord.guild("Alumni")
        async with bot.serving():
            place = discord._place(alice, home)
            data = {"id": "1", "name": "coach", "type": 1}
            asked = [await discord.send(2, alice, place, data) for _ in range(5)]
            await discord.until(lambda: bot.reached == 5, "five answers to be under way")
        assert all(each.finished for each in asked)


async def test_stopping_is_quick_and_leaves_no_tasks() -> None:
    async with discord_and_bot() as (discord, bot):
        before = asyncio.all_tasks()
        async with bot.serving():
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 5
        await discord.until(lambda: not discord.gateway.connected, "the goodbye")
        left = {task for task in asyncio.all_tasks() - before if "cogs" in repr(task)}
        assert not left


async def test_forms_that_are_opened_and_forgotten_take_no_memory() -> None:
    async with discord_and_bot() as (discord, bot), bot.serving():
        alice, home = discord.person("Alice"), discord.guild("Alumni")
        card = await discord.dm(alice, DRAFT)
        for _ in range(20):
            await discord.slash("coach", discord.person("Somebody"), home)
            await discord.click(card, "Revise")
        assert kept_by_the_library() == 0


def kept_by_the_library() -> int:
    """Views and modals that discord.py's view stores of this process hold on to."""
    stores = [each for each in gc.get_objects() if isinstance(each, ViewStore)]
    assert stores
    return sum(len(store._modals) + len(store._views) for store in stores)
