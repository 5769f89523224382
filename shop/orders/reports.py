"""What the merchant's systems report of orders: packed, shipped, delivered, cancelled."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.errors import WrongState
from shop.model import Order, PaymentEvent
from shop.orders import states

# Where the events of these systems are kept, beside those of payment providers.
_SOURCE = "orders"
_REPORTED = (states.PACKED, states.SHIPPED, states.DELIVERED, states.CANCELLED)


class ReportInvalid(Exception):
    """The report is not what was agreed on; the message says what is wrong."""


@dataclass(frozen=True)
class Report:
    """A change of an order's state. `event_id` is the reporter's own; the same one counts once."""

    event_id: str
    number: str
    status: str
    carrier: str | None = None
    tracking_url: str | None = None


def read_report(body: bytes) -> Report:
    """A report from JSON: id, order, status, and for shipped carrier and tracking_url. Raises ReportInvalid."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ReportInvalid("the body is no JSON") from error
    if not isinstance(data, dict):
        raise ReportInvalid("the body is no JSON object")
    status = _text(data, "status", 20)
    if status not in _REPORTED:
        raise ReportInvalid(
            f"status must be one of {', '.join(_REPORTED)}: money is reported by payment providers only"
        )
    return Report(
        event_id=_text(data, "id", 255),
        number=_text(data, "order", 12),
        status=status,
        carrier=_text(data, "carrier", 40) if data.get("carrier") is not None else None,
        tracking_url=_address(data) if data.get("tracking_url") is not None else None,
    )


def apply_report(session: Session, report: Report) -> str:
    """Move the order forward; returns done, repeated, or late (it is further by now).

    Raises UnknownOrder or WrongState.
    """
    # What hangs on exchanges is known there, which is built on orders.
    from shop.aftersale.own import any_order

    order = any_order(session, report.number)
    same = select(PaymentEvent).where(PaymentEvent.provider == _SOURCE, PaymentEvent.event_id == report.event_id)
    if session.execute(same).scalar_one_or_none() is not None:
        return "repeated"
    outcome = "done"
    if states.is_behind(order, report.status):
        outcome = "late"
    elif report.status == states.CANCELLED:
        _cancel(session, order)
    else:
        states.advance(session, order, report.status, carrier=report.carrier, tracking_url=report.tracking_url)
    session.add(
        PaymentEvent(
            provider=_SOURCE,
            event_id=report.event_id,
            kind=report.status,
            order_id=order.id,
            amount=0,
            currency=order.currency,
            outcome=outcome,
            received_at=clock.now(),
        )
    )
    session.flush()
    return outcome


def _cancel(session: Session, order: Order) -> None:
    if not states.can_become(order, states.CANCELLED):
        raise WrongState(number=order.number, status=order.status, wanted=states.CANCELLED)
    from shop.aftersale.cancellation import cancel

    cancel(session, order)


def _text(data: dict[str, Any], name: str, longest: int) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
        raise ReportInvalid(f"{name} must be a text of at most {longest} characters")
    return value.strip()


def _address(data: dict[str, Any]) -> str:
    address = _text(data, "tracking_url", 500)
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ReportInvalid("tracking_url must be a web address")
    return address
