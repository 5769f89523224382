"""Another delivery address for an order that is not packed yet."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.aftersale import AfterSaleAction, confirm_later, number_of, words_of
from actions.aftersale_buttons import ask_order
from actions.base import Events
from actions.pending import ADDRESS, PENDING, Pending, pending_of
from actions.replies import Reply
from shop.aftersale import NewAddress
from shop.checkout.contact import Address, parse_address
from shop.counter import Counter
from shop.errors import AddressFixed, NoOrder, ShopError, UnknownOrder
from shop.pricing.countries import country_in
from shop.views import OrderView

OPEN = ("awaiting_payment", "paid")
PARTS = ("street", "postal_code", "city")


class ChangeDeliveryAddress(AfterSaleAction):
    """Take the new address, show it and ask; once the order is packed it stays as it is."""

    def name(self) -> str:
        return "action_change_delivery_address"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        asked = pending_of(tracker, "change_delivery_address")
        text = words_of(tracker)
        said = parse_address(text)
        number = self._number(tracker, said, asked)
        if number is None and not counter.orders.list(tracker.sender_id) and tracker.get_slot("checkout_fingerprint"):
            return [FollowupAction("action_correct_checkout")]
        orders = orders_meant(tracker, counter, number)
        if len(orders) > 1:
            return ask_order(reply, "change_delivery_address", "utter_ask_order_to_redirect", orders, text=text)
        known = known_parts(asked, said)
        country = country_in(text) or (asked.content.get("country") if asked else None)
        return self._go_on(tracker, reply, counter, orders[0].number, known, country)

    @staticmethod
    def _number(tracker: Tracker, said: Address, asked: Pending | None) -> str | None:
        """Return the order's number: a postal code looks like one."""
        number = number_of(tracker)
        if number is not None and number != said.postal_code:
            return number
        return str(asked.content["order"]) if asked and asked.content.get("order") else None

    @staticmethod
    def _go_on(
        tracker: Tracker, reply: Reply, counter: Counter, number: str, known: dict[str, str], country: str | None
    ) -> Events:
        content = {"order": number, **known, "country": country}
        if len(known) < len(PARTS):
            response = "utter_ask_rest_of_address" if known else "utter_ask_new_address"
            return Pending("change_delivery_address", ADDRESS, response, (), {"number": number}, content).asked(reply)
        address = NewAddress(**known, country=country)
        try:
            checked = counter.aftersale.preview_address(tracker.sender_id, number, address)
        except AddressFixed:
            raise
        except ShopError as refusal:
            reply.refuse(refusal)
            content = {"order": number}
            pending = Pending(
                "change_delivery_address", ADDRESS, "utter_ask_new_address", (), {"number": number}, content
            )
            return pending.asked(reply)
        blanks = {"street": checked.street, "postal_code": checked.postal_code, "city": checked.city, "number": number}
        content = {"order": number, **{part: getattr(checked, part) for part in (*PARTS, "country")}}
        return confirm_later(
            reply, "change_delivery_address", "utter_confirm_address", "change_delivery_address", content, **blanks
        )


def orders_meant(tracker: Tracker, counter: Counter, number: str | None) -> list[OrderView]:
    """Return the order that is named, else those that are not packed yet.

    Raises:
        UnknownOrder, NoOrder: there is no such order of this shopper.
        AddressFixed: all that there is has been packed.
    """
    if number is not None:
        order = counter.orders.by_number(tracker.sender_id, number)
        if order.status not in OPEN:
            raise AddressFixed(number=order.number)
        return [order]
    orders = counter.orders.list(tracker.sender_id)
    if not orders:
        raise NoOrder()
    still_open = [order for order in orders if order.status in OPEN]
    if not still_open:
        raise AddressFixed(number=orders[0].number)
    return still_open


def known_parts(asked: Pending | None, said: Address) -> dict[str, str]:
    """Return the parts of the address that are known by now; a new street begins a new address."""
    before = asked.content if asked and not said.street else {}
    found = {part: getattr(said, part) or before.get(part) for part in PARTS}
    if asked and asked.content.get("street") and said.street and not said.postal_code:
        found = {**found, **{part: asked.content.get(part) for part in ("postal_code", "city") if not found[part]}}
    return {part: str(value) for part, value in found.items() if value}


def confirm(tracker: Tracker, reply: Reply, counter: Counter, pending: Pending) -> Events:
    """Change the address to the one that was shown."""
    content = pending.content
    number = str(content.get("order"))
    if not all(content.get(part) for part in PARTS):
        raise UnknownOrder(number=number)
    address = NewAddress(**{part: str(content[part]) for part in PARTS}, country=content.get("country"))
    kept = counter.aftersale.change_address(tracker.sender_id, number, address)
    reply.say("utter_address_changed", number=number, street=kept.street, postal_code=kept.postal_code, city=kept.city)
    return [SlotSet(PENDING, None)]
