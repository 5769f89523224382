"""Which pieces of own orders a message means, and the question where several could be meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasa_sdk import Tracker

from actions.aftersale import number_of, words_of
from actions.aftersale_buttons import ask_which
from actions.base import Events
from actions.conversation import message_of, order_lines_of
from actions.pending import Pending, contains, pending_of
from actions.replies import Reply
from shop.aftersale import OwnLine
from shop.counter import Counter
from shop.order_line import OrderLine

WHOLE = "*"
# Goods come in pairs: one sock is half a piece, and the shop says what that means.
HALF = 0.5


@dataclass(frozen=True)
class Picked:
    """Pieces of an own line; None: all that are left."""

    line: OwnLine
    quantity: int | float | None


@dataclass(frozen=True)
class Search:
    """What a message says about own goods, with what was asked before it."""

    lines: Sequence[OwnLine]
    said: Sequence[OrderLine]
    asked: Pending | None
    number: str | None
    text: str


class Unclear(Exception):  # it is no error, it is a question
    """Several lines could be meant, or none that is left; ``quantity`` is what was said of them."""

    def __init__(self, options: Sequence[OwnLine], quantity: int | float | None = None, stranger: bool = False) -> None:
        self.options = list(options)
        self.quantity = quantity
        self.stranger = stranger
        super().__init__("several could be meant")


def search(tracker: Tracker, counter: Counter, kind: str) -> Search:
    """Return what the message says, among the lines that the last question offered or all that are left.

    Raises:
        UnknownOrder, OrderNotPaid: see ``AfterSale.own_lines``.
        InvalidQuantity: see ``order_lines_of``.
    """
    asked = pending_of(tracker, kind)
    number = number_of(tracker)
    lines = counter.aftersale.own_lines(tracker.sender_id, number)
    offered = [tuple(option) for option in asked.content.get("options", [])] if asked else []
    if offered and number is None:
        lines = [line for line in lines if (line.number, line.sku) in offered] or lines
    return Search(lines, order_lines_of(tracker), asked, number, words_of(tracker))


def picked(tracker: Tracker, reply: Reply, counter: Counter, found: Search) -> list[Picked]:
    """Return the pieces that are meant.

    Raises:
        Unclear: several fit equally well, or none.
    """
    message = message_of(tracker)
    piece, ordinal = message.value("piece"), message.value("ordinal")
    quantity = _quantity_asked(found)
    if piece is not None:
        return _of_button(str(piece), found, quantity)
    if ordinal is not None and found.asked is not None:
        return [Picked(_at(found.lines, ordinal), quantity)]
    goods = [line for line in found.said if line.product or line.wanted.stated()]
    if goods:
        return [one for line in goods for one in _of_goods(tracker, reply, counter, found, line)]
    if contains(found.text, reply.terms.phrases("everything")) or found.number is not None:
        return _all_of_one_order(found)
    said = next((line.quantity for line in found.said if line.quantity is not None), quantity)
    if len(found.lines) == 1:
        return [Picked(found.lines[0], said)]
    raise Unclear(found.lines, said)


def _quantity_asked(found: Search) -> int | float | None:
    said = found.asked.content.get("quantity") if found.asked else None
    return said if isinstance(said, int | float) and not isinstance(said, bool) else None


def _of_button(piece: str, found: Search, quantity: int | float | None) -> list[Picked]:
    number, _, sku = piece.partition(":")
    lines = [line for line in found.lines if line.number == number and sku in (line.sku, WHOLE)]
    if not lines:
        raise Unclear(found.lines)
    return [Picked(line, None if sku == WHOLE else quantity) for line in lines]


def _at(lines: Sequence[OwnLine], ordinal: object) -> OwnLine:
    text = str(ordinal)
    position = int(text) if text.lstrip("-").isdecimal() and len(text) < 4 else 0
    if not 1 <= abs(position) <= len(lines):
        raise Unclear(lines)
    return lines[position - 1 if position > 0 else position]


def _of_goods(tracker: Tracker, reply: Reply, counter: Counter, found: Search, said: OrderLine) -> list[Picked]:
    same = counter.aftersale.meant(tracker.sender_id, said, found.number)
    known = {(line.number, line.sku) for line in found.lines}
    fitting = [line for line in same if (line.number, line.sku) in known]
    if not fitting:
        raise Unclear(found.lines, said.quantity, stranger=True)
    quantity = _quantity(reply, found, said)
    if len(fitting) == 1:
        return [Picked(fitting[0], quantity)]
    if quantity is None and len({line.number for line in fitting}) == 1:
        return [Picked(line, None) for line in fitting]  # "the socks": all of them
    raise Unclear(fitting, quantity)


def _quantity(reply: Reply, found: Search, said: OrderLine) -> int | float | None:
    single = not said.plural and contains(found.text, reply.terms.phrases("one_of_a_pair"))
    if single and said.quantity in (None, 1):
        return HALF
    if said.quantity is not None:
        return said.quantity
    asked = _quantity_asked(found)
    return asked if asked is not None or said.plural else 1


def _all_of_one_order(found: Search) -> list[Picked]:
    if len({line.number for line in found.lines}) > 1:
        raise Unclear(found.lines)
    return [Picked(line, None) for line in found.lines]


def ask_pieces(tracker: Tracker, reply: Reply, kind: str, unclear: Unclear, **content: object) -> Events:
    """Ask which line is meant, with a button for each; what was said stays known."""
    asked = pending_of(tracker, kind)
    before = asked.content if asked else {}
    words = str(before.get("words") or "") or words_of(tracker)
    kept = {**before, "words": words, "quantity": unclear.quantity, **content}
    return ask_which(reply, kind, unclear.options, kept, unclear.stranger)
