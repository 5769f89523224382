"""A whole Rasa server in this process: trained model, real actions, every channel, and stand-ins for all messengers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import InputChannel, register
from rasa.core.channels.console import CmdlineInput
from rasa.server import create_app
from rasa.shared.utils.common import class_from_module_path
from sanic import Sanic
from sqlalchemy import func, or_, select

from actions import base
from channels.settings import channel_settings
from scripts.train import PROJECT
from shop.model import Contact, Inbound
from tests.conversations import house
from tests.conversations.talk import InProcessActions, load
from tests.sockets import free_socket

WAIT_SECONDS = 60.0


def channels_of_the_shop() -> list[InputChannel]:
    """The channels of credentials.yml."""
    import yaml

    named: Mapping[str, Any] = yaml.safe_load((PROJECT / "credentials.yml").read_text(encoding="utf-8"))
    return [class_from_module_path(path).from_credentials(values or {}) for path, values in named.items()]


class WholeServer:
    """Rasa's server on a port of its own; a second one beside it is what `rasa shell` speaks to."""

    def __init__(self, model: Path) -> None:
        self.loop = asyncio.new_event_loop()
        self.agent = load(model, InProcessActions(), self.loop)
        self._channels = channels_of_the_shop()
        self.url = self._serve(self._channels)
        self.shell_url = self._serve([CmdlineInput()])
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        self.loop.run_forever()

    def _serve(self, channels: list[InputChannel]) -> str:
        app: Sanic = create_app(self.agent)
        # Sanic rewrites its own methods; outside of its test mode that fails for the second app of a process.
        Sanic.test_mode = True
        register(channels, app, route="/webhooks/")
        made = app.create_server(sock=free_socket(), return_asyncio_server=True, access_log=False)
        server = self.loop.run_until_complete(made)
        # Sanic mounts and begins the channels here.
        self.loop.run_until_complete(server.startup())
        self.loop.run_until_complete(server.before_start())
        self.loop.run_until_complete(server.after_start())
        return f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        """Let the loop end; the process goes on."""
        self.loop.call_soon_threadsafe(self.loop.stop)

    def channel(self, name: str) -> Any:
        """One of the channels."""
        return next(channel for channel in self._channels if channel.name() == name)

    def sender_at(self, channel: str, *addresses: str | None) -> str:
        """The conversation of whoever is reached at one of these addresses."""
        with base.database().read() as session:
            query = select(Contact.sender).where(Contact.channel == channel)
            query = query.where(or_(Contact.address.in_(addresses), Contact.phone.in_(addresses)))
            return str(session.execute(query).scalar_one())

    def settle(self) -> None:
        """Wait until every message that a messenger delivered is handled."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            with base.database().read() as session:
                left = session.execute(select(func.count(Inbound.id)).where(Inbound.handled_at.is_(None))).scalar()
            if not left:
                return
            time.sleep(0.01)
        raise AssertionError("messages of messengers are left")


def environment_of(patch: pytest.MonkeyPatch, folder: Path, more: Mapping[str, str]) -> None:
    """Point everything at fresh databases with the demo catalog, and at the stand-ins."""
    unlimited = {"MESSAGES_PER_MINUTE": "60000", "MESSAGES_AT_ONCE": "60000"}
    for name, value in {**house.settings_for(folder), **unlimited, **more}.items():
        patch.setenv(name, value)
    channel_settings.cache_clear()
    house.open_shop()
