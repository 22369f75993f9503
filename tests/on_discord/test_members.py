"""A member on Discord, over the real protocol: commands, forms, cards, messages."""

from collections.abc import AsyncIterator

import pytest

from bot.conversation.catalogue import COMMANDS, SHORTCUTS
from bot.model.messages import StartBuilding
from bot.model.people import CommunityRef, MemberRef, Platform
from cogs.on_discord import ids
from tests.on_discord.support import DRAFT, Bot, discord_and_bot, is_card
from tests.wire.discord_server import DiscordServer, Interaction, Message, Person
from tests.wire.discord_server.interactions import COMPONENT

HOSTILE = (
    "Hi @everyone and <@123456789012345678>, [click](https://evil.example) ```\n# Loud\n> quoted\n"
    "||hidden|| \u202etxt\u200b <#1> </coach:1> <t:0:R> <:x:123456> would you have 15 minutes to "
    "tell me how you price a first project? Thanks, Sam"
)


@pytest.fixture
async def started() -> AsyncIterator[tuple[DiscordServer, Bot]]:
    async with discord_and_bot() as (server, bot), bot.serving():
        yield server, bot


@pytest.fixture
def discord(started: tuple[DiscordServer, Bot]) -> DiscordServer:
    return started[0]


async def coached(discord: DiscordServer, person: Person, draft: str = DRAFT) -> Message:
    """The card of a draft, in a server."""
    opened = await discord.slash("coach", person, discord.guild("Alumni"))
    answered = await discord.submit(opened.form, {"draft": draft, "kind": "request"})
    assert is_card(answered.message)
    return answered.message


async def test_the_commands_are_the_catalogue_s(discord: DiscordServer) -> None:
    names = {command["name"] for command in discord.world.commands}
    assert names == {entry.name for entry in (*COMMANDS, *SHORTCUTS)}


async def test_a_command_opens_the_form_and_the_form_becomes_a_card(
    discord: DiscordServer,
) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    opened = await discord.slash("coach", alice, home)
    assert list(opened.form.filled_in) == ["draft", "recipient", "kind", "channel"]
    answered = await discord.submit(opened.form, {"draft": DRAFT, "recipient": "Dana Reyes"})
    assert answered.message.ephemeral
    assert answered.message.viewer == alice
    assert is_card(answered.message)


async def test_revising_fills_the_form_in_and_changes_the_card_in_place(
    discord: DiscordServer,
) -> None:
    alice = discord.person("Alice")
    card = await coached(discord, alice)
    opened = await discord.click(card, "Revise")
    assert opened.form.filled_in["draft"] == DRAFT
    assert opened.form.filled_in["kind"] == "request"
    revised = await discord.submit(opened.form, {"draft": DRAFT + " P.S. No hurry at all."})
    assert revised.message is card
    assert is_card(card)
    again = await discord.click(card, "Revise")
    assert again.form.filled_in["draft"].endswith("No hurry at all.")


async def test_the_kept_draft_comes_back_until_it_is_discarded(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    card = await coached(discord, alice)
    reopened = await discord.slash("coach", alice, card.place.guild)
    assert "break into advertising" in reopened.message.text
    discarded = await discord.click(reopened.message, "Discard")
    assert discarded.message is reopened.message
    assert not is_card(discarded.message)
    afterwards = await discord.slash("coach", alice, card.place.guild)
    assert afterwards.form.filled_in["draft"] == ""


async def test_pressing_a_button_of_a_purged_draft(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    card = await coached(discord, alice)
    other = await discord.slash("coach", alice, card.place.guild)
    await discord.click(other.message, "Discard")
    refused = await discord.click(card, "Revise")
    assert refused.message.viewer == alice
    assert "isn't here any more" in refused.message.text


async def test_start_fresh_opens_an_empty_form(discord: DiscordServer) -> None:
    opened = await discord.click(await coached(discord, discord.person("Alice")), "Start fresh")
    assert opened.form.filled_in["draft"] == ""


async def test_somebody_else_s_draft_is_out_of_reach(discord: DiscordServer) -> None:
    """Mallory presses buttons of her own card under the ids of Alice's."""
    alice, mallory = discord.person("Alice"), discord.person("Mallory")
    card = await coached(discord, alice)
    own = await coached(discord, mallory, HOSTILE)
    for label in ("Revise", "Discard"):
        refused = await discord.press(own, card.buttons[label])
        assert refused.message.viewer == mallory
        assert "isn't here any more" in refused.message.text
    form = (await discord.slash("coach", discord.person("Mallory"), own.place.guild)).form
    stolen = await discord.click(card, "Revise")
    sent = await discord.submit(form, {"draft": DRAFT}, stolen.form.custom_id)
    assert is_card(sent.message)
    assert stolen.form.filled_in["draft"] == DRAFT


@pytest.mark.parametrize(
    "custom_id", ["goodask:revise", "goodask:nuke:1", "revise:abc", "x" * 100, "goodask:"]
)
async def test_ids_that_we_never_made(discord: DiscordServer, custom_id: str) -> None:
    alice = discord.person("Alice")
    card = await coached(discord, alice)
    refused = await discord.press(card, custom_id)
    assert refused.message is not card
    assert refused.message.viewer == alice
    assert "don't know that button" in refused.message.text


@pytest.mark.parametrize("custom_id", ["goodask-form:nothing", "coach", "goodask-form:coach:a b"])
async def test_forms_that_we_never_made(discord: DiscordServer, custom_id: str) -> None:
    opened = await discord.slash("coach", discord.person("Alice"), discord.guild("Alumni"))
    refused = await discord.submit(opened.form, {"draft": DRAFT}, custom_id)
    assert "don't know that button" in refused.message.text


async def test_a_message_is_built_in_two_forms(discord: DiscordServer) -> None:
    """Discord's forms hold five fields: the second opens from a button below the first's answer."""
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    helped = await discord.slash("goodask", alice, home)
    first = (await discord.press(helped.message, ids.button_id(StartBuilding()))).form
    answers = {
        "name": "Dana",
        "work": "talk on pitching to small towns",
        "me": "a design student in Portland",
        "first": "How do you choose which idea to show first?",
    }
    halfway = (await discord.submit(first, answers)).message
    second = (await discord.click(halfway, "Continue")).form
    assert set(second.fields).isdisjoint(first.fields)
    built = await discord.submit(second, {"minutes": "15", "signature": "Sam Lee"})
    assert built.message is halfway
    assert "Dana" in built.message.text
    again = (await discord.click(built.message, "Change my answers")).form
    assert again.filled_in["work"] == answers["work"]


async def test_words_to_copy_come_as_they_are(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    card = await coached(discord, alice)
    copied = await discord.press(card, card.buttons["Revise"].replace(":revise:", ":copy:"))
    assert copied.message is not card
    assert f"```\n{DRAFT}\n```" in copied.message.text


async def test_a_finding_can_be_waved_away_on_the_card(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    card = await coached(discord, alice)
    while "Not this one" in card.buttons:
        before = card.text
        waved = await discord.click(card, "Not this one")
        assert waved.message is card
        assert card.text != before
    assert is_card(card)


async def test_the_menu_of_a_message(discord: DiscordServer) -> None:
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    picked = await discord.menu("Coach this draft", alice, home, DRAFT)
    assert is_card(picked.message)
    assert picked.message.viewer == alice
    file = ("message.txt", DRAFT.encode(), "text/plain; charset=utf-8")
    assert is_card((await discord.menu("Coach this draft", alice, home, "", [file])).message)
    empty = await discord.menu("Coach this draft", alice, home, "")
    assert not is_card(empty.message)


async def test_help_in_every_place(discord: DiscordServer) -> None:
    alice = discord.person("Alice")
    in_server = await discord.slash("goodask", alice, discord.guild("Alumni"))
    in_dm = await discord.slash("goodask", alice)
    elsewhere = await discord.slash("goodask", alice, elsewhere=True)
    as_member = await discord.slash("goodask", alice, discord.guild("Other", installed=False))
    for asked in (in_server, in_dm, elsewhere, as_member):
        assert "`/coach`" in asked.message.text
        assert asked.message.ephemeral is (asked is not in_dm)


async def test_hostile_text_pings_nobody_and_formats_nothing(discord: DiscordServer) -> None:
    """The server refuses every mention and every broken message; the form shows it untouched."""
    alice = discord.person("Alice")
    card = await coached(discord, alice, HOSTILE)
    assert (await discord.click(card, "Revise")).form.filled_in["draft"] == HOSTILE
    shown = await discord.slash("coach", alice, card.place.guild)
    assert "```" not in shown.message.text
    assert "\u202e" not in shown.message.text
    assert "](" not in shown.message.text.replace("\\](", "")
    await discord.dm(alice, HOSTILE)


async def test_a_long_draft_takes_several_messages_and_never_too_many(
    discord: DiscordServer,
) -> None:
    alice = discord.person("Alice")
    long = DRAFT + "\n\n" + "I liked *what* you_said about _pricing_ and why it matters. " * 160
    await discord.dm(alice, "", [("message.txt", long.encode(), "text/plain")])
    shown = await discord.slash("coach", alice, discord.guild("Alumni"))
    await discord.until(lambda: is_card(shown.messages[-1]), "the buttons")
    assert 1 < len(shown.messages) <= 3
    assert all(message.viewer == alice for message in shown.messages)


async def test_who_asks_and_from_where(started: tuple[DiscordServer, Bot]) -> None:
    discord, bot = started
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    member = MemberRef(Platform.DISCORD, alice.id)
    await discord.slash("goodask", alice, discord.guild("Stranger", installed=False))
    assert await bot.storage.members.last_community(member) is None
    await discord.slash("goodask", alice, home)
    found = await bot.storage.members.last_community(member)
    assert found == CommunityRef(Platform.DISCORD, home.id)


async def test_thirty_commands_at_once(discord: DiscordServer) -> None:
    home = discord.guild("Alumni")
    people = [discord.person(f"Member{number}") for number in range(30)]
    asked: list[Interaction] = []
    for person in people:
        place = discord._place(person, home)
        data = {"id": "1", "name": "coach", "type": 1}
        asked.append(await discord.send(2, person, place, data))
    await discord.until(lambda: all(each.finished for each in asked), "thirty answers")
    assert all(each.acknowledged is not None for each in asked)
    assert max((each.acknowledged or 0) - each.sent for each in asked) < 2


async def test_a_card_is_replaced_only_where_nobody_else_sees_it(discord: DiscordServer) -> None:
    """A press on a public message of ours, which we never send, still answers in private."""
    alice, home = discord.person("Alice"), discord.guild("Alumni")
    card = await coached(discord, alice)
    public = Message(discord.world.new_id(), discord._place(alice, home), {"flags": 1 << 15})
    asked = await discord.send(
        COMPONENT,
        alice,
        public.place,
        {"custom_id": card.buttons["Discard"], "component_type": 2},
        public,
    )
    await discord.until(lambda: asked.finished, "an answer")
    assert asked.message.viewer == alice
    assert not public.edits
