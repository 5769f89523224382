"""What the web chat's tests share: settings of their own, and a server with a bot that does what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from channels.settings import channel_settings
from channels.webchat import WebChat
from shop.database import Database
from tests.fakes.chat_server import ChatServer, environment


@contextmanager
def chat_server(folder: Path, **variables: str) -> Iterator[ChatServer]:
    """A web chat on fresh databases in a folder; `variables` are more of its environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**environment(folder), **variables}.items():
            patch.setenv(name, value)
        channel_settings.cache_clear()
        database = Database(channel_settings().shop.database_url)
        database.upgrade()
        database.close()
        server = ChatServer(WebChat)
        yield server
        server.stop()
    channel_settings.cache_clear()


def play(scenario: Coroutine[Any, Any, None]) -> None:
    """Let a scenario happen, within a time in which it must have ended."""
    asyncio.run(asyncio.wait_for(scenario, 60))
