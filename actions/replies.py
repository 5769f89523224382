"""What the bot says: response names with their blanks filled in the shopper's language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.terms import Terms, terms_of
from shop.errors import ShopError
from shop.money import format_money
from shop.order_line import OrderLine
from shop.views import CartChange, CartView, Choice, LineView, Question

Button = dict[str, str]

MAX_CHOICES = 12


def _unlike_a_blank(text: str) -> str:
    """Return a shopper's text so that Rasa fills the response: "0[" anywhere in it makes Rasa give up on all blanks."""
    return text.replace("0[", "0 [")


class Reply:
    """The messages of one turn. They are sent at the end, so that a failure in the middle leaves no half sentence."""

    def __init__(self, dispatcher: CollectingDispatcher, language: str, currency: str = "EUR") -> None:
        self.language = language
        self.currency = currency
        self.terms: Terms = terms_of(language)
        self._dispatcher = dispatcher
        self._introduction: str | None = None
        self._messages: list[dict[str, Any]] = []
        self._afterwards: list[Callable[[], None]] = []

    def introduce(self, response: str) -> None:
        """Say ``response`` before everything else of this turn."""
        self._introduction = response

    def say(self, response: str, buttons: Sequence[Button] = (), **blanks: Any) -> None:
        """Add a message; blanks are texts that are ready for the shopper."""
        texts = {name: _unlike_a_blank(value) if isinstance(value, str) else value for name, value in blanks.items()}
        self._messages.append({"response": response, "buttons": list(buttons), **texts})

    def after(self, work: Callable[[], None]) -> None:
        """Do this once the turn is stored: what asks others over the network must not keep a transaction open."""
        self._afterwards.append(work)

    def afterwards(self) -> None:
        """Do what was left for after the transaction."""
        while self._afterwards:
            self._afterwards.pop(0)()

    def discard(self) -> None:
        """Forget what was to be said and done: the transaction it told of was rolled back."""
        self._messages.clear()
        self._afterwards.clear()

    def send(self) -> None:
        """Hand everything to Rasa."""
        if self._introduction and not any(m["response"] == self._introduction for m in self._messages):
            self._dispatcher.utter_message(response=self._introduction)
        for message in self._messages:
            self._dispatcher.utter_message(**message)

    def money(self, amount: int) -> str:
        """Return an amount of minor units as the language writes it."""
        return format_money(amount, self.currency, self.language)

    def refuse(self, error: ShopError) -> None:
        """Say why the shop refuses; the only computed response name in the project.

        Every refusal gets the same blanks, so that none is ever missing: what was meant, and what is there instead.
        """
        details = error.details
        titles = getattr(error, "titles", None)
        choices = [self.terms.word(error.attribute or "", choice) for choice in error.choices[:MAX_CHOICES]]
        blanks = {name: details.get(name, "") for name in ("quantity", "available", "maximum", "number")}
        self.say(
            f"utter_error_{error.code}",
            item=self.terms.described(details, titles),
            instead=self.terms.format("instead", choices=self.terms.alternatives(choices)) if choices else "",
            minimum=self.money(int(details["minimum"])) if "minimum" in details else "",
            **blanks,
        )

    def ask(self, question: Question | None) -> None:
        """Ask the open question about an order line, with buttons."""
        if question is None:
            return
        item = self.terms.label(question.line, question.titles)
        choices = self.terms.alternatives(self.choice_titles(question))
        blanks = {"item": item, "choices": choices}
        buttons = self._buttons(question)
        match question.kind:
            case "quantity":
                self.say("utter_ask_quantity", buttons, **blanks)
            case "color":
                self.say("utter_ask_color", buttons, **blanks)
            case "size":
                self.say("utter_ask_size", buttons, **blanks)
            case "audience":
                self.say("utter_ask_audience", buttons, **blanks)
            case "material":
                self.say("utter_ask_material", buttons, **blanks)
            case "fit":
                self.say("utter_ask_fit", buttons, **blanks)
            case _:
                self.say("utter_ask_which", buttons, **blanks)

    def _buttons(self, question: Question) -> list[Button]:
        entity = "product" if question.kind == "which" else question.kind
        return [
            button(title, "inform", **{entity: choice})
            for title, choice in zip(self.choice_titles(question), question.choices, strict=True)
        ]

    def choice_titles(self, question: Question) -> list[str]:
        """Return the choices of a question as the shopper reads them."""
        if question.options:
            return [self._option(option) for option in question.options]
        return [self.terms.word(question.kind, value) for value in question.choices]

    def _option(self, option: Choice) -> str:
        features = [self.terms.word(kind, getattr(option, kind)) for kind in ("color", "size") if getattr(option, kind)]
        return option.titles[self.language] + self.terms.features(features)

    def cart_change(self, change: CartChange) -> None:
        """Say what was added, changed, removed and refused, then the open question or the total."""
        for response, lines in (
            ("utter_added_to_cart", change.added),
            ("utter_changed_cart_line", change.changed),
            ("utter_removed_from_cart", change.removed),
        ):
            if lines:
                self.say(response, lines=self.lines(lines))
        for refusal in change.refusals:
            self.refuse(refusal)
        if change.question:
            self.ask(change.question)
        elif not change.refusals:
            if not (change.added or change.changed or change.removed):
                self.say("utter_nothing_changed")
            self._total(change.cart)

    def _total(self, cart: CartView) -> None:
        if not cart.lines:
            self.say("utter_cart_is_empty_now")
            return
        count = sum(line.quantity for line in cart.lines)
        self.say("utter_cart_total", count=count, total=self.money(cart.total))

    def lines(self, lines: Iterable[LineView]) -> str:
        """Return order or cart lines, one in a row, with quantity, title, features and total."""
        return "\n".join(self.line(line) for line in lines)

    def line(self, line: LineView) -> str:
        """Return one cart line as a row."""
        features = [self.terms.word(name, getattr(line, name)) for name in ("color", "size") if getattr(line, name)]
        return self.terms.format(
            "line",
            quantity=line.quantity,
            title=line.titles[self.language],
            features=self.terms.features(features),
            price=self.money(line.unit_price),
            total=self.money(line.total),
        )


def button(title: str, intent: str, **entities: Any) -> Button:
    """Return a button whose payload is an intent with canonical values."""
    payload = f"/{intent}{json.dumps(entities)}" if entities else f"/{intent}"
    return {"title": title, "payload": payload}


def names_goods(line: OrderLine) -> bool:
    """Tell whether the shopper named anything that goods can be found by."""
    return bool(line.product or any(vars(line.wanted).values()) or line.max_price or line.min_price)
