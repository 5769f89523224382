"""Rasa classifier: says so when a message was not understood."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class BlankAwareFallbackClassifier(FallbackClassifier):
    """Rasa's FallbackClassifier, which also falls back on a blank message and on an unknown command.

    Known commands ("/inform") never come here; an unknown one must not be read by its words.
    """

    def _should_fallback(self, message: Message) -> bool:
        text = (message.get(TEXT) or "").strip()
        return not text or text.startswith("/") or super()._should_fallback(message)
