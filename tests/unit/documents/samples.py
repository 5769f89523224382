"""Orders, refunds and returns to make documents of; everything can be told otherwise."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from shop.model import Order, OrderItem, Payment, Refund, Return, ReturnItem
from shop.pricing import contained_vat, delivery_rows

# 23:30 UTC is the next day in Berlin.
ORDERED = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)
PAID = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.utc)
DECLARED = datetime(2026, 12, 1, 9, 0, tzinfo=timezone.utc)


def item(sku: str = "HOODIE-BLK-M", quantity: int = 2, price: int = 3990, **more: Any) -> OrderItem:
    values: dict[str, Any] = {
        "sku": sku,
        "product": "hoodie",
        "title_en": "Zip hoodie Hamburg",
        "title_de": "Kapuzenjacke Hamburg",
        "color": "black",
        "size": "M",
        "audience": "men",
        "material": "organic cotton",
        "quantity": quantity,
        "unit_price": price,
        "discount": 0,
        "vat_rate": 1900,
        **more,
    }
    paid = quantity * price - values["discount"]
    return OrderItem(**{"vat": contained_vat(paid, values["vat_rate"]), **values})


def usual_items() -> list[OrderItem]:
    """Two rates and a discount."""
    tee = {"product": "t-shirt", "title_en": "Women's T-shirt Spree", "title_de": "Damen-T-Shirt Spree"}
    book = {"product": "book", "title_en": "A little book of knots", "title_de": "Kleines Buch der Knoten"}
    plain = {"color": None, "size": None, "audience": None, "material": None}
    return [
        item(discount=798),
        item("TEE-W-GRY-S", 3, 1990, **tee, color="grey", size="S", audience="women", material="cotton", discount=597),
        item("BOOK-KNOTS", 1, 1290, **book, **plain, vat_rate=700, discount=129),
    ]


def order(items: list[OrderItem] | None = None, paid_with: str | None = "paypal", **more: Any) -> Order:
    items = usual_items() if items is None else items
    goods = sum(one.quantity * one.unit_price for one in items)
    discount = sum(one.discount for one in items)
    delivery = more.pop("delivery_cost", 490)
    shares = delivery_rows(delivery, [(one.vat_rate, one.quantity * one.unit_price - one.discount) for one in items])
    values: dict[str, Any] = {
        "sender": "anna",
        "status": "paid",
        "currency": "EUR",
        "goods_total": goods,
        "discount_code": "WINTER10" if discount else None,
        "discount_total": discount,
        "delivery_cost": delivery,
        "vat_included": sum(one.vat for one in items) + sum(row.vat for row in shares),
        "total": goods - discount + delivery,
        "name": "Anna Berg",
        "email": "anna@example.com",
        "street": "Hauptstraße 5",
        "postal_code": "10115",
        "city": "Berlin",
        "country": "DE",
        "delivery_method": "standard",
        "delivery_earliest": date(2026, 11, 25),
        "delivery_latest": date(2026, 11, 27),
        "summary_hash": "0" * 64,
        "terms_version": "2026-11",
        "language": "de",
        "created_at": ORDERED,
        "paid_at": PAID,
        "items": items,
        **more,
    }
    made = Order(**values)
    if paid_with is not None:
        made.paid_total = made.total
        made.payments.append(payment(made, paid_with))
    return made


_payments = iter(range(1, 1_000_000))


def payment(of: Order, provider: str) -> Payment:
    reference = f"{provider}-{next(_payments)}"
    return Payment(
        provider=provider, reference=reference, amount=of.total, currency=of.currency, refunded=0, received_at=PAID
    )


_refunds = iter(range(1, 1_000_000))


def refund(of: Order, amount: int, reason: str = "withdrawal", key: str | None = None) -> Refund:
    return Refund(
        key=key or f"merchant:{next(_refunds)}",
        order=of,
        order_id=of.id,
        payment=of.payments[0],
        amount=amount,
        currency=of.currency,
        reason=reason,
        state="done",
        created_at=DECLARED,
        done_at=DECLARED,
    )


def goods_return(of: Order, quantities: dict[int, int], kind: str = "withdrawal") -> Return:
    """Pieces of the order's lines, by their place."""
    rows = []
    for place, quantity in quantities.items():
        line = of.items[place]
        paid = line.quantity * line.unit_price - line.discount
        rows.append(ReturnItem(item=line, quantity=quantity, amount=paid * quantity // line.quantity))
    total = sum(row.amount for row in rows)
    return Return(order=of, kind=kind, declared_at=DECLARED, amount=total, words="", items=rows)
