"""Discord on loopback: its HTTP API v10 and gateway, as strict as the real one or stricter.

    async with DiscordServer() as discord:
        alice, home = discord.person("Alice"), discord.guild("Alumni")
        # start the bot with discord.api_url and discord.token
        await discord.ready()
        opened = await discord.slash("coach", alice, home)
        answered = await discord.submit(opened.form, {"draft": "Hi Dana, …"})
        await discord.click(answered.message, "Revise")

Leaving the block fails on everything that Discord would have refused and on what a member would
have been left waiting for.
"""

from tests.wire.discord_server.faults import Fault
from tests.wire.discord_server.records import Form, Guild, Interaction, Message, Person
from tests.wire.discord_server.server import DiscordServer

__all__ = ["DiscordServer", "Fault", "Form", "Guild", "Interaction", "Message", "Person"]
