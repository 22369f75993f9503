"""The server, and the people who use it."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.discord_server import payloads, residence
from tests.wire.discord_server.faults import Fault
from tests.wire.discord_server.gateway import Gateway, Session
from tests.wire.discord_server.interactions import COMMAND, COMPONENT, MODAL_SUBMIT
from tests.wire.discord_server.keyboard import filled as typed_in
from tests.wire.discord_server.private import remember
from tests.wire.discord_server.records import (
    Form,
    Guild,
    Interaction,
    Json,
    Message,
    Person,
    Place,
)
from tests.wire.discord_server.rest import PREFIX, Rest
from tests.wire.discord_server.world import World

File = tuple[str, bytes, str]
"""Name, content and content type of something attached."""


class DiscordServer:
    """Discord for one test. Leaving the block fails if anything was not as it must be."""

    def __init__(self, token: str = "MTA.loopback.token") -> None:  # noqa: S107 - opens nothing
        self.token = token
        self.world = World(Person("1200000000000000001", "Goodask"), token)
        self.gateway = Gateway(
            token, self._ready, self._guilds_of, self.world.problem, self.world.changed
        )
        self.residence = residence.Residence(self.world, self.gateway)
        self._rest = Rest(self.world, self.gateway)
        self._runner: web.AppRunner | None = None
        self._address = ""

    @property
    def api_url(self) -> str:
        """For DISCORD_API_URL."""
        return f"http://{self._address}{PREFIX}"

    @property
    def problems(self) -> list[str]:
        return self.world.problems

    @property
    def messages(self) -> list[Message]:
        """Every message of the bot that is still there, oldest first."""
        return [message for message in self.world.messages.values() if not message.deleted]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/files/{path:.+}", self._file)
        app.router.add_route("*", "/{path:.*}", self._rest.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        remember(self.token, self.world, self.gateway)
        self._address = "{}:{}".format(*self._runner.addresses[0])
        self._rest.url = f"ws://{self._address}/gateway/"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._runner is not None
        self.gateway.cut()
        await self._runner.cleanup()
        if error is None:
            assert not self.problems, self.problems
            assert not self.world.left_waiting(), self.world.left_waiting()

    def fault(self, fault: Fault) -> Fault:
        """Have something go wrong; `fault.hits` counts how often it did."""
        self.world.faults.append(fault)
        return fault

    async def ready(self, shards: Iterable[int] | None = None, within: float = 30.0) -> None:
        """Wait until the bot is connected, or these shards of it."""
        awaited = range(self.gateway.shards) if shards is None else [*shards]
        holds = partial(self.gateway.is_there, *awaited)
        await self.world.until(holds, "the bot to connect", within)

    async def until(self, holds: Callable[[], object], what: str, within: float = 10.0) -> None:
        """Wait for something to become true."""
        await self.world.until(holds, what, within)

    def person(self, name: str, *, manager: bool = False, locale: str = "en-US") -> Person:
        return Person(self.world.new_id(), name, manager, locale)

    def guild(self, name: str, *, installed: bool = True, shard: int = 0) -> Guild:
        """A server that the bot has been in for long; it hears of it when it connects.

        Of several shards it is one of `shard`'s.
        """
        return residence.founded(self.world, name, installed, shard, self.gateway.shards)

    def close_direct_messages(self, person: Person) -> None:
        self.world.closed.add(person.id)

    async def slash(
        self,
        name: str,
        person: Person,
        guild: Guild | None = None,
        *,
        elsewhere: bool = False,
        **words: str,
    ) -> Interaction:
        """Use a command: in a guild, in the bot's DM, or `elsewhere`, in a DM with others.

        `words` are typed into the command's fields, by name.
        """
        place = self._place(person, guild, elsewhere=elsewhere)
        command = self._command(name, 1, place)
        known = {field["name"]: field for field in self._held(command)["options"]}
        assert set(words) <= set(known), f"{name} has the fields {sorted(known)}"
        for field, value in words.items():
            assert len(value) <= known[field]["max_length"], f"{field} takes no more"
        typed = [{"name": field, "type": 3, "value": value} for field, value in words.items()]
        data = {"id": command, "name": name, "type": 1} | ({"options": typed} if typed else {})
        return await self._ask(COMMAND, person, place, data)

    async def menu(
        self, name: str, person: Person, guild: Guild, text: str, files: Sequence[File] = ()
    ) -> Interaction:
        """Pick an entry from the menu of a message that somebody wrote."""
        place = self._place(person, guild)
        command = self._command(name, 3, place)
        target = self.world.new_id()
        author = self.person("Somebody")
        message = payloads.written(target, author, place, text, self._attach(files))
        data = {
            "id": command,
            "name": name,
            "type": 3,
            "target_id": target,
            "resolved": {"messages": {target: message}},
        }
        return await self._ask(COMMAND, person, place, data)

    async def click(
        self, message: Message, label: str, person: Person | None = None
    ) -> Interaction:
        """Press a button of a message that the person sees; None: whoever it was shown to."""
        assert label in message.buttons, f"{label!r} is not among {list(message.buttons)}"
        return await self.press(message, message.buttons[label], person)

    async def press(
        self, message: Message, custom_id: str, person: Person | None = None
    ) -> Interaction:
        """Press with whatever id, as somebody who forges requests does."""
        if person is None:
            person = message.viewer or self._other(message)
        data: Json = {"custom_id": custom_id, "component_type": 2}
        return await self._ask(COMPONENT, person, message.place, data, message)

    async def submit(
        self, form: Form, values: Mapping[str, str], custom_id: str | None = None
    ) -> Interaction:
        """Send a form in; what is not given stays as it was filled in."""
        filled = form.filled_in | dict(values)
        assert set(filled) == set(form.fields), "no such field"
        rows = [typed_in(form.fields[name], value) for name, value in filled.items()]
        data: Json = {"custom_id": custom_id or form.custom_id, "components": rows}
        by = form.opened_by
        return await self._ask(MODAL_SUBMIT, by.person, by.place, data, by.source)

    async def dm(self, person: Person, text: str, files: Sequence[File] = ()) -> Message:
        """Write to the bot and wait for its first answer."""
        before = len(self.messages)
        await self.write(person, text, files)
        place = self.world.direct(person)

        def answers() -> list[Message]:
            return [message for message in self.messages[before:] if message.place == place]

        await self.until(answers, "an answer to a direct message")
        return answers()[0]

    async def write(
        self, person: Person, text: str, files: Sequence[File] = (), **more: object
    ) -> str:
        """Write to the bot and wait for nothing; the message's id."""
        place = self.world.direct(person)
        id_ = self.world.new_id()
        message = payloads.written(id_, person, place, text, self._attach(files))
        await self.gateway.dispatch("MESSAGE_CREATE", message | more)
        return id_

    async def send(
        self,
        type_: int,
        person: Person,
        place: Place,
        data: Json,
        source: Message | None = None,
        *,
        expired: bool = False,
    ) -> Interaction:
        """Send an interaction and wait for nothing."""
        asked = Interaction(
            id=self.world.new_id(),
            token=f"token-{self.world.new_id()}",
            type=type_,
            person=person,
            place=place,
            payload={},
            sent=time.monotonic(),
            source=source,
            expired=expired,
        )
        self.world.interactions[asked.token] = asked
        shown = None if source is None else payloads.message(source, self.world.bot)
        asked.payload = payloads.interaction(asked, self.world.bot.id, data, shown)
        guild = place.guild.id if place.guild else None
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload, guild)
        return asked

    async def again(self, asked: Interaction) -> None:
        """Deliver an interaction a second time, as the gateway may."""
        guild = asked.place.guild.id if asked.place.guild else None
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload, guild)

    async def _ask(
        self, type_: int, person: Person, place: Place, data: Json, source: Message | None = None
    ) -> Interaction:
        asked = await self.send(type_, person, place, data, source)
        await self.until(lambda: asked.finished, f"an answer to interaction {type_}")
        return asked

    def _ready(self, session: Session) -> Json:
        guilds = list(self.world.guilds.values())
        shard = [session.shard, self.gateway.shards]
        return payloads.ready(self.world.bot, guilds, session.id, self._rest.url, shard)

    def _guilds_of(self, session: Session) -> list[Json]:
        return residence.told(self.world, session.shard, self.gateway.shards)

    def _place(self, person: Person, guild: Guild | None, *, elsewhere: bool = False) -> Place:
        if guild is None and not elsewhere:
            return self.world.direct(person)
        return Place(guild.channel, guild) if guild else Place(self.world.new_id(), None, False)

    def _other(self, message: Message) -> Person:
        id_ = self.world.person_of(message.place.channel)
        assert id_ is not None, "everybody sees this message: say who presses"
        return Person(id_, "Somebody")

    def _command(self, name: str, type_: int, place: Place) -> str:
        for command in self.world.commands:
            if (command["name"], command["type"]) == (name, type_):
                installs = 0 if place.guild and place.guild.installed else 1
                assert place.context in command["contexts"], f"{name} is not offered there"
                assert installs in command["integration_types"], f"{name} is not offered so"
                return str(command["id"])
        raise AssertionError(f"there is no command {name}")

    def _held(self, id_: str) -> Json:
        return next(command for command in self.world.commands if command["id"] == id_)

    def _attach(self, files: Sequence[File]) -> list[Json]:
        return [self._attached(*file) for file in files]

    def _attached(self, name: str, content: bytes, type_: str) -> Json:
        id_ = self.world.new_id()
        self.world.files[f"{id_}/{name}"] = (content, type_)
        url = f"http://{self._address}/files/{id_}/{name}"
        return {
            "id": id_,
            "filename": name,
            "size": len(content),
            "content_type": type_,
            "url": url,
            "proxy_url": url,
        }

    async def _file(self, request: web.Request) -> web.Response:
        found = self.world.files.get(request.match_info["path"])
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found[0], headers={"Content-Type": found[1]})
