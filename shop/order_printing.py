"""One order as the command line prints it: all that happened to it and its money."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.aftersale.worth import returns_of
from shop.model import Order, Payment, Refund, Return, Ticket
from shop.money import format_money
from shop.orders.view import order_view
from shop.printing import order_data

_MOMENTS = ("created_at", "paid_at", "packed_at", "shipped_at", "delivered_at", "cancelled_at")
_FACTS = ("goods_total", "discount_code", "discount_total", "delivery_cost", "vat_included", "paid_total") + (
    "refunded_total",
    "country",
    "delivery_method",
    "terms_version",
    "carrier",
    "tracking_url",
    "review",
)


def order_details(session: Session, order: Order) -> dict[str, Any]:
    """The order as JSON-ready data; amounts are minor units, times ISO 8601 in UTC."""
    refunds = session.execute(select(Refund).where(Refund.order_id == order.id).order_by(Refund.id)).scalars()
    tickets = session.execute(select(Ticket).where(Ticket.order_id == order.id).order_by(Ticket.id)).scalars()
    payments = session.execute(select(Payment).where(Payment.order_id == order.id).order_by(Payment.id)).scalars()
    return {
        **order_data(order_view(order)),
        **{name: getattr(order, name) for name in _FACTS},
        **{name: _iso(getattr(order, name)) for name in _MOMENTS},
        "address": {name: getattr(order, name) for name in ("name", "street", "postal_code", "city", "country")},
        "payments": [_payment(one) for one in payments],
        "refunds": [_refund(one) for one in refunds],
        "returns": [_return(one) for one in returns_of(session, order)],
        "tickets": [{"number": one.number, "kind": one.kind, "state": one.state} for one in tickets],
    }


def print_order(data: dict[str, Any], as_json: bool) -> None:
    """One order for a program, or for people."""
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    currency = data["currency"]

    def money(amount: int) -> str:
        return format_money(amount, currency, "en")

    address = data["address"]
    rows = [
        f"Order {data['number']}: {data['status']}",
        f"{address['name']}, {address['street']}, {address['postal_code']} {address['city']}, {address['country']}",
        *(f"  {line['quantity']} x {line['title']} ({line['sku']}): {money(line['total'])}" for line in data["lines"]),
        f"Goods {money(data['goods_total'])}, discount {money(data['discount_total'])}"
        f" ({data['discount_code'] or 'no code'}), delivery {money(data['delivery_cost'])}",
        f"Total {money(data['total'])}, paid {money(data['paid_total'])}, given back {money(data['refunded_total'])}",
        *(f"{name[:-3]}: {data[name]}" for name in _MOMENTS if data[name]),
        *(f"{name}: {data[name]}" for name in ("carrier", "tracking_url", "review") if data[name]),
        *(_payment_row(one) for one in data["payments"]),
        *(
            f"refund of {format_money(one['amount'], one['currency'], 'en')} ({one['reason']}): {one['state']}"
            for one in data["refunds"]
        ),
        *(_return_row(one, money(one["amount"])) for one in data["returns"]),
        *(f"ticket {one['number']} ({one['kind']}): {one['state']}" for one in data["tickets"]),
    ]
    typer.echo("\n".join(rows))


def _payment(one: Payment) -> dict[str, Any]:
    return {
        "number": one.id,
        "provider": one.provider,
        "reference": one.reference,
        "amount": one.amount,
        "refunded": one.refunded,
        "currency": one.currency,
        "received_at": _iso(one.received_at),
    }


def _payment_row(one: dict[str, Any]) -> str:
    amount, back = (format_money(one[name], one["currency"], "en") for name in ("amount", "refunded"))
    return f"payment {one['number']} of {amount} by {one['provider']} ({one['reference']}), {back} of it given back"


def _refund(one: Refund) -> dict[str, Any]:
    return {
        "amount": one.amount,
        "currency": one.currency,
        "payment": one.payment_id,
        "state": one.state,
        "reason": one.reason,
        "error": one.error,
    }


def _return(one: Return) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "state": one.state,
        "declared_at": _iso(one.declared_at),
        "amount": one.amount,
        "words": one.words,
        "replacement": one.replacement.number if one.replacement is not None else None,
        "lines": [{"sku": part.item.sku, "quantity": part.quantity, "amount": part.amount} for part in one.items],
    }


def _return_row(one: dict[str, Any], amount: str) -> str:
    goods = ", ".join(f"{line['quantity']} x {line['sku']}" for line in one["lines"])
    brings = f", brings order {one['replacement']}" if one["replacement"] else ""
    return f"return {one['number']} ({one['kind']}, {one['state']}): {goods}, {amount}{brings}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
