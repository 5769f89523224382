"""Whole conversations in one process: the real model, policies, actions and SQLite, without a port."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.base import database, settings
from shop.counter import Counter
from shop.pages import create_app
from tests.conversations import aftersale


class InProcessActions(EndpointConfig):
    """An action endpoint that runs the actions in this process."""

    def __init__(self) -> None:
        super().__init__("http://in-process")
        self._executor = ActionExecutor()
        self._executor.register_package("actions")
        self.is_down = False

    async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Any:
        if self.is_down:
            raise ConnectionError("the action server is away")
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            body = {"error": str(rejection), "action_name": rejection.action_name}
            raise ClientResponseError(400, "rejected", _json(body)) from rejection


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body)


class Talk:
    """One shopper talking to the bot, and a look behind the counter."""

    def __init__(self, agent: Agent, loop: asyncio.AbstractEventLoop, sender: str) -> None:
        self._agent = agent
        self._loop = loop
        self.sender = sender

    def say(self, text: str, **metadata: Any) -> list[dict[str, Any]]:
        """Send a message, with what its channel knows beside it, and return what the bot answers."""
        channel = CollectingOutputChannel()
        message = UserMessage(text, channel, self.sender, input_channel="rest", metadata=metadata or None)
        self._loop.run_until_complete(self._agent.handle_message(message))
        return channel.messages

    def slot(self, name: str) -> Any:
        """Return the value of a slot."""
        return self.slots(name)[name]

    def slots(self, *names: str) -> dict[str, Any]:
        """Return the values of several slots, None for what is not set; reads the conversation once."""
        tracker = self._loop.run_until_complete(self._agent.tracker_store.retrieve(self.sender))
        return {name: tracker.get_slot(name) if tracker else None for name in names}

    def cart(self) -> list[dict[str, Any]]:
        """Return the cart lines of the shop database."""
        with database().read() as session:
            return [vars(line) for line in Counter(session, settings()).cart.view(self.sender).lines]

    def question(self) -> str | None:
        """Return the kind of the open question about an order line."""
        with database().read() as session:
            question = Counter(session, settings()).cart.question(self.sender)
        return question.kind if question else None

    def orders(self) -> list[Any]:
        """Return the orders of this shopper, newest first."""
        with database().read() as session:
            return list(Counter(session, settings()).orders.list(self.sender))

    def kept(self) -> dict[str, Any]:
        """Return what is kept of what follows a sale."""
        return aftersale.kept(self.sender)

    def pay(self) -> int:
        """Open the payment link of the latest order, press its one button and return the status of the answer."""
        url = self.orders()[0].payment_url
        client = create_app(settings()).test_client()
        path = "/" + url.split("/", 3)[3]
        assert client.get(path).status_code == 200
        return client.post(path, follow_redirects=True).status_code


def load(model: Path, endpoint: InProcessActions, loop: asyncio.AbstractEventLoop) -> Agent:
    """Load the trained model with the project's tracker store and in-process actions."""
    from rasa.core.utils import AvailableEndpoints
    from rasa.shared.core.domain import Domain
    from rasa.utils.log_utils import configure_structlog

    from components.tracker_store import ShopTrackerStore

    configure_structlog(logging.ERROR)  # Rasa's debug lines cost more than the conversation itself
    endpoints = AvailableEndpoints()
    endpoints.action = endpoint
    agent = loop.run_until_complete(load_agent(model_path=str(model), endpoints=endpoints, loop=loop))
    agent.tracker_store = ShopTrackerStore(domain=agent.domain or Domain.empty())
    if agent.processor:
        agent.processor.tracker_store = agent.tracker_store
    return agent
