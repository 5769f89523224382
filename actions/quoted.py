"""A message that quotes one of ours: "this one in M" is about the product that we showed there."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.conversation import EXCLUDED, LINE_ENTITIES, line_to_slot
from actions.metadata import about_of
from shop.catalog.matching import Candidate, reference_to
from shop.counter import Counter
from shop.order_line import Attributes, OrderLine


def take_quoted(tracker: Tracker, counter: Counter) -> list[dict[str, Any]]:
    """Put the quoted product into what the message says, wherever it names no goods itself, and into focus.

    A quoted variant stands for its product in its color. Its size says nothing: a card shows any of the sizes.
    """
    reference = about_of(tracker)
    latest = tracker.latest_message or {}
    if reference is None or str(latest.get("text") or "").startswith("/"):  # a button says what it is about
        return []
    found = counter.catalog.one(reference)
    if found is None:
        return []
    color = found.color if not reference.startswith(reference_to("")) else None
    latest["entities"] = _completed(list(latest.get("entities") or []), found, color)
    focus = OrderLine(product=reference_to(found.key), wanted=Attributes(color=(color,) if color else ()))
    event = SlotSet("focused_line", line_to_slot(focus))
    tracker.slots["focused_line"] = event["value"]
    return [event]


def _completed(entities: list[dict[str, Any]], found: Candidate, color: str | None) -> list[dict[str, Any]]:
    lines = [item for item in entities if item.get("entity") in LINE_ENTITIES]
    groups = list(dict.fromkeys(item.get("group") for item in lines)) or [None]
    for group in groups:
        own = [item for item in lines if item.get("group") == group and item.get("role") != EXCLUDED]
        named = {item["entity"] for item in own}
        if "product" in named:
            continue
        entities.append({"entity": "product", "value": reference_to(found.key), "group": group, "plural": False})
        if color and "color" not in named and color not in _excluded(lines, group):
            entities.append({"entity": "color", "value": color, "group": group})
    return entities


def _excluded(lines: list[dict[str, Any]], group: Any) -> set[str]:
    return {str(item.get("value")) for item in lines if item.get("group") == group and item.get("role") == EXCLUDED}
