"""After an outage: what members read, in the words of the product, on both platforms."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import SystemClock, reminder_words
from bot.model.people import MemberRef, Platform
from bot.model.records import Purpose, Reminder, State
from storage import open_storage
from tests.networking.post import until_states
from tests.support import HeldClock
from tests.wire.killing import Town
from tests.wire.serving import delivering, kept, on

PLATFORMS = (Platform.DISCORD, Platform.SLACK)


def where_it_is_noon() -> ZoneInfo:
    """A zone in which today does not end, whenever the test runs."""
    ahead = 12 - datetime.now(UTC).hour
    return ZoneInfo(f"Etc/GMT{-ahead:+d}")


async def down_for(place: Town, span: timedelta) -> datetime:
    """It beat for the last time so long ago; when that was."""
    clock = HeldClock(datetime.now(UTC) - span)
    async with open_storage(place.url, clock) as storage:
        for platform in PLATFORMS:
            await storage.queue.pulse(platform)
    return clock.now()


async def remind(place: Town, member: MemberRef, name: str, due: datetime) -> None:
    zone = where_it_is_noon()
    wall = due.astimezone(zone).replace(tzinfo=None)
    one = Reminder(name, member, Purpose.THANK, due, wall, str(zone), due)
    await place.storage.reminders.add(one)


async def comes(place: Town, count: int) -> list[str]:
    """What both members read: Discord's first."""
    words = reminder_words(place.storage, SystemClock())
    async with delivering(place, words):
        await until_states(place.storage, sent=count)
    (on_discord,) = place.discord.messages
    on_slack = await place.slack.see("U1", "message")
    assert not place.slack.world.unread("U1")
    read = (on_discord.text.replace("\\", ""), on_slack.text)
    return ["".join(text.splitlines()) for text in read]  # as many lines as there are styles


def moment(instant: datetime) -> str:
    local = instant.astimezone(where_it_is_noon())
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B}"


async def test_ten_minutes(place: Town) -> None:
    """It comes at once, and owns up to the minutes."""
    last = await down_for(place, timedelta(minutes=10))
    for platform in PLATFORMS:
        await remind(place, on(place, platform), str(platform), last + timedelta(minutes=1))
    clock = last.astimezone(where_it_is_noon()).strftime("%H:%M")
    for said in await comes(place, 2):
        assert f"Sorry, I was offline from {clock} to" in said
        assert "It's still today." in said
        assert "Time to thank" in said


async def test_three_days(place: Town) -> None:
    """What has piled up is one message, which says that it is days late and still worth it."""
    last = await down_for(place, timedelta(days=3))
    for platform in PLATFORMS:
        for hours in (1, 30, 60):
            name = f"{platform}{hours}"
            await remind(place, on(place, platform), name, last + timedelta(hours=hours))
    for said in await comes(place, 6):
        assert f"Sorry, I was offline from {moment(last)} to" in said
        assert "3 things for you." in said
        assert "should have come" in said
        assert "It's still worth sending." in said


async def test_a_year(place: Town) -> None:
    """Nobody is told to thank somebody of last year; what is of use comes; nothing is deleted."""
    last = await down_for(place, timedelta(days=365))
    for platform in PLATFORMS:
        await remind(place, on(place, platform), f"old{platform}", last + timedelta(hours=1))
        await remind(place, on(place, platform), f"new{platform}", datetime.now(UTC))
    for said in await comes(place, 2):
        assert "Time to thank" in said
        assert "Sorry" not in said
    for platform in PLATFORMS:
        old = await kept(place, on(place, platform), f"old{platform}")
        assert (old.state, old.problem) == (State.EXPIRED, "too_late")
