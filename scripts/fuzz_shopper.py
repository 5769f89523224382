"""One shopper in conversation: a tracker of its own, one turn at a time, the checkout form as Rasa plays it."""

from __future__ import annotations

import time
from typing import Any

from scripts.fuzz_acts import FORM, Acts
from scripts.fuzz_server import Server

# Actions look back a few turns; all of a long conversation would only cost time.
KEPT_EVENTS = 60
MAX_ACTIONS = 6


class Circle(Exception):
    """Actions hand over to each other without end."""


class Shopper:
    """Keeps what Rasa would keep. `said` are the messages of the latest turn."""

    def __init__(self, server: Server, acts: Acts, sender: str) -> None:
        self._server = server
        self._acts = acts
        self.sender = sender
        self.slots: dict[str, Any] = dict(acts.slots)
        self.requested: str | None = None
        self.said: list[dict[str, Any]] = []
        self.reading_seconds = 0.0
        self._loop: str | None = None
        self._events: list[dict[str, Any]] = []
        self._latest: dict[str, Any] = {}
        self._last_action: str | None = None

    async def hear(self, text: str, intent: str, confidence: float) -> None:
        """Take one turn.

        Raises:
            Circle: the actions do not come to an end.
        """
        self.said = []
        started = time.thread_time()  # of this thread: other programs must not make a message slow
        self._latest = self._server.parse(text, intent, confidence)
        self.reading_seconds = time.thread_time() - started
        self._note({"event": "user", "text": text, "parse_data": self._latest})
        for entity in self._latest["entities"]:
            if entity["entity"] == "language":
                self.slots["language"] = entity["value"]
        if self._loop and await self._fill_form():
            return
        name = str(self._latest["intent"].get("name") or "")
        await self._act(self._acts.action(name, self._last_action))
        if self._loop:
            await self._ask()

    async def _act(self, action: str) -> None:
        for _ in range(MAX_ACTIONS):
            if action == FORM:
                self._loop = FORM
                await self._fill_form()
                return
            events = await self._run(action)
            self._last_action = action
            followups = [event["name"] for event in events if event["event"] == "followup"]
            if not followups:
                return
            action = followups[0]
        raise Circle(action)

    async def _fill_form(self) -> bool:
        """Validate, then ask for what is missing or close; False if the message was no answer."""
        events = [event for event in await self._run(f"validate_{FORM}") if event["event"] == "slot"]
        asked = self.requested
        if asked and not any(event["name"] != "requested_slot" for event in events):
            return False
        missing = [slot for slot in self._acts.required_slots if self.slots.get(slot) is None]
        # The validation may say what comes next; else Rasa goes through the slots of the domain.
        said = [event["value"] for event in events if event["name"] == "requested_slot"]
        self._set_requested(said[-1] if said else next(iter(missing), None))
        if self.requested is None:
            self._loop = None
            await self._act("action_summarize_order")
        else:
            await self._ask()
        return True

    async def _ask(self) -> None:
        if not self.requested:
            return
        asking = f"ask_{FORM}_{self.requested}"
        if f"action_{asking}" in self._acts.actions:
            await self._run(f"action_{asking}")
        else:
            self._say({"response": f"utter_{asking}"})

    def _set_requested(self, slot: str | None) -> None:
        self.requested = self.slots["requested_slot"] = slot

    async def _run(self, action: str) -> list[dict[str, Any]]:
        answer = await self._server.run(action, self._tracker())
        events: list[dict[str, Any]] = answer["events"]
        self._note({"event": "action", "name": action})
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
                if event["name"] == "requested_slot":
                    self.requested = event["value"]
            elif event["event"] == "active_loop":
                self._loop = event["name"]
        for message in answer["responses"]:
            self._say(message)
        return events

    def _say(self, message: dict[str, Any]) -> None:
        self.said.append(message)
        self._note({"event": "bot", "text": self._server.worded(message, self.slots).get("text")})

    def _note(self, event: dict[str, Any]) -> None:
        self._events = [*self._events[-KEPT_EVENTS:], event]

    def _tracker(self) -> dict[str, Any]:
        return {
            "sender_id": self.sender,
            "slots": self.slots,
            "latest_message": self._latest,
            "events": self._events,
            "paused": False,
            "followup_action": None,
            "latest_input_channel": "rest",
            "active_loop": {"name": self._loop} if self._loop else {},
            "latest_action_name": self._last_action,
        }
