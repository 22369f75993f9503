"""The bot for many workspaces at work inside a test: its surface, its deliveries, a real store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.app import compose, deliveries, reminder_words
from bot.config import Settings, read_settings
from bot.conversation.inbound import Inbound
from bot.delivering import Bell
from bot.model.people import CommunityRef, MemberRef, Platform
from bot.model.records import Purpose, Reminder, State
from bot.platforms import surfaces
from bot.serving import serve_all
from cogs.on_slack.manifest import manifest
from storage import Storage, open_storage
from tests.storage.records import contact
from tests.support import HeldClock, answers, reviewer
from tests.wire.mortal import BRISK
from tests.wire.ports import free_port, listened_to
from tests.wire.slack_server import ManySlack

# As brisk, but for a machine that is busy with other tests.
PATIENT = replace(
    BRISK, lease=timedelta(seconds=60), look_deadline=8, compose_deadline=8, send_deadline=8
)
ONE, TWO = "T0ONE", "T0TWO"
DRAFT = (
    "Hello! My name is Priya and I want to move into game audio. Could I get coffee with you and "
    "pick your brain some day? My CV is attached, please pass it on if your studio is hiring.\n\n"
    "Best,\nPriya"
)


@dataclass
class Many:
    """A bot that nobody has installed yet, and its Slack."""

    slack: ManySlack
    storage: Storage
    clock: HeldClock
    bell: Bell
    settings: Settings
    reminded: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve until the block ends, as `goodask run` does."""
        conversation = compose(reviewer(), self.storage, self.clock, answers())
        inbound = Inbound(conversation, self.storage.claims, self.storage.members)
        served = surfaces(self.settings, inbound, self.storage)
        words = reminder_words(self.storage, self.clock)
        sent = deliveries(self.settings, self.storage, self.clock, words, self.bell, PATIENT)
        stop = asyncio.Event()
        together = {"Slack": served["Slack"], "Slack reminders": sent["Slack"]}
        task = asyncio.create_task(serve_all([together], {}, stop))
        try:
            await listened_to(self.settings.http_port)
            yield
        finally:
            stop.set()
            async with asyncio.timeout(20):
                assert await task

    async def remind(self, member: MemberRef) -> str:
        """Have a reminder due now; its id."""
        self.reminded += 1
        name = f"r{self.reminded}"
        now = self.clock.now()
        await self.storage.contacts.save(contact(f"c-{name}", member, name="Dana"))
        due = Reminder(
            id=name,
            member=member,
            purpose=Purpose.THANK,
            due=now,
            wall=now.replace(tzinfo=None),
            zone="UTC",
            created_at=now,
            contact=f"c-{name}",
        )
        await self.storage.reminders.add(due)
        return name

    async def state(self, member: MemberRef, name: str) -> State | None:
        found = await self.storage.reminders.get(member, name)
        return found.state if found else None

    async def becomes(self, member: MemberRef, name: str, state: State) -> None:
        """Wait until a reminder is in a state."""
        for _ in range(500):
            if await self.state(member, name) is state:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"it is {await self.state(member, name)}, not {state}")

    def pass_by(self, **span: float) -> None:
        """Time goes by."""
        self.clock.advance(timedelta(**span))
        self.bell.ring()


def member(team: str, user: str = "U1") -> MemberRef:
    return MemberRef(Platform.SLACK, user, team)


def settings_for(slack: ManySlack, port: int) -> dict[str, str]:
    return {
        "SLACK_CLIENT_ID": slack.oauth.client_id,
        "SLACK_CLIENT_SECRET": slack.oauth.client_secret,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "HTTP_PORT": str(port),
    }


@asynccontextmanager
async def a_slack(port: int, *, org: bool = False) -> AsyncIterator[ManySlack]:
    """A Slack that knows where the bot is going to listen."""
    base = f"http://127.0.0.1:{port}"
    async with ManySlack(manifest({}, base, many=True, org=org)) as slack:
        slack.http.url = f"{base}/slack/events"
        yield slack


@asynccontextmanager
async def many(*, org: bool = False, managers: str = "") -> AsyncIterator[Many]:
    """A bot that is not serving yet."""
    clock, bell, port = HeldClock(datetime.now(UTC)), Bell(), free_port()
    async with (
        a_slack(port, org=org) as slack,
        open_storage("sqlite://", clock, on_reminders=bell.ring) as storage,
    ):
        settings = read_settings({**settings_for(slack, port), "SLACK_MANAGERS": managers})
        yield Many(slack, storage, clock, bell, settings)


async def coached(slack: ManySlack, user: str = "U1", text: str = DRAFT) -> str:
    """What a member is shown for a draft, through a window, a form and a button of it."""
    await slack.command("/coach", user)
    await slack.submit(await slack.see(user, "modal"), {"draft": text})
    card = await slack.see(user, "modal")
    await slack.click(card, "Revise")
    form = await slack.see(user, "modal")
    assert form.fields["draft"]["initial_value"] == text
    return card.text


async def kept_draft(slack: ManySlack, user: str = "U1") -> str:
    """The draft that the bot has kept for a member."""
    await slack.command("/coach", user)
    await slack.click(await slack.see(user, "modal"), "Revise")
    return str((await slack.see(user, "modal")).fields["draft"]["initial_value"])


async def out_of(bot: Many, team: str) -> None:
    """Wait until the bot knows that it was thrown out."""
    there = CommunityRef(Platform.SLACK, team)
    for _ in range(500):
        if there not in await bot.storage.residences.here(Platform.SLACK):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it still believes to be in {team}")


async def nothing_is_left(bot: Many, team: str) -> None:
    kept = await bot.storage.archive.everything(member(team))
    assert not kept.contacts
    assert not kept.reminders
    assert not await bot.storage.answers.all(CommunityRef(Platform.SLACK, team))
    installations, _ = bot.storage.slack(bot.slack.oauth.client_id)
    assert await installations.bot_of(team) is None
    assert not await installations.installers(team)
