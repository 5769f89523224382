"""What Rasa keeps of a conversation, read and begun for the web chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from channels.content import LANGUAGES
from channels.webchat.limits import HISTORY_READ

LANGUAGE = "language"


@dataclass(frozen=True)
class Kept:
    """The end of a conversation: the last events of both sides (Rasa's, as dictionaries), and its language."""

    events: Sequence[Mapping[str, Any]] = ()
    language: str | None = None

    @property
    def message_ids(self) -> list[str]:
        """The ids of the shopper's messages."""
        return [str(e["message_id"]) for e in self.events if e.get("event") == "user" and e.get("message_id")]


class Conversations:
    """Reads and begins conversations through the agent of the Rasa server, which is another one after a new model."""

    def __init__(self, agent_of: Callable[[], Agent]) -> None:
        self._agent_of = agent_of

    @property
    def _agent(self) -> Agent:
        return self._agent_of()

    async def kept(self, sender: str) -> Kept:
        """Return what is kept of a conversation; with another tracker store than ours the whole of it is read."""
        store: Any = self._agent.tracker_store
        while not hasattr(store, "last_said") and hasattr(store, "_tracker_store"):  # Rasa wraps it
            store = store._tracker_store
        if hasattr(store, "last_said"):
            events, language = await asyncio.to_thread(
                lambda: (store.last_said(sender, HISTORY_READ), store.last_slot(sender, LANGUAGE))
            )
            return Kept(events, language)
        tracker = await store.retrieve_full_tracker(sender)
        if tracker is None:
            return Kept()
        said = [event.as_dict() for event in tracker.events if isinstance(event, (BotUttered, UserUttered))]
        return Kept(said[-HISTORY_READ:], tracker.get_slot(LANGUAGE))

    def quiet(self, sender: str) -> AbstractAsyncContextManager[Any]:
        """Keep away everything that Rasa does in a conversation, also what its API brings: news."""
        return self._agent.lock_store.lock(sender)

    async def begin(self, sender: str, language: str) -> None:
        """Let a conversation that nobody has said anything in start in a language."""
        processor = self._agent.processor
        if language == LANGUAGES[0] or processor is None:  # the slot starts with it
            return
        async with self.quiet(sender):
            tracker = await processor.fetch_tracker_with_initial_session(sender)
            if tracker.latest_message is None or not tracker.latest_message.text:
                tracker.update(SlotSet(LANGUAGE, language), self._agent.domain)
                await processor.save_tracker(tracker)
