"""The numbers of the delivery fit together."""

from datetime import timedelta

import pytest

from bot.networking.terms import Terms


def test_a_lease_that_could_not_outlive_a_send_is_refused() -> None:
    with pytest.raises(ValueError, match="outlive"):
        Terms(lease=timedelta(seconds=60))


def test_delays_grow_and_stay_within_bounds() -> None:
    terms = Terms()
    delays = [terms.delay(tries).total_seconds() for tries in range(1, terms.most_tries + 1)]
    assert 10 < delays[0] < 20
    assert max(delays) <= 1.2 * terms.most_delay
    assert sum(delays) > 2.5 * 24 * 3600  # a platform may be away for a weekend
