"""From a cart to a binding order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from shop import clock
from shop.cart.refusals import not_enough
from shop.cart.store import cart_for_change, cart_view, clear, find_cart, forget_steps
from shop.catalog.matching import by_ids
from shop.catalog.stock import release_expired
from shop.checkout.contact import Contact, clean_contact
from shop.checkout.freezing import frozen
from shop.checkout.summary import Summary, changes_between, legal_url, summed_up
from shop.crash_points import reach
from shop.errors import CartEmpty, DiscountRefused, SummaryOutdated
from shop.model import Cart
from shop.orders.links import hold_items, new_link
from shop.orders.receiving import complete_without_payment
from shop.orders.view import order_view
from shop.pricing import Price, PricedLine, discounts, price
from shop.pricing.countries import country_of
from shop.pricing.delivery import methods_for
from shop.profile import Profile
from shop.settings import Settings
from shop.views import OrderView

__all__ = ["Checkout", "Contact", "OrderPlaced", "Summary", "legal_url"]


@dataclass(frozen=True)
class OrderPlaced:
    """The order is binding and waits for its payment; its link is made once this is stored (`shop.orders.paying`)."""

    order: OrderView


class Checkout:
    """Summing up a cart and placing the order."""

    def __init__(self, session: Session, settings: Settings, profile: Profile) -> None:
        self._session = session
        self._settings = settings
        self._profile = profile

    def summary(self, sender: str, contact: Contact, method: str | None = None) -> Summary:
        """The cart with all costs, delivered by `method` (None: the usual way).

        Refuses an empty cart, a wrong contact, a country or a way of delivery that the shop has not, and what the stock
        can no longer give. A discount code that does not count is left out, and the summary says why.
        """
        cart = find_cart(self._session, sender)
        if cart is None or not cart.lines:
            raise CartEmpty()
        self._check_stock(cart)
        checked = self._placed_in_a_country(clean_contact(contact))
        way = method or methods_for(self._profile, checked.country or "")[0].name
        priced, refusal = self._priced(cart, checked, way)
        view = cart_view(cart, self._profile.currency)
        return summed_up(self._settings, self._profile, view.lines, priced, checked, refusal)

    def place(
        self,
        sender: str,
        contact: Contact,
        fingerprint: str,
        language: str,
        *,
        shown: object = None,
        method: str | None = None,
        channel: str | None = None,
    ) -> OrderPlaced:
        """Order exactly what the confirmed summary showed: hold the stock, freeze the amounts, empty the cart.

        Raises SummaryOutdated if the summary would look different by now; if `shown` is what the confirmed one had
        there, its details say what `changed`. `channel` is where the shopper will be told of news.
        """
        cart = cart_for_change(self._session, sender)
        release_expired(self._session, clock.now(), [row.variant_id for row in cart.lines], cart.discount_code)
        summary = self.summary(sender, contact, method)
        if summary.fingerprint != fingerprint:
            changed = changes_between(shown, fingerprint, summary.shown)
            raise SummaryOutdated(changed=", ".join(changed) if changed else None)
        order = frozen(sender, summary, cart, language, channel)
        self._session.add(order)
        self._session.flush()
        hold_items(self._session, order)
        if summary.price.discount is not None:
            discounts.take(self._session, order, discounts.find(self._session, summary.price.discount.code))
        clear(self._session, cart)
        cart.discount_code = None
        forget_steps(self._session, cart)
        if order.total == 0:
            order.hold_expires_at = clock.now()
            complete_without_payment(self._session, self._profile, order)
        else:
            new_link(self._session, self._settings, order)
        reach("before_order_stored")
        return OrderPlaced(order_view(order))

    def _placed_in_a_country(self, contact: Contact) -> Contact:
        country = country_of(self._profile, contact.country, contact.postal_code, contact.city)
        return replace(contact, country=country)

    def _priced(self, cart: Cart, contact: Contact, method: str) -> tuple[Price, DiscountRefused | None]:
        code = cart.discount_code
        try:
            return self._price(cart, contact, method, code), None
        except DiscountRefused as refusal:
            return self._price(cart, contact, method, None), refusal

    def _price(self, cart: Cart, contact: Contact, method: str, code: str | None) -> Price:
        lines = [
            PricedLine(row.variant.sku, row.quantity, row.variant.price, row.variant.product.vat_class)
            for row in cart.lines
        ]
        country = contact.country or ""
        return price(self._session, self._profile, lines, country, method, code, cart.sender, clock.now())

    def _check_stock(self, cart: Cart) -> None:
        candidates = by_ids(self._session, (row.variant_id for row in cart.lines))
        for row in cart.lines:
            candidate = candidates[row.variant_id]
            if row.quantity > candidate.available:
                raise not_enough(candidate)
