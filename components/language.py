"""Rasa component: the language of a message, as an entity that fills the slot ``language``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.masking import MENTIONS
from components.order_line_extractor import MAX_CHARACTERS
from components.reading.language import LanguageGuesser
from components.reading.reader import Mention

BARE_ANSWER = "inform"
NO_SHOP_TALK = "out_of_scope"
# Letters of what was hardly understood ("hahaha") say nothing about the language.
LEAST_CONFIDENCE = 0.5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageDetector(GraphComponent, EntityExtractorMixin):
    """Adds the entity ``language`` when the message shows one; without it the slot keeps what it has.

    It stands behind the classifier: a name, an e-mail or an address given as a bare answer says nothing about the
    language, whatever its letters look like.
    """

    def __init__(self) -> None:
        self._guesser = LanguageGuesser()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """Build the component; it has no options."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entity to messages."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            language = self._guess(message, text[:MAX_CHARACTERS])
            if language:
                entity = {"entity": "language", "value": language, "start": 0, "end": len(text)}
                entity["extractor"] = type(self).__name__
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def _guess(self, message: Message, text: str) -> str | None:
        mentions: Sequence[Mention] = message.get(MENTIONS) or []
        intent = message.get(INTENT) or {}
        name = intent.get(INTENT_NAME_KEY)
        if text.startswith("/") or (name == BARE_ANSWER and _is_contact(text, mentions)):
            return None
        understood = name not in (BARE_ANSWER, NO_SHOP_TALK, DEFAULT_NLU_FALLBACK_INTENT_NAME)
        sure = float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0) >= LEAST_CONFIDENCE
        return self._guesser.guess(text, mentions, letters=understood and sure)


def _is_contact(text: str, mentions: Sequence[Mention]) -> bool:
    """Tell whether a bare answer is a name, an e-mail or an address: "Rosa Diaz" is no color in German."""
    words = text.replace(",", " ").split()
    titled = len(words) > 1 and all(word[0].isupper() or word[0].isdigit() for word in words)
    return titled or "@" in text or not mentions
