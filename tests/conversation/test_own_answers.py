"""The community's own voice: who may change it, who hears it, and that nothing typed is lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app import compose
from bot.conversation.catalogue import ACTIONS, FORMS, encode_action
from bot.conversation.held import LIFETIME
from bot.etiquette.ask import Etiquette
from bot.model.community import AnswerStore, OwnAnswer
from bot.model.managing import (
    DeleteOwnAnswer,
    DeleteOwnAnswerReally,
    EditOwnAnswer,
    ExportOwnAnswers,
    ImportOwnAnswers,
    ListOwnAnswers,
    ManageAnswers,
    ReopenForm,
    RestoreOwnAnswer,
    RetireOwnAnswer,
    SaveOwnAnswer,
    ShowMissedQuestions,
    ShowOwnAnswer,
)
from bot.model.messages import (
    AskEtiquette,
    Form,
    GetHelp,
    NotHelpful,
    Paragraph,
    Quote,
    Request,
    Say,
    ShowAnswer,
)
from bot.model.people import Caller, Place
from bot.model.ports import StoreUnavailableError
from bot.model.text import runs
from storage.opening import open_storage
from tests.conversation.community import (
    BOSS,
    HERE,
    MEETUP,
    MEMBER,
    RIVAL,
    STRANGER,
    THERE,
    House,
    buttons,
    words,
)
from tests.support import HeldClock, answers, reviewer


async def test_only_managers_find_the_way_from_the_hub(house: House) -> None:
    assert "This community's answers" in buttons(await house.ask(BOSS, GetHelp()))
    assert "This community's answers" not in buttons(await house.ask(MEMBER, GetHelp()))
    direct = replace(BOSS, community=None, place=Place.DIRECT)
    assert "This community's answers" not in buttons(await house.ask(direct, GetHelp()))


OWN_ACTIONS = [type_ for verb, type_ in ACTIONS.items() if verb.startswith(("own", "missed_"))]


@pytest.mark.parametrize("type_", OWN_ACTIONS)
@pytest.mark.parametrize(
    "who", [MEMBER, replace(BOSS, community=None), replace(MEMBER, place=Place.DIRECT)]
)
async def test_others_are_turned_away(house: House, type_: type[Request], who: Caller) -> None:
    answer = await house.added()
    fields = [answer] if "answer" in type_.__dataclass_fields__ else []
    fields = ["1"] if "page" in type_.__dataclass_fields__ else fields
    fields = ["x"] if "kept" in type_.__dataclass_fields__ else fields
    before = await house.storage.answers.all(HERE)
    assert "for whoever runs this community" in words(await house.ask(who, type_(*fields)))
    assert await house.storage.answers.all(HERE) == before
    assert await house.storage.missed.is_wanted(HERE) is False


@pytest.mark.parametrize("who", [MEMBER, replace(BOSS, community=None)])
async def test_others_save_and_bring_in_nothing(house: House, who: Caller) -> None:
    for request in (
        SaveOwnAnswer(MEETUP),
        ImportOwnAnswers("=== A question?\n\nA long answer it is."),
    ):
        assert "for whoever runs" in words(await house.ask(who, request))
    assert await house.storage.answers.all(HERE) == ()


async def test_members_get_it_first_marked_and_as_it_was_typed(house: House) -> None:
    kept = await house.ask(BOSS, SaveOwnAnswer(MEETUP))
    assert "Kept." in words(kept)
    reply = await house.ask(MEMBER, AskEtiquette("where is the alumni dinner?"))
    assert words(reply).startswith("From your community: Where is the monthly alumni dinner?")
    assert Quote(MEETUP["answer"]) in reply.parts
    title = next(runs(p.text) for p in reply.parts if isinstance(p, Paragraph))
    assert [run.theirs for run in title] == [False, False, True]
    assert "Helpful" in buttons(reply)
    shown = await house.ask(MEMBER, ShowAnswer(f"own_{await house.added()}"))
    assert Quote(MEETUP["answer"]) in shown.parts


async def test_in_a_direct_message_it_is_the_community_used_last(house: House) -> None:
    await house.added()
    direct = replace(MEMBER, community=None, place=Place.DIRECT)
    assert "From your community" not in words(await house.ask(direct, Say("where's the dinner?")))
    await house.storage.members.seen(MEMBER.member, HERE)
    reply = await house.ask(direct, Say("where is the alumni dinner?"))
    assert "From your community" in words(reply)


async def test_no_other_community_ever_sees_any_of_it(house: House) -> None:
    answer = await house.added()
    forged = [
        (STRANGER, AskEtiquette("where is the monthly alumni dinner?")),
        (STRANGER, ShowAnswer(f"own_{answer}")),
        (STRANGER, NotHelpful(f"own_{answer}")),
        (RIVAL, ShowOwnAnswer(answer)),
        (RIVAL, EditOwnAnswer(answer)),
        (RIVAL, RetireOwnAnswer(answer)),
        (RIVAL, RestoreOwnAnswer(answer)),
        (RIVAL, DeleteOwnAnswer(answer)),
        (RIVAL, DeleteOwnAnswerReally(answer)),
        (RIVAL, ListOwnAnswers()),
        (RIVAL, ExportOwnAnswers()),
        (RIVAL, ManageAnswers()),
        (RIVAL, ShowMissedQuestions()),
    ]
    before = await house.storage.answers.all(HERE)
    for who, request in forged:
        reply = await house.ask(who, request)
        assert "Rosa" not in words(reply)
        assert "dinner" not in words(reply)
        assert not any("dinner" in label for label in buttons(reply))
        assert not any(isinstance(part, Form) for part in reply.parts)
    await house.ask(RIVAL, SaveOwnAnswer({**MEETUP, "answer": "Overwritten by a rival."}, answer))
    assert await house.storage.answers.all(HERE) == before
    assert len(await house.storage.answers.all(THERE)) == 1


async def test_editing_retiring_and_bringing_back(house: House) -> None:
    answer = await house.added()
    form = (await house.ask(BOSS, EditOwnAnswer(answer))).parts[0]
    assert form == Form("own", answer, MEETUP)
    changed = {**MEETUP, "answer": "At Lena's now, first Tuesday at eight."}
    assert isinstance(form, Form)
    await house.ask(BOSS, FORMS["own"].build(changed, form.target))
    question = AskEtiquette("where is the alumni dinner?")
    assert "Lena" in words(await house.ask(MEMBER, question))
    assert "Rosa" not in words(await house.ask(MEMBER, question))
    await house.ask(BOSS, RetireOwnAnswer(answer))
    assert "Lena" not in words(await house.ask(MEMBER, question))
    assert "isn't here" in words(await house.ask(MEMBER, ShowAnswer(f"own_{answer}")))
    edited = await house.ask(BOSS, SaveOwnAnswer(changed, answer))
    assert "still retired" in words(edited)
    assert "Lena" not in words(await house.ask(MEMBER, question))
    assert any(
        label.startswith("Retired") for label in buttons(await house.ask(BOSS, ListOwnAnswers()))
    )
    await house.ask(BOSS, RestoreOwnAnswer(answer))
    assert "Lena" in words(await house.ask(MEMBER, question))


async def test_deleting_asks_first_and_then_nothing_is_left(house: House) -> None:
    answer = await house.added()
    question = AskEtiquette("where is the alumni dinner?")
    assert "From your community" in words(await house.ask(MEMBER, question))
    sure = await house.ask(BOSS, buttons(await house.ask(BOSS, ShowOwnAnswer(answer)))["Delete"])
    assert MEETUP["title"] in words(sure)
    assert "no way back" in words(sure)
    assert "Edit" in buttons(await house.ask(BOSS, buttons(sure)["No, keep it"]))
    yes = buttons(sure)["Yes, delete it"]
    assert "isn't here" in words(await house.ask(RIVAL, yes))
    assert "Deleted" in words(await house.ask(BOSS, yes))
    assert "isn't here" in words(await house.ask(BOSS, yes))
    assert await house.storage.answers.get(HERE, answer) is None
    assert "From your community" not in words(await house.ask(MEMBER, question))
    assert "isn't here" in words(await house.ask(MEMBER, ShowAnswer(f"own_{answer}")))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({**MEETUP, "answer": "Soon."}, "too short"),
        ({**MEETUP, "title": " "}, "the question people ask"),
        ({**MEETUP, "questions": "\n".join(f"way {n}" for n in range(21))}, "plenty"),
    ],
)
async def test_a_broken_answer_is_refused_and_nothing_typed_is_lost(
    house: House, values: dict[str, str], said: str
) -> None:
    reply = await house.ask(BOSS, SaveOwnAnswer(values, None))
    assert said in words(reply)
    assert values["answer"] in words(reply)
    assert await house.storage.answers.all(HERE) == ()
    again = buttons(reply)["Open it again"]
    assert (await house.ask(BOSS, again)).parts == (Form("own", None, values),)
    assert "let it go" in words(await house.ask(replace(BOSS, member=RIVAL.member), again))
    house.clock.advance(LIFETIME + timedelta(seconds=1))
    assert isinstance(again, ReopenForm)
    assert "let it go" in words(await house.ask(BOSS, again))


class Stuck:
    """A store that cannot be reached."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        raise StoreUnavailableError


async def test_with_the_store_away_nothing_typed_is_lost_and_members_are_answered() -> None:
    clock = HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        stuck = replace(storage, answers=Stuck(storage.answers))  # type: ignore[arg-type]  # it only raises
        house = House(compose(reviewer(), stuck, clock, answers()), stuck, clock)
        reply = await house.ask(BOSS, SaveOwnAnswer(MEETUP))
        assert "notebook is stuck" in words(reply)
        assert "Rosa" in words(reply)
        assert "Open it again" in buttons(reply)
        text = "=== Where?\n\nAt the library, every Tuesday."
        assert text in words(await house.ask(BOSS, ImportOwnAnswers(text)))
        assert "Source: " in words(await house.ask(MEMBER, AskEtiquette("who pays??")))


class Watched:
    """A store that tells when vectors were kept."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self.kept = asyncio.Event()

    async def keep_vectors(self, answer: OwnAnswer) -> None:
        await self._store.keep_vectors(answer)
        self.kept.set()

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@pytest.mark.parametrize(
    "changes",
    [{"stamp": "of another model"}, {"stamp": "", "vectors": b""}, {"vectors": b"\x01" * 100}],
)
async def test_what_another_model_read_is_read_again_meanwhile(
    house: House, changes: dict[str, Any]
) -> None:
    await house.added()
    kept = (await house.storage.answers.all(HERE))[0]
    await house.storage.answers.save([replace(kept, **changes)])
    watched = Watched(house.storage.answers)
    storage = replace(house.storage, answers=watched)  # type: ignore[arg-type]  # it hands on
    fresh = House(compose(reviewer(), storage, house.clock, answers()), storage, house.clock)
    reply = await fresh.ask(MEMBER, AskEtiquette("where is the monthly alumni dinner?"))
    assert "From your community" in words(reply)
    async with asyncio.timeout(20):
        await watched.kept.wait()
    found = (await house.storage.answers.all(HERE))[0]
    assert (found.stamp, found.vectors) == (kept.stamp, kept.vectors)
    reply = await fresh.ask(MEMBER, AskEtiquette("when do we alumni eat together"))
    assert "From your community" in words(reply)


async def test_without_the_model_it_is_found_by_its_words() -> None:
    clock = HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        house = House(compose(reviewer(), storage, clock, Etiquette(None)), storage, clock)
        await house.added()
        assert (await storage.answers.all(HERE))[0].stamp == ""
        reply = await house.ask(MEMBER, AskEtiquette("where is the monthly alumni dinner?"))
        assert "From your community" in words(reply)


async def test_every_button_of_a_manager_fits_its_id(house: House) -> None:
    answer = await house.added()
    for request in (
        ManageAnswers(),
        ListOwnAnswers(),
        ShowOwnAnswer(answer),
        ShowMissedQuestions(),
    ):
        reply = await house.ask(BOSS, request)
        assert 0 < len(buttons(reply)) <= 10
        assert all(encode_action(each) for each in buttons(reply).values())
