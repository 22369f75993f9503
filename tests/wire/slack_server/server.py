"""A Slack of one workspace on the loopback interface, strict where Slack is."""

import asyncio
import html
import time
from collections.abc import Mapping
from copy import copy
from functools import partial
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.discretion import SCENE
from tests.wire.slack_server.keyboard import as_slack_writes, filled
from tests.wire.slack_server.oauth import OAuth
from tests.wire.slack_server.private import private
from tests.wire.slack_server.seats import direct_with, owner, seat, team_of, user_of
from tests.wire.slack_server.signed_http import SignedHttp
from tests.wire.slack_server.sockets import Sockets
from tests.wire.slack_server.web_api import WebApi
from tests.wire.slack_server.workspace import Workspace
from tests.wire.slack_server.world import (
    APP,
    BOT,
    BOT_USER,
    Fault,
    Json,
    Kind,
    Seen,
    World,
)

PATIENCE = 8.0  # seconds that something may take to come onto a screen
CHANNEL = "C0GENERAL"
WAITING = "Reading it."


class SlackServer:
    """Serves the Web API, response_urls and Socket Mode, or calls the bot by signed HTTP.

    The app is installed as its manifest says: scopes, commands, shortcuts and events. Leaving the
    context asserts that the bot did nothing that a strict Slack would refuse.
    """

    bot_token = "xoxb-test"  # noqa: S105 - a token of this server only
    app_token = "xapp-test"  # noqa: S105
    signing_secret = "a-test-secret"  # noqa: S105

    def __init__(self, manifest: Json) -> None:
        self.manifest = manifest
        self.world = World()
        tokens = {"bot": self.bot_token, "app": self.app_token}
        self.oauth = OAuth(self.world, manifest)
        scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        self.api = WebApi(self.world, tokens, scopes, self.oauth)
        self.workspace = Workspace()
        self.sockets = Sockets(self.world, self.api.tickets)
        self.by_socket = bool(manifest["settings"]["socket_mode_enabled"])
        self._runner: web.AppRunner | None = None
        self._background: set[asyncio.Task[Json]] = set()

    async def __aenter__(self) -> Self:
        self.http = SignedHttp(self.world, self.signing_secret)
        site = web.Application(client_max_size=2**22)
        site.router.add_post("/api/{method}", self.api.handle)
        site.router.add_get("/api/{method}", self.api.handle)
        site.router.add_get("/link", self.sockets.handle)
        site.router.add_post("/response/{token}", self.api.messages.respond)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        listener = web.TCPSite(self._runner, "127.0.0.1", 0)
        await listener.start()
        tokens = (self.bot_token, self.app_token, self.signing_secret)
        SCENE.known.append(partial(private, self.world, tokens))
        host, port = self._runner.addresses[0][:2]
        self.api.address = f"{host}:{port}"
        self.api.messages.on_posted = self._echo
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.http.session.close()
        if self._runner:
            await self._runner.cleanup()
        if error is None:
            assert not self.world.problems, self.world.problems

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL should be."""
        return f"http://{self.api.address}/api/"

    def of(self, team: str) -> Self:
        """The same Slack, for what happens in another workspace from now on."""
        found = next((one for one in self.world.workspaces if one.team == team), None)
        other = copy(self)
        other.workspace = found or Workspace(team)
        return other

    async def connected(self, times: int = 1) -> None:
        """Wait until the bot has come in by Socket Mode so many times."""
        await self.world.until(lambda: self.sockets.greeted >= times, within=20.0)

    async def see(
        self,
        user: str,
        kind: Kind | None = None,
        within: float = PATIENCE,
        *,
        waiting: bool = False,
    ) -> Seen:
        """What comes onto the user's screen next; it must be of this kind.

        A window that asks to wait, as it does on a busy machine, is looked past unless `waiting`.
        """
        seated = seat(self.workspace.team, user)
        seen = await self.world.next(seated, within)
        while seen.text.startswith(WAITING) and not waiting:
            seen = await self.world.next(seated, within)
        assert kind in {None, seen.kind}, f"{seen.kind} came: {seen.text}"
        return seen

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of a method go wrong."""
        self.world.faults.setdefault(method, []).extend([fault] * times)

    async def command(
        self, command: str, user: str = "U1", text: str = "", channel: str = CHANNEL, times: int = 1
    ) -> None:
        """Type a slash command, delivered so many times."""
        known = {each["command"] for each in self.manifest["features"]["slash_commands"]}
        assert command in known, f"{command} is not in the manifest"
        payload = {
            "command": command,
            "text": html.escape(text, quote=False),
            "user_id": user,
            "user_name": user.lower(),
            "team_domain": "goodask",
            "channel_id": channel,
            "channel_name": "general",
            "api_app_id": APP,
            "response_url": self._response_url(user, channel),
            "trigger_id": self.world.trigger(seat(self.workspace.team, user)),
            **self.workspace.of_command(user),
        }
        await self._deliver("slash_commands", payload, times)

    async def shortcut(self, text: str, user: str = "U1", times: int = 1) -> None:
        """Choose the first message shortcut on a message with this text."""
        chosen = self.manifest["features"]["shortcuts"][0]
        payload = self._interaction("message_action", user) | {
            "callback_id": chosen["callback_id"],
            "message_ts": self.world.timestamp(),
            "message": {"type": "message", "user": user, "text": as_slack_writes(text)},
            "channel": {"id": CHANNEL, "name": "general"},
            "response_url": self._response_url(user, CHANNEL),
        }
        await self._deliver("interactive", payload, times)

    async def click(
        self, seen: Seen, label: str, user: str | None = None, times: int = 1, forged: str = ""
    ) -> None:
        """Press a button of something on a screen. `forged` replaces the button's id."""
        button = seen.buttons[label] | ({"action_id": forged} if forged else {})
        user = user or user_of(seen.user)
        payload = self._interaction("block_actions", user) | {
            "actions": [{**button, "action_ts": self.world.timestamp()}],
            **self._container(seen, user),
        }
        await self._deliver("interactive", payload, times)

    async def submit(
        self, seen: Seen, values: Mapping[str, str], times: int = 1, forged: str | None = None
    ) -> None:
        """Fill in a modal's fields by action id, and submit it. What the ack says is shown.

        `forged` replaces the modal's private metadata.
        """
        view = self.world.views[seen.id]
        state = filled(view, dict(values))
        payload = self._interaction("view_submission", user_of(seen.user)) | {
            "view": {**self._described(seen), "state": {"values": state}},
            "response_urls": [],
        }
        if forged is not None:
            payload["view"]["private_metadata"] = forged
        answers = await self._deliver("interactive", payload, times)
        self.api.take_answer(seen, answers[0])

    async def dm(
        self, user: str, text: str, times: int = 1, extra: Mapping[str, object] | None = None
    ) -> None:
        """Send the bot a direct message. `extra` goes into the event (a subtype, files)."""
        event = {
            "type": "message",
            "channel": direct_with(seat(self.workspace.team, user)),
            "channel_type": "im",
            "user": user,
            "text": as_slack_writes(text),
            "ts": self.world.timestamp(),
            "team": self.workspace.team,
            **(extra or {}),
        }
        await self.event("message.im", event, times)

    async def open_home(self, user: str, tab: str = "home", times: int = 1) -> None:
        """Open the app's Home tab."""
        channel = direct_with(seat(self.workspace.team, user))
        event = {"type": "app_home_opened", "user": user, "tab": tab, "channel": channel}
        await self.event("app_home_opened", event, times)

    async def event(self, subscription: str, event: Json, times: int = 1) -> None:
        """Deliver an event, if the manifest subscribes to it."""
        subscribed = self.manifest["settings"]["event_subscriptions"]["bot_events"]
        assert subscription in subscribed, f"{subscription} is not subscribed to"
        payload = {
            "type": "event_callback",
            "api_app_id": APP,
            "event": event,
            "event_id": self.world.new("Ev"),
            "event_time": int(time.time()),
            **self.workspace.of_event(str(event.get("user", ""))),
        }
        await self._deliver("events_api", payload, times)

    async def _deliver(self, kind: str, payload: Json, times: int = 1) -> list[Json]:
        self.world.delivered.append(payload)
        way = self.sockets.deliver if self.by_socket else self.http.deliver
        return list(await asyncio.gather(*(way(kind, payload) for _ in range(times))))

    def _echo(self, channel: str, message: Json) -> None:
        """Slack tells the bot of its own messages too, if it is there to be told."""
        if self.by_socket and not self.sockets.connections:
            return
        event = {
            **message,
            "type": "message",
            "channel": channel,
            "channel_type": "im",
            "user": BOT_USER,
            "bot_id": BOT,
        }
        task = asyncio.create_task(self.of(team_of(owner(channel)))._tell(event))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _tell(self, event: Json) -> Json:
        await self.event("message.im", event)
        return {}

    def _interaction(self, kind: str, user: str) -> Json:
        return {
            "type": kind,
            "api_app_id": APP,
            "trigger_id": self.world.trigger(seat(self.workspace.team, user)),
            **self.workspace.of_interaction(user, kind),
        }

    def _container(self, seen: Seen, user: str) -> Json:
        if seen.kind in {"modal", "home"}:
            view = self._described(seen)
            return {"view": view, "container": {"type": "view", "view_id": seen.id}}
        container = {
            "type": "message",
            "message_ts": seen.id,
            "channel_id": seen.channel,
            "is_ephemeral": seen.kind == "ephemeral",
        }
        found = {"container": container, "channel": {"id": seen.channel}}
        found["response_url"] = self._response_url(user, seen.channel)
        return found if seen.kind == "ephemeral" else {**found, "message": dict(seen.shown)}

    def _described(self, seen: Seen) -> Json:
        view = self.world.views.get(seen.id)
        hash_ = view.hash if view else self.world.new("h")
        return {
            **seen.shown,
            "id": seen.id,
            "hash": hash_,
            "team_id": self.workspace.team,
            "app_id": APP,
        }

    def _response_url(self, user: str, channel: str) -> str:
        seated = seat(self.workspace.team, user)
        return f"http://{self.api.address}/response/{self.world.response_url(seated, channel)}"

    def close(self, seen: Seen) -> None:
        """The user closes a modal."""
        del self.world.views[seen.id]
