"""The delivery, killed at every boundary: nothing is lost, nothing comes twice."""

from pathlib import Path

from tests.wire.killing import MOMENTS, town


async def test_killed_at_every_boundary_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    """What members see: each reminder once. The full run is `python -m benchmarks.crashes`."""
    async with town(f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path) as place:
        for moment in MOMENTS:
            await place.killed_once(moment)
        await place.all_sent()
        assert (place.lost, place.doubled) == ([], [])
        assert place.received().total() == 5 * len(MOMENTS)
