"""The counter: everything the conversation asks of the shop, over one session."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.cart import Carts
from shop.catalog import Catalog
from shop.checkout import Checkout
from shop.orders import Orders
from shop.payments.demo import DemoProvider
from shop.settings import Settings


class Counter:
    """The services of the shop, sharing the caller's transaction."""

    def __init__(self, session: Session, settings: Settings) -> None:
        # The one place that chooses the payment provider.
        provider = DemoProvider(settings)
        self.catalog = Catalog(session)
        self.cart = Carts(session, settings.currency)
        self.checkout = Checkout(session, settings, provider)
        self.orders = Orders(session, settings, provider)
