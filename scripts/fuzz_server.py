"""What stands between shopper and actions, without a model: the reader, the hop to the action server, the wording."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message
from rasa_sdk.executor import ActionExecutor
from sanic.request import json_loads
from sanic.response import BaseHTTPResponse

from components.order_line_extractor import OrderLineExtractor
from components.wording_importer import merged_responses


class Server:
    """The parts that every turn passes, loaded once."""

    def __init__(self, project: Path) -> None:
        self._domain = Domain.load(str(project / "domain.yml"))
        as_dict = self._domain.as_dict()
        # A form's validation needs them; nothing else reads the domain.
        self._sent = {"forms": as_dict["forms"], "slots": as_dict["slots"]}
        self._extractor = OrderLineExtractor("fuzz")
        self._executor = ActionExecutor()
        self._executor.register_package("actions")
        self.responses = merged_responses(project)
        self._wording = TemplatedNaturalLanguageGenerator(self.responses)

    def parse(self, text: str, intent: str, confidence: float) -> dict[str, Any]:
        """Return what Rasa would hand to the policies if the classifier said this intent.

        A typed command is unpacked by Rasa's own code; one that it does not know is not understood, as in
        `components.fallback`.
        """
        message = YAMLStoryReader.unpack_regex_message(Message({"text": text}), self._domain)
        if message.get("intent"):
            return {"text": message.get("text"), "intent": message.get("intent"), "entities": message.get("entities")}
        if not text.strip() or text.strip().startswith("/"):
            intent = "nlu_fallback"
        message = Message({"text": text})
        self._extractor.process([message])
        entities = message.get("entities", [])
        return {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": entities}

    async def run(self, action: str, tracker: dict[str, Any]) -> dict[str, Any]:
        """Run an action as the action server does, both ways through its JSON."""
        sent = json.dumps({"next_action": action, "sender_id": tracker["sender_id"], "tracker": tracker})
        call = {**json_loads(sent), "domain": self._sent}
        result = await self._executor.run(call)
        answer: dict[str, Any] = json.loads(BaseHTTPResponse._dumps(result))
        return answer

    def worded(self, message: dict[str, Any], slots: dict[str, Any]) -> dict[str, Any]:
        """Return a message of an action as the shopper reads it; empty if no wording fits."""
        blanks = {key: value for key, value in message.items() if key not in ("response", "buttons")}
        draft = self._wording.generate_from_slots(message.get("response") or "", slots, "rest", **blanks) or {}
        return {**draft, **{key: value for key, value in message.items() if value}}
