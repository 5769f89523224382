"""Checkout: the form for name, e-mail and address, the summary, the order and its payment link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, ShopAction, database, settings
from actions.contact import (
    ADDRESS_SLOTS,
    CITY,
    CONTACT_SLOTS,
    EMAIL,
    NAME,
    POSTAL_CODE,
    STREET,
    is_answer,
    is_titled,
    named_fields,
    read_contact,
)
from actions.conversation import language_of, message_of
from actions.payment import give_link
from actions.replies import Reply, button
from actions.terms import terms_of
from shop.checkout import contact as rules
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.errors import ShopError, SummaryOutdated

FORM = "checkout_form"
FINGERPRINT = "checkout_fingerprint"
# Said while the form asks, these only mean "go on": the question is repeated. A rejection would lead back to the form.
GOING_ON = ("check_out", "affirm", "deny")


class ValidateCheckoutForm(FormValidationAction):
    """Reads and checks name, e-mail and address; one message may hold several, and may correct an earlier one."""

    def name(self) -> str:
        return "validate_checkout_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        """Return the form's slots; none while there is nothing to check out, which the summary then says."""
        ready = await asyncio.to_thread(is_ready, tracker.sender_id)
        return domain_slots if ready else []

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Return what the message says of the contact; nothing makes Rasa treat it as a question in the middle."""
        requested = tracker.get_slot("requested_slot")
        message = message_of(tracker)
        if requested not in CONTACT_SLOTS:
            return []
        if message.intent in GOING_ON:
            return [SlotSet(requested, None)]
        if not is_answer(message, requested):
            return []
        found = read_contact(message.text, requested, terms_of(language_of(tracker)))
        tracker.slots.update(found)
        return [SlotSet(slot, value) for slot, value in found.items()]

    def validate_checkout_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Any:
        """Check the name."""
        return _checked(NAME, rules.clean_name, value, dispatcher, tracker)

    def validate_checkout_email(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Any:
        """Check the e-mail address."""
        return _checked(EMAIL, rules.clean_email, value, dispatcher, tracker)

    def validate_checkout_street(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Any:
        """Check street and number."""
        return _checked(STREET, rules.clean_street, value, dispatcher, tracker)

    def validate_checkout_postal_code(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Any:
        """Check the postal code."""
        return _checked(POSTAL_CODE, rules.clean_postal_code, value, dispatcher, tracker)

    def validate_checkout_city(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Any:
        """Check the city."""
        return _checked(CITY, rules.clean_city, value, dispatcher, tracker)


def is_ready(sender: str) -> bool:
    """Tell whether the cart holds something and no order line is open."""
    with database().read() as session:
        cart = Counter(session, settings()).cart
        return bool(cart.view(sender).lines) and cart.question(sender) is None


def _checked(
    slot: str, clean: Callable[[str], str], value: Any, dispatcher: CollectingDispatcher, tracker: Tracker
) -> dict[str, str | None]:
    """Return the cleaned datum, or say what is wrong with it and keep the question."""
    if value is None:
        return {slot: None}
    try:
        return {slot: clean(str(value))}
    except ShopError as error:
        reply = Reply(dispatcher, language_of(tracker))
        reply.refuse(error)
        reply.send()
        return {slot: None}


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
        return summarize(tracker, reply, counter, contact)


def summarize(tracker: Tracker, reply: Reply, counter: Counter, contact: Contact) -> Events:
    """Say the summary and remember its fingerprint: the order is bound to exactly this."""
    summary = counter.checkout.summary(tracker.sender_id, contact)
    reply.say(
        "utter_summary",
        [button(reply.terms.word("button", "place_order"), "place_order")],
        lines=reply.lines(summary.lines),
        goods=reply.money(summary.goods_total),
        delivery=reply.money(summary.delivery_cost),
        total=reply.money(summary.total),
        vat=reply.money(summary.vat_included),
        vat_rate=summary.price.vat_rows[0].rate // 100,
        name=contact.name,
        email=contact.email,
        street=contact.street,
        postal_code=contact.postal_code,
        city=contact.city,
    )
    return [SlotSet(FINGERPRINT, summary.fingerprint)]


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
            placed = counter.checkout.place(tracker.sender_id, contact, str(fingerprint), reply.language)
        except SummaryOutdated as outdated:
            reply.refuse(outdated)
            return summarize(tracker, reply, counter, contact)
        give_link(reply, "utter_order_placed", placed.order)
        return [SlotSet(slot, None) for slot in (*CONTACT_SLOTS, FINGERPRINT, "focused_line")]

    @staticmethod
    def _not_yet(tracker: Tracker, reply: Reply, counter: Counter, contact: Contact | None) -> Events:
        counter.cart.require(tracker.sender_id)
        if tracker.active_loop:
            reply.say("utter_checkout_unfinished")
            return []
        if contact is not None:
            return summarize(tracker, reply, counter, contact)
        reply.say("utter_order_needs_contact")
        return [FollowupAction(FORM)]


class RemindBuyNow(ShopAction):
    """A "yes" does not order: only the button's words do."""

    def name(self) -> str:
        return "action_remind_buy_now"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if not tracker.get_slot(FINGERPRINT):
            reply.say("utter_what_next")
            return []
        reply.say("utter_press_buy_now", [button(reply.terms.word("button", "place_order"), "place_order")])
        return []


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
        slots = {**dict.fromkeys(cleared), **corrected, FINGERPRINT: None}
        events = [SlotSet(slot, value) for slot, value in slots.items()]
        tracker.slots.update(slots)
        contact = contact_of(tracker)
        reply.say("utter_correction_taken")
        if contact is None:
            return [*events, FollowupAction(FORM)]
        return [*events, *summarize(tracker, reply, counter, contact)]


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
            reply.say("utter_nothing_open")
            return []
        counter.cart.drop_open(tracker.sender_id)
        reply.say("utter_dropped")
        return [SlotSet("focused_line", None)]
