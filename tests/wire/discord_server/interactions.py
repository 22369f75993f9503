"""Answers to interactions: in time, once, of the right kind, private in a server."""

import time
from http import HTTPStatus
from typing import NoReturn

from tests.wire.discord_server import payloads
from tests.wire.discord_server.checks import EPHEMERAL, check_message, check_modal
from tests.wire.discord_server.faults import RefusedError
from tests.wire.discord_server.records import Form, Interaction, Json, Message
from tests.wire.discord_server.world import World

COMMAND, COMPONENT, MODAL_SUBMIT = 2, 3, 5
MESSAGE, LATER, LATER_UPDATE, UPDATE, MODAL = 4, 5, 6, 7, 9
IN_TIME = 3.0  # seconds


class Interactions:
    """The routes that need no token of the bot, only the interaction's own."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def callback(self, id_: str, token: str, body: Json) -> Json:
        asked = self._world.interactions.get(token)
        if asked is None or asked.id != id_ or asked.expired:
            raise RefusedError(HTTPStatus.NOT_FOUND, 10062, "Unknown interaction")
        if asked.callback is not None:
            if not self._world.forgiving:
                self._world.problem("an interaction was acknowledged twice")
            raise RefusedError(HTTPStatus.BAD_REQUEST, 40060, "Already acknowledged")
        now = time.monotonic()
        if now - asked.sent > IN_TIME:
            asked.expired = True
            self._world.problem(f"acknowledged after {now - asked.sent:.1f} s")
            raise RefusedError(HTTPStatus.NOT_FOUND, 10062, "Unknown interaction")
        try:
            self._carry_out(asked, body)
        except (ValueError, KeyError) as error:
            self._refuse(f"an answer: {error}", 50035)
        asked.callback, asked.acknowledged = body["type"], now
        return self._acknowledgement(asked)

    def _carry_out(self, asked: Interaction, body: Json) -> None:
        kind, data = body["type"], body.get("data") or {}
        from_message = asked.type != COMMAND and asked.source is not None
        if kind == MESSAGE:
            check_message(data)
            asked.original = self._message(asked, data)
        elif kind == LATER:
            if set(data) - {"flags"} or data.get("flags", 0) & ~EPHEMERAL:
                raise ValueError("an announcement says only whether it is private")
            asked.original = self._message(asked, data, loading=True)
        elif kind in {LATER_UPDATE, UPDATE} and from_message:
            asked.original = asked.source
            if kind == UPDATE:
                self._change(asked, data)
        elif kind == MODAL and asked.type != MODAL_SUBMIT:
            check_modal(data)
            asked.shown = Form(data, asked)
        else:
            raise ValueError(f"callback {kind} does not go with interaction {asked.type}")

    def _acknowledgement(self, asked: Interaction) -> Json:
        original = asked.original
        answer: Json = {
            "interaction": {
                "id": asked.id,
                "type": asked.type,
                "response_message_id": original.id if original else None,
                "response_message_loading": asked.callback == LATER,
                "response_message_ephemeral": bool(original and original.ephemeral),
            }
        }
        if asked.callback == MESSAGE and original is not None:
            message = payloads.message(original, self._world.bot)
            answer["resource"] = {"type": MESSAGE, "message": message}
        return answer

    async def edit_original(self, application: str, token: str, body: Json) -> Json:
        asked = self._acknowledged(application, token)
        message = asked.original
        if message is None or message.deleted:
            raise RefusedError(HTTPStatus.NOT_FOUND, 10008, "Unknown Message")
        try:
            self._change(asked, body)
        except (ValueError, KeyError) as error:
            self._refuse(f"a changed message: {error}", 50035)
        return payloads.message(message, self._world.bot)

    def _change(self, asked: Interaction, body: Json) -> None:
        """A message keeps who sees it; the rest is replaced."""
        message = asked.original
        if message is None:
            raise ValueError("there is nothing to change")
        flags = int(body.get("flags", 0)) | (message.flags & EPHEMERAL)
        changed = {**body, "flags": flags}
        check_message(changed)
        message.payload, message.loading = changed, False
        message.edits += 1
        asked.updated = True

    async def delete_original(self, application: str, token: str, _body: Json) -> None:
        asked = self._acknowledged(application, token)
        if asked.original is None or asked.original.deleted:
            raise RefusedError(HTTPStatus.NOT_FOUND, 10008, "Unknown Message")
        asked.original.deleted = asked.removed = True

    async def follow_up(self, application: str, token: str, body: Json) -> Json:
        asked = self._acknowledged(application, token)
        try:
            check_message(body)
        except (ValueError, KeyError) as error:
            self._refuse(f"a follow-up: {error}", 50035)
        message = self._message(asked, body)
        asked.follow_ups.append(message)
        return payloads.message(message, self._world.bot)

    def _message(self, asked: Interaction, data: Json, *, loading: bool = False) -> Message:
        private = int(data.get("flags", 0)) & EPHEMERAL
        viewer = asked.person if private else None
        if not private and asked.place.context == 2:
            self._world.problem("the other people in a conversation see what was meant for one")
        return self._world.add_message(asked.place, data, viewer, loading=loading)

    def _acknowledged(self, application: str, token: str) -> Interaction:
        asked = self._world.interactions.get(token)
        if asked is None or application != self._world.bot.id or asked.callback is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, 10015, "Unknown Webhook")
        return asked

    def _refuse(self, problem: str, code: int) -> NoReturn:
        self._world.problem(problem)
        raise RefusedError(HTTPStatus.BAD_REQUEST, code, "Invalid Form Body")
