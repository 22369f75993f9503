"""What the `DraftStore` port promises, on every engine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.model.people import MemberRef, Platform
from bot.model.records import Channel, Draft, Kind
from storage import Storage
from tests.storage.support import SAM, Watch

SEALED_TOO = True

Make = Callable[..., Draft]

STRANGERS = [
    MemberRef(Platform.DISCORD, "2"),
    MemberRef(Platform.SLACK, "1"),
    MemberRef(Platform.DISCORD, "1", team=""),
    MemberRef(Platform.DISCORD, "1", team="1"),
]


async def test_a_draft_comes_back_as_it_was(storage: Storage, watch: Watch) -> None:
    draft = Draft(
        id="d1",
        member=MemberRef(Platform.SLACK, "U1", "T1"),
        text="Dear Dana,\r\n\tthe giraffe 🦒 made me laugh: 100% \\ 'quoted' \"twice\"\n",
        expires_at=watch.now() + timedelta(hours=24, microseconds=1),
        kind=Kind.THANKYOU,
        channel=Channel.LINKEDIN_NOTE,
        recipient="Dana",
        found=("no_reason", "job_ask", "no_reason"),
        dismissed=frozenset({"job_ask", "length"}),
        plan={"name": "Dana"},
    )
    await storage.drafts.save(draft)
    assert await storage.drafts.get(draft.member, "d1") == draft
    assert await storage.drafts.latest(draft.member) == draft


async def test_nothing_said_stays_nothing_said(storage: Storage, draft: Make) -> None:
    await storage.drafts.save(draft(text=""))
    kept = await storage.drafts.get(SAM, "d1")
    assert kept == draft(text="")
    assert kept is not None
    assert (kept.kind, kept.channel, kept.recipient) == (None, None, None)


async def test_saving_again_replaces_all_of_it(storage: Storage, draft: Make) -> None:
    await storage.drafts.save(replace(draft(), kind=Kind.REQUEST, recipient="Dana", found=("a",)))
    after = replace(draft(text="Shorter"), dismissed=frozenset({"a"}))
    await storage.drafts.save(after)
    await storage.drafts.save(after)
    assert await storage.drafts.get(SAM, "d1") == after


@pytest.mark.parametrize("stranger", STRANGERS, ids=str)
async def test_another_members_draft_is_out_of_reach(
    storage: Storage, draft: Make, stranger: MemberRef
) -> None:
    await storage.drafts.save(draft())
    assert await storage.drafts.get(stranger, "d1") is None
    assert await storage.drafts.latest(stranger) is None
    assert await storage.drafts.discard(stranger, "d1") is False
    with pytest.raises(PermissionError):
        await storage.drafts.save(draft(text="mine now", member=stranger))
    assert await storage.drafts.get(SAM, "d1") == draft()
    assert await storage.drafts.latest(stranger) is None


async def test_latest_is_the_one_saved_last(storage: Storage, draft: Make) -> None:
    for name in ("z", "a", "m"):
        await storage.drafts.save(draft(name))
        assert await storage.drafts.latest(SAM) == draft(name)
    await storage.drafts.save(draft("z", text="again"))
    assert await storage.drafts.latest(SAM) == draft("z", text="again")


async def test_latest_does_not_go_by_the_clock(storage: Storage, draft: Make, watch: Watch) -> None:
    await storage.drafts.save(draft("early"))
    watch.pass_by(hours=-2)
    last = draft("late")
    await storage.drafts.save(last)
    assert await storage.drafts.latest(SAM) == last


async def test_latest_steps_back_when_the_last_is_discarded(storage: Storage, draft: Make) -> None:
    await storage.drafts.save(draft("first"))
    await storage.drafts.save(draft("second"))
    assert await storage.drafts.discard(SAM, "second") is True
    assert await storage.drafts.discard(SAM, "second") is False
    assert await storage.drafts.latest(SAM) == draft("first")
    assert await storage.drafts.get(SAM, "second") is None


async def test_a_draft_is_gone_at_its_instant_purged_or_not(
    storage: Storage, draft: Make, watch: Watch
) -> None:
    kept = draft()
    await storage.drafts.save(kept)
    watch.time = kept.expires_at - timedelta(microseconds=1)
    assert await storage.drafts.get(SAM, "d1") == kept
    assert await storage.drafts.purge() == 0
    watch.time = kept.expires_at
    assert await storage.drafts.get(SAM, "d1") is None
    assert await storage.drafts.latest(SAM) is None
    assert await storage.drafts.discard(SAM, "d1") is False
    assert await storage.drafts.purge() == 1
    assert await storage.drafts.purge() == 0


async def test_the_id_of_an_expired_draft_is_free(
    storage: Storage, draft: Make, watch: Watch
) -> None:
    await storage.drafts.save(draft())
    watch.pass_by(hours=24)
    other = draft(text="hello", member=STRANGERS[0])
    await storage.drafts.save(other)
    assert await storage.drafts.get(STRANGERS[0], "d1") == other
    assert await storage.drafts.get(SAM, "d1") is None
    assert await storage.drafts.purge() == 0


async def test_purge_counts_the_expired_of_everybody(
    storage: Storage, draft: Make, watch: Watch
) -> None:
    await storage.drafts.save(draft("a"))
    await storage.drafts.save(draft("b", member=STRANGERS[0]))
    watch.pass_by(hours=12)
    young = draft("c")
    await storage.drafts.save(young)
    watch.pass_by(hours=12)
    assert await storage.drafts.purge() == 2
    assert await storage.drafts.latest(SAM) == young


@pytest.mark.parametrize("hours", [-11, -5.5, 0, 5.75, 14])
async def test_times_compare_by_instant_wherever_they_were_written(
    storage: Storage, draft: Make, watch: Watch, hours: float
) -> None:
    there = timezone(timedelta(hours=hours))
    kept = replace(draft(), expires_at=datetime(2026, 12, 31, 23, 59, 59, tzinfo=there))
    await storage.drafts.save(kept)
    found = await storage.drafts.get(SAM, "d1")
    assert found == kept
    assert found is not None
    assert found.expires_at.tzinfo is UTC
    watch.time = (kept.expires_at - timedelta(microseconds=1)).astimezone(UTC)
    assert await storage.drafts.purge() == 0
    watch.time += timedelta(microseconds=1)
    assert await storage.drafts.purge() == 1


async def test_a_time_without_a_zone_is_refused(storage: Storage, draft: Make) -> None:
    await storage.drafts.save(draft())
    unclear = replace(draft(), expires_at=datetime(2027, 1, 1))  # noqa: DTZ001 (the point)
    with pytest.raises(Exception, match="names no instant"):
        await storage.drafts.save(unclear)
    assert await storage.drafts.get(SAM, "d1") == draft()
