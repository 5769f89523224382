"""What the domain and the rules say, as far as a single turn needs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FALLBACK = "action_default_fallback"
FORM = "checkout_form"


@dataclass(frozen=True)
class Acts:
    """Intents with their actions. `after` holds what an intent does after a certain action of the bot."""

    intents: list[str]
    entities: list[str]
    slots: dict[str, Any]
    required_slots: list[str]
    actions: frozenset[str]
    alone: dict[str, str]
    after: dict[tuple[str, str], str]

    def action(self, intent: str, before: str | None) -> str:
        """Return the action that answers an intent; what no shopper may trigger is not understood."""
        return self.after.get((before or "", intent)) or self.alone.get(intent, FALLBACK)


def read_acts(project: Path) -> Acts:
    """Read domain.yml and data/rules."""
    domain = _yaml(project / "domain.yml")
    alone: dict[str, str] = {}
    after: dict[tuple[str, str], str] = {}
    for file in sorted((project / "data" / "rules").glob("*.yml")):
        for rule in _yaml(file)["rules"]:
            _learn(rule["steps"], alone, after)
    slots = {name: slot.get("initial_value") for name, slot in domain["slots"].items()}
    return Acts(
        intents=[_name(intent) for intent in domain["intents"]],
        entities=[_name(entity) for entity in domain["entities"]],
        slots=slots,
        required_slots=list(domain["forms"][FORM]["required_slots"]),
        actions=frozenset(domain["actions"]),
        alone=alone,
        after=after,
    )


def _learn(steps: list[dict[str, Any]], alone: dict[str, str], after: dict[tuple[str, str], str]) -> None:
    first, second, *rest = steps
    if "intent" in first and "action" in second:
        alone.setdefault(first["intent"], second["action"])
    elif "action" in first and "intent" in second and rest:
        after[first["action"], second["intent"]] = rest[0]["action"]


def _name(item: str | dict[str, Any]) -> str:
    return item if isinstance(item, str) else next(iter(item))


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))
