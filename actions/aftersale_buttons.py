"""Questions about own orders with a button for each answer."""

from __future__ import annotations

from collections.abc import Sequence

from actions.aftersale import named
from actions.base import Events
from actions.choices import MAX_NAMED, in_a_sentence
from actions.pending import WHICH, Pending
from actions.replies import Button, Reply, button
from shop.aftersale import OwnLine
from shop.catalog.matching import Candidate
from shop.views import OrderView

# What all pieces of an order stand for in a button, after its number.
ALL = ":*"


def ask_which(
    reply: Reply, kind: str, options: Sequence[OwnLine], content: dict[str, object], stranger: bool = False
) -> Events:
    """Ask which line is meant; the goods that were named may be none of the shopper's (``stranger``)."""
    offered = list(options)
    several = len({line.number for line in offered}) > 1
    titles = [named(reply, line) + (f", {line.number}" if several else "") for line in offered]
    pairs = zip(titles, offered, strict=True)
    buttons = [button(title, kind, piece=f"{line.number}:{line.sku}") for title, line in pairs]
    buttons += _all_buttons(reply, kind, offered)
    kept = {**content, "options": [[line.number, line.sku] for line in offered]}
    rows = [f"{place}. {title}" for place, title in enumerate(titles[:MAX_NAMED], start=1)]
    if len(titles) > MAX_NAMED:
        rows.append(reply.terms.format("more_rows", count=len(titles) - MAX_NAMED))
    response = "utter_ask_piece_of_own" if stranger else _question(kind)
    return Pending(kind, WHICH, response, buttons, {"choices": "\n".join(rows)}, kept).asked(reply)


def _question(kind: str) -> str:
    match kind:
        case "exchange_item":
            return "utter_ask_piece_to_exchange"
        case "complain":
            return "utter_ask_piece_to_complain"
        case _:
            return "utter_ask_piece_to_return"


def _all_buttons(reply: Reply, kind: str, offered: Sequence[OwnLine]) -> list[Button]:
    numbers = list(dict.fromkeys(line.number for line in offered))
    if kind == "exchange_item":
        return []
    if kind == "complain":
        return [button(reply.terms.word("button", "something_else"), kind, piece=f"{numbers[0]}{ALL}")]
    return [
        button(reply.terms.format("all_of_order", number=number), kind, piece=f"{number}{ALL}")
        for number in numbers
        if sum(line.number == number for line in offered) > 1
    ]


def ask_order(reply: Reply, kind: str, response: str, orders: Sequence[OrderView], **content: object) -> Events:
    """Ask which of several orders is meant."""
    numbers = [order.number for order in orders]
    buttons = [button(number, kind, order_number=number) for number in numbers]
    blanks = {"numbers": in_a_sentence(reply.terms, numbers)}
    return Pending(kind, WHICH, response, buttons, blanks, {**content, "orders": numbers}).asked(reply)


def ask_instead(reply: Reply, line: OwnLine, choices: Sequence[Candidate], content: dict[str, object]) -> Events:
    """Ask for which size or color something shall be exchanged."""
    piece = f"{line.number}:{line.sku}"
    titles = [_difference(reply, line, choice) for choice in choices]
    buttons = [
        button(title, "exchange_item", piece=piece, instead=choice.sku)
        for title, choice in zip(titles, choices, strict=True)
    ]
    blanks = {"item": named(reply, line), "choices": in_a_sentence(reply.terms, titles)}
    kept = {**content, "options": [[line.number, line.sku]]}
    return Pending("exchange_item", WHICH, "utter_ask_exchange_for", buttons, blanks, kept).asked(reply)


def _difference(reply: Reply, line: OwnLine, choice: Candidate) -> str:
    words = {"color": choice.color, "size": choice.size}
    new = [reply.terms.word(kind, value) for kind, value in words.items() if value and value != getattr(line, kind)]
    return ", ".join(new) or choice.titles[reply.language]
