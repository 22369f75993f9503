"""The delivery, killed at every boundary, and frozen in mid-send: nothing lost, nothing twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.model.people import Platform
from tests.networking.post import until, until_states
from tests.storage.support import Server
from tests.wire.killing import MOMENTS, Town, town
from tests.wire.mortal import FROZEN
from tests.wire.process import Bot
from tests.wire.serving import on

IN_THE_STORE = ("in claim", "after claim", "accepted", "in record", "after record")


async def killed_at_each(url: str, folder: Path, moments: tuple[str, ...]) -> None:
    async with town(url, folder) as place:
        for moment in moments:
            await place.killed_once(moment)
        await place.all_sent()
        assert (place.lost, place.doubled) == ([], [])
        assert place.received().total() == 5 * len(moments)


def freezing(bot: Bot) -> Callable[[str], bool]:
    """Let it stand still the moment that a message has been accepted."""

    def watch(moment: str) -> bool:
        if moment == "accepted":
            bot.freeze()
        return False

    return watch


async def test_killed_at_every_boundary_nothing_is_lost_or_doubled(
    file_url: str, tmp_path: Path
) -> None:
    """What members see: each reminder once. The full run is `python -m benchmarks.crashes`."""
    await killed_at_each(file_url, tmp_path, MOMENTS)


async def test_killed_where_postgres_matters(postgres: Server, tmp_path: Path) -> None:
    """As above, at the boundaries that are transactions of the store's."""
    await killed_at_each(postgres.emptied(), tmp_path, IN_THE_STORE)


@pytest.mark.parametrize("durable_url", ["postgres"], indirect=True)  # as on several machines
async def test_frozen_past_the_lease_another_takes_over(place: Town) -> None:
    """A machine that is suspended: one had a message accepted, one was about to send.

    Both members get theirs once, from whoever is awake, and nothing more when the others wake.
    """
    await place.remind(on(place, Platform.DISCORD))
    async with place.bot(f"{FROZEN}after claim") as about_to_send:
        await until(about_to_send.is_frozen, 30)
        await place.remind(on(place, Platform.SLACK))
        async with place.bot() as accepted:
            place.watched_by(freezing(accepted))
            await until(accepted.is_frozen, 30)
            place.watched_by(lambda _: False)
            async with place.bot() as awake:
                await until_states(place.storage, sent=2)
                assert (place.lost, place.doubled) == ([], [])
                accepted.thaw()
                about_to_send.thaw()
                for each in (accepted, about_to_send, awake):
                    assert await each.stop() == 0, each.log
    assert (place.lost, place.doubled) == ([], [])
