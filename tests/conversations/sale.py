"""The sale itself, for conversations: discount codes, stock, what the provider reports, and what an order froze."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from actions import base
from shop import clock
from shop.catalog.stock import release_expired
from shop.counter import Counter
from shop.errors import PaymentUnavailable
from shop.model import Discount, News, Variant
from shop.model.base import column
from shop.orders import apply
from shop.payments.demo import DemoProvider
from shop.payments.provider import PaymentNotice, PaymentRequest, ProviderLink
from shop.profile import kept_profile

FROZEN = ("discount_code", "discount_total", "delivery_method", "delivery_cost", "goods_total", "total", "country",
          "paid_total", "language")  # fmt: skip


def add_codes() -> None:
    """Fill the shop with codes of every kind."""
    day = timedelta(days=1)
    with base.database().write() as session:
        session.add_all(
            [
                Discount(code="SOMMER10", kind="percent", value=10),
                Discount(code="WELCOME5", kind="amount", value=500, min_goods=3000),
                Discount(code="FREIHAUS", kind="free_delivery"),
                Discount(code="GANZ100", kind="percent", value=100),
                Discount(code="ERSTE20", kind="percent", value=20, first_order_only=True),
                Discount(code="EINMAL7", kind="amount", value=700, once_per_shopper=True),
                Discount(code="ALT2020", kind="percent", value=50, valid_until=clock.now() - day),
                Discount(code="BALD30", kind="percent", value=30, valid_from=clock.now() + 300 * day),
                Discount(code="KNAPP1", kind="percent", value=15, max_uses=0),
            ]
        )


def publish(code: str, public: bool = True) -> None:
    """Let everybody who asks be told of a code, or of none."""
    with base.database().write() as session:
        session.query(Discount).filter(Discount.code == code).update({"public": public})


def set_stock(sku: str, pieces: int) -> None:
    """Let so many pieces be left that nobody has reserved."""
    with base.database().write() as session:
        release_expired(session, clock.now())
        session.execute(
            update(Variant)
            .where(Variant.sku == sku)
            .values(stock=pieces + Variant.held)
            .execution_options(synchronize_session=False)
        )


class Provider:
    """The payment provider of a conversation, which can be away."""

    is_away = False


@contextmanager
def own_provider() -> Iterator[Provider]:
    """A provider that a conversation can take away; afterwards it is back."""
    provider, create_link = Provider(), DemoProvider.create_link

    def answer(demo: DemoProvider, request: PaymentRequest) -> ProviderLink:
        if provider.is_away:
            raise PaymentUnavailable()
        return create_link(demo, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DemoProvider, "create_link", answer)
        yield provider


def report(sender: str, doing: str) -> None:
    """Let the provider report a payment of the newest order: "pays", or "pays 100" for another amount."""
    _, _, amount = doing.partition(" ")
    with base.database().write() as session:
        order = Counter(session, base.settings()).orders.list(sender)[0]
        key = f"{order.number} {doing}"
        paid = int(amount or order.total)
        notice = PaymentNotice("demo", key, "paid", order.number, None, f"payment {key}", None, paid, order.currency)
        apply(session, kept_profile(base.settings().profile_folder), notice)


def code_of(sender: str) -> str | None:
    """Return the discount code of the cart."""
    with base.database().read() as session:
        return Counter(session, base.settings()).cart.view(sender).discount_code


def frozen(sender: str) -> dict[str, Any]:
    """Return what the newest order is bound to."""
    with base.database().read() as session:
        orders = Counter(session, base.settings()).orders.list(sender)
    return {name: getattr(orders[0], name) for name in FROZEN} | {"review": bool(orders[0].review)} if orders else {}


def untold(sender: str) -> list[str]:
    """Return the kinds of news that the shopper has not been told, the oldest first."""
    query = select(News.kind).where(News.sender == sender, column(News.sent_at).is_(None)).order_by(News.id)
    with base.database().read() as session:
        return [str(kind) for kind in session.execute(query).scalars()]
