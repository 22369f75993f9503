"""What the `MemberStore` port promises, on every engine."""

from bot.model.people import CommunityRef, MemberRef, Platform
from storage import Storage

SAM = MemberRef(Platform.SLACK, "U1", "T1")
SAM_ELSEWHERE = MemberRef(Platform.SLACK, "U1", "T2")
HERE = CommunityRef(Platform.DISCORD, "10")
THERE = CommunityRef(Platform.SLACK, "10")


async def test_who_was_never_here_came_from_nowhere(storage: Storage) -> None:
    assert await storage.members.last_community(SAM) is None


async def test_the_last_community_is_kept(storage: Storage) -> None:
    for community in (HERE, HERE, THERE, HERE, THERE):
        await storage.members.seen(SAM, community)
        assert await storage.members.last_community(SAM) == community


async def test_a_direct_message_keeps_the_last_community(storage: Storage) -> None:
    await storage.members.seen(SAM, None)
    assert await storage.members.last_community(SAM) is None
    await storage.members.seen(SAM, HERE)
    await storage.members.seen(SAM, None)
    assert await storage.members.last_community(SAM) == HERE


async def test_members_do_not_share_a_community(storage: Storage) -> None:
    await storage.members.seen(SAM, HERE)
    assert await storage.members.last_community(SAM_ELSEWHERE) is None
    await storage.members.seen(SAM_ELSEWHERE, THERE)
    assert await storage.members.last_community(SAM) == HERE


async def test_the_last_locale_that_was_named_is_kept(storage: Storage) -> None:
    assert await storage.members.locale(SAM) is None
    for named, kept in (("", None), ("de", "de"), ("", "de"), ("en-GB", "en-GB")):
        await storage.members.seen(SAM, HERE if named else None, named)
        assert await storage.members.locale(SAM) == kept
    assert await storage.members.last_community(SAM) == HERE
    assert await storage.members.locale(SAM_ELSEWHERE) is None


async def test_what_a_visit_does_not_tell_stays(storage: Storage) -> None:
    await storage.members.seen(SAM, None, "de")
    await storage.members.seen(SAM, HERE)
    await storage.members.seen(SAM, None)
    assert await storage.members.locale(SAM) == "de"
    assert await storage.members.last_community(SAM) == HERE
    await storage.archive.forget(SAM)
    assert await storage.members.locale(SAM) is None
