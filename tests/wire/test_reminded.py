"""`goodask run` as its own process: a member logs a meeting, and is written to."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import SystemClock
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder
from storage import open_storage
from tests.networking.post import until_states
from tests.wire.killing import Town
from tests.wire.process import Bot
from tests.wire.slack_server.world import TEAM, Person

on_file = pytest.mark.parametrize("durable_url", ["file"], indirect=True)


MET = {"who": "Dana Reyes", "when": "an hour ago", "about": "foley"}


@on_file
async def test_the_first_meeting_brings_a_hello(place: Town) -> None:
    """At once, so that closed direct messages are found out now and not when it matters."""
    async with place.whole() as bot:
        await place.discord.ready()
        priya, guild = place.discord.person("Priya"), place.discord.guild("Alumni")
        home = place.discord.world.direct(priya)
        opened = await place.discord.slash("met", priya, guild)
        await place.discord.submit(opened.form, MET)
        await until_states(place.storage, sent=1)
        (hello,) = [one for one in place.discord.messages if one.place == home]
        mine = MemberRef(Platform.DISCORD, priya.id)
        assert hello.nonce is not None
        found = await place.storage.reminders.get(mine, hello.nonce)
        assert found is not None
        assert found.purpose is Purpose.HELLO
        assert [one.purpose for one in await place.storage.reminders.open(mine)] == [Purpose.THANK]
        pressed = await place.discord.click(hello, next(iter(hello.buttons)), priya)
        assert pressed.message.text, "the button that carries the id does what it says"
        assert await bot.stop() == 0
        assert "Dana" not in bot.log
        assert "foley" not in bot.log


async def test_closed_direct_messages_are_known_at_once(place: Town) -> None:
    """The meeting is saved all the same. The next visit tells, and *Try again* brings it."""
    async with place.whole() as bot:
        await place.discord.ready()
        priya, guild = place.discord.person("Priya"), place.discord.guild("Alumni")
        home = place.discord.world.direct(priya)
        place.discord.close_direct_messages(priya)
        opened = await place.discord.slash("met", priya, guild)
        card = (await place.discord.submit(opened.form, MET)).message
        assert "Dana Reyes" in card.text
        await until_states(place.storage, unreachable=1, scheduled=1)
        (gone,) = await place.storage.queue.given_up(9)
        assert gone.problem == "closed"

        visit = (await place.discord.slash("goodask", priya, guild)).message
        assert "your DMs are closed to me" in visit.text
        place.discord.world.closed.clear()
        await place.discord.click(visit, "Try again")
        await until_states(place.storage, sent=1, scheduled=1)
        assert [one.place for one in place.discord.messages if one.nonce] == [home]
        assert await bot.stop() == 0


async def test_a_command_in_the_direct_message_proves_nothing_and_is_tried(place: Town) -> None:
    """Whoever installed the app for themselves is answered there, and may still be out of reach."""
    async with place.whole() as bot:
        await place.discord.ready()
        priya = place.discord.person("Priya")
        place.discord.close_direct_messages(priya)
        told = await place.discord.slash("met", priya, who="Dana Reyes", when="an hour ago")
        assert "Dana Reyes" in told.message.text
        await until_states(place.storage, unreachable=1, scheduled=1)
        visit = (await place.discord.slash("goodask", priya)).message
        assert "your DMs are closed to me" in visit.text
        assert await bot.stop() == 0


async def test_words_in_the_direct_message_need_no_hello(place: Town) -> None:
    async with place.whole() as bot:
        await place.discord.ready()
        await place.discord.dm(place.discord.person("Priya"), "met Dana Reyes an hour ago")
        await place.slack.dm("U1", "met Dana Reyes an hour ago")
        await place.slack.see("U1", "message")
        await until_states(place.storage, scheduled=2)
        assert await bot.stop() == 0
        counts = await place.storage.queue.counts()
        assert sum(counts.values()) == 2, "the two thank-yous and nothing else"


async def test_what_is_due_arrives_in_words_and_late_ones_own_up(place: Town) -> None:
    """By `--only delivery`, which hears nobody; two hours late, and on both platforms."""
    due = datetime.now(UTC) - timedelta(hours=2)
    async with open_storage(place.url, SystemClock()) as storage:
        for number, member in enumerate(place.members[5:7]):
            wall = due.replace(tzinfo=None)
            one = Reminder(f"abcd{number}", member, Purpose.THANK, due, wall, "UTC", due)
            await storage.reminders.add(replace(one, useful_until=due + timedelta(days=3)))
    async with Bot(place.folder, place.settings, ("bot", "run", "--only", "delivery")) as bot:
        await until_states(place.storage, sent=2)
        assert await bot.stop() == 0
    (on_discord,) = place.discord.messages
    on_slack = await place.slack.see("U1", "message")
    for said in (on_discord, on_slack):
        assert "Sorry" in said.text
        assert "Time to thank" in said.text
        assert "Done" in said.buttons
    assert place.discord.gateway.connected is False


@on_file
async def test_clicks_twice_after_a_restart_and_on_a_stale_button(place: Town) -> None:
    """Two clicks on *Tomorrow* make one reminder; *Done* on the old message ends that one too."""
    priya = place.discord.person("Priya")
    place.discord.world.direct(priya)
    mine, now = MemberRef(Platform.DISCORD, priya.id), datetime.now(UTC)
    one = Reminder("r1", mine, Purpose.THANK, now, now.replace(tzinfo=None), "UTC", now)
    await place.storage.reminders.add(one)  # before the bot looks, which then naps
    async with place.whole() as bot:
        await place.discord.ready()
        await until_states(place.storage, sent=1)
        (message,) = place.discord.messages
        stale = replace(message)

        await bot.kill()
        await bot.start()
        await place.discord.ready()
        both = [place.discord.click(stale, "Tomorrow", priya) for _ in range(2)]
        await asyncio.gather(*both)
        (tomorrow,) = await place.storage.reminders.open(mine)
        assert tomorrow.follows == "r1"
        await place.discord.click(stale, "Done", priya)
        assert await place.storage.reminders.open(mine) == ()
        assert await bot.stop() == 0


@on_file
async def test_reminders_come_in_the_language_of_the_members_app(place: Town) -> None:
    """Discord said it with a command, Slack in the profile; what is due comes after a kill."""
    jana = place.discord.person("Jana", locale="de")
    place.discord.world.direct(jana)
    place.slack.world.people["U1"] = Person("Europe/Berlin", "de-DE")
    async with place.whole() as bot:
        await place.discord.ready()
        await place.discord.slash("goodask", jana, place.discord.guild("Alumni"))
        await place.slack.dm("U1", "banana")
        assert "Ich coache" in (await place.slack.see("U1", "message")).text
        await bot.kill()
        mine = MemberRef(Platform.DISCORD, jana.id)
        first, _ = await place.remind(mine, MemberRef(Platform.SLACK, "U1", TEAM))
        await bot.start()
        await until_states(place.storage, sent=2)
        (on_discord,) = [one for one in place.discord.messages if one.nonce == first]
        on_slack = await place.slack.see("U1", "message")
        for said in (on_discord, on_slack):
            assert "Zeit, " in said.text
            assert "Erledigt" in said.buttons
        assert await bot.stop() == 0
