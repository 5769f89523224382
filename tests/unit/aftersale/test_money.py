"""Whatever comes back in whatever order, never more goes back than was paid, and the sums agree to the cent."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.aftersale import Wish, returns
from shop.aftersale.worth import LineLeft
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError
from shop.model import Discount, Order, OrderItem, Payment, Refund, Return, Variant
from shop.order_line import Attributes, OrderLine
from shop.orders.refunds import request_refund
from shop.settings import Settings
from tests.unit.aftersale.conftest import Desk

HOODIES = tuple(f"hoodie-m-{rest}" for rest in ("black-M", "black-L", "grey-M", "grey-S"))
SKUS = (*HOODIES, "socks-black-39-42", "socks-grey-35-38")
CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")


@given(amount=st.integers(0, 10**7), quantity=st.integers(1, 99), data=st.data())
def test_shares_sum_up_whatever_the_parts(amount: int, quantity: int, data: Any) -> None:
    shares = []
    while quantity:
        pieces = data.draw(st.integers(1, quantity))
        share = LineLeft(OrderItem(), quantity, amount).share(pieces)
        shares.append(share)
        assert 0 <= share <= amount
        quantity, amount = quantity - pieces, amount - share
    assert amount == 0


class Trial:
    """One shop in which things happen, refusals included."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.desk = Desk(database, Settings(database_url=database.url, given_secret="test"))
        self.counts = itertools.count()

    def begin(self, hoodies: int, socks: int, percent: int, express: bool) -> None:
        with self.database.write() as session:
            for place, sku in enumerate(HOODIES):
                session.query(Variant).filter_by(sku=sku).one().price = (3990, 3990, 4493, 2987)[place]
            session.add(Discount(code="X", kind="percent", value=percent, uses=0, active=True))
            counter = Counter(session, self.desk.settings)
            counter.cart.add("anna", [_line("hoodie", hoodies, "black", "M"), _line("socks", socks, "black", "39-42")])
            from shop.model import Cart

            session.query(Cart).one().discount_code = "X" if percent else None
            session.flush()
            method = "express" if express else "standard"
            fingerprint = counter.checkout.summary("anna", CONTACT, method).fingerprint
            number = counter.checkout.place("anna", CONTACT, fingerprint, "en", method=method).order.number
        if self.desk.order(number).total:
            assert self.desk.pay(number) == "paid"
        else:
            self.desk.move(number, "paid")

    def act(self, kind: str, which: int, sku: str, wanted: str, pieces: int) -> None:
        """Try something; a refusal must leave everything as it was."""
        number = str(10_001 + which % self.orders())
        try:
            getattr(self, f"_{kind}")(number, sku, wanted, pieces)
        except ShopError as refusal:
            assert refusal.code != "unexpected"

    def orders(self) -> int:
        with self.database.read() as session:
            return int(session.query(Order).count())

    def _pay(self, number: str, *_: Any) -> None:
        if self.desk.order(number).status == "awaiting_payment":
            self.desk.pay(number)

    def _deliver(self, number: str, *_: Any) -> None:
        self.desk.move(number, "shipped", "delivered")

    def _cancel(self, number: str, *_: Any) -> None:
        self.desk.cancel(number)

    def _withdraw(self, number: str, sku: str, _wanted: str, pieces: int) -> None:
        self.desk.withdraw(number, [Wish(sku, pieces)])

    def _withdraw_all(self, number: str, *_: Any) -> None:
        self.desk.withdraw(number)

    def _exchange(self, number: str, sku: str, wanted: str, pieces: int) -> None:
        self.desk.exchange(number, sku, wanted, pieces)

    def _reduce(self, number: str, sku: str, _wanted: str, pieces: int) -> None:
        ticket = self.desk.complain(number, sku, "broken").ticket
        self.desk.take_solution(ticket.number, "partial_refund", pieces)

    def _replace(self, number: str, sku: str, _wanted: str, pieces: int) -> None:
        ticket = self.desk.complain(number, sku, "broken").ticket
        self.desk.take_solution(ticket.number, "replacement", pieces)

    def _gift(self, number: str, _sku: str, _wanted: str, pieces: int) -> None:
        with self.database.write() as session:
            order = session.get(Order, int(number) - 10_000)
            request_refund(session, order, pieces * 777, "merchant", f"gift:{next(self.counts)}")

    def _receive(self, number: str, _sku: str, _wanted: str, pieces: int) -> None:
        with self.database.write() as session:
            announced = session.query(Return).filter(Return.state != "settled").order_by(Return.id).all()
            if announced:
                returns.receive(session, announced[(int(number) + pieces) % len(announced)].number)

    def _send(self, *_: Any) -> None:
        self.desk.send_refunds()

    def check(self) -> None:
        """Payments, refunds and orders agree; nothing is below zero."""
        with self.database.read() as session:
            refunds = session.query(Refund).all()
            for payment in session.query(Payment):
                reserved = sum(one.amount for one in refunds if one.payment_id == payment.id and one.state != "failed")
                assert payment.refunded == reserved <= payment.amount
            for order in session.query(Order):
                done = sum(one.amount for one in refunds if one.order_id == order.id and one.state == "done")
                assert order.refunded_total == done <= order.paid_total == sum(one.amount for one in order.payments)
                assert order.total == sum(_worth(item) for item in order.items) + order.delivery_cost
            for variant in session.query(Variant):
                assert 0 <= variant.held <= variant.stock <= 20

    def settle_everything(self) -> tuple[int, int]:
        """All goods come back; returns what was paid and what went back."""
        # The newest first: a cancelled replacement gives its goods back to the order before it.
        for number in (str(10_001 + place) for place in reversed(range(self.orders()))):
            order = self.desk.order(number)
            if order.status in ("paid", "packed"):
                self.desk.move(number, "shipped", "delivered")
            if order.status == "shipped":
                self.desk.move(number, "delivered")
            for act in (self.desk.cancel, self.desk.withdraw):
                try:
                    act(number)
                except ShopError as refusal:
                    assert refusal.code != "unexpected"
        with self.database.read() as session:
            announced = [one.number for one in session.query(Return).filter_by(state="announced").order_by(Return.id)]
        for number in announced:
            with self.database.write() as session:
                returns.receive(session, number)
        self.desk.send_refunds()
        with self.database.read() as session:
            orders = session.query(Order).all()
            return sum(one.paid_total for one in orders), sum(one.refunded_total for one in orders)


def _worth(item: OrderItem) -> int:
    return item.quantity * item.unit_price - item.discount


def _line(product: str, quantity: int, color: str, size: str) -> OrderLine:
    return OrderLine(product, quantity, Attributes(color=(color,), size=(size,)))


@contextmanager
def trial(filled_file: Path) -> Iterator[Trial]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db"
        shutil.copy(filled_file, path)
        database = Database(f"sqlite:///{path}")
        try:
            yield Trial(database)
        finally:
            database.close()


def acts(*kinds: str) -> st.SearchStrategy[list[tuple[str, int, str, str, int]]]:
    act = st.tuples(
        st.sampled_from(kinds),
        st.integers(0, 3),
        st.sampled_from(SKUS[:5]),
        st.sampled_from(HOODIES),
        st.integers(1, 3),
    )
    return st.lists(act, max_size=14)


BEGINNINGS = st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from((0, 7, 33, 100)), st.booleans())
GOODS = ("withdraw", "withdraw_all", "exchange", "receive", "pay", "deliver", "cancel", "send")


@settings(max_examples=60, deadline=None)
@given(beginning=BEGINNINGS, delivered=st.booleans(), story=acts(*GOODS, "reduce", "replace", "gift"))
def test_never_more_goes_back_than_was_paid(filled_file: Path, beginning: Any, delivered: bool, story: Any) -> None:
    with trial(filled_file) as shop:
        shop.begin(*beginning)
        if delivered:
            shop.desk.move("10001", "shipped", "delivered")
        for act in story:
            shop.act(*act)
            shop.check()
        paid, back = shop.settle_everything()
        shop.check()
        assert back <= paid


@settings(max_examples=60, deadline=None)
@given(beginning=BEGINNINGS, story=acts(*GOODS))
def test_when_all_goods_are_back_all_their_money_is(filled_file: Path, beginning: Any, story: Any) -> None:
    with trial(filled_file) as shop:
        shop.begin(*beginning)
        shop.desk.move("10001", "shipped", "delivered")
        for act in story:
            shop.act(*act)
        paid, back = shop.settle_everything()
        shop.check()
        first = shop.desk.order("10001")
        # Delivery comes back with the whole order only, and an express delivery only as far as the usual one costs.
        assert paid - back in (0, first.delivery_cost, first.delivery_cost - 490)
        with shop.database.read() as session:
            assert all(variant.stock == 20 for variant in session.query(Variant).filter(Variant.sku.in_(SKUS)))
