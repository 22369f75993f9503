"""Who is not let in: bad tokens on our side, forged requests on the other."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.model.ports import PlatformRefusedError
from cogs.on_slack.manifest import manifest
from cogs.on_slack.surface import SlackSurface
from storage.opening import open_storage
from tests.on_slack.running import DRAFT, HTTP, SOCKET, on_slack, whole_conversation
from tests.support import HeldClock
from tests.wire.ports import free_port
from tests.wire.slack_server import Fault, SlackServer

WRONG = "a-key-to-another-house"

both = pytest.mark.parametrize("mode", [SOCKET, HTTP])


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """The block is refused in one plain line that names these."""
    with pytest.raises(PlatformRefusedError) as refusal:
        yield
    said = str(refusal.value)
    assert "\n" not in said
    for word in words:
        assert word in said


async def serve(slack: SlackServer, **changes: str | None) -> None:
    """Serve until it is over, with other tokens than the right ones."""
    given = {"bot_token": slack.bot_token, "app_token": slack.app_token, **changes}
    async with open_storage("sqlite://", HeldClock()) as storage:
        surface = SlackSurface(
            whole_conversation(storage),
            str(given["bot_token"]),
            given["app_token"],
            api_url=slack.api_url,
        )
        async with asyncio.timeout(10):
            await surface.serve(asyncio.Event())


async def test_a_wrong_bot_token() -> None:
    async with SlackServer(manifest()) as slack:
        with refused("SLACK_BOT_TOKEN", "OAuth & Permissions", "xoxb-"):
            await serve(slack, bot_token=WRONG)
        with refused("SLACK_BOT_TOKEN", "wrong kind"):
            await serve(slack, bot_token=slack.app_token)


async def test_a_wrong_app_token() -> None:
    async with SlackServer(manifest()) as slack:
        with refused("SLACK_APP_TOKEN", "App-Level Tokens", "xapp-"):
            await serve(slack, app_token=WRONG)
        with refused("SLACK_APP_TOKEN", "wrong kind"):
            await serve(slack, app_token=slack.bot_token)


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("account_inactive", "removed"),
        ("token_revoked", "revoked"),
        ("token_expired", "expired"),
        ("missing_scope", "scope"),
    ],
)
async def test_tokens_that_were_good_once(error: str, word: str) -> None:
    async with SlackServer(manifest()) as slack:
        slack.fail("auth.test", Fault(error=error))
        with refused("SLACK_BOT_TOKEN", word):
            await serve(slack)
        slack.fail("apps.connections.open", Fault(error=error))
        with refused("SLACK_APP_TOKEN", word):
            await serve(slack)


async def test_a_scope_that_is_not_granted() -> None:
    app = manifest()
    app["oauth_config"]["scopes"]["bot"].remove("im:history")
    async with SlackServer(app) as slack:
        with refused("SLACK_BOT_TOKEN", "im:history", "Reinstall"):
            await serve(slack)


async def test_no_way_for_slack_to_reach_us() -> None:
    async with SlackServer(manifest()) as slack:
        with refused("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
            await serve(slack, app_token=None)


async def test_socket_mode_is_switched_off() -> None:
    async with on_slack() as bot:
        await bot.slack.sockets.announce_end("link_disabled")
        with refused("Socket Mode"):
            await bot.serving  # type: ignore[misc]  # it is being served
        await bot.start()


@both
async def test_the_app_is_removed_while_it_runs(mode: str) -> None:
    async with on_slack(mode) as bot:
        bot.slack.fail("chat.postMessage", Fault(error="account_inactive"))
        await bot.slack.dm("U1", DRAFT)
        with refused("SLACK_BOT_TOKEN"):
            await bot.serving  # type: ignore[misc]
        await bot.start()


async def test_a_slack_that_cannot_be_reached_can_be_tried_again() -> None:
    async with SlackServer(manifest()) as slack:
        slack.api.address = f"127.0.0.1:{free_port()}"
        with pytest.raises(aiohttp.ClientError):
            await serve(slack)


async def test_a_port_that_is_taken() -> None:
    async with on_slack(HTTP) as bot:
        with pytest.raises(OSError, match="address already in use"):
            await bot.surface.serve(asyncio.Event())


def shout(slack: SlackServer) -> str:
    """The body of an event that the bot would answer."""
    event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "text": DRAFT}
    return json.dumps({"type": "event_callback", "event": event, "event_id": slack.world.new("Ev")})


JSON = {"Content-Type": "application/json"}


async def test_only_slack_is_listened_to(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    async with on_slack(HTTP) as bot:
        slack, before = bot.slack, len(bot.slack.world.calls)
        body = shout(slack)
        for refused_ in (
            await slack.http.post(body, JSON, secret=WRONG),
            await slack.http.post(body, JSON, age=301),
            await slack.http.post(body, JSON, age=-301),
            await slack.http.post(body, JSON | {"X-Slack-Signature": ""}),
            await slack.http.post(body, JSON | {"X-Slack-Request-Timestamp": "yesterday"}),
            await slack.http.post("payload=%7B%7D", {}, secret=WRONG),
        ):
            assert refused_[0] == 401
        status, _ = await slack.http.post("{not json", JSON)
        assert status == 400
        async with slack.http.session.get(slack.http.url) as answer:
            assert answer.status == 405
        assert len(slack.world.calls) == before
        assert not slack.world.unread("U1")
        assert (await slack.http.post(body, JSON, age=200))[0] == 200
        await slack.see("U1", "message")
    assert "pick your brain" not in caplog.text


async def test_slack_checks_the_address() -> None:
    async with on_slack(HTTP) as bot:
        challenge = json.dumps({"type": "url_verification", "challenge": "c4f3"})
        status, answer = await bot.slack.http.post(challenge, JSON)
        assert (status, "c4f3" in answer) == (200, True)
        check = urlencode({"ssl_check": "1", "token": "t"})
        assert (await bot.slack.http.post(check, {}))[0] in {200, 401}


FORGED = [
    "revise:someone-elses",
    "discard:../../etc",
    "unheard:of",
    "revise",
    "not:abc:def:ghi",
    "x" * 255,
    "revise:" + "9" * 41,
]


@pytest.mark.parametrize("action", FORGED, ids=lambda action: str(action)[:20])
async def test_a_forged_button(action: str) -> None:
    async with on_slack() as bot:
        slack = bot.slack
        await slack.command("/coach", text=DRAFT)
        card = await slack.see("U1", "modal")
        await slack.click(card, "Revise", forged=action)
        said = (await slack.see("U1", "modal")).text
        assert re.search("isn't here any more|don't know that button", said)
        await slack.click(card, "Revise")
        assert "draft" in (await slack.see("U1", "modal")).fields


async def test_a_button_of_somebody_elses_draft() -> None:
    async with on_slack() as bot:
        slack = bot.slack
        await slack.dm("U1", DRAFT)
        theirs = await slack.see("U1", "message")
        await slack.command("/coach", user="U2", text=DRAFT.replace("Priya", "Max"))
        mine = await slack.see("U2", "modal")
        for label in ("Revise", "Discard", "Better version", "Not this one"):
            await slack.click(mine, label, forged=theirs.buttons[label]["action_id"])
            assert "isn't here any more" in (await slack.see("U2", "modal")).text
        await slack.click(theirs, "Revise")
        form = await slack.see("U1", "modal")
        assert form.fields["draft"]["initial_value"] == DRAFT


@pytest.mark.parametrize("metadata", ["", "coach:../x", "nothing:a", "coach:a:b", "{}"])
async def test_a_forged_form(metadata: str) -> None:
    async with on_slack() as bot:
        await bot.slack.command("/coach")
        form = await bot.slack.see("U1", "modal")
        await bot.slack.submit(form, {"draft": DRAFT}, forged=metadata)
        assert "don't know that button" in (await bot.slack.see("U1", "modal")).text


async def test_a_form_that_names_somebody_elses_draft_makes_a_new_one() -> None:
    async with on_slack() as bot:
        slack = bot.slack
        await slack.dm("U1", DRAFT)
        theirs = (await slack.see("U1", "message")).buttons["Revise"]["action_id"]
        await slack.command("/coach", user="U2")
        form = await slack.see("U2", "modal")
        changed = DRAFT.replace("Priya", "Max")
        await slack.submit(form, {"draft": changed}, forged=theirs.replace("revise", "coach"))
        assert "Fixed" not in (await slack.see("U2", "modal")).text
        await slack.command("/coach")
        assert "Priya" in (await slack.see("U1", "modal")).text


async def test_an_old_timestamp_is_five_minutes() -> None:
    async with on_slack(HTTP) as bot:
        began = time.monotonic()
        assert (await bot.slack.http.post(shout(bot.slack), JSON, age=298))[0] == 200
        assert time.monotonic() - began < 2
        await bot.slack.see("U1", "message")
