"""Choosing how it is delivered."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction, profile
from actions.checkout import contact_of, remind_buy_now
from actions.checkout_form import address_problem
from actions.contact import CITY, COUNTRY, POSTAL_CODE
from actions.conversation import message_of
from actions.facts import window
from actions.offers import chosen_method
from actions.replies import Reply
from actions.summary import FINGERPRINT, METHOD, cost, summarize, way_button
from shop import clock
from shop.counter import Counter
from shop.errors import DeliveryMethodUnknown
from shop.pricing import DeliveryOption, delivery_options
from shop.pricing.countries import country_of


class ChooseDelivery(ShopAction):
    """Keep the way of delivery that is named, and show the summary with it; else say which ways there are."""

    def name(self) -> str:
        return "action_choose_delivery"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        cart = counter.cart.view(tracker.sender_id)
        if not cart.lines and tell_fixed(tracker, reply, counter):
            return []
        options = delivery_options(profile(), country(tracker), cart.total, clock.now())
        ways = [option.method for option in options]
        name = chosen_method(message_of(tracker), ways, reply.terms, reply.language)
        if name is None:
            tell_ways(reply, options)
            return []
        way = next((way for way in ways if way.name == name), None)
        if way is None:
            reply.refuse(DeliveryMethodUnknown(attribute="delivery_method", choices=(way.name for way in ways)))
            remind_buy_now(tracker, reply)
            return []
        contact = contact_of(tracker)
        if tracker.get_slot(FINGERPRINT) and contact is not None:
            return summarize(tracker, reply, counter, contact, way.name)
        reply.say("utter_delivery_chosen", method=way.titles[reply.language])
        return [SlotSet(METHOD, way.name)]


def country(tracker: Tracker) -> str:
    """Return where it goes, as far as that is known; else the shop's own country."""
    postal_code, city, said = (tracker.get_slot(slot) for slot in (POSTAL_CODE, CITY, COUNTRY))
    if not postal_code or not city or address_problem(tracker.slots) is not None:
        return profile().country
    return country_of(profile(), said, str(postal_code), str(city))


def tell_ways(reply: Reply, options: Sequence[DeliveryOption]) -> None:
    """Say how it can be delivered, with a button for each way."""
    texts = [
        reply.terms.format(
            "method_offer",
            method=option.method.titles[reply.language],
            cost=cost(reply, option.cost),
            window=window(reply, option.window),
        )
        for option in options
    ]
    reply.say("utter_delivery_options", [way_button(reply, option) for option in options], options="\n".join(texts))


def tell_fixed(tracker: Tracker, reply: Reply, counter: Counter) -> bool:
    """Say that a placed order stays as it is; False if there is none that is still here."""
    order = counter.orders.latest(tracker.sender_id)
    if order is None or order.status not in ("awaiting_payment", "paid", "packed"):
        return False
    reply.say("utter_delivery_fixed", number=order.number)
    return True
