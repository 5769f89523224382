"""Cart: answers to what was asked, and agreeing to what was shown."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.base import Events
from actions.cart import CartAction, completed, take
from actions.choices import titles_of
from actions.conversation import ATTRIBUTES, focused_line, message_of, order_lines_of, single_line_of
from actions.replies import Reply, names_goods
from components.picking import position_in
from shop.counter import Counter
from shop.errors import NothingNamed
from shop.order_line import Attributes, OrderLine
from shop.views import Question


class TakeFocused(CartAction):
    """Add the goods that were just talked about, when the shopper agrees."""

    def name(self) -> str:
        return "action_take_focused"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        focus = focused_line(tracker)
        if focus is None:
            raise NothingNamed()
        return self.tell(reply, take(tracker, counter, focus))


class TakeAnswer(CartAction):
    """Take a bare answer ("M", "in black", "the second one") for the open question, or for the goods in focus."""

    def name(self) -> str:
        return "action_take_answer"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        question = counter.cart.question(tracker.sender_id)
        line = single_line_of(tracker)
        if question:
            return self._answer(tracker, reply, counter, line)
        focus = focused_line(tracker)
        if len(order_lines_of(tracker)) > 1 and not line.product:  # several bare values mean nothing together
            reply.say("utter_what_for")
            return []
        if not names_goods(line) and line.quantity is None:
            reply.say("utter_what_for")
            return []
        if focus is None and not line.product:
            raise NothingNamed()
        wish = completed(line, focus)
        if wish.quantity is None:  # a color or size alone orders nothing: tell whether it is there
            return [FollowupAction("action_check_availability")]
        return self.tell(reply, counter.cart.add(tracker.sender_id, [wish]), wish)

    def _answer(self, tracker: Tracker, reply: Reply, counter: Counter, line: OrderLine) -> Events:
        question = counter.cart.question(tracker.sender_id)
        ordinal = message_of(tracker).value("ordinal")
        if ordinal is None and question and question.kind != "quantity":
            ordinal = position_of(message_of(tracker).text, titles_of(reply.terms, reply.language, question))
        choice = chosen(question, ordinal) if question and ordinal is not None else None
        if choice:
            change = counter.cart.answer(tracker.sender_id, choice)
        elif names_goods(line) or line.quantity is not None or any(vars(line.excluded).values()):
            change = counter.cart.answer(tracker.sender_id, line)
        else:
            reply.say("utter_not_an_answer")
            reply.ask(question)
            return []
        return self.tell(reply, change)


def position_of(text: str, titles: list[str]) -> int | None:
    """Return the position (from 1) that a text names among what was asked: "die 2"; a bare "2" may be a quantity."""
    position = position_in(text)
    index = position.of(titles) if position is not None and not position.bare else None
    return index + 1 if index is not None else None


def chosen(question: Question, ordinal: Any) -> OrderLine | None:
    """Return the choice at a position ("the second one" is 2, "the last one" -1) as an answer, or None."""
    count = len(question.choices)
    number = int(ordinal) if str(ordinal).lstrip("-").isdigit() else 0
    if not 1 <= abs(number) <= count:
        return None
    choice = question.choices[number - 1 if number > 0 else number]
    if question.kind in ATTRIBUTES:
        return OrderLine(wanted=Attributes(**{question.kind: (choice,)}))
    if question.kind == "quantity":
        return OrderLine(quantity=int(choice))
    return OrderLine(product=choice)
