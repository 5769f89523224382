"""Answers that need no look into the shop: questions about it, small talk, and what comes later, said honestly."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Events, ShopAction, profile
from actions.cart import HALF_SURE
from actions.codes import CODE_ASKED
from actions.conversation import (
    ATTRIBUTES,
    focused_line,
    is_bare_value,
    last_custom_actions,
    message_of,
)
from actions.facts import facts
from actions.photo import photo_of
from actions.public_codes import say_public
from actions.reorder import repeats_without
from actions.replies import Reply, button
from shop.cart.codes import public_codes
from shop.counter import Counter

ANSWERS = {
    # faq
    "ask_shipping_cost": "utter_shipping_cost",
    "ask_delivery_time": "utter_delivery_time",
    "ask_payment_methods": "utter_payment_methods",
    "ask_return_policy": "utter_return_policy",
    "ask_discounts": "utter_discounts",
    # catalog
    "ask_size_advice": "utter_size_advice",
    "ask_gift_advice": "utter_gift_advice",
    "request_stock_notice": "utter_stock_notice",
    # service
    "talk_to_human": "utter_human",
    "ask_opening_hours": "utter_opening_hours",
    "give_rating": "utter_rating",
    "give_feedback": "utter_feedback",
    "refer_friend": "utter_referral",
    "set_size": "utter_size_profile",
    # privacy
    "ask_privacy": "utter_privacy",
    "delete_my_data": "utter_delete_data",
    "export_my_data": "utter_export_data",
    "subscribe_offers": "utter_subscribe",
    "unsubscribe_offers": "utter_unsubscribe",
    # smalltalk
    "greet": "utter_greet",
    "goodbye": "utter_goodbye",
    "thank": "utter_welcome",
    "ask_if_bot": "utter_disclose_bot",
    "ask_help": "utter_help",
    "make_small_talk": "utter_small_talk",
    "insult": "utter_insult",
    "out_of_scope": "utter_out_of_scope",
}


# Rasa's own name for a message that was not understood.
UNSURE = "nlu_fallback"


class AnswerQuestion(ShopAction):
    """Answer what one fixed text answers; an open question is asked again afterwards."""

    resumes = True

    def name(self) -> str:
        return "action_answer_question"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        intent = message_of(tracker).intent
        codes = public_codes(counter.cart, profile(), tracker.sender_id) if intent == "ask_discounts" else []
        if codes:
            say_public(reply, codes)
            return [SlotSet(CODE_ASKED, True)]
        reply.say(ANSWERS.get(intent, "utter_what_next"), **facts(reply))
        # The answer about discounts asks for a code of the shopper's own.
        return [SlotSet(CODE_ASKED, True)] if intent == "ask_discounts" else []


class OfferCheckout(ShopAction):
    """ "No, that's all": offer the way to the till, or leave the question that was open."""

    writes = True
    resumes = True

    def name(self) -> str:
        return "action_offer_checkout"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if counter.cart.question(tracker.sender_id):
            if message_of(tracker).confidence < HALF_SURE:  # a guessed "no" drops nothing; the question comes again
                reply.say("utter_not_understood")
                return []
            counter.cart.drop_open(tracker.sender_id)
            reply.say("utter_dropped")
        elif counter.cart.view(tracker.sender_id).lines:
            reply.say("utter_offer_checkout", [button(reply.terms.word("button", "check_out"), "check_out")])
        else:
            reply.say("utter_nothing_more")
        return []


class AskMore(ShopAction):
    """ "Yes" where nothing was offered: ask what it shall be, or repeat what is open."""

    resumes = True

    def name(self) -> str:
        return "action_ask_more"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if counter.cart.question(tracker.sender_id) is None:
            reply.say("utter_what_next")
        return []


class SwitchLanguage(ShopAction):
    """Confirm the language: it is the one that the request was written in."""

    resumes = True

    def name(self) -> str:
        return "action_switch_language"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        reply.say("utter_language_switched")
        return []


class Fallback(ShopAction):
    """Not understood: say so once; the second time in a row offer concrete ways on."""

    resumes = True

    def name(self) -> str:
        return "action_default_fallback"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        message = message_of(tracker)
        if photo_of(tracker) is not None:  # a caption such as "here"
            return [FollowupAction("action_answer_attachment")]
        described = any(message.value(name) is not None for name in ATTRIBUTES)
        if message.intent == UNSURE and described and is_bare_value(message) and focused_line(tracker):
            return [FollowupAction("action_take_answer")]  # "then in S", after a refusal
        if repeats_without(message):
            return [FollowupAction("action_reorder")]
        again = last_custom_actions(tracker, 1) == [self.name()]
        if not again:
            reply.say("utter_not_understood")
            return []
        intents = ("show_cart", "check_out", "ask_help", "talk_to_human")
        reply.say("utter_ways_on", [button(reply.terms.word("button", name), name) for name in intents])
        return []


class Repeat(ShopAction):
    """Say the last answer again."""

    def name(self) -> str:
        return "action_repeat"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        texts = [event["text"] for event in previous_answer(tracker)]
        reply.say("utter_repeated", text="\n\n".join(texts)) if texts else reply.say("utter_nothing_to_repeat")
        return []


def previous_answer(tracker: Tracker) -> list[dict[str, str]]:
    """Return the bot's messages of the turn before the latest message, oldest first."""
    turns: list[list[dict[str, str]]] = [[]]
    for event in tracker.events:
        if event.get("event") == "user":
            turns.append([])
        elif event.get("event") == "bot" and event.get("text"):
            turns[-1].append(event)
    before = turns[:-1]
    return before[-1] if before else []
