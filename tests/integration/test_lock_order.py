"""On PostgreSQL, where rows are locked one by one: everybody locks in one order, so nobody waits in a circle."""

from __future__ import annotations

import random
import threading
from collections import Counter as Multiset
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from shop import clock
from shop.aftersale import AfterSale, cancellation, returns
from shop.catalog.stock import release_expired
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError, SolutionNotOffered
from shop.model import Discount, DiscountUse, Order, Product, Variant, metadata
from shop.model.sales import order_id_of
from shop.order_line import Attributes, OrderLine
from shop.orders import apply, states
from shop.orders.locking import locked_order
from shop.orders.paying import Paying
from shop.orders.reports import Report, apply_report
from shop.profile import DEMO_PROFILE, kept_profile
from shop.settings import Settings
from tests.fakes.bank import Bank

CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")
PROFILE = kept_profile(DEMO_PROFILE)
SIZES = ("S", "M", "L", "XL")
# Longer than the others need to come to where they would wait for each other.
_TOGETHER_SECONDS = 2


class Shop:
    """Tees in four sizes, and the codes A and B."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.settings = Settings(
            database_url=database.url,
            given_secret="s",
            payment_provider="stripe",
            stripe_secret_key="k",
            stripe_webhook_secrets=("s",),
        )
        self.bank = Bank()
        self.paying = Paying(database, self.settings, PROFILE, self.bank)

    def fill(self, sender: str, code: str | None, *sizes: str) -> str:
        with self.database.write() as session:
            counter = Counter(session, self.settings)
            counter.cart.add(sender, [tee(size) for size in sizes])
            if code:
                counter.cart.use_code(sender, code)
            return str(counter.checkout.summary(sender, CONTACT).fingerprint)

    def place(self, sender: str, fingerprint: str) -> str:
        with self.database.write() as session:
            return str(Counter(session, self.settings).checkout.place(sender, CONTACT, fingerprint, "en").order.number)

    def order(self, sender: str, code: str | None, *sizes: str) -> str:
        return self.place(sender, self.fill(sender, code, *sizes))

    def expire(self, *numbers: str) -> None:
        with self.database.write() as session:
            for number in numbers:
                order = locked_order(session, order_id_of(number))
                assert order is not None
                order.hold_expires_at = clock.now() - timedelta(seconds=1)

    def deliver(self, number: str) -> None:
        notice = self.bank.pay(str(self.paying.link_for(number).payment_url))
        with self.database.write() as session:
            apply(session, PROFILE, notice)
        with self.database.write() as session:
            order = locked_order(session, order_id_of(number))
            assert order is not None
            states.advance(session, order, "shipped")
            states.advance(session, order, "delivered")


def tee(size: str) -> OrderLine:
    return OrderLine("tee", 1, Attributes(size=(size,)))


@pytest.fixture()
def shop(postgres_url: str) -> Iterator[Shop]:
    database = Database(postgres_url)
    database.upgrade()
    with database.write() as session:
        for table in reversed(metadata.sorted_tables):
            if table.name != "sequence" and not table.name.startswith("catalog"):
                session.execute(table.delete())
        product = Product(key="tee", type="tee", title_en="Tee", title_de="Shirt")
        product.variants = [Variant(sku=f"tee-{size}", size=size, price=1500 + 100 * n, stock=500)
                            for n, size in enumerate(SIZES)]  # fmt: skip
        session.add_all([product, *(Discount(code=code, kind="amount", value=100) for code in "AB")])
    yield Shop(database)
    database.close()


@pytest.fixture()
def together(monkeypatch: pytest.MonkeyPatch) -> Any:
    """together("module.name") lets the first two calls of it, in two threads, both be done before one goes on."""

    def patch(*names: str) -> None:
        meeting, met = threading.Barrier(2), threading.local()

        def waiting(real: Any) -> Any:
            def call(*arguments: Any, **named: Any) -> Any:
                result = real(*arguments, **named)
                if not getattr(met, "done", False):
                    met.done = True
                    # Where one keeps the other out, they cannot meet, and need not.
                    with suppress(threading.BrokenBarrierError):
                        meeting.wait(_TOGETHER_SECONDS)
                return result

            return call

        for name in names:
            module, _, function = name.rpartition(".")
            real = getattr(__import__(module, fromlist=[function]), function)
            monkeypatch.setattr(name, waiting(real))

    return patch


def broken_off(outcomes: list[Any]) -> list[Any]:
    return [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, ShopError)]


def test_orders_with_codes_that_release_each_others_codes_do_not_wait_in_a_circle(shop, at_once, monkeypatch):
    expired = {code: shop.order(f"late {code}", code, size) for code, size in (("A", "S"), ("B", "M"))}
    wanted = {0: ("B", shop.fill("one", "B", "L")), 1: ("A", shop.fill("two", "A", "XL"))}
    shop.expire(*expired.values())
    first_has_released, meeting = threading.Event(), threading.Barrier(2)

    def release(session, moment, *also):
        if session.info["first"]:
            with shop.database.write() as other:
                # Whoever is locked is passed over, and so the second one gets that one.
                locked_order(other, order_id_of(expired["B"]))
                release_expired(session, moment, *also)
            first_has_released.set()
        else:
            first_has_released.wait()
            release_expired(session, moment, *also)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(_TOGETHER_SECONDS)

    monkeypatch.setattr("shop.checkout.release_expired", release)

    def place(number):
        with shop.database.write() as session:
            session.info["first"] = number == 0
            sender, fingerprint = ("one", "two")[number], wanted[number][1]
            placed = Counter(session, shop.settings).checkout.place(sender, CONTACT, fingerprint, "en")
            return placed.order.discount_code

    assert at_once(2, place) == ["B", "A"]
    with shop.database.read() as session:
        assert [discount.uses for discount in session.query(Discount)] == [1, 1]


def test_a_shopper_who_fills_a_cart_keeps_nobody_from_ordering_the_same(shop):
    fingerprint = shop.fill("anna", None, "S", "M")
    with shop.database.write() as cart:
        Counter(cart, shop.settings).cart.add("ben", [tee("M"), tee("S")])
        cart.flush()
        with shop.database.write() as session:
            session.execute(text("SET LOCAL lock_timeout = '3s'"))
            assert Counter(session, shop.settings).checkout.place("anna", CONTACT, fingerprint, "en").order.number


def test_a_return_and_a_report_of_the_exchanged_order_do_not_wait_in_a_circle(shop, at_once, together):
    number = shop.order("anna", None, "S")
    shop.deliver(number)
    with shop.database.write() as session:
        after = AfterSale(session, shop.settings, PROFILE)
        arranged = after.exchange("anna", number, "tee-S", "tee-XL", 1)
    together("shop.aftersale.own.locked_order")

    def act(which):
        with shop.database.write() as session:
            if which:
                return returns.receive(session, arranged.return_number).kind
            return apply_report(session, Report("cancelled", arranged.order.number, "cancelled"))

    outcomes = at_once(2, act)
    assert set(outcomes) == {"withdrawal", "done"} or set(outcomes) == {"withdrawal", "late"}, outcomes


def test_a_solution_and_a_withdrawal_that_ends_it_do_not_wait_in_a_circle(shop, at_once, together):
    number = shop.order("anna", None, "S", "M")
    shop.deliver(number)
    with shop.database.write() as session:
        after = AfterSale(session, shop.settings, PROFILE)
        ticket = after.complain("anna", number, "tee-S", "a hole").ticket.number
        assert after.take_solution("anna", ticket, "replacement").replacement is not None
    together("shop.aftersale.tickets.find", "shop.aftersale.own_order")

    def act(which):
        with shop.database.write() as session:
            after = AfterSale(session, shop.settings, PROFILE)
            if which:
                return after.withdraw("anna", number).return_number
            return after.take_solution("anna", ticket, "replacement")

    again, declared = at_once(2, act)
    assert isinstance(declared, str) and isinstance(again, SolutionNotOffered), (again, declared)


def test_everything_at_once_is_never_broken_off_by_the_database(shop, at_once):
    random.seed(4)
    orders = [shop.order(f"shopper {n}", "AB"[n % 2], *random.sample(SIZES, 3)) for n in range(24)]
    fingerprints = [shop.fill(f"new {n}", "BA"[n % 2], *random.sample(SIZES, 3)) for n in range(12)]
    notices = [shop.bank.pay(str(shop.paying.link_for(number).payment_url)) for number in orders[:12]]
    shop.expire(*orders)

    def pay(number):
        with shop.database.write() as session:
            return apply(session, PROFILE, notices[number]).outcome

    def cancel(number):
        with shop.database.write() as session:
            order = session.execute(select(Order).where(Order.id == order_id_of(orders[number]))).scalar_one()
            return cancellation.cancel(session, order).order.status

    def release(_number):
        with shop.database.write() as session:
            return release_expired(session, clock.now())

    def act(number):
        n, kind = divmod(number, 5)
        work = (
            lambda: shop.place(f"new {n}", fingerprints[n]),
            lambda: pay(n),
            lambda: cancel(12 + n),
            lambda: shop.paying.link_for(orders[12 + n]).number,
            lambda: release(n),
        )
        return work[kind]()

    outcomes = at_once(60, act)
    assert not broken_off(outcomes), broken_off(outcomes)
    with shop.database.read() as session:
        for variant in session.query(Variant):
            assert 0 <= variant.held <= variant.stock
        counted = {code: uses for code, uses in session.execute(select(Discount.code, Discount.uses))}
        uses = session.execute(select(Discount.code).join(DiscountUse, DiscountUse.discount_id == Discount.id))
        assert counted == Multiset(uses.scalars())


def test_a_unit_that_the_database_breaks_off_is_done_anew(shop, at_once):
    meeting, begun = threading.Barrier(2), [0, 0]

    def act(number):
        def sell(session):
            begun[number] += 1
            for size in ("S", "M") if number else ("M", "S"):
                session.execute(text(f"UPDATE variant SET stock = stock - 1 WHERE sku = 'tee-{size}'"))
                with suppress(threading.BrokenBarrierError):
                    meeting.wait(_TOGETHER_SECONDS)
            return "done"

        return shop.database.unit(sell)

    assert at_once(2, act) == ["done", "done"] and sum(begun) == 3
    with shop.database.read() as session:
        assert {row.sku: row.stock for row in session.query(Variant)}["tee-S"] == 498
