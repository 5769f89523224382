"""Withdrawing: the whole order or single pieces, shown first, then confirmed with date, number and slip."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.aftersale import AfterSaleAction, at_the_shop, confirm_later, number_of, rows_of, words_of
from actions.aftersale_pieces import Picked, Unclear, ask_pieces, picked, search
from actions.base import Events
from actions.pending import PENDING, Pending, pending_of
from actions.replies import Reply
from actions.shown import document_shown
from shop import clock
from shop.aftersale import OwnLine, Wish, WithdrawalDeclared, WithdrawalPreview
from shop.counter import Counter
from shop.errors import NoOrder, NotAPiece, NothingLeftToReturn, OrderNotPaid, TooManyToReturn


class ReturnItem(AfterSaleAction):
    """Show what would come back, what is paid back and until when it is possible, and ask."""

    def name(self) -> str:
        return "action_return_item"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        try:
            found = search(tracker, counter, "return_item")
        except OrderNotPaid:
            return [FollowupAction("action_cancel_order")]
        if not found.lines:
            return nothing_left(tracker, counter)
        try:
            pieces = picked(tracker, reply, counter, found)
        except Unclear as unclear:
            unclear.options = in_time(tracker, counter, unclear.options)
            return ask_pieces(tracker, reply, "return_item", unclear)
        return preview(tracker, reply, counter, pieces)


def nothing_left(tracker: Tracker, counter: Counter) -> Events:
    """Say that nothing can come back, or what is on its way; an order that nobody has paid can be cancelled instead.

    Raises:
        NoOrder, NothingLeftToReturn: as the name says.
    """
    order = counter.orders.latest(tracker.sender_id)
    if order is None:
        raise NoOrder()
    if order.status == "awaiting_payment" and number_of(tracker) in (None, order.number):
        return [FollowupAction("action_cancel_order")]
    number = number_of(tracker) or order.number
    under_way = counter.aftersale.progress(tracker.sender_id, number)
    if under_way.returns or under_way.refund_pending:
        return [FollowupAction("action_check_order_status")]
    raise NothingLeftToReturn(number=number)


def in_time(tracker: Tracker, counter: Counter, lines: Sequence[OwnLine]) -> list[OwnLine]:
    """Return the lines whose period is not over; all, if it is over for all: the refusal names the day."""
    numbers = {line.number for line in lines}
    now = {number: counter.aftersale.what_can_come_back(tracker.sender_id, number).in_time for number in numbers}
    return [line for line in lines if now[line.number]] or list(lines)


def preview(tracker: Tracker, reply: Reply, counter: Counter, pieces: Sequence[Picked]) -> Events:
    """Say what would come back of each order, and ask."""
    wishes = by_order(pieces)
    try:
        shown = [counter.aftersale.preview_withdrawal(tracker.sender_id, number, its) for number, its in wishes.items()]
    except (NotAPiece, TooManyToReturn) as refusal:
        reply.refuse(refusal)
        return ask_pieces(tracker, reply, "return_item", Unclear([piece.line for piece in pieces]))
    for one in shown:
        tell_preview(reply, one)
    asked = pending_of(tracker, "return_item")
    content = {
        "orders": {number: [[wish.sku, wish.quantity] for wish in its] for number, its in wishes.items()},
        "options": [[piece.line.number, piece.line.sku] for piece in pieces],
        "words": str((asked.content.get("words") if asked else "") or words_of(tracker)),
        "total": sum(one.total for one in shown),
    }
    total = reply.money(sum(one.total for one in shown))
    return confirm_later(reply, "return_item", "utter_confirm_return", "return_item", content, total=total)


def by_order(pieces: Sequence[Picked]) -> dict[str, list[Wish]]:
    """Return what is wanted by order number."""
    wishes: dict[str, list[Wish]] = {}
    for piece in pieces:
        wishes.setdefault(piece.line.number, []).append(Wish(piece.line.sku, piece.quantity))
    return wishes


def tell_preview(reply: Reply, shown: WithdrawalPreview) -> None:
    """Say what would come back of one order, with its amounts and its deadline."""
    blanks = {"number": shown.order_number, "lines": rows_of(reply, shown.lines), "total": reply.money(shown.total)}
    if shown.cancels:
        reply.say("utter_return_preview_unsent", **blanks)
        return
    delivery = reply.terms.format("delivery_back", amount=reply.money(shown.delivery)) if shown.delivery else ""
    if shown.deadline is None:
        reply.say("utter_return_preview_before_delivery", delivery=delivery, **blanks)
    else:
        reply.say("utter_return_preview", delivery=delivery, deadline=reply.day(shown.deadline.last_day), **blanks)


def confirm(tracker: Tracker, reply: Reply, counter: Counter, pending: Pending) -> Events:
    """Withdraw from what was shown, order by order, and confirm it with its date; else show it again."""
    offered = pending.content.get("offer")
    if offered is not None:
        lines = counter.aftersale.own_lines(tracker.sender_id, str(offered))
        if not lines:
            raise NothingLeftToReturn(number=offered)
        return preview(tracker, reply, counter, [Picked(line, None) for line in lines])
    orders = pending.content.get("orders") or {}
    wishes = {number: [Wish(sku, quantity) for sku, quantity in its] for number, its in orders.items()}
    now = [counter.aftersale.preview_withdrawal(tracker.sender_id, number, its) for number, its in wishes.items()]
    if sum(one.total for one in now) != pending.content.get("total"):
        lines = [line for number in wishes for line in counter.aftersale.own_lines(tracker.sender_id, number)]
        chosen = {(number, wish.sku): wish.quantity for number, its in wishes.items() for wish in its}
        return preview(
            tracker,
            reply,
            counter,
            [Picked(one, chosen[key]) for one in lines if (key := (one.number, one.sku)) in chosen],
        )
    said = str(pending.content.get("words") or "")
    moment = clock.now()
    for number, its in wishes.items():
        done = counter.aftersale.withdraw(tracker.sender_id, number, its, said, moment)
        tell_declared(reply, counter, tracker.sender_id, done)
    return [SlotSet(PENDING, None)]


def tell_declared(reply: Reply, counter: Counter, sender: str, done: WithdrawalDeclared) -> None:
    """Confirm a withdrawal: what, when, by whom, and how it goes on."""
    content = done.content
    blanks = {
        "number": content.order_number,
        "return_number": done.return_number,
        "moment": at_the_shop(reply, done.declared_at),
        "name": done.name,
        "email": done.email,
        "lines": rows_of(reply, content.lines),
        "total": reply.money(content.total),
    }
    if content.cancels:
        reply.say("utter_returned_unsent", **blanks)
    else:
        url = counter.aftersale.slip(sender, done.return_number)
        reply.say("utter_returned", url=url, show=document_shown(done.return_number, url), **blanks)
