"""The checkout form: name, e-mail and address, and the country where the postal code leaves it open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, ShopAction, database, profile, settings
from actions.codes import CODE_ASKED
from actions.contact import (
    ADDRESS_SLOTS,
    CITY,
    CONTACT_SLOTS,
    COUNTRY,
    EMAIL,
    NAME,
    POSTAL_CODE,
    STREET,
    country_said,
    has_address,
    is_answer,
    read_contact,
)
from actions.conversation import language_of, message_of
from actions.offers import is_bare_code
from actions.replies import Reply, button
from actions.terms import terms_of
from shop.cart.codes import is_code
from shop.checkout import contact as rules
from shop.counter import Counter
from shop.errors import CountryUnclear, InvalidPostalCode, ShopError
from shop.pricing.countries import code_of, country_of

FORM = "checkout_form"

# Said while the form asks, these only mean "go on": the question is repeated. A rejection would lead back to the form.
GOING_ON = ("check_out", "affirm", "deny")
# Never a datum, however unsure the classifier is of a name.
ABOUT_THE_ORDER = (
    "apply_discount_code", "choose_delivery", "EXTERNAL_order_news", "EXTERNAL_attachment_received",
    "EXTERNAL_link_opened",
)  # fmt: skip


class ValidateCheckoutForm(FormValidationAction):
    """Reads and checks name, e-mail and address; one message may hold several, and may correct an earlier one."""

    def name(self) -> str:
        return "validate_checkout_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        """Return what is asked for; nothing while there is nothing to check out, which the summary then says."""
        if not await asyncio.to_thread(is_ready, tracker.sender_id):
            return []
        unclear = isinstance(address_problem(tracker.slots), CountryUnclear)
        return [slot for slot in domain_slots if slot != COUNTRY or unclear]

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Return what the message says of the contact; nothing makes Rasa treat it as a question in the middle."""
        requested = tracker.get_slot("requested_slot")
        message = message_of(tracker)
        if requested not in (*CONTACT_SLOTS, COUNTRY):
            return []
        if message.value("request") is not None:  # a button of something else, such as a cancellation
            return []
        if message.intent in GOING_ON:
            return [SlotSet(requested, None)]
        if requested == COUNTRY and (country := country_said(message)):
            found: dict[str, str | None] = {COUNTRY: country}
        elif not await self._answers(tracker, requested):
            return []
        else:
            found = {**read_contact(message.text, requested, terms_of(language_of(tracker)))}
        if not found.keys().isdisjoint((POSTAL_CODE, CITY)):
            found.setdefault(COUNTRY, None)  # the one of the address before is not meant
        tracker.slots.update(found)
        return [SlotSet(slot, value) for slot, value in found.items()]

    @staticmethod
    async def _answers(tracker: Tracker, requested: str) -> bool:
        message = message_of(tracker)
        asked = bool(tracker.get_slot(CODE_ASKED))
        if message.intent in ABOUT_THE_ORDER and not has_address(message.text):
            return False
        if is_bare_code(message, anything=asked or requested not in ADDRESS_SLOTS):
            return False
        if asked and await asyncio.to_thread(is_known_code, message.text):
            return False
        return (
            requested != COUNTRY
            and is_answer(message, requested)
            or is_answer(message, STREET)
            and requested == COUNTRY
        )

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Check each datum, then whether the shop delivers to the address that they make."""
        fresh = tracker.slots_to_validate()
        events: Events = await super().get_validation_events(dispatcher, tracker, domain)
        if COUNTRY in fresh:  # once it is known it is not required, and Rasa would drop it
            checked = self.validate_checkout_country(fresh[COUNTRY])
            events = [*events, *(SlotSet(slot, value) for slot, value in checked.items())]
        slots = {**tracker.slots, **{event["name"]: event["value"] for event in events if event["event"] == "slot"}}
        problem = address_problem(slots)
        if problem is None or isinstance(problem, CountryUnclear):
            return events
        refuse(dispatcher, tracker, problem)
        return [*events, *(SlotSet(slot, None) for slot in slots_to_ask_again(problem))]

    @staticmethod
    def validate_checkout_country(value: Any, *_: Any) -> Any:
        """Check the country; what is none is asked for again."""
        return {COUNTRY: code_of(str(value)) if value is not None else None}

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


class AskCountry(ShopAction):
    """Ask for the country, with a button for each that the postal code can be of."""

    def name(self) -> str:
        return "action_ask_checkout_form_checkout_country"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        problem = address_problem(tracker.slots)
        served = [code for code in (problem.choices if problem else ()) if profile().zone_of(code) is not None]
        names = {code: reply.terms.country(code) for code in served or profile().countries}
        reply.say(
            "utter_ask_country",
            [button(name, "inform", country=code) for code, name in names.items()],
            place=f"{tracker.get_slot(POSTAL_CODE)} {tracker.get_slot(CITY)}",
            countries=reply.terms.alternatives(list(names.values())),
        )
        return []


def is_ready(sender: str) -> bool:
    """Tell whether the cart holds something and no order line is open."""
    with database().read() as session:
        cart = Counter(session, settings()).cart
        return bool(cart.view(sender).lines) and cart.question(sender) is None


def is_known_code(text: str) -> bool:
    """Tell whether the shop has such a discount code."""
    with database().read() as session:
        return is_code(Counter(session, settings()).cart, text)


def address_problem(slots: Mapping[str, Any]) -> ShopError | None:
    """Return why the shop does not deliver to an address, or cannot tell its country; None while it is incomplete."""
    postal_code, city, country = (slots.get(slot) for slot in (POSTAL_CODE, CITY, COUNTRY))
    if not (isinstance(postal_code, str) and postal_code and isinstance(city, str) and city):
        return None
    try:
        country_of(profile(), country if isinstance(country, str) else None, postal_code, city)
    except ShopError as error:
        return error
    return None


def slots_to_ask_again(problem: ShopError) -> tuple[str, ...]:
    """Return what an address that cannot be delivered to leaves to be asked."""
    return (POSTAL_CODE, CITY, COUNTRY) if isinstance(problem, InvalidPostalCode) else (*ADDRESS_SLOTS, COUNTRY)


def refuse(dispatcher: CollectingDispatcher, tracker: Tracker, problem: ShopError) -> None:
    """Say what is wrong with a datum."""
    reply = Reply(dispatcher, language_of(tracker), settings().currency, profile())
    reply.refuse(problem)
    reply.send()


def _checked(
    slot: str, clean: Callable[[str], str], value: Any, dispatcher: CollectingDispatcher, tracker: Tracker
) -> dict[str, str | None]:
    """Return the cleaned datum, or say what is wrong with it and keep the question."""
    if value is None:
        return {slot: None}
    try:
        return {slot: clean(str(value))}
    except ShopError as error:
        refuse(dispatcher, tracker, error)
        return {slot: None}
