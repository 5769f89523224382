"""Exchanging something that was bought for another size or color."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.aftersale import AfterSaleAction, confirm_later, features, named, rows_of, words_of
from actions.aftersale_buttons import ask_instead
from actions.aftersale_pieces import Picked, Search, Unclear, ask_pieces, picked, search
from actions.aftersale_return import nothing_left
from actions.base import Events
from actions.conversation import message_of, single_line_of, whole
from actions.payment import give_link
from actions.pending import PENDING, Pending
from actions.replies import Reply
from actions.shown import document_shown
from shop.aftersale import ExchangeArranged, ExchangePreview, OwnLine
from shop.catalog.matching import Candidate, in_stock
from shop.counter import Counter
from shop.errors import NotAPiece, OrderNotPaid, SameGoods, SummaryOutdated, TooManyToReturn
from shop.order_line import Attributes, OrderLine


class ExchangeItem(AfterSaleAction):
    """An exchange needs an order; without one, "swap it for S" is about the cart."""

    def name(self) -> str:
        return "action_exchange_item"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if is_about_the_cart(tracker, counter):
            return [FollowupAction("action_change_cart_line")]
        try:
            found = search(tracker, counter, "exchange_item")
        except OrderNotPaid:
            return [FollowupAction("action_cancel_order")]
        if not found.lines:
            return nothing_left(tracker, counter)
        said = wanted_instead(tracker, found)
        try:
            line, quantity = given_back(tracker, reply, counter, found, said)
        except Unclear as unclear:
            return ask_pieces(tracker, reply, "exchange_item", unclear, wanted=_kept(said))
        return choose(tracker, reply, counter, Picked(line, quantity), said)


def is_about_the_cart(tracker: Tracker, counter: Counter) -> bool:
    """Tell whether only the cart can be meant: nothing was ordered, or the goods that are named are only there."""
    cart = counter.cart.view(tracker.sender_id).lines
    if not cart or message_of(tracker).value("piece") is not None:
        return False
    if counter.orders.latest(tracker.sender_id) is None:
        return True
    said = single_line_of(tracker)
    in_cart = any(line.product == said.product for line in cart)
    return said.product is not None and in_cart and not counter.aftersale.meant(tracker.sender_id, said)


def wanted_instead(tracker: Tracker, found: Search) -> OrderLine:
    """Return what the shopper wants instead, with what was said before the question that this message answers."""
    said = found.said[0] if found.said else OrderLine(words=found.text)
    said = replace(said, size_step=whole(message_of(tracker).value("size_step")))
    before = found.asked.content.get("wanted") if found.asked else None
    if not isinstance(before, dict) or said.wanted.size or said.wanted.color or said.size_step:
        return said
    wanted = Attributes(color=tuple(before.get("color") or ()), size=tuple(before.get("size") or ()))
    return replace(said, wanted=wanted, size_step=whole(before.get("step")))


def given_back(
    tracker: Tracker, reply: Reply, counter: Counter, found: Search, said: OrderLine
) -> tuple[OwnLine, int | float | None]:
    """Return the line that comes back: what is wanted says nothing of it, but what is the same already is not meant.

    Raises:
        Unclear: several could be meant.
    """
    same = [line for line in found.lines if _differs(line, said)] or list(found.lines)
    goods = [OrderLine(product=one.product, quantity=one.quantity, plural=one.plural) for one in found.said[:1]]
    options = replace_search(found, same, [one for one in goods if one.product or one.quantity is not None])
    pieces = picked(tracker, reply, counter, options)
    if len(pieces) > 1:
        raise Unclear([piece.line for piece in pieces], pieces[0].quantity)
    return pieces[0].line, pieces[0].quantity


def replace_search(found: Search, lines: Sequence[OwnLine], said: Sequence[OrderLine]) -> Search:
    """Return a search among fewer lines for goods that are described by less."""
    return replace(found, lines=lines, said=said)


def _differs(line: OwnLine, said: OrderLine) -> bool:
    stated = {name: getattr(said.wanted, name) for name in ("color", "size")}
    changes = [getattr(line, name) not in values for name, values in stated.items() if values]
    return any(changes) or not changes


def choose(tracker: Tracker, reply: Reply, counter: Counter, piece: Picked, said: OrderLine) -> Events:
    """Find what is meant instead, and show the exchange; ask where several or nothing could be meant."""
    line = piece.line
    instead = message_of(tracker).value("instead")
    if instead is not None:
        return preview(tracker, reply, counter, piece, str(instead)[:80])
    found = counter.aftersale.exchanged_for(tracker.sender_id, line, said)
    if not found and (said.wanted.color or said.wanted.size):
        reply.refuse(SameGoods())
    choices = in_stock(found) or found
    if len(choices) == 1:
        return preview(tracker, reply, counter, piece, choices[0].sku)
    offered = choices or nearest(line, counter.aftersale.exchange_choices(tracker.sender_id, line.number, line.sku))
    content = {"quantity": piece.quantity, "words": words_of(tracker)}
    return ask_instead(reply, line, offered, content)


def nearest(line: OwnLine, choices: Sequence[Candidate]) -> list[Candidate]:
    """Return choices that differ in one thing first: other sizes of the same color, then other colors."""
    return sorted(choices, key=lambda one: (one.color != line.color) + (one.size != line.size))


def preview(tracker: Tracker, reply: Reply, counter: Counter, piece: Picked, wanted: str) -> Events:
    """Say what would be exchanged for what, and what it costs, and ask."""
    line = piece.line
    try:
        shown = counter.aftersale.preview_exchange(tracker.sender_id, line.number, line.sku, wanted, piece.quantity)
    except (NotAPiece, TooManyToReturn) as refusal:
        reply.refuse(refusal)
        return ask_pieces(tracker, reply, "exchange_item", Unclear([line]))
    tell_preview(reply, shown)
    content = {
        "order": line.number,
        "sku": line.sku,
        "wanted_sku": wanted,
        "quantity": shown.back.quantity,
        "fingerprint": shown.fingerprint,
        "words": words_of(tracker),
        "options": [[line.number, line.sku]],
    }
    return confirm_later(
        reply, "exchange_item", "utter_confirm_exchange", "exchange_item", content, item=named(reply, shown.wanted)
    )


def tell_preview(reply: Reply, shown: ExchangePreview) -> None:
    """Say both sides of the exchange and the difference."""
    blanks = {
        "number": shown.order_number,
        "back": rows_of(reply, [shown.back]),
        "wanted": f"{shown.wanted.quantity} × {shown.wanted.titles[reply.language]}{features(reply, shown.wanted)}",
    }
    if shown.due:
        reply.say("utter_exchange_preview_due", amount=reply.money(shown.due), **blanks)
    elif shown.refund:
        reply.say("utter_exchange_preview_refund", amount=reply.money(shown.refund), **blanks)
    else:
        reply.say("utter_exchange_preview", **blanks)


def confirm(tracker: Tracker, reply: Reply, counter: Counter, pending: Pending) -> Events:
    """Exchange what was shown; where it would look different by now, show it again."""
    content = pending.content
    number, sku, wanted = (str(content.get(name)) for name in ("order", "sku", "wanted_sku"))
    try:
        done = counter.aftersale.exchange(
            tracker.sender_id, number, sku, wanted, content.get("quantity"),
            str(content.get("fingerprint")), str(content.get("words") or ""),
        )  # fmt: skip
    except SummaryOutdated as refusal:
        reply.refuse(refusal)
        line = next(one for one in counter.aftersale.own_lines(tracker.sender_id, number) if one.sku == sku)
        return preview(tracker, reply, counter, Picked(line, content.get("quantity")), wanted)
    tell_arranged(reply, counter, tracker.sender_id, done)
    return [SlotSet(PENDING, None)]


def tell_arranged(reply: Reply, counter: Counter, sender: str, done: ExchangeArranged) -> None:
    """Confirm the exchange with its numbers, the slip, and a payment link where something is due."""
    url = counter.aftersale.slip(sender, done.return_number)
    shown = document_shown(done.return_number, url)
    blanks = {
        "return_number": done.return_number,
        "number": done.order.number,
        "item": named(reply, done.content.wanted),
        "url": url,
    }
    if done.content.due:
        reply.say("utter_exchanged_due", amount=reply.money(done.content.due), show=shown, **blanks)
        give_link(reply, "utter_payment_link", done.order)
    else:
        reply.say("utter_exchanged", show=shown, **blanks)


def _kept(said: OrderLine) -> dict[str, object]:
    return {"color": list(said.wanted.color), "size": list(said.wanted.size), "step": said.size_step}
