"""What the `InboundClaims` port promises, on every engine."""

import asyncio

from storage import Storage, open_storage
from tests.storage.support import Watch


async def test_the_first_claim_wins_and_no_other(storage: Storage) -> None:
    assert await storage.claims.claim("Ev1") is True
    assert await storage.claims.claim("Ev1") is False
    assert await storage.claims.claim("ev1") is True
    assert await storage.claims.claim("Ev1 ") is True


async def test_a_claim_outlives_a_restart(durable_url: str, watch: Watch) -> None:
    async with open_storage(durable_url, watch) as before:
        assert await before.claims.claim("Ev1") is True
    async with open_storage(durable_url, watch) as after:
        assert await after.claims.claim("Ev1") is False


async def test_a_claim_is_kept_a_whole_day(storage: Storage, watch: Watch) -> None:
    await storage.claims.claim("Ev1")
    watch.pass_by(hours=24)
    await storage.claims.claim("Ev2")
    assert await storage.claims.purge() == 0
    assert await storage.claims.claim("Ev1") is False
    watch.pass_by(microseconds=1)
    assert await storage.claims.purge() == 1
    assert await storage.claims.claim("Ev1") is True
    assert await storage.claims.claim("Ev2") is False


async def test_of_many_at_once_one_wins(any_url: str, storage: Storage, watch: Watch) -> None:
    async with open_storage(any_url, watch) as second:
        stores = [storage, storage if any_url == "sqlite://" else second]
        for key in ("a", "b", "c"):
            tries = [stores[n % 2].claims.claim(key) for n in range(40)]
            assert sum(await asyncio.gather(*tries)) == 1
