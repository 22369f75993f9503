"""Communities come and go; what belongs to them goes with them, and nothing else does."""

from datetime import timedelta

import sqlalchemy as sa

from bot.delivering import pacing
from bot.model.community import Miss, OwnAnswer
from bot.model.people import CommunityRef, MemberRef, Platform
from bot.model.records import State
from storage import Storage
from storage.schema import send_budgets
from tests.storage.records import START, contact, reminder
from tests.storage.support import Watch

HOME, NEXT_DOOR = CommunityRef(Platform.DISCORD, "99"), CommunityRef(Platform.DISCORD, "9")
TEAM, OTHER = CommunityRef(Platform.SLACK, "T1"), CommunityRef(Platform.SLACK, "T11")
ORG = CommunityRef(Platform.SLACK, "E1")
KEEP = timedelta(days=30)
ON_DISCORD = MemberRef(Platform.DISCORD, "U1")
IN_TEAM, IN_OTHER = MemberRef(Platform.SLACK, "U1", "T1"), MemberRef(Platform.SLACK, "U1", "T11")


async def furnish(storage: Storage, community: CommunityRef) -> None:
    """Everything that a community may own."""
    await storage.residences.came(community)
    await storage.answers.save([OwnAnswer(f"a-{community.id}", community, "Where?", "Here.")])
    await storage.switches.switch(community, "late", on=False)
    await storage.missed.want(community, wanted=True)
    await storage.missed.note(community, "parking", Miss.UNANSWERED)


async def is_bare(storage: Storage, community: CommunityRef) -> bool:
    kept = (
        await storage.answers.all(community),
        await storage.switches.off(community),
        await storage.missed.is_wanted(community),
        await storage.missed.all(community),
    )
    return not any(kept)


async def settle(storage: Storage, member: MemberRef, community: CommunityRef) -> None:
    """A member with a contact and a reminder due now, who was in the community last."""
    key = f"{member.platform}-{member.team}"
    await storage.members.seen(member, community)
    await storage.contacts.save(contact(f"c-{key}", member))
    await storage.reminders.add(reminder(f"r-{key}", member=member))


async def states(storage: Storage, member: MemberRef) -> list[State]:
    return [one.state for one in (await storage.archive.everything(member)).reminders]


async def test_a_server_that_is_left_takes_its_own_and_leaves_the_members(
    storage: Storage,
) -> None:
    for community in (HOME, NEXT_DOOR):
        await furnish(storage, community)
    await settle(storage, ON_DISCORD, HOME)
    await storage.residences.left(HOME, timedelta())
    assert await is_bare(storage, HOME)
    assert not await is_bare(storage, NEXT_DOOR)
    assert set(await storage.residences.here(Platform.DISCORD)) == {NEXT_DOOR}
    assert await storage.members.last_community(ON_DISCORD) is None
    kept = await storage.archive.everything(ON_DISCORD)
    assert len(kept.contacts) == 1
    assert [one.state for one in kept.reminders] == [State.SCHEDULED]
    assert await storage.residences.purge() == 0


async def test_who_comes_back_to_a_server_starts_clean(storage: Storage) -> None:
    await furnish(storage, HOME)
    before = await storage.answers.revision(HOME)
    await storage.residences.left(HOME, timedelta())
    await storage.residences.came(HOME)
    assert await is_bare(storage, HOME)
    assert set(await storage.residences.here(Platform.DISCORD)) == {HOME}
    await storage.answers.save([OwnAnswer("new", HOME, "Where?", "There.")])
    assert await storage.answers.revision(HOME) != before, "old answers would still be given"


async def test_since_when_it_is_there_is_kept(storage: Storage) -> None:
    await storage.residences.came(HOME, None, START)
    assert await storage.residences.here(Platform.DISCORD) == {HOME: START}
    await storage.residences.came(HOME, None, START + timedelta(days=1))
    assert await storage.residences.here(Platform.DISCORD) == {HOME: START + timedelta(days=1)}


async def test_an_owner_is_greeted_once_ever(storage: Storage) -> None:
    assert await storage.residences.greets(HOME) is True
    assert await storage.residences.greets(HOME) is False
    await storage.residences.came(HOME)
    await storage.residences.left(HOME, timedelta())
    await storage.residences.came(HOME)
    assert await storage.residences.greets(HOME) is False
    assert await storage.residences.greets(NEXT_DOOR) is True


async def test_a_workspace_that_is_left_waits_and_comes_back_whole(
    storage: Storage, watch: Watch
) -> None:
    await furnish(storage, TEAM)
    for member, community in ((IN_TEAM, TEAM), (IN_OTHER, OTHER), (ON_DISCORD, HOME)):
        await settle(storage, member, community)
    await storage.residences.left(TEAM, KEEP)
    watch.pass_by(days=29)
    await storage.residences.left(TEAM, KEEP)  # said again, it doesn't last longer
    assert await storage.residences.purge() == 0
    assert await states(storage, IN_TEAM) == [State.UNREACHABLE]
    assert await states(storage, IN_OTHER) == [State.SCHEDULED]
    assert await states(storage, ON_DISCORD) == [State.SCHEDULED]
    claimed = await storage.queue.claim(Platform.SLACK, 9, timedelta(minutes=1))
    assert [one.member for one in claimed.reminders] == [IN_OTHER]
    await storage.residences.came(TEAM)
    assert not await is_bare(storage, TEAM)
    claimed = await storage.queue.claim(Platform.SLACK, 9, timedelta(minutes=1))
    assert [(one.member, one.due) for one in claimed.reminders] == [(IN_TEAM, START)]
    watch.pass_by(days=90)
    assert await storage.residences.purge() == 0


async def test_a_reminder_on_its_way_is_looked_for_after_coming_back(storage: Storage) -> None:
    await settle(storage, IN_TEAM, TEAM)
    await storage.queue.claim(Platform.SLACK, 9, timedelta(minutes=1))
    await storage.residences.left(TEAM, KEEP)
    await storage.residences.came(TEAM)
    claimed = await storage.queue.claim(Platform.SLACK, 9, timedelta(minutes=1))
    assert [one.unsure for one in claimed.reminders] == [True]


async def test_what_is_not_due_yet_comes_when_it_is(storage: Storage) -> None:
    await storage.reminders.add(reminder("later", minutes=60, member=IN_TEAM))
    await storage.residences.left(TEAM, KEEP)
    await storage.residences.came(TEAM)
    assert await storage.queue.earliest(Platform.SLACK) == START + timedelta(minutes=60)


async def test_a_workspace_is_forgotten_after_its_time_with_all_its_members(
    storage: Storage, watch: Watch
) -> None:
    for community in (TEAM, OTHER):
        await furnish(storage, community)
    for member, community in ((IN_TEAM, TEAM), (IN_OTHER, OTHER), (ON_DISCORD, TEAM)):
        await settle(storage, member, community)
    for team in ("T1", "T11"):
        pace = pacing()(MemberRef(Platform.SLACK, "U1", team))
        await storage.budget.reserve(pace.key, 1.0, 0.0)
    await storage.residences.left(TEAM, KEEP)
    watch.pass_by(days=30)
    assert await storage.residences.purge() == 1
    database = storage.budget._database  # type: ignore[attr-defined]  # no port lists them
    async with database.reading() as connection:
        assert list(await connection.scalars(sa.select(send_budgets.c.key))) == ["slack:T11"]
    assert await is_bare(storage, TEAM)
    gone = await storage.archive.everything(IN_TEAM)
    assert not gone.contacts
    assert not gone.reminders
    assert await storage.members.last_community(ON_DISCORD) is None
    assert not await is_bare(storage, OTHER)
    assert await states(storage, IN_OTHER) == [State.SCHEDULED]
    assert await storage.residences.purge() == 0
    await storage.residences.came(TEAM)
    assert await is_bare(storage, TEAM)


async def test_an_organisation_goes_and_comes_with_its_workspaces(
    storage: Storage, watch: Watch
) -> None:
    await storage.residences.came(ORG)
    await storage.residences.came(TEAM, ORG)
    await storage.residences.came(OTHER)
    await settle(storage, IN_TEAM, TEAM)
    await settle(storage, IN_OTHER, OTHER)
    await storage.residences.left(ORG, KEEP)
    assert set(await storage.residences.here(Platform.SLACK)) == {OTHER}
    assert await states(storage, IN_TEAM) == [State.UNREACHABLE]
    await storage.residences.came(ORG)
    assert set(await storage.residences.here(Platform.SLACK)) == {ORG, TEAM, OTHER}
    assert await states(storage, IN_TEAM) == [State.SCHEDULED]
    await storage.residences.left(ORG, KEEP)
    watch.pass_by(days=31)
    assert await storage.residences.purge() == 2
    assert await states(storage, IN_TEAM) == []
    assert await states(storage, IN_OTHER) == [State.SCHEDULED]
