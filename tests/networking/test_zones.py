"""What members may call their time zone."""

import pytest

from bot.networking.zones import named_zones


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("Seattle", "America/Los_Angeles"),
        ("Washington", "America/New_York"),
        ("San Francisco time", "America/Los_Angeles"),
        ("Mumbai", "Asia/Kolkata"),
        ("München", "Europe/Berlin"),
        ("Zürich", "Europe/Zurich"),
        ("Québec", "America/Toronto"),
        ("Chicago", "America/Chicago"),
        ("Saint-Denis", "Indian/Reunion"),
    ],
)
def test_a_large_city_is_known_by_the_names_it_has(city: str, zone: str) -> None:
    assert named_zones(city) == (zone,)


@pytest.mark.parametrize("words", ["nice", "Nice time", "done", "my time", "tomorrow", "", "Mary"])
def test_everyday_words_are_no_cities(words: str) -> None:
    assert named_zones(words) == ()
