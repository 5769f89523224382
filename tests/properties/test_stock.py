"""Whatever shoppers, payments and time do, no piece is sold twice and none is lost."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from shop import clock
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError
from shop.model import Order, Product, Variant
from shop.order_line import Attributes, OrderLine
from shop.orders import apply
from shop.orders.paying import Paying
from shop.payments.provider import PaymentNotice
from shop.profile import DEMO_PROFILE, kept_profile
from shop.settings import PAYMENT_LINK_SECONDS, Settings
from shop.views import OrderView
from tests.properties.edits import STEADY

CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")
STOCK = {"one": 1, "few": 3, "many": 9}
SENDERS = ("anna", "ben", "cem")
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three caps: the last piece of one, few of another, many of the third."""
    path = tmp_path_factory.mktemp("stock") / "shop.db"
    shop = Database(f"sqlite:///{path}")
    shop.upgrade()
    with shop.write() as session:
        cap = Product(key="cap", type="cap", title_en="Cap", title_de="Kappe")
        cap.variants = [Variant(sku=c, color=c, price=1500, stock=stock) for c, stock in STOCK.items()]
        session.add(cap)
    shop.close()
    return path


class World:
    """Shoppers at one shop; every method is a request of its own. Refusals are answers, not failures."""

    def __init__(self, path: Path) -> None:
        self.database = Database(f"sqlite:///{path}")
        self._settings = Settings(database_url=self.database.url, given_secret="test")
        self._seconds = 0
        self._events = 0
        self._sold = dict.fromkeys(STOCK, 0)

    @contextmanager
    def counter(self) -> Iterator[Counter]:
        try:
            with self.database.write() as session:
                yield Counter(session, self._settings)
        except ShopError:
            pass

    def want(self, sender: str, sku: str, pieces: int) -> None:
        with self.counter() as counter:
            counter.cart.add(sender, [OrderLine("cap", pieces, Attributes(color=(sku,)), words="w")])

    def order(self, sender: str, sku: str, pieces: int) -> None:
        """Look at the summary and order in two requests: others may come in between."""
        self.want(sender, sku, pieces)
        with self.counter() as counter:
            fingerprint = counter.checkout.summary(sender, CONTACT).fingerprint
            counter.checkout.place(sender, CONTACT, fingerprint, "en")

    def order_what_is_in_the_cart(self, sender: str, sku: str, pieces: int) -> None:
        with self.counter() as counter:
            counter.checkout.place(sender, CONTACT, counter.checkout.summary(sender, CONTACT).fingerprint, "de")

    def change_mind(self, sender: str, sku: str, pieces: int) -> None:
        with self.counter() as counter:
            counter.cart.empty(sender)

    def ask_for_a_new_link(self, sender: str, sku: str, pieces: int) -> None:
        with suppress(ShopError):
            with self.database.read() as session:
                number = Counter(session, self._settings).orders.unpaid(sender).number
            Paying(self.database, self._settings, kept_profile(DEMO_PROFILE)).link_for(number)

    def pay(self, sender: str, sku: str, pieces: int) -> None:
        """Pay for an own order, the latest for one piece, an older one for more; late payments are no exception."""
        self._pay(sender, pieces - 1, cents_more=0, repeat=pieces == 2)

    def pay_wrongly(self, sender: str, sku: str, pieces: int) -> None:
        self._pay(sender, pieces - 1, cents_more=1, repeat=False)

    def wait(self, sender: str, sku: str, pieces: int) -> None:
        """Let an order's time run out, or nearly."""
        self._seconds += PAYMENT_LINK_SECONDS // 2 * pieces

    def _pay(self, sender: str, place: int, cents_more: int, repeat: bool) -> None:
        with self.counter() as counter:
            orders = counter.orders.list(sender)
        if not orders:
            return
        order = orders[min(place, len(orders) - 1)]
        self._events += 1
        for _ in range(2 if repeat else 1):
            with self.database.write() as session:
                before = self._stored(session)
                apply(session, kept_profile(DEMO_PROFILE), self._notice(order, cents_more))
                session.expire_all()
                after = self._stored(session)
            for sku in STOCK:
                self._sold[sku] += before[sku][0] - after[sku][0]

    def _notice(self, order: OrderView, cents_more: int) -> PaymentNotice:
        event = str(self._events)
        amount = order.total + cents_more
        return PaymentNotice("demo", event, "paid", order.number, None, event, None, amount, order.currency)

    def do(self, step: tuple[str, str, str, int]) -> None:
        name, *arguments = step
        moment = datetime.now(tz=clock.now().tzinfo) + timedelta(seconds=self._seconds)
        act: Callable[..., None] = getattr(self, name)
        with mock.patch.object(clock, "now", lambda: moment):
            act(*arguments)

    @staticmethod
    def _stored(session: object) -> dict[str, tuple[int, int]]:
        rows = session.execute(select(Variant.sku, Variant.stock, Variant.held)).all()  # type: ignore[attr-defined]
        return {sku: (stock, held) for sku, stock, held in rows}

    def check(self) -> None:
        with self.database.read() as session:
            waiting = dict.fromkeys(STOCK, 0)
            paid = dict.fromkeys(STOCK, 0)
            for order in session.execute(select(Order)).scalars():
                holds = order.status == "awaiting_payment" and order.hold_expires_at is not None
                for item in order.items:
                    waiting[item.sku] += item.quantity * holds
                    paid[item.sku] += item.quantity * (order.status == "paid" and not order.review)
            for sku, (stock, held) in self._stored(session).items():
                assert 0 <= held <= stock
                assert held == waiting[sku], "what is held waits for a payment"
                assert stock + self._sold[sku] == STOCK[sku], "only a payment takes pieces out"
                assert paid[sku] <= self._sold[sku], "what was paid for without a note was there"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("want", "order", "order", "order", "order_what_is_in_the_cart", "change_mind", "ask_for_a_new_link",
             "pay", "pay", "pay_wrongly", "wait")
        ),
        st.sampled_from(SENDERS),
        st.sampled_from(sorted(STOCK)),
        st.integers(1, 3),
    ),
    min_size=2,
    max_size=14,
)  # fmt: skip


@settings(STEADY, max_examples=60)
@given(steps=STEPS)
def test_no_piece_is_sold_twice_and_none_is_lost(
    template: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str, int]]
) -> None:
    path = template.with_name(f"example-{next(_numbers)}.db")
    shutil.copy(template, path)
    world = World(path)
    try:
        for step in steps:
            world.do(step)
            world.check()
    finally:
        world.database.close()
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
