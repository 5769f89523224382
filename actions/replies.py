"""What the bot says: response names with their blanks filled in the shopper's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from babel.dates import format_date, format_time
from rasa_sdk.executor import CollectingDispatcher

from actions.choices import MAX_NAMED, Button, button, buttons_of, in_a_sentence, titles_of
from actions.shown import Show, cart_shown
from actions.terms import Terms, terms_of
from shop.errors import ShopError
from shop.money import format_money
from shop.order_line import OrderLine
from shop.profile import Profile
from shop.views import CartChange, CartView, LineView, Question

__all__ = ["Button", "Reply", "button", "names_goods"]

# Buttons under a refusal, by its code: what can be done about it.
WAYS_ON = {"payment_unavailable": ("resend_payment_link",)}


def _unlike_a_blank(text: str) -> str:
    """Return a shopper's text so that Rasa fills the response: "0[" anywhere in it makes Rasa give up on all blanks."""
    return text.replace("0[", "0 [")


class Reply:
    """The messages of one turn. They are sent at the end, so that a failure in the middle leaves no half sentence."""

    def __init__(
        self,
        dispatcher: CollectingDispatcher,
        language: str,
        currency: str = "EUR",
        shop: Profile | None = None,
    ) -> None:
        self._shop = shop
        self.language = language
        self.currency = currency
        self.terms: Terms = terms_of(language)
        self._dispatcher = dispatcher
        self._introductions: list[str] = []
        self._messages: list[dict[str, Any]] = []
        self._afterwards: list[Callable[[], None]] = []
        self._news: list[str] = []
        self.covered: set[tuple[str, str]] = set()

    def tell_first(self, text: str) -> None:
        """Say ``text``, which is ready, before the answer."""
        self._news.append(text)

    def covers(self, kind: str, number: str) -> None:
        """Keep in mind that this answer tells what news of this kind, of this order, would tell."""
        self.covered.add((kind, number))

    def introduce(self, response: str) -> None:
        """Say ``response`` before everything else of this turn."""
        self._introductions.append(response)

    def say(self, response: str, buttons: Sequence[Button] = (), *, show: Show | None = None, **blanks: Any) -> None:
        """Add a message; blanks are texts that are ready for the shopper.

        `show` is what the text says, in parts, for channels that can do better than text (docs/channels.md).
        """
        texts = {name: _unlike_a_blank(value) if isinstance(value, str) else value for name, value in blanks.items()}
        shown = {} if show is None else {"show": show}
        self._messages.append({"response": response, "buttons": list(buttons), **shown, **texts})

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
        self._news.clear()
        self.covered.clear()

    def send(self) -> None:
        """Hand everything to Rasa."""
        said = {message["response"] for message in self._messages}
        first = [{"response": response} for response in self._introductions if response not in said]
        news = [{"text": text} for text in self._news]
        for message in (*first, *news, *self._messages):
            # Rasa hands what it does not know to the channel, beside the text.
            self._dispatcher.utter_message(**message, language=self.language)

    def money(self, amount: int) -> str:
        """Return an amount of minor units as the language writes it."""
        return format_money(amount, self.currency, self.language)

    def refuse(self, error: ShopError) -> None:
        """Say why the shop refuses; the only computed response name in the project.

        Every refusal gets the same blanks, so that none is ever missing: what was meant, and what is there instead.
        """
        details = error.details
        titles = getattr(error, "titles", None)
        naming = self.terms.country if error.attribute == "country" else partial(self.terms.word, error.attribute or "")
        choices = [naming(choice) for choice in error.choices[:MAX_NAMED]]
        blanks = {name: details.get(name, "") for name in ("quantity", "available", "maximum", "number", "left")}
        self.say(
            f"utter_error_{error.code}",
            [button(self.terms.word("button", intent), intent) for intent in WAYS_ON.get(error.code, ())],
            item=self.terms.described(details, titles),
            instead=self.terms.format("instead", choices=self.terms.alternatives(choices)) if choices else "",
            minimum=self.money(int(details["minimum"])) if "minimum" in details else "",
            starts=self._local_day(details["starts"]) if "starts" in details else "",
            served=self.terms.listing([self.terms.country(code) for code in self._countries()]),
            changed=" ".join(self.terms.word("change", word) for word in details.get("changed", "").split(", ")),
            deadline=self.day(date.fromisoformat(details["deadline"])) if "deadline" in details else "",
            **blanks,
        )

    def _countries(self) -> tuple[str, ...]:
        return self._shop.countries if self._shop is not None else ()

    def _local_day(self, moment: str) -> str:
        """Return the day of a moment (ISO 8601) at the shop."""
        there = datetime.fromisoformat(moment)
        return self.day((self._shop.local(there) if self._shop else there).date())

    def day(self, day: date) -> str:
        """Return a day as the language writes it."""
        return str(format_date(day, format="long", locale=self.language))

    def moment(self, moment: datetime) -> str:
        """Return day and time of a moment as the language writes them; it is of the time zone that is shown."""
        day, time = self.day(moment.date()), format_time(moment, format="short", locale=self.language)
        return self.terms.format("moment", day=day, time=time)

    def ask(self, question: Question | None) -> None:
        """Ask the open question about an order line, with buttons."""
        if question is None:
            return
        item = self.terms.label(question.line, question.titles)
        titles = titles_of(self.terms, self.language, question)
        blanks = {"item": item, "choices": in_a_sentence(self.terms, titles)}
        buttons = buttons_of(self.terms, self.language, question)
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

    def cart_change(self, change: CartChange) -> None:
        """Say what was added, changed, removed and refused, then the open question or the total.

        The last message about the cart shows all of it as it is now.
        """
        done = [
            (response, lines)
            for response, lines in (
                ("utter_added_to_cart", change.added),
                ("utter_changed_cart_line", change.changed),
                ("utter_removed_from_cart", change.removed),
            )
            if lines
        ]
        totalled = not (change.question or change.refusals)
        for place, (response, lines) in enumerate(done, start=1):
            last = place == len(done) and not totalled
            self.say(response, lines=self.lines(lines), show=cart_shown(self, change.cart) if last else None)
        for refusal in change.refusals:
            self.refuse(refusal)
        if change.question:
            self.ask(change.question)
        elif not change.refusals:
            if not done:
                self.say("utter_nothing_changed")
            self._total(change.cart)

    def _total(self, cart: CartView) -> None:
        if not cart.lines:
            self.say("utter_cart_is_empty_now", show=cart_shown(self, cart))
            return
        count = sum(line.quantity for line in cart.lines)
        self.say("utter_cart_total", count=count, total=self.money(cart.total), show=cart_shown(self, cart))

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


def names_goods(line: OrderLine) -> bool:
    """Tell whether the shopper named anything that goods can be found by."""
    return bool(line.product or any(vars(line.wanted).values()) or line.max_price or line.min_price)
