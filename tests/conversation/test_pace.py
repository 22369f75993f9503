"""A member who floods the bot is told once, kindly, and costs nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation.conversation import Conversation, Handler
from bot.conversation.inbound import Inbound
from bot.conversation.pace import BURST, REFILL, Pace, Verdict
from bot.model.messages import GetHelp, Paragraph, Reply, Request
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.text import plain, verbatim

DANA = MemberRef(Platform.DISCORD, "1")
LEE = MemberRef(Platform.DISCORD, "2")


@dataclass
class Watch:
    """A clock that is set by hand."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_is_welcome_and_then_one_at_a_time() -> None:
    watch = Watch()
    pace = Pace(watch)
    assert {pace.judge(DANA) for _ in range(BURST)} == {Verdict.WELCOME}
    assert pace.judge(DANA) is Verdict.TOO_FAST
    assert pace.judge(DANA) is Verdict.STILL_TOO_FAST
    watch.seconds += REFILL
    assert pace.judge(DANA) is Verdict.WELCOME
    assert pace.judge(DANA) is Verdict.TOO_FAST


def test_a_flood_holds_up_nobody_else() -> None:
    pace = Pace(Watch())
    for _ in range(10 * BURST):
        pace.judge(DANA)
    assert pace.judge(LEE) is Verdict.WELCOME


def test_one_flood_later_all_is_as_before() -> None:
    watch = Watch()
    pace = Pace(watch)
    for _ in range(10_000):
        pace.judge(DANA)
    watch.seconds += BURST * REFILL
    assert {pace.judge(DANA) for _ in range(BURST)} == {Verdict.WELCOME}


def test_a_million_members_are_not_all_remembered() -> None:
    pace = Pace(Watch())
    for number in range(30_000):
        pace.judge(MemberRef(Platform.SLACK, f"U{number}", "T1"))
    assert len(vars(pace)["_empty_at"]) <= 10_000


class Helpful:
    """A feature that counts."""

    def __init__(self) -> None:
        self.answered = 0

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {GetHelp: self.help}

    async def help(self, _who: Caller, _request: GetHelp) -> Reply:
        self.answered += 1
        return Reply((Paragraph(verbatim("Help.")),))


class Open:
    """Claims and members that are always there."""

    def __init__(self) -> None:
        self.claimed = 0

    async def claim(self, _event: str) -> bool:
        self.claimed += 1
        return True

    async def purge(self) -> int:
        raise NotImplementedError

    async def seen(self, _member: MemberRef, _community: object, locale: str = "") -> None:  # noqa: ARG002
        return

    async def last_community(self, _member: MemberRef) -> None:
        return

    async def locale(self, _member: MemberRef) -> None:
        return


async def test_ten_thousand_events_cost_thirty_answers_and_one_word() -> None:
    """Nothing is asked of the store, either."""
    feature, store = Helpful(), Open()
    inbound = Inbound(Conversation([feature]), store, store, pace=Pace(Watch()))
    who = Caller(DANA, Place.DIRECT)
    replies = [await inbound.receive(who, GetHelp(), str(number)) for number in range(10_000)]
    said = [reply for reply in replies if reply is not None]
    assert feature.answered == store.claimed == BURST
    assert len(said) == BURST + 1
    assert isinstance(said[-1].parts[0], Paragraph)
    assert "one at a time" in plain(said[-1].parts[0].text)
