"""Rasa policy: no turn ends in silence."""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

APOLOGY = "utter_error_unexpected"
UNKNOWN_INTENT = "action_default_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class TurnPolicy(Policy):
    """Apologizes when an action said nothing, and treats an unknown typed intent as not understood.

    Rasa swallows the failure of an action (the action server is away, an exception): the shopper would get an empty
    answer. Every custom action of Tresen speaks, so an action without words is a failure.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TurnPolicy:
        """Build the policy; there is nothing to learn."""
        return cls(config, model_storage, resource, execution_context)

    load = create

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options: the priority, above RulePolicy's 6."""
        return {"priority": 7}

    def _create_featurizer(self) -> TrackerFeaturizer | None:
        return None

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learn nothing."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the apology after a silent action, listening after the apology, the fallback for unknown intents."""
        action = self._next_action(tracker, domain)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=True)

    @staticmethod
    def _next_action(tracker: DialogueStateTracker, domain: Domain) -> str | None:
        last = _last_step(tracker)
        if isinstance(last, UserUttered):
            known = last.intent_name is None or last.intent_name in domain.intents
            return None if known else UNKNOWN_INTENT
        if not isinstance(last, ActionExecuted):
            return None
        if last.action_name == APOLOGY:
            return ACTION_LISTEN_NAME
        return APOLOGY if _failed(last, tracker, domain) and not _spoke(tracker) else None


def _failed(last: ActionExecuted, tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Tell whether an action that should have spoken did not; a form that closes silently leaves events behind."""
    if last.action_name in domain.form_names:
        return tracker.events[-1] is last
    return last.action_name in domain.user_actions and not last.action_name.startswith("utter_")


def _last_step(tracker: DialogueStateTracker) -> UserUttered | ActionExecuted | None:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return event
        if isinstance(event, ActionExecuted):
            return event
    return None


def _spoke(tracker: DialogueStateTracker) -> bool:
    """Tell whether the bot said something since the last message of the shopper."""
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            return True
        if isinstance(event, UserUttered):
            return False
    return False
