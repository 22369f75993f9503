"""What the ports of the community's voice promise, on every engine."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model.community import MOST_ANSWERS, MOST_QUESTIONS_KEPT, Miss, MissedQuestion, OwnAnswer
from bot.model.people import CommunityRef, Platform
from bot.model.ports import TooManyError
from storage import Storage
from tests.storage.support import Watch

HERE = CommunityRef(Platform.DISCORD, "10")
OTHERS = [CommunityRef(Platform.SLACK, "10"), CommunityRef(Platform.DISCORD, "1")]
ODD = "where? \x00 \ud800 \x10 'quoted' 🎉"


def answer(key: str = "a1", **changes: object) -> OwnAnswer:
    made = OwnAnswer(key, HERE, ODD, f"Here: {ODD}", (ODD, "meetup place"))
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields are what they are


async def test_an_answer_comes_back_as_it_was(storage: Storage) -> None:
    whole = answer(topic="who_pays", retired=True, stamp="m1", vectors=bytes(range(256)))
    await storage.answers.save([whole])
    kept = replace(whole, turn=await storage.answers.revision(HERE))
    assert await storage.answers.get(HERE, "a1") == kept
    assert await storage.answers.all(HERE) == (kept,)


async def test_the_revision_grows_with_every_change(storage: Storage) -> None:
    seen = [await storage.answers.revision(HERE)]
    for changed in (answer(), answer("a2"), answer(title="other"), answer(retired=True)):
        await storage.answers.save([changed])
        seen.append(await storage.answers.revision(HERE))
    assert seen[0] == 0
    assert sorted(set(seen)) == seen


async def test_changes_at_once_are_all_seen_in_the_revision(storage: Storage) -> None:
    await asyncio.gather(*(storage.answers.save([answer(f"a{n}")]) for n in range(5)))
    before = await storage.answers.revision(HERE)
    await asyncio.gather(*(storage.answers.save([answer(f"a{n}")]) for n in range(5)))
    assert await storage.answers.revision(HERE) > before
    assert len(await storage.answers.all(HERE)) == 5


async def test_they_are_listed_by_title(storage: Storage) -> None:
    titles = ["b", "A", "c"]
    await storage.answers.save([answer(title, title=title) for title in titles])
    assert [each.title for each in await storage.answers.all(HERE)] == ["A", "b", "c"]


@pytest.mark.parametrize("other", OTHERS)
async def test_no_other_community_reaches_it(storage: Storage, other: CommunityRef) -> None:
    await storage.answers.save([answer()])
    assert await storage.answers.get(other, "a1") is None
    assert await storage.answers.all(other) == ()
    assert await storage.answers.revision(other) == 0
    with pytest.raises(PermissionError):
        await storage.answers.save([answer("a9", community=other), answer(community=other)])
    assert await storage.answers.all(other) == ()
    turn = await storage.answers.revision(HERE)
    await storage.answers.keep_vectors(answer(community=other, stamp="forged", turn=turn))
    assert await storage.answers.get(HERE, "a1") == answer(turn=turn)


async def test_a_deleted_one_is_gone_and_the_revision_never_comes_back(storage: Storage) -> None:
    await storage.answers.save([answer("a1"), answer("a2"), answer("a3")])
    seen = [await storage.answers.revision(HERE)]
    for number in range(4, 12):
        gone = max(await storage.answers.all(HERE), key=lambda each: each.turn)
        assert await storage.answers.delete(HERE, gone.id)
        seen.append(await storage.answers.revision(HERE))
        assert await storage.answers.get(HERE, gone.id) is None
        await storage.answers.save([answer(f"a{number}", title=f"another {number}")])
        seen.append(await storage.answers.revision(HERE))
    assert len(set(seen)) == len(seen)
    assert len(await storage.answers.all(HERE)) == 3


async def test_deleting_what_is_not_there_changes_nothing(storage: Storage) -> None:
    await storage.answers.save([answer("a1")])
    before = await storage.answers.all(HERE)
    assert not await storage.answers.delete(HERE, "a2")
    for other in OTHERS:
        assert not await storage.answers.delete(other, "a1")
    assert await storage.answers.all(HERE) == before
    assert await storage.answers.delete(HERE, "a1")
    assert not await storage.answers.delete(HERE, "a1")
    assert await storage.answers.revision(HERE) == 0


async def test_deleting_at_once_deletes_each_once(storage: Storage) -> None:
    await storage.answers.save([answer(f"a{number}") for number in range(6)])
    found = await asyncio.gather(*(storage.answers.delete(HERE, f"a{n % 5}") for n in range(10)))
    assert sum(found) == 5
    assert [each.id for each in await storage.answers.all(HERE)] == ["a5"]


async def test_vectors_are_kept_for_the_words_they_belong_to(storage: Storage) -> None:
    await storage.answers.save([answer()])
    found = await storage.answers.get(HERE, "a1")
    assert found is not None
    reckoned = replace(found, stamp="m2", vectors=b"\x01")
    await storage.answers.keep_vectors(reckoned)
    assert await storage.answers.get(HERE, "a1") == reckoned
    await storage.answers.save([answer(text="changed")])
    await storage.answers.keep_vectors(reckoned)
    changed = await storage.answers.get(HERE, "a1")
    assert changed is not None
    assert (changed.stamp, changed.vectors) == ("", b"")


async def test_there_is_an_end_to_them(storage: Storage) -> None:
    await storage.answers.save([answer(f"a{number}") for number in range(MOST_ANSWERS)])
    with pytest.raises(TooManyError):
        await storage.answers.save([answer("one"), answer("more")])
    assert len(await storage.answers.all(HERE)) == MOST_ANSWERS
    await storage.answers.save([answer("a0", title="changed")])


async def test_nothing_is_kept_unless_it_is_wanted(storage: Storage) -> None:
    assert await storage.missed.is_wanted(HERE) is False
    await storage.missed.note(HERE, "where do we meet", Miss.UNANSWERED)
    assert await storage.missed.all(HERE) == ()


async def test_questions_are_counted_and_know_only_the_day(storage: Storage, watch: Watch) -> None:
    await storage.missed.want(HERE, wanted=True)
    for _ in range(3):
        await storage.missed.note(HERE, "where do we meet", Miss.UNANSWERED)
        watch.pass_by(minutes=1)
    await storage.missed.note(HERE, "where do we meet", Miss.UNHELPFUL)
    day = datetime(2026, 11, 23, tzinfo=UTC)
    assert await storage.missed.all(HERE) == (
        MissedQuestion("where do we meet", Miss.UNANSWERED, 3, day),
        MissedQuestion("where do we meet", Miss.UNHELPFUL, 1, day),
    )


async def test_switching_off_deletes_what_was_kept(storage: Storage) -> None:
    other = OTHERS[0]
    for community in (HERE, other):
        await storage.missed.want(community, wanted=True)
        await storage.missed.note(community, "who pays", Miss.UNHELPFUL)
    await storage.missed.want(HERE, wanted=False)
    await storage.missed.want(HERE, wanted=False)
    assert await storage.missed.is_wanted(HERE) is False
    assert await storage.missed.all(HERE) == ()
    assert len(await storage.missed.all(other)) == 1
    assert await storage.missed.clear(HERE) == 0
    assert await storage.missed.clear(other) == 1


async def test_what_nobody_asks_any_more_goes(storage: Storage, watch: Watch) -> None:
    await storage.missed.want(HERE, wanted=True)
    await storage.missed.note(HERE, "old", Miss.UNANSWERED)
    watch.pass_by(days=60)
    await storage.missed.note(HERE, "new", Miss.UNANSWERED)
    watch.pass_by(days=31)
    assert await storage.missed.purge() == 1
    assert [each.words for each in await storage.missed.all(HERE)] == ["new"]


async def test_only_so_many_are_kept(storage: Storage) -> None:
    await storage.missed.want(HERE, wanted=True)
    for number in range(MOST_QUESTIONS_KEPT + 2):
        await storage.missed.note(HERE, f"q{number}", Miss.UNANSWERED)
    await storage.missed.note(HERE, "q0", Miss.UNANSWERED)
    kept = await storage.missed.all(HERE)
    assert len(kept) == MOST_QUESTIONS_KEPT
    assert (kept[0].words, kept[0].count) == ("q0", 2)
