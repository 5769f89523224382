from __future__ import annotations

import pytest

from components.reading.lexicon import Lexicon
from components.reading.reader import Reader


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.from_files()


@pytest.fixture(scope="session")
def reader(lexicon: Lexicon) -> Reader:
    return Reader(lexicon)
