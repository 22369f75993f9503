"""What people paste comes back as it was, though no database would take it raw."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.people import CommunityRef, MemberRef, Platform
from bot.model.records import Draft
from storage import Storage
from storage.columns import community_key, member_key, restored, storable
from tests.storage.support import SAM, Watch

SEALED_TOO = True

# Surrogates come only when asked for (no codec); mixed in are the characters that need care.
anything = st.text(st.characters(codec=None) | st.sampled_from("\0\x10\ud800\udfff\U0001f992:%0d"))

NASTY = [
    "\0",
    "a\0b",
    "\ud83d",
    "\udfff\ud800 the wrong way round",
    "\x10",
    "\x100000",
    "\x10\0\x10d800\ud800",
    "\ufeff\ufffd\ufffe\U0010ffff",
    "100% %00 %s {} \\0 \\u0000",
    "é e\u0301 ﬁ",
]


@given(anything)
def test_any_text_is_storable_and_comes_back(text: str) -> None:
    stored = storable(text)
    assert "\0" not in stored
    assert stored.encode().decode() == stored
    assert restored(stored) == text


@given(anything)
def test_ordinary_text_is_stored_as_it_is(text: str) -> None:
    ordinary = "".join(c for c in text if c not in "\0\x10" and not 0xD800 <= ord(c) <= 0xDFFF)
    assert storable(ordinary) == ordinary


people = st.builds(MemberRef, st.sampled_from(Platform), anything, st.none() | anything)
places = st.builds(CommunityRef, st.sampled_from(Platform), anything)


@given(people, people)
def test_two_members_never_share_a_key(one: MemberRef, other: MemberRef) -> None:
    assert (member_key(one) == member_key(other)) == (one == other)


@given(places, places)
def test_two_communities_never_share_a_key(one: CommunityRef, other: CommunityRef) -> None:
    assert (community_key(one) == community_key(other)) == (one == other)


def test_keys_can_be_read() -> None:
    assert member_key(MemberRef(Platform.DISCORD, "42")) == "discord:42"
    assert member_key(MemberRef(Platform.SLACK, "U7", "T1")) == "slack:T1:U7"
    assert community_key(CommunityRef(Platform.DISCORD, "99")) == "discord:99"


async def test_nasty_text_survives_in_a_draft(storage: Storage, watch: Watch) -> None:
    for number, nasty in enumerate(NASTY):
        kept = Draft(
            id=f"{number}{nasty}",
            member=SAM,
            text=nasty,
            expires_at=watch.now() + timedelta(hours=1),
            recipient=nasty,
            found=(nasty, ""),
            dismissed=frozenset({nasty}),
            plan={"me": nasty, nasty: ""},
        )
        await storage.drafts.save(kept)
        assert await storage.drafts.get(SAM, kept.id) == kept
        assert await storage.drafts.latest(SAM) == kept


async def test_nasty_ids_stay_apart(storage: Storage) -> None:
    for nasty in NASTY:
        assert await storage.claims.claim(nasty) is True
    for nasty in NASTY:
        assert await storage.claims.claim(nasty) is False
    for nasty in NASTY:
        member = MemberRef(Platform.SLACK, nasty, nasty)
        place = CommunityRef(Platform.SLACK, nasty)
        await storage.members.seen(member, place)
        assert await storage.members.last_community(member) == place
