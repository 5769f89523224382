"""What must hold after every turn, whatever was said."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from scripts.fuzz_acts import Acts
from scripts.fuzz_server import Server
from shop.cart.refusals import MAX_QUANTITY
from shop.views import CartView

BLANK = re.compile(r"{([^\n{}]+?)}")
BRACES = str.maketrans("{}", "()")
APOLOGY = "utter_error_unexpected"


class Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message, with its traceback."""
        self._texts.append(logging.Formatter("%(name)s: %(message)s").format(record))

    def take(self) -> list[str]:
        """Return what was logged since the last call."""
        taken, self._texts = self._texts, []
        return taken


def wrong_with_message(server: Server, message: dict[str, Any], slots: dict[str, Any], acts: Acts) -> Iterator[str]:
    """Yield what is wrong with one message of an action."""
    name = message.get("response")
    if name == APOLOGY:
        yield f"the action failed: {APOLOGY}"
    text = server.worded(message, slots).get("text")
    if not isinstance(text, str) or not text.strip():
        yield f"nothing is said by {name}"
        return
    harmless = {key: _without_braces(value) for key, value in message.items() if key != "buttons"}
    if "{" in str(server.worded(harmless, {key: _without_braces(value) for key, value in slots.items()}).get("text")):
        yield f"a blank of {name} has no value: {text[:200]!r}"
    values = " ".join(str(value) for value in (*message.values(), *slots.values()))
    blanks = {f"{{{blank}}}" for item in server.responses.get(str(name), []) for blank in BLANK.findall(item["text"])}
    unfilled = sorted(blank for blank in blanks if blank in text and blank not in values)
    if unfilled:
        yield f"blanks of {name} stayed open: {', '.join(unfilled)}"
    for button in message.get("buttons") or []:
        yield from _wrong_with_button(button, acts)


def _without_braces(value: Any) -> Any:
    return value.translate(BRACES) if isinstance(value, str) else value


def _wrong_with_button(button: dict[str, Any], acts: Acts) -> Iterator[str]:
    if not str(button.get("title") or "").strip():
        yield f"a button without a title: {button}"
    intent, _, content = str(button.get("payload")).partition("{")
    entities = json.loads("{" + content) if content else {}
    if intent.removeprefix("/") not in acts.intents or not set(entities) <= set(acts.entities):
        yield f"a button that Rasa does not know: {button}"


def wrong_with_cart(cart: CartView) -> Iterator[str]:
    """Yield what is wrong with a cart."""
    skus = [line.sku for line in cart.lines]
    if len(set(skus)) != len(skus):
        yield f"one variant stands in two lines: {skus}"
    for line in cart.lines:
        if type(line.quantity) is not int or not 1 <= line.quantity <= MAX_QUANTITY:
            yield f"{line.sku} has the quantity {line.quantity!r}"
        if line.total != line.quantity * line.unit_price:
            yield f"{line.sku}: {line.quantity} x {line.unit_price} is not {line.total}"
        if not line.words.strip():
            yield f"{line.sku} has no words that it came from"
    if cart.total != sum(line.total for line in cart.lines):
        yield f"the total {cart.total} is not the sum of the lines"
