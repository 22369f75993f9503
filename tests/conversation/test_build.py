"""Build one with me: what is heard in the answers before anything is built of them."""

from dataclasses import replace

import pytest

from bot.app import compose
from bot.model.messages import (
    BuildMessage,
    ContinueBuilding,
    Form,
    KeepPlan,
    Paragraph,
    Quote,
    ShowOpenings,
)
from storage.opening import open_storage
from tests.conversation.test_coach import JO, StuckDrafts, buttons, words
from tests.support import HeldClock, answers, conversing, reviewer

PLAN = {
    "name": "Marisol",
    "work": "flight nursing talk in October",
    "me": "an ICU nurse in Tucson",
    "first": "How did you pass the transport exam while on nights?",
}
LOW = "nobody, 80 rejections and i feel worthless"


async def test_a_low_answer_on_the_first_page_is_heard_and_the_page_is_kept() -> None:
    async with conversing() as conversation:
        heard = await conversation.handle(JO, KeepPlan({**PLAN, "me": LOW}))
        assert "local emergency number" in words(heard)
        assert "safe with me" in words(heard)
        going_on = buttons(heard)["Continue"]
        assert isinstance(going_on, ContinueBuilding)
        page = await conversation.handle(JO, going_on)
        assert page.parts[0] == Form("build_rest", going_on.draft, {**PLAN, "me": LOW})


async def test_a_low_answer_in_the_whole_plan_is_heard_and_the_openings_wait() -> None:
    async with conversing() as conversation:
        heard = await conversation.handle(JO, BuildMessage({**PLAN, "kindness": LOW}))
        assert "local emergency number" in words(heard)
        assert not any(isinstance(part, Quote) for part in heard.parts)
        openings = buttons(heard)["Show my openings"]
        assert isinstance(openings, ShowOpenings)
        assert "Take the first" in buttons(await conversation.handle(JO, openings))


async def test_danger_is_heard_before_despair() -> None:
    async with conversing() as conversation:
        told = {**PLAN, "me": LOW, "first": "should i kill myself"}
        assert "if you might hurt yourself" in words(
            await conversation.handle(JO, BuildMessage(told))
        )


@pytest.mark.parametrize(
    "answer",
    [
        "a hospice nurse who lost her mother",
        "a burnt-out teacher leaving after ten years",
        "how do you cope when a patient wants to die?",
        "your post about crying in the supply closet",
        "talk on suicide prevention in nursing homes",
    ],
)
async def test_sad_work_is_work(answer: str) -> None:
    async with conversing() as conversation:
        for values in ({**PLAN, "me": answer}, {**PLAN, "first": answer}):
            reply = await conversation.handle(JO, BuildMessage(values))
            assert "emergency" not in words(reply)


async def test_help_comes_though_the_notebook_is_stuck() -> None:
    clock = HeldClock()
    async with open_storage("sqlite://", clock) as storage:
        stuck = replace(storage, drafts=StuckDrafts())
        conversation = compose(reviewer(), stuck, clock, answers())
        heard = await conversation.handle(JO, KeepPlan({**PLAN, "me": LOW}))
        assert "local emergency number" in words(heard)
        assert any(isinstance(part, Quote) and LOW in part.text for part in heard.parts)


async def test_what_can_be_built_is_offered() -> None:
    async with conversing() as conversation:
        offered = await conversation.handle(JO, BuildMessage(PLAN))
        assert sum(isinstance(part, Quote) for part in offered.parts) == 3
        titles = [part for part in offered.parts if isinstance(part, Paragraph)]
        assert len(titles) == 4
