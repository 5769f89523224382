"""The shopper's "yes" to what is pending."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions import aftersale_address, aftersale_cancel, aftersale_complaint, aftersale_exchange, aftersale_return
from actions.aftersale import AfterSaleAction
from actions.base import Events
from actions.conversation import message_of
from actions.pending import pending_of
from actions.replies import Reply
from shop.counter import Counter


class ConfirmRequest(AfterSaleAction):
    """Do what was asked about last; a button of an earlier request does nothing."""

    def name(self) -> str:
        return "action_confirm_request"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        pending, button_of = pending_of(tracker), message_of(tracker).value("request")
        if pending is None or button_of not in (None, pending.kind):
            reply.say("utter_request_gone")
            return []
        match pending.kind, pending.step:
            case "cancel_order", "confirm":
                return aftersale_cancel.confirm(tracker, reply, counter, pending)
            case "return_item", "confirm":
                return aftersale_return.confirm(tracker, reply, counter, pending)
            case "exchange_item", "confirm":
                return aftersale_exchange.confirm(tracker, reply, counter, pending)
            case "change_delivery_address", "confirm":
                return aftersale_address.confirm(tracker, reply, counter, pending)
            case "solution", "solution":
                return aftersale_complaint.take_solution(tracker, reply, counter, pending)
            case _:
                return pending.asked(reply)
