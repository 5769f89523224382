"""Cart: adding, answering an open question, changing, removing, showing, undoing."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Events, ShopAction
from actions.conversation import (
    ATTRIBUTES,
    SURE,
    chosen_line,
    focused_line,
    line_to_slot,
    message_of,
    order_lines_of,
    single_line_of,
    whole,
)
from actions.metadata import NativeOrder, native_order_of
from actions.reorder import is_reorder, repeats_without
from actions.replies import Reply, button
from actions.shown import cart_shown
from shop.counter import Counter
from shop.errors import InvalidQuantity, NotEnoughStock, NothingNamed, QuantityTooLarge, UnknownProduct
from shop.order_line import Attributes, OrderLine
from shop.text import storable
from shop.views import CartChange

# Below this an act is a guess, and a guess empties no cart and takes nothing back.
HALF_SURE = 0.5
LONGEST_WORD = 60


class CartAction(ShopAction):
    """An action that changes the cart and keeps in focus what it touched."""

    writes = True

    @staticmethod
    def tell(reply: Reply, change: CartChange, asked: OrderLine | None = None) -> Events:
        """Say the change and return the goods in focus; ``asked`` stays in focus when it was refused."""
        reply.cart_change(change)
        touched = [*change.added, *change.changed]
        if change.question:
            return [SlotSet("focused_line", line_to_slot(change.question.line))]
        if not touched:
            return _kept(asked, change)
        return [SlotSet("focused_line", line_to_slot(chosen_line(touched[-1])))]


def completed(line: OrderLine, focus: OrderLine | None) -> OrderLine:
    """Return ``line`` with the goods in focus where it names none: "and one in navy", "two in M" after a search.

    What the line says wins. A quantity is only in focus while the order it belongs to was refused ("pink is sold out" –
    "then black").
    """
    if line.product or focus is None:
        return line
    quantity = focus.quantity if line.quantity is None else line.quantity
    wanted = {name: getattr(line.wanted, name) or getattr(focus.wanted, name) for name in ATTRIBUTES}
    words = line.words or focus.words  # a tapped button has none
    wanted_line = replace(line, product=focus.product, quantity=quantity, words=words)
    return replace(wanted_line, wanted=Attributes(**wanted), plural=focus.plural)


def _kept(asked: OrderLine | None, change: CartChange) -> Events:
    """Keep a refused wish in focus, without its quantity when that was what could not be: it is asked for anew."""
    if asked is None or not asked.product:
        return []
    if any(isinstance(refusal, InvalidQuantity | QuantityTooLarge | NotEnoughStock) for refusal in change.refusals):
        asked = replace(asked, quantity=None)
    return [SlotSet("focused_line", line_to_slot(asked))]


class AddToCart(CartAction):
    """Put what the message orders into the cart."""

    def name(self) -> str:
        return "action_add_to_cart"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        chosen = native_order_of(tracker)
        if chosen.lines:
            return self._add_chosen(tracker, reply, counter, chosen)
        lines = order_lines_of(tracker)
        question = counter.cart.question(tracker.sender_id)
        if question and len(lines) == 1 and not lines[0].product:
            return self.tell(reply, counter.cart.answer(tracker.sender_id, lines[0]))
        refuse_strangers(tracker)
        if not lines:
            return self._without_goods(tracker, reply, counter)
        if is_reorder(tracker, counter):
            return [FollowupAction("action_reorder")]
        focus = focused_line(tracker)
        wishes = [completed(line, focus) for line in lines]
        return self.tell(reply, counter.cart.add(tracker.sender_id, wishes), wishes[-1])

    def _add_chosen(self, tracker: Tracker, reply: Reply, counter: Counter, chosen: NativeOrder) -> Events:
        """Put in exactly the variants of a native order; nothing of it is left to ask."""
        if chosen.left_out:
            reply.say("utter_items_left_out", count=chosen.left_out)
        return self.tell(reply, counter.cart.add(tracker.sender_id, chosen.lines))

    def _without_goods(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        focus = focused_line(tracker)
        if counter.cart.question(tracker.sender_id):
            reply.ask(counter.cart.question(tracker.sender_id))
            return []
        if focus is None:
            raise NothingNamed()
        return self.tell(reply, take(tracker, counter, focus))


def refuse_strangers(tracker: Tracker) -> None:
    """Refuse goods that the shop does not know: what was talked about before is not meant.

    Raises:
        UnknownProduct: the message names such goods, and no others.
    """
    stranger = message_of(tracker).value("unknown_goods")
    if stranger is not None:
        raise UnknownProduct(product=storable(str(stranger)[:LONGEST_WORD]))


def take(tracker: Tracker, counter: Counter, focus: OrderLine) -> CartChange:
    """Add the goods in focus as one piece: "I'll take it" names one."""
    wish = replace(focus, plural=False, words=message_of(tracker).words or focus.words)
    return counter.cart.add(tracker.sender_id, [wish])


class ChangeCartLine(CartAction):
    """Change quantity, size or color of something chosen."""

    def name(self) -> str:
        return "action_change_cart_line"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        lines, step = order_lines_of(tracker), whole(message_of(tracker).value("size_step"))
        if not lines and not step:
            reply.say("utter_ask_change")
            return []
        lines = [replace(line, size_step=step) for line in lines or [single_line_of(tracker)]]
        focus = focused_line(tracker)
        if focus is None and was_sold(tracker, counter, lines[0]):
            return [FollowupAction("action_exchange_item")]
        if has_nothing(tracker, counter) and (lines[0].product or focus):  # "then in S" after a refusal is an order
            wishes = [completed(line, focus) for line in lines]
            return self.tell(reply, counter.cart.add(tracker.sender_id, wishes), wishes[-1])
        return self.tell(reply, counter.cart.change(tracker.sender_id, lines[0]))


def was_sold(tracker: Tracker, counter: Counter, line: OrderLine) -> bool:
    """Tell whether a change can only be about goods that were bought: nothing of the kind is chosen."""
    bought = OrderLine(product=line.product)
    return (
        bool(line.product)
        and has_nothing(tracker, counter)
        and bool(counter.aftersale.meant(tracker.sender_id, bought))
    )


def has_nothing(tracker: Tracker, counter: Counter) -> bool:
    """Tell whether nothing is chosen and nothing is open, so that there is nothing to change or to take out."""
    return not counter.cart.view(tracker.sender_id).lines and counter.cart.question(tracker.sender_id) is None


class RemoveFromCart(CartAction):
    """Take something out of the cart."""

    def name(self) -> str:
        return "action_remove_from_cart"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        message = message_of(tracker)
        if repeats_without(message) and has_nothing(tracker, counter):
            return [FollowupAction("action_reorder")]
        unsure = message.confidence < SURE and message.value("product") and message.value("quantity")
        if unsure and has_nothing(tracker, counter):  # "I need a scarf": taking out of nothing is more likely a wish
            return [FollowupAction("action_add_to_cart")]
        return remove(tracker, reply, counter)


def remove(tracker: Tracker, reply: Reply, counter: Counter) -> Events:
    """Take out what the message names, or what was touched last."""
    refuse_strangers(tracker)
    lines = order_lines_of(tracker) or [single_line_of(tracker)]
    changes = [counter.cart.remove(tracker.sender_id, line) for line in lines]
    reply.cart_change(
        CartChange(
            cart=changes[-1].cart,
            question=changes[-1].question,
            removed=[line for change in changes for line in change.removed],
            refusals=[refusal for change in changes for refusal in change.refusals],
        )
    )
    return []


class ShowCart(ShopAction):
    """Show what is in the cart, and what is still open."""

    resumes = True

    def name(self) -> str:
        return "action_show_cart"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        cart = counter.cart.view(tracker.sender_id)
        if not cart.lines:
            reply.say("utter_cart_empty", show=cart_shown(reply, cart))
            return []
        reply.say(
            "utter_cart",
            lines=reply.lines(cart.lines),
            total=reply.money(cart.total),
            buttons=[button(reply.terms.word("button", "check_out"), "check_out")],
            show=cart_shown(reply, cart),
        )
        if cart.discount_code:
            reply.say("utter_discount_in_cart", code=cart.discount_code)
        return []


class EmptyCart(ShopAction):
    """Empty the cart; the step can be taken back."""

    writes = True

    def name(self) -> str:
        return "action_empty_cart"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if any(line.product for line in order_lines_of(tracker)):  # "delete the bags" is not everything
            return remove(tracker, reply, counter)
        if message_of(tracker).confidence < HALF_SURE:
            return [FollowupAction("action_default_fallback")]
        emptied = counter.cart.empty(tracker.sender_id)
        reply.say("utter_cart_emptied", show=cart_shown(reply, emptied.cart))
        return [SlotSet("focused_line", None)]


class Undo(ShopAction):
    """Take back the last step in the cart."""

    writes = True
    resumes = True

    def name(self) -> str:
        return "action_undo"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if message_of(tracker).confidence < HALF_SURE:
            return [FollowupAction("action_default_fallback")]
        cart = counter.cart.undo(tracker.sender_id).cart
        shown = cart_shown(reply, cart)
        if not cart.lines:
            reply.say("utter_undone_to_empty", show=shown)
            return []
        reply.say("utter_undone", lines=reply.lines(cart.lines), total=reply.money(cart.total), show=shown)
        return []


class ExplainCartLine(ShopAction):
    """Quote the shopper's own words that put a line into the cart."""

    resumes = True

    def name(self) -> str:
        return "action_explain_cart_line"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        line = counter.cart.why(tracker.sender_id, single_line_of(tracker))
        if line.words:
            reply.say("utter_why_in_cart", line=reply.line(line), words=line.words)
        else:
            reply.say("utter_why_picked", line=reply.line(line))
        return []
