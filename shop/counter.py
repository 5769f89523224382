"""The counter: everything the conversation asks of the shop, over one session."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop import links
from shop.aftersale import AfterSale
from shop.cart import Carts
from shop.catalog import Catalog
from shop.checkout import Checkout
from shop.orders import Orders
from shop.profile import kept_profile
from shop.settings import Settings


class Counter:
    """The services of the shop, sharing the caller's transaction.

    Payment links are made outside of it: see `shop.orders.paying.Paying`.
    """

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session = session
        profile = kept_profile(settings.profile_folder)
        self.catalog = Catalog(session)
        self.cart = Carts(session, profile.currency)
        self.checkout = Checkout(session, settings, profile)
        self.orders = Orders(session)
        self.aftersale = AfterSale(session, settings, profile)

    def visit(self, code: str, channel: str, sender: str) -> str | None:
        """Count that an entry link was opened; returns the key of its product, None if it has none any more."""
        entry = links.visit(self._session, code, channel, sender)
        return entry.product_key if entry is not None else None
