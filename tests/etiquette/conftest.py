"""One loaded set of answers for all tests, with the model and without."""

import pytest

from bot.etiquette.ask import Etiquette
from bot.language.encoder import Encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="session")
def etiquette(encoder: Encoder) -> Etiquette:
    return Etiquette(encoder)


@pytest.fixture(scope="session")
def lexical() -> Etiquette:
    return Etiquette(None)
