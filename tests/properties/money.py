"""A shop and a bank for property tests: what happens at the bank, and what of it reaches the shop, and when."""

from __future__ import annotations

from collections import Counter as Multiset
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import func, select

from shop import clock
from shop.catalog.counting import set_stock
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.errors import RefundTooLarge, UnknownOrder
from shop.model import Order, Payment, PaymentLink, Refund, Variant
from shop.model.sales import order_id_of
from shop.order_line import OrderLine
from shop.orders import apply
from shop.orders.cancelling import cancel
from shop.orders.locking import locked_order
from shop.orders.paying import Paying
from shop.orders.poll import poll_open_links
from shop.orders.refund_runner import RefundRunner
from shop.orders.refunds import request_refund
from shop.payments.provider import PaymentNotice
from shop.profile import DEMO_PROFILE, kept_profile
from shop.settings import Settings
from tests.fakes.bank import Bank

CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")
START = datetime(2026, 11, 25, 10, 0, tzinfo=timezone.utc)


class Money:
    """One order of the last two caps, its bank, and the time."""

    def __init__(self, path: Path) -> None:
        self.database = Database(f"sqlite:///{path}")
        self.settings = Settings(
            database_url=self.database.url,
            given_secret="test",
            payment_provider="stripe",
            stripe_secret_key="k",
            stripe_webhook_secrets=("s",),
        )
        self.profile = kept_profile(DEMO_PROFILE)
        self.bank = Bank()
        self.paying = Paying(self.database, self.settings, self.profile, self.bank)
        self.moment = START
        self.number = ""
        # Caps in the house, and sold.
        self.caps = 2

    @contextmanager
    def now(self) -> Iterator[None]:
        with mock.patch.object(clock, "now", lambda: self.moment):
            yield

    def order(self, sender: str = "anna") -> str:
        with self.database.write() as session:
            counter = Counter(session, self.settings)
            counter.cart.add(sender, [OrderLine("cap", 2)])
            fingerprint = counter.checkout.summary(sender, CONTACT).fingerprint
            return counter.checkout.place(sender, CONTACT, fingerprint, "en").order.number

    def deliver(self, notices: list[PaymentNotice]) -> None:
        """As a provider does: what is answered with an error comes again later."""
        waiting = list(notices)
        for _ in range(3 * len(notices)):
            if not waiting:
                return
            notice = waiting.pop(0)
            try:
                with self.database.write() as session:
                    apply(session, self.profile, notice)
            except UnknownOrder:
                waiting.append(notice)
            self.check()

    def settle_down(self) -> None:
        """Let the background work until there is nothing left to do."""
        for _ in range(2):
            self.moment += timedelta(hours=1)
            poll_open_links(self.database, self.profile, self.bank)
            self.check()
            RefundRunner(self.database, self.profile, lambda name: self.bank).run_once()
            self.check()

    def lose_the_caps(self) -> None:
        """The merchant counts again, and there are none."""
        with self.database.write() as session:
            set_stock(session, "cap", 0)
        self.caps = 0

    def cancel(self) -> None:
        with self.database.write() as session:
            cancel(session, locked_order(session, order_id_of(self.number)))

    def request(self, amount: int, key: str) -> None:
        with suppress(RefundTooLarge), self.database.write() as session:
            request_refund(session, locked_order(session, order_id_of(self.number)), amount, "merchant", key)

    def check(self) -> None:
        """Sums agree at every moment, and stock is never lost or doubled."""
        with self.database.read() as session:
            for order in session.execute(select(Order)).scalars():
                payments = session.query(Payment).filter_by(order_id=order.id, currency=order.currency).all()
                refunds = session.query(Refund).filter_by(order_id=order.id).all()
                assert order.paid_total == sum(payment.amount for payment in payments)
                assert order.refunded_total == sum(refund.amount for refund in refunds if refund.state == "done")
                for payment in payments:
                    reserved = [r.amount for r in refunds if r.payment_id == payment.id and r.state != "failed"]
                    assert payment.refunded == sum(reserved) <= payment.amount
            held, sold = self._pieces(session)
            cap = session.query(Variant).one()
            assert (cap.held, cap.stock) == (held, self.caps - sold)

    def agrees_with_the_bank(self) -> None:
        """What the shop believes is what happened."""
        with self.database.read() as session:
            booked = session.execute(select(func.coalesce(func.sum(Payment.amount), 0))).scalar_one()
            back = session.execute(select(func.coalesce(func.sum(Order.refunded_total), 0))).scalar_one()
        assert booked == sum(payment.amount for payment in self.bank.payments.values())
        assert back == sum(refund.amount for refund in self.bank.refunds.values() if refund.state == "done")

    def end(self) -> dict[str, Any]:
        """All that must not depend on when which event came. Which of two equal payments went back may."""
        with self.database.read() as session:
            order = session.get(Order, order_id_of(self.number))
            refunds = session.query(Refund).filter_by(order_id=order.id).all()
            links = session.query(PaymentLink).filter_by(order_id=order.id).order_by(PaymentLink.id).all()
            cap = session.query(Variant).one()
            return {
                "status": order.status,
                "sums": (order.paid_total, order.refunded_total),
                "refunds": Multiset((refund.amount, refund.state, refund.reason) for refund in refunds),
                "links": [link.state for link in links],
                "stock": (cap.stock, cap.held),
                "review": order.review,
            }

    @staticmethod
    def _pieces(session: Any) -> tuple[int, int]:
        orders = session.execute(select(Order)).scalars().all()
        held = sum(2 for order in orders if order.status == "awaiting_payment" and order.hold_expires_at is not None)
        sold = sum(2 for order in orders if order.paid_at is not None and order.cancelled_at is None)
        return held, sold


def as_failed(notice: PaymentNotice) -> PaymentNotice:
    """A first try to pay on the same page that came to nothing."""
    return replace(notice, kind="failed", event_id=f"failed:{notice.link_reference}", payment_reference=None)
