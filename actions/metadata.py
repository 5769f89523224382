"""What a channel tells beside the text of a message: checked here once, since REST lets anybody say anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from shop.order_line import OrderLine
from shop.text import storable

# A product reference is a key of at most 120 characters behind a sign, a SKU has at most 80.
LONGEST_REFERENCE = 121
# Nobody chooses more kinds of goods at once; each costs a look into the stock.
MOST_ITEMS = 50
SAID_CUT = "utter_message_cut"


@dataclass(frozen=True)
class NativeOrder:
    """What was chosen in a messenger's own catalog. `left_out` counts the items beyond what is taken at once."""

    lines: list[OrderLine]
    left_out: int = 0


def metadata_of(tracker: Tracker) -> dict[str, Any]:
    """Return what the channel told with the latest message; empty if it told nothing."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            metadata = event.get("metadata")
            return metadata if isinstance(metadata, dict) else {}
    return {}


def native_order_of(tracker: Tracker) -> NativeOrder:
    """Return the items of a native order; an item without a SKU is none.

    A quantity that is no whole number is refused by the cart, like any other.
    """
    items = metadata_of(tracker).get("items")
    read = [line for item in items if (line := _line(item)) is not None] if isinstance(items, list) else []
    return NativeOrder(read[:MOST_ITEMS], max(0, len(read) - MOST_ITEMS))


def about_of(tracker: Tracker) -> str | None:
    """Return the product reference or SKU of the message that the shopper quotes, or None."""
    return _reference(metadata_of(tracker).get("about"))


def cut_is_unsaid(tracker: Tracker) -> bool:
    """Tell whether the channel cut the message, and nobody has said so yet: one action may hand over to another."""
    if metadata_of(tracker).get("cut") is not True:
        return False
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        if event.get("event") == "bot" and (event.get("metadata") or {}).get("utter_action") == SAID_CUT:
            return False
    return True


def _line(item: Any) -> OrderLine | None:
    sku = _reference(item.get("sku")) if isinstance(item, dict) else None
    if sku is None:
        return None
    quantity = item.get("quantity", 1)
    is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
    return OrderLine(sku=sku, quantity=quantity if is_number else 0, plural=False)


def _reference(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > LONGEST_REFERENCE:
        return None
    return storable(value).strip() or None
