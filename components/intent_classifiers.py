"""Rasa classifiers: a quick one for what is plain, and one with sentence vectors for the rest."""

from __future__ import annotations

from typing import Any

import scipy.sparse
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

# The share of a message's words that no training message has, as MaskedTextFeaturizer sets it.
UNKNOWN_SHARE = "unknown_share"
# With more unknown words the counts speak of the few others only: "Owen Price" is a name, no question for a price.
MOST_UNKNOWN = 1 / 3
# Set on a message whose act is decided: no vector is computed for it, and nobody decides again.
DECIDED = "intent_decided"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuickIntentClassifier(LogisticRegressionClassifier):
    """Decides by counted words and characters alone where it is sure; a sentence vector costs ten times as much.

    Rasa's classifier over the sparse features. What it is not sure of is left to the classifiers behind it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options: Rasa's, and the confidence from which on an act is decided (see docs/decisions/0007)."""
        return {**LogisticRegressionClassifier.get_default_config(), "threshold": 0.8}

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, name, model_storage, resource)
        # Rasa balances the acts; without, the confidence says how often it is right, which is what is asked here.
        self.clf.set_params(class_weight=None)

    def _create_X(self, messages: list[Message]) -> Any:
        # Only the counts: in training the same messages may carry vectors already.
        return scipy.sparse.vstack([message.get_sparse_features(attribute=TEXT)[1].features for message in messages])

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the most likely intent, and mark the messages for which it is certain enough."""
        super().process(messages)
        for message in messages:
            sure = message.get(INTENT)[PREDICTED_CONFIDENCE_KEY] >= self.config["threshold"]
            if sure and (message.get(UNKNOWN_SHARE) or 0) <= MOST_UNKNOWN:
                message.set(DECIDED, True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CarefulIntentClassifier(LogisticRegressionClassifier):
    """Rasa's classifier over all features, for the messages that no quicker one has decided."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the most likely intent of what is undecided."""
        undecided = [message for message in messages if not message.get(DECIDED)]
        if undecided:
            super().process(undecided)
        return messages
