"""A shop of its own for the conversations, and one loaded agent."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conversations import house
from tests.conversations.talk import InProcessActions, Talk, load

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def shop_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Point every part at fresh SQLite files, filled with the demo catalog."""
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in house.settings_for(folder).items():
            patch.setenv(name, value)
        house.open_shop()
        yield folder
    house.forget_shop()


@pytest.fixture(scope="session")
def stock(shop_environment: Path) -> house.Stock:
    """The stock of the demo catalog, to be put back before a conversation."""
    return house.Stock()


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for the agent of the session."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def endpoint(shop_environment: Path) -> InProcessActions:
    """The action endpoint, which a test can take down."""
    return InProcessActions()


@pytest.fixture(scope="session")
def talk_to(
    model: Path, shop_environment: Path, endpoint: InProcessActions, loop: asyncio.AbstractEventLoop
) -> Callable[..., Talk]:
    """Return a function that begins a conversation with a new shopper, or goes on with a known one."""
    agent = load(model, endpoint, loop)
    return lambda sender=None: Talk(agent, loop, sender or f"shopper-{next(_numbers)}")
