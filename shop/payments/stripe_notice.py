"""What Stripe's objects and events say, in the shop's words.

Objects are checked here once, as everything from outside; a `ValueError` means that one is not as Stripe documents it.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from shop.payments.provider import EXPIRED, FAILED, PAID, REFUND_DONE, REFUND_FAILED, REFUNDED, PaymentNotice
from shop.payments.stripe_form import ORDER_NUMBER, REFUND_KEY

logger = logging.getLogger(__name__)

NAME = "stripe"

Object = dict[str, Any]

# The events that the merchant's webhook endpoint must be given; others are harmless. `charge.refunded` tells only how
# much went back in all, not by which refund nor who asked: `refund.created` says the same with both.
_SESSION_EVENTS = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
}
_REFUND_EVENTS = {"refund.created", "refund.updated", "refund.failed"}
EVENTS = tuple(sorted(_SESSION_EVENTS | _REFUND_EVENTS))

_REFUND_STATES = {
    "succeeded": "done",
    "pending": "pending",
    "requires_action": "pending",
    "failed": "failed",
    "canceled": "failed",
}
# States of a payment that was tried and came to nothing, as after a direct debit without cover.
_PAYMENT_FAILED = ("requires_payment_method", "canceled")


def event_notice(event: Object, live: bool, account: str | None) -> PaymentNotice | None:
    """What an event says; None if it means nothing to the shop. Raises ValueError if it is malformed.

    `live` is the mode of the shop's key, `account` the merchant's own account, if it is known. Stripe names an account
    only in events of accounts that are connected to the merchant's.
    """
    kind = _text(event, "type")
    if kind not in EVENTS:
        return None
    event_id, thing = _text(event, "id"), _object(_object(event, "data"), "object")
    if event.get("livemode") is not live:
        # Test money must not pay for goods, and real money not for a trial.
        logger.warning("Stripe sent %s from the other mode (test or live) than the secret key's", event_id)
        return None
    named = _reference(event.get("account"))
    if named is not None and account is None:
        logger.warning(
            "Stripe sent %s of the connected account %s, and SHOP_PAYMENT_ACCOUNT names none", event_id, named
        )
        return None
    notice = refund_notice(thing) if kind in _REFUND_EVENTS else session_notice(thing, kind)
    return None if notice is None else replace(notice, event_id=event_id, account=named)


def session_notice(session: Object, event_kind: str | None = None) -> PaymentNotice | None:
    """What became of a Checkout Session; None while it is open, or if it is none of the shop's.

    What the session is counts, not what the event is called: a completed one whose money is still on its way
    (payment_status unpaid, as with a direct debit) is open. Raises ValueError if it is malformed.
    """
    reference, order_number = _text(session, "id"), _metadata(session).get(ORDER_NUMBER)
    if not isinstance(order_number, str):
        return None
    kind = _session_kind(session, event_kind)
    if kind is None:
        return None
    if session.get("client_reference_id") != order_number:
        raise ValueError("the session names two orders")
    return PaymentNotice(
        provider=NAME,
        event_id=f"poll:{reference}:{kind}",
        kind=kind,
        order_number=order_number,
        link_reference=reference,
        payment_reference=_reference(session.get("payment_intent")),
        refund_reference=None,
        amount=_number(session, "amount_total"),
        currency=_text(session, "currency").upper(),
    )


def refund_notice(refund: Object) -> PaymentNotice | None:
    """What became of a refund; None while it is on its way. Raises ValueError if it is malformed.

    A refund without the shop's key was made by somebody else, as in Stripe's Dashboard: `refunded`. It may be told more
    than once, with other event ids and the same `refund_reference`.
    """
    reference, state = _text(refund, "id"), refund_state(refund)
    if state == "pending":
        return None
    ours = REFUND_KEY in _metadata(refund)
    kind = REFUND_FAILED if state == "failed" else REFUND_DONE if ours else REFUNDED
    return PaymentNotice(
        provider=NAME,
        event_id=f"poll:{reference}:{kind}",
        kind=kind,
        order_number=None,
        link_reference=None,
        payment_reference=_reference(refund.get("payment_intent")),
        refund_reference=reference,
        amount=_number(refund, "amount"),
        currency=_text(refund, "currency").upper(),
    )


def refund_state(refund: Object) -> str:
    """done, pending or failed; a status that is not documented counts as pending, so that it is asked for again."""
    return _REFUND_STATES.get(str(refund.get("status")), "pending")


def refund_key(refund: Object) -> str | None:
    """The key under which the shop asked for this refund; None if somebody else did."""
    key = _metadata(refund).get(REFUND_KEY)
    return key if isinstance(key, str) else None


def _session_kind(session: Object, event_kind: str | None) -> str | None:
    if session.get("payment_status") == "paid":
        return PAID
    if session.get("status") == "expired":
        return EXPIRED
    if session.get("status") == "complete" and (event_kind or "").endswith("async_payment_failed"):
        return FAILED
    payment = session.get("payment_intent")
    if session.get("status") == "complete" and isinstance(payment, dict) and payment.get("status") in _PAYMENT_FAILED:
        return FAILED
    return None


def _reference(value: object) -> str | None:
    """The id of an object that Stripe names, or shows in full when asked to expand it."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) and found else None


def _metadata(thing: Object) -> Object:
    metadata = thing.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _text(thing: Object, name: str) -> str:
    value = thing.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 255:
        raise ValueError(f"{name} is no text")
    return value


def _number(thing: Object, name: str) -> int:
    value = thing.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is no amount")
    return value


def _object(thing: Object, name: str) -> Object:
    value = thing.get(name)
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no object")
    return value
