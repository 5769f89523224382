"""Checkout: the summary, corrections, the order and its payment link."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import Events, ShopAction
from actions.checkout_form import FORM, address_problem, slots_to_ask_again
from actions.contact import (
    ADDRESS_SLOTS,
    CITY,
    CONTACT_SLOTS,
    COUNTRY,
    EMAIL,
    NAME,
    POSTAL_CODE,
    STREET,
    is_titled,
    named_fields,
    read_contact,
)
from actions.conversation import message_of
from actions.payment import give_link
from actions.replies import Reply, button
from actions.shown import cart_shown
from actions.summary import FINGERPRINT, METHOD, SHOWN, summarize
from shop.checkout import contact as rules
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.errors import CountryUnclear, ShopError, SummaryOutdated

# What a finished checkout leaves behind nowhere.
CHECKOUT_SLOTS = (*CONTACT_SLOTS, COUNTRY, FINGERPRINT, SHOWN, METHOD)


def contact_of(tracker: Tracker) -> Contact | None:
    """Return the contact from the slots, checked once more since slots are user input; None while it is incomplete.

    Raises:
        ShopError: a datum is not valid.
    """
    values = {slot: tracker.get_slot(slot) for slot in CONTACT_SLOTS}
    if not all(isinstance(value, str) and value for value in values.values()):
        return None
    return Contact(
        name=rules.clean_name(values[NAME]),
        email=rules.clean_email(values[EMAIL]),
        street=rules.clean_street(values[STREET]),
        postal_code=rules.clean_postal_code(values[POSTAL_CODE]),
        city=rules.clean_city(values[CITY]),
        country=country if isinstance(country := tracker.get_slot(COUNTRY), str) else None,
    )


class SummarizeOrder(ShopAction):
    """Show every line, delivery, VAT, total and the contact, with the button that orders."""

    def name(self) -> str:
        return "action_summarize_order"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        question = counter.cart.question(tracker.sender_id)
        if question:
            reply.say("utter_finish_line_first")
            reply.ask(question)
            return []
        counter.cart.require(tracker.sender_id)
        contact = contact_of(tracker)
        if contact is None:
            reply.say("utter_checkout_unfinished")
            return []
        return summarize(tracker, reply, counter, contact, method_of(tracker))


def method_of(tracker: Tracker) -> str | None:
    """Return the way of delivery that was chosen; None: the usual one."""
    method = tracker.get_slot(METHOD)
    return method if isinstance(method, str) else None


class PlaceOrder(ShopAction):
    """Place the order that the summary showed, and hand over the payment link."""

    writes = True

    def name(self) -> str:
        return "action_place_order"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        contact = contact_of(tracker)
        fingerprint = tracker.get_slot(FINGERPRINT)
        if contact is None or not fingerprint:
            return self._not_yet(tracker, reply, counter, contact)
        try:
            placed = counter.checkout.place(
                tracker.sender_id,
                contact,
                str(fingerprint),
                reply.language,
                shown=tracker.get_slot(SHOWN),
                method=method_of(tracker),
                channel=tracker.get_latest_input_channel(),
            )
        except SummaryOutdated as outdated:
            reply.refuse(outdated)
            return summarize(tracker, reply, counter, contact, method_of(tracker))
        left = counter.cart.view(tracker.sender_id)
        if placed.order.status == "paid":  # it costs nothing
            reply.covers("order_paid", placed.order.number)
            reply.say("utter_order_placed_free", number=placed.order.number, show=cart_shown(reply, left))
        else:
            give_link(reply, "utter_order_placed", placed.order, left)
        return [SlotSet(slot, None) for slot in (*CHECKOUT_SLOTS, "focused_line")]

    @staticmethod
    def _not_yet(tracker: Tracker, reply: Reply, counter: Counter, contact: Contact | None) -> Events:
        counter.cart.require(tracker.sender_id)
        if tracker.active_loop:
            reply.say("utter_checkout_unfinished")
            return []
        if contact is not None:
            return summarize(tracker, reply, counter, contact, method_of(tracker))
        reply.say("utter_order_needs_contact")
        return [FollowupAction(FORM)]


class RemindBuyNow(ShopAction):
    """A "yes" does not order: only the button's words do."""

    def name(self) -> str:
        return "action_remind_buy_now"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if not remind_buy_now(tracker, reply):
            reply.say("utter_what_next")
        return []


def remind_buy_now(tracker: Tracker, reply: Reply) -> bool:
    """Point at the button that orders; False if no summary was shown."""
    if not tracker.get_slot(FINGERPRINT):
        return False
    reply.say("utter_press_buy_now", [button(reply.terms.word("button", "place_order"), "place_order")])
    return True


class CorrectCheckout(ShopAction):
    """Take a corrected datum, or ask anew for the one that is named."""

    def name(self) -> str:
        return "action_correct_checkout"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        counter.cart.require(tracker.sender_id)
        text = message_of(tracker).text
        fields = named_fields(text, reply.terms)
        new_address = not set(fields).isdisjoint(ADDRESS_SLOTS)
        cleared = [slot for slot in CONTACT_SLOTS if slot in fields or (new_address and slot in ADDRESS_SLOTS)]
        corrected = corrections(text, fields, reply)
        if not cleared and not corrected:
            reply.say("utter_ask_correction")
            return []
        moved = cleared or not set(corrected).isdisjoint(ADDRESS_SLOTS)
        slots = {**dict.fromkeys(cleared), **({COUNTRY: None} if moved else {}), **corrected, FINGERPRINT: None}
        reply.say("utter_correction_taken")
        problem = address_problem({**tracker.slots, **slots})
        if problem is not None and not isinstance(problem, CountryUnclear):
            reply.refuse(problem)
            slots.update(dict.fromkeys(slots_to_ask_again(problem)))
        events = [SlotSet(slot, value) for slot, value in slots.items()]
        tracker.slots.update(slots)
        contact = contact_of(tracker)
        if contact is None or problem is not None:
            return [*events, FollowupAction(FORM)]
        return [*events, *summarize(tracker, reply, counter, contact, method_of(tracker))]


def corrections(text: str, fields: list[str], reply: Reply) -> dict[str, str]:
    """Return the valid data that a correction brings along: "my e-mail is anna@example.com" is asked no more."""
    checks = {
        NAME: rules.clean_name,
        EMAIL: rules.clean_email,
        STREET: rules.clean_street,
        POSTAL_CODE: rules.clean_postal_code,
        CITY: rules.clean_city,
    }
    found = read_contact(reply.terms.after_copula(text), fields[0] if fields else EMAIL, reply.terms)
    valid: dict[str, str] = {}
    for slot, value in found.items():
        if slot == COUNTRY:
            valid[slot] = value
            continue
        if slot == NAME and not is_titled(value):  # "my name is wrong" names nobody
            continue
        try:
            valid[slot] = checks[slot](value)
        except ShopError:
            continue
    return valid


class Stop(ShopAction):
    """Leave what we are doing: the checkout, or an open question about an order line. The cart stays."""

    writes = True

    def name(self) -> str:
        return "action_stop"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if tracker.active_loop or tracker.get_slot(FINGERPRINT):
            reply.say("utter_checkout_stopped")
            return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet(FINGERPRINT, None)]
        if counter.cart.question(tracker.sender_id) is None:
            if _may_mean_the_order(tracker) and counter.orders.latest(tracker.sender_id) is not None:
                return [FollowupAction("action_cancel_order")]
            reply.say("utter_nothing_open")
            return []
        counter.cart.drop_open(tracker.sender_id)
        reply.say("utter_dropped")
        return [SlotSet("focused_line", None)]


def _may_mean_the_order(tracker: Tracker) -> bool:
    """Tell whether "cancel it" was understood as leaving, with cancelling an order as the next guess."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return len(ranking) > 1 and ranking[1].get("name") == "cancel_order"
