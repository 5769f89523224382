"""Typed reading of a tracker: the door between what Rasa hands over and what the shop understands."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from shop.errors import InvalidQuantity
from shop.order_line import ATTRIBUTES, Attributes, OrderLine
from shop.text import storable
from shop.views import LineView

LANGUAGES = ("en", "de")
# In major units: what a typed payload may ask for; a database takes no number of any size.
HIGHEST_PRICE = 10_000_000
LINE_ENTITIES = ("product", "quantity", "max_price", "min_price", *ATTRIBUTES)
EXCLUDED = "excluded"
# The longest is a reference to a product: a sign and its key of up to 120 characters.
LONGEST_VALUE = 121
# Above this confidence a short message is what the classifier says; below, a value in it answers what was asked.
SURE = 0.7
MAX_FILLERS = 4
# Said beside a value they change nothing: "S, thanks" is S.
POLITE = ("thank", "affirm", "deny", "greet")
# Acts that an order is mistaken for.
HARDLY_ORDERS = ("search_product", "filter_products", "nlu_fallback")


@dataclass(frozen=True)
class Message:
    """The latest message of the shopper."""

    text: str
    intent: str
    confidence: float
    entities: tuple[dict[str, Any], ...]

    @property
    def words(self) -> str:
        """The shopper's own words; a tapped button has none."""
        return "" if self.text.startswith("/") else self.text

    def value(self, entity: str) -> Any | None:
        """Return the value of the first such entity."""
        return next((item["value"] for item in self.entities if item["entity"] == entity), None)


def language_of(tracker: Tracker) -> str:
    """Return the language to answer in; anything that is no language of ours counts as English."""
    language = tracker.get_slot("language")
    return language if language in LANGUAGES else LANGUAGES[0]


def message_of(tracker: Tracker) -> Message:
    """Return the latest message; whatever is missing in it is empty."""
    latest = tracker.latest_message or {}
    intent = latest.get("intent") or {}
    entities = tuple(item for item in latest.get("entities") or [] if isinstance(item, dict) and "entity" in item)
    return Message(
        text=storable(str(latest.get("text") or "")),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        entities=entities,
    )


def order_lines_of(tracker: Tracker) -> list[OrderLine]:
    """Return what the message says about goods, one line for each group of entities, in the order of the message.

    Raises:
        InvalidQuantity: a quantity or a price is no number (typed payloads can hold anything).
    """
    message = message_of(tracker)
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in message.entities:
        if item["entity"] in LINE_ENTITIES:
            groups.setdefault(str(item.get("group") or "1"), []).append(item)
    return [_line(items, message.words) for items in groups.values()]


def single_line_of(tracker: Tracker) -> OrderLine:
    """Return the first line of the message, or an empty one: "remove it" names nothing.

    Raises:
        InvalidQuantity: see ``order_lines_of``.
    """
    lines = order_lines_of(tracker)
    return lines[0] if lines else OrderLine(words=message_of(tracker).words)


def _line(items: list[dict[str, Any]], words: str) -> OrderLine:
    wanted = [item for item in items if item.get("role") != EXCLUDED]
    excluded = [item for item in items if item.get("role") == EXCLUDED]
    product = next((item for item in wanted if item["entity"] == "product"), None)
    return OrderLine(
        product=_text(product["value"]) if product else None,
        quantity=_number(wanted, "quantity"),
        wanted=_attributes(wanted),
        excluded=_attributes(excluded),
        excluded_products=_values(excluded, "product"),
        max_price=_minor_units(_number(wanted, "max_price")),
        min_price=_minor_units(_number(wanted, "min_price")),
        plural=bool(product.get("plural", True)) if product else True,
        words=words,
    )


def _attributes(items: Iterable[dict[str, Any]]) -> Attributes:
    listed = list(items)
    return Attributes(**{name: _values(listed, name) for name in ATTRIBUTES})


def _values(items: Iterable[dict[str, Any]], entity: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text(item["value"]) for item in items if item["entity"] == entity))


def _text(value: Any) -> str:
    return storable(str(value)[:LONGEST_VALUE])


def _number(items: Iterable[dict[str, Any]], entity: str) -> int | float | None:
    value = next((item["value"] for item in items if item["entity"] == entity), None)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        raise InvalidQuantity(quantity=_text(value)) from None
    return int(number) if number.is_integer() else number


def _minor_units(price: int | float | None) -> int | None:
    if price is None:
        return None
    if not math.isfinite(price) or abs(price) > HIGHEST_PRICE:
        raise InvalidQuantity(quantity=_text(price))
    return round(price * 100)


def is_bare_value(message: Message) -> bool:
    """Tell whether a message is little more than a value: "ok then M", whatever the classifier made of it.

    A message that was clearly understood as something else, a question, and goods that are named are no bare value.
    """
    values = [item for item in message.entities if item["entity"] in LINE_ENTITIES or item["entity"] == "ordinal"]
    sure = message.confidence >= SURE and message.intent not in POLITE
    if not values or sure or "?" in message.text or message.text.startswith("/"):
        return False
    if any(item["entity"] == "product" for item in values) or len({item.get("group") for item in values}) > 1:
        return False
    covered = {position for item in values for position in range(item.get("start", 0), item.get("end", 0))}
    rest = "".join(" " if position in covered else letter for position, letter in enumerate(message.text))
    return len(rest.split()) <= MAX_FILLERS


def is_order(message: Message) -> bool:
    """Tell whether a message that was hardly understood is an order: a number is said, and nothing is asked.

    The reader gives a quantity to an article only where something is ordered, so a search has none.
    """
    if message.intent not in HARDLY_ORDERS or message.confidence >= SURE or "?" in message.text:
        return False
    numbers = [item for item in message.entities if item["entity"] == "quantity"]
    named = message.value("product") is not None
    described = any(message.value(name) is not None for name in ATTRIBUTES)
    # "davon zwei Paar bitte": a number and little else.
    bare = len(message.text.split()) <= 1 + MAX_FILLERS
    return named and bool(numbers) or len(numbers) == 1 and (described or bare or message.intent != "nlu_fallback")


def chosen_line(line: LineView) -> OrderLine:
    """Return a chosen line in the words of an order line, without its quantity."""
    values = {name: getattr(line, name, None) for name in ATTRIBUTES}
    wanted = Attributes(**{kind: (value,) for kind, value in values.items() if value is not None})
    return OrderLine(product=line.product, wanted=wanted, words=line.words)


def whole(value: Any) -> int:
    """Return a whole number; anything else that a typed payload can hold is 0."""
    text = str(value).strip()
    return int(text) if text.lstrip("+-").isdecimal() and len(text) < 4 else 0


def line_to_slot(line: OrderLine) -> dict[str, Any]:
    """Return a line as JSON, for the slot ``focused_line``."""
    slot: dict[str, Any] = {name: list(getattr(line.wanted, name)) for name in ATTRIBUTES}
    return {
        **slot,
        "product": line.product,
        "quantity": line.quantity,
        "max_price": line.max_price,
        "min_price": line.min_price,
        "plural": line.plural,
        "words": line.words,
    }


def focused_line(tracker: Tracker) -> OrderLine | None:
    """Return the goods that were talked about last, or None."""
    slot = tracker.get_slot("focused_line")
    if not isinstance(slot, dict) or not isinstance(slot.get("product"), str):
        return None
    wanted = Attributes(**{name: tuple(map(_text, slot.get(name) or ())) for name in ATTRIBUTES})
    return OrderLine(
        product=_text(slot["product"]),
        quantity=slot.get("quantity"),
        wanted=wanted,
        max_price=slot.get("max_price"),
        min_price=slot.get("min_price"),
        plural=bool(slot.get("plural", True)),
        words=storable(str(slot.get("words") or "")),
    )


def last_custom_actions(tracker: Tracker, count: int) -> list[str]:
    """Return the names of the latest actions before the latest message, newest first."""
    names: list[str] = []
    for event in reversed(tracker.events):
        if event.get("event") == "action" and str(event.get("name")).startswith("action_"):
            name = str(event["name"])
            if name not in ("action_listen", "action_session_start", "action_extract_slots"):
                names.append(name)
        if len(names) == count:
            break
    return names
