"""The Web API methods that the bot may use; any other is a problem."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from tests.wire.slack_server import conversations, people
from tests.wire.slack_server.block_kit import faults_of_view
from tests.wire.slack_server.messages import Messages
from tests.wire.slack_server.oauth import Install, OAuth
from tests.wire.slack_server.seats import CALLING, Key, opens, owner, team_of
from tests.wire.slack_server.world import (
    APP,
    BOT,
    BOT_USER,
    TEAM,
    TRIGGER_LIFE,
    Fault,
    Json,
    RefusedError,
    Seen,
    Trigger,
    View,
    World,
)


@dataclass(frozen=True)
class Method:
    """What a method needs and takes."""

    run: Callable[[Json], Awaitable[Json]]
    needs: frozenset[str]
    takes: frozenset[str]
    scope: str | None = None


class WebApi:
    """Answers `POST /api/<method>`."""

    def __init__(self, world: World, tokens: Json, scopes: set[str], oauth: OAuth) -> None:
        self.world = world
        self.tokens = tokens
        self.scopes = scopes
        self.address = ""
        self.tickets: set[str] = set()
        self.messages = Messages(world)
        self.oauth = oauth
        self.on_revoked: Callable[[Install], Awaitable[Json]] = oauth.identity
        message = {"channel", "text", "blocks", "unfurl_links", "unfurl_media"}
        self.methods = {
            "auth.test": _method(self._auth_test, ""),
            "auth.revoke": _method(self._auth_test, "", "test"),
            "apps.connections.open": _method(self._connect, ""),
            "views.open": _method(self._open, "trigger_id view"),
            "views.push": _method(self._push, "trigger_id view"),
            "views.update": _method(self._update_view, "view_id view", "hash"),
            "views.publish": _method(self._publish, "user_id view", "hash"),
            "chat.postMessage": Method(
                self.messages.post,
                frozenset({"channel", "text", "blocks"}),
                frozenset(message | {"thread_ts", "metadata"}),
                "chat:write",
            ),
            "chat.update": Method(
                self.messages.update,
                frozenset({"channel", "ts", "text", "blocks"}),
                frozenset(message | {"ts", "metadata"}),
                "chat:write",
            ),
            "conversations.open": Method(
                conversations.opened, frozenset({"users"}), frozenset({"return_im"}), "im:write"
            ),
            "conversations.history": Method(
                partial(conversations.history, world),
                frozenset({"channel"}),
                frozenset({"limit", "cursor", "include_all_metadata"}),
                "im:history",
            ),
            "users.info": Method(
                partial(people.info, world),
                frozenset({"user"}),
                frozenset({"include_locale"}),
                "users:read",
            ),
        }

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, with the faults that were asked for."""
        name = request.match_info["method"]
        given = await _arguments(request)
        self.world.calls.append((name, given))
        self.world.changed()
        if delay := self.world.delays.get(name):
            await asyncio.sleep(delay)
        if faults := self.world.faults.get(name):
            fault = faults.pop(0)
            if fault.done or fault.hang:
                await self._answer(request, name, given)
            return await self._go_wrong(request, fault)
        answer = await self._answer(request, name, given)
        self.world.changed()
        return web.json_response(answer, headers=self._headers(name))

    async def _answer(self, request: web.Request, name: str, given: Json) -> Json:
        authorization = request.headers.get("Authorization", "")
        try:
            if name == "oauth.v2.access":
                return {"ok": True, **await self.oauth.access(authorization, given)}
            install = self._admit(name, authorization.removeprefix("Bearer "))
            method = self._method(name, given)
            if install is None:
                return {"ok": True, **await method.run(given)}
            CALLING.set(Key(install.teams, install.homes))
            special = {"auth.test": self.oauth.identity, "auth.revoke": self.on_revoked}
            run = special.get(name)
            return {"ok": True, **(await run(install) if run else await method.run(given))}
        except RefusedError as no:
            if no.problem:
                self.world.problem(f"{name}: {no.problem}")
            return no.body

    async def _go_wrong(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        self.world.changed()
        if fault.hang:
            await asyncio.Event().wait()
        if fault.reset:
            assert request.transport is not None
            request.transport.abort()
            raise web.HTTPInternalServerError
        if fault.status != 200:
            return web.Response(status=fault.status, headers=fault.headers, text="<html>")
        return web.json_response({"ok": False, "error": fault.error}, headers=self._headers(""))

    def _headers(self, name: str) -> dict[str, str]:
        app = name == "apps.connections.open"
        return {"x-oauth-scopes": "connections:write" if app else ",".join(sorted(self.scopes))}

    def _admit(self, name: str, token: str) -> Install | None:
        """The installation of a token, None for the app that was installed by hand."""
        kind = "app" if name == "apps.connections.open" else "bot"
        if kind == "bot" and (install := self.oauth.admitted(token)):
            return install
        if token != self.tokens[kind]:
            wrong = token in self.tokens.values()
            raise RefusedError("not_allowed_token_type" if wrong else "invalid_auth")
        return None

    def _method(self, name: str, given: Json) -> Method:
        method = self.methods.get(name)
        if method is None:
            raise RefusedError("unknown_method", problem="is not a method the bot should need")
        if method.scope and method.scope not in self.scopes:
            raise RefusedError(
                "missing_scope", problem=f"lacks the scope {method.scope}", needed=method.scope
            )
        missing, extra = method.needs - set(given), set(given) - method.takes - method.needs
        if missing or extra:
            raise RefusedError(
                "invalid_arguments", problem=f"lacks {missing}, does not take {extra}"
            )
        return method

    async def _auth_test(self, given: Json) -> Json:
        return {"team_id": TEAM, "team": "Good Ask", "user_id": BOT_USER, "bot_id": BOT, **given}

    async def _connect(self, given: Json) -> Json:  # noqa: ARG002
        ticket = self.world.new("ticket")
        self.tickets.add(ticket)
        return {"url": f"ws://{self.address}/link?ticket={ticket}&app_id={APP}"}

    async def _open(self, given: Json) -> Json:
        trigger = self._use_trigger(given)
        view = View(self.world.new("V"), trigger.user, {}, "")
        self.world.views[view.id] = view
        return self._shown(view, given["view"])

    async def _push(self, given: Json) -> Json:
        trigger = self._use_trigger(given)
        below = [view for view in self.world.views.values() if view.user == trigger.user]
        if not 1 <= len(below) <= 2:
            raise RefusedError("push_limit_reached", problem=f"pushes onto {len(below)} modals")
        view = View(self.world.new("V"), trigger.user, {}, "")
        self.world.views[view.id] = view
        return self._shown(view, given["view"])

    def _use_trigger(self, given: Json) -> Trigger:
        trigger = self.world.triggers.get(given["trigger_id"])
        if trigger is None:
            raise RefusedError("invalid_trigger_id", problem="a trigger that never was")
        if time.monotonic() - trigger.born > TRIGGER_LIFE:
            raise RefusedError("expired_trigger_id", problem="a trigger older than three seconds")
        if not opens(team_of(trigger.user)):
            raise RefusedError("invalid_trigger_id", problem="another workspace's trigger")
        if trigger.used:
            raise RefusedError("trigger_exchanged", problem="a trigger used twice")
        self._check(faults_of_view(given["view"]), "modal", given["view"])
        trigger.used = True
        return trigger

    async def _update_view(self, given: Json) -> Json:
        view = self.world.views.get(given["view_id"])
        if view is None:
            raise RefusedError("not_found")
        if not opens(team_of(view.user)):
            raise RefusedError("not_found", problem="another workspace's window")
        if given.get("hash") not in {None, view.hash}:
            raise RefusedError("hash_conflict")
        self._check(faults_of_view(given["view"]), "modal", given["view"])
        return self._shown(view, given["view"])

    async def _publish(self, given: Json) -> Json:
        self._check(faults_of_view(given["view"]), "home", given["view"])
        view = View(self.world.new("H"), owner(given["user_id"]), {}, "")
        return self._shown(view, given["view"])

    def take_answer(self, seen: Seen, answer: Json) -> None:
        """What the acknowledgement of a submitted form does to its modal."""
        action = answer.get("response_action")
        view = self.world.views[seen.id]
        if action == "update":
            try:
                self.show_view(view, answer["view"])
            except RefusedError as no:
                self.world.problem(f"view_submission: {no.problem}")
        elif action in {None, "clear"}:
            del self.world.views[seen.id]
            self.world.show(Seen("closed", seen.user, seen.id, {}))
        else:
            self.world.problem(f"view_submission: {action}")

    def show_view(self, view: View, shown: Json) -> None:
        """Replace a modal by what an acknowledgement holds; refuse what Slack would."""
        self._check(faults_of_view(shown), "modal", shown)
        self._shown(view, shown)

    def _check(self, faults: list[str], kind: str, view: Json) -> None:
        if view.get("type") != kind:
            faults = [*faults, f"not a {kind}"]
        if faults:
            raise RefusedError("invalid_arguments", problem="; ".join(faults))

    def _shown(self, view: View, shown: Json) -> Json:
        view.shown = {**shown, "blocks": self.world.with_block_ids(shown["blocks"])}
        view.hash = self.world.new("h")
        kept = {(each["block_id"], _action_id(each)) for each in view.shown["blocks"]}
        view.typed = {place: words for place, words in view.typed.items() if place in kept}
        self.world.show(Seen(shown["type"], view.user, view.id, view.shown))
        team = team_of(view.user)
        return {"view": {**view.shown, "id": view.id, "hash": view.hash, "team_id": team}}


def _method(run: Callable[[Json], Awaitable[Json]], needs: str, takes: str = "") -> Method:
    return Method(run, frozenset(needs.split()), frozenset(takes.split()))


def _action_id(block: Json) -> str:
    return str(block.get("element", {}).get("action_id", ""))


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        found: Json = await request.json()
        return found
    form = dict(request.query)
    form |= {name: str(value) for name, value in (await request.post()).items()}
    return {
        name: json.loads(value) if name in {"view", "blocks", "metadata"} else value
        for name, value in form.items()
    }
