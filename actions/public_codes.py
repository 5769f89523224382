"""Saying which discount codes everybody may use."""

from __future__ import annotations

from actions.replies import Reply, button
from shop.cart.codes import PublicCode

# WhatsApp takes no more buttons, and cuts their titles.
MOST_BUTTONS, LONGEST_TITLE = 3, 20


def say_public(reply: Reply, codes: list[PublicCode]) -> None:
    """Name the codes with what they are worth and for whom; a button takes one."""
    buttons = [
        button(one.code, "apply_discount_code", discount_code=one.code)
        for one in codes[:MOST_BUTTONS]
        if len(one.code) <= LONGEST_TITLE
    ]
    rows = [reply.terms.format("public_code", code=one.code, facts=", ".join(_facts(reply, one))) for one in codes]
    reply.say("utter_public_discounts", buttons, codes="\n".join(rows))


def _facts(reply: Reply, code: PublicCode) -> list[str]:
    facts = [_worth(reply, code)]
    if code.min_goods:
        facts.append(reply.terms.format("code_minimum", minimum=reply.money(code.min_goods)))
    if code.first_order_only:
        facts.append(reply.terms.format("code_first_order"))
    elif code.once_per_shopper:
        facts.append(reply.terms.format("code_once"))
    if code.last_day is not None:
        facts.append(reply.terms.format("code_until", day=reply.day(code.last_day)))
    return facts


def _worth(reply: Reply, code: PublicCode) -> str:
    if code.kind == "free_delivery":
        return reply.terms.format("free_delivery")
    if code.kind == "amount":
        return reply.terms.format("amount_off", amount=reply.money(code.value))
    return reply.terms.format("percent_later", percent=code.value)
