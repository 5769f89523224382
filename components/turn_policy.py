"""Rasa policy: no turn ends in silence."""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_INTENTS, IS_EXTERNAL
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

APOLOGY = "utter_error_unexpected"
UNKNOWN_INTENT = "action_default_fallback"
# Just above RulePolicy's core_fallback_threshold (config.yml), below everything that a policy knows.
LISTEN_CONFIDENCE = 0.31


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

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Learn nothing."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the apology after a silent action, and the fallback for what no shopper may trigger by typing.

        After an action that spoke it would listen if nobody knows better: an action called by another has no rule,
        and Rasa's own fallback would speak into the finished turn.
        """
        probabilities = self._default_predictions(domain)
        action = self._next_action(tracker, domain)
        if action is not None:
            probabilities[domain.index_for_action(action)] = 1.0
            return self._prediction(probabilities, is_no_user_prediction=True)
        if _spoke(tracker):
            probabilities[domain.index_for_action(ACTION_LISTEN_NAME)] = LISTEN_CONFIDENCE
        return self._prediction(probabilities)

    @staticmethod
    def _next_action(tracker: DialogueStateTracker, domain: Domain) -> str | None:
        last = _last_step(tracker)
        if isinstance(last, UserUttered):
            allowed = last.intent_name is None or last.intent_name in set(domain.intents) - set(DEFAULT_INTENTS)
            return None if allowed or last.intent_name == DEFAULT_NLU_FALLBACK_INTENT_NAME else UNKNOWN_INTENT
        if not isinstance(last, ActionExecuted):
            return None
        if last.action_name == APOLOGY:
            return ACTION_LISTEN_NAME
        if tracker.latest_message is not None and tracker.latest_message.metadata.get(IS_EXTERNAL):
            return None  # nobody asked: whoever triggered it looks at what became of it
        silent = _failed(last, tracker, domain) and not _spoke(tracker)
        return APOLOGY if silent and _is_live(tracker) else None


def _is_live(tracker: DialogueStateTracker) -> bool:
    """Tell a conversation from a test story: `rasa test core` runs no custom action, so nothing speaks there."""
    return any(isinstance(event, SessionStarted) for event in tracker.events)


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
