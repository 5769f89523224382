"""From a cart to a binding order."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from shop import clock
from shop.cart.refusals import not_enough
from shop.cart.store import cart_for_change, cart_view, clear, find_cart, forget_steps
from shop.catalog.matching import by_ids
from shop.catalog.stock import release_expired
from shop.checkout.contact import Contact, clean_contact
from shop.checkout.delivery import delivery_cost
from shop.errors import CartEmpty, SummaryOutdated
from shop.model import Cart, Order, OrderItem
from shop.money import VAT_RATE_PERCENT, contained_vat
from shop.orders.links import hold_items, issue_link
from shop.orders.view import order_view
from shop.payments.provider import PaymentProvider
from shop.settings import Settings
from shop.views import CartView, LineView, OrderView

__all__ = ["Checkout", "Contact", "OrderPlaced", "Summary"]


@dataclass(frozen=True)
class Summary:
    """What will be bought, in minor units. `fingerprint` stands for exactly this summary."""

    lines: tuple[LineView, ...]
    goods_total: int
    delivery_cost: int
    vat_included: int
    vat_rate_percent: int
    total: int
    currency: str
    contact: Contact
    fingerprint: str


@dataclass(frozen=True)
class OrderPlaced:
    """The order is binding and waits for its payment."""

    order: OrderView


class Checkout:
    """Summing up a cart and placing the order."""

    def __init__(self, session: Session, settings: Settings, provider: PaymentProvider) -> None:
        self._session = session
        self._settings = settings
        self._provider = provider

    def summary(self, sender: str, contact: Contact) -> Summary:
        """The cart with all costs; refuses an empty cart, a wrong contact, and what the stock can no longer give."""
        cart = find_cart(self._session, sender)
        if cart is None or not cart.lines:
            raise CartEmpty()
        self._check_stock(cart)
        return _summed_up(cart_view(cart, self._settings.currency), clean_contact(contact))

    def place(self, sender: str, contact: Contact, fingerprint: str, language: str) -> OrderPlaced:
        """Order exactly what the confirmed summary showed: hold the stock, freeze the amounts, empty the cart.

        Raises SummaryOutdated if the summary would look different by now.
        """
        release_expired(self._session, clock.now())
        cart = cart_for_change(self._session, sender)
        summary = self.summary(sender, contact)
        if summary.fingerprint != fingerprint:
            raise SummaryOutdated()
        order = _frozen(sender, summary, cart, language)
        self._session.add(order)
        self._session.flush()
        hold_items(self._session, order)
        clear(self._session, cart)
        forget_steps(self._session, cart)
        issue_link(self._session, self._settings, self._provider, order)
        return OrderPlaced(order_view(order))

    def _check_stock(self, cart: Cart) -> None:
        candidates = by_ids(self._session, (row.variant_id for row in cart.lines))
        for row in cart.lines:
            candidate = candidates[row.variant_id]
            if row.quantity > candidate.available:
                raise not_enough(candidate)


def _summed_up(cart: CartView, contact: Contact) -> Summary:
    delivery = delivery_cost(cart.total)
    total = cart.total + delivery
    return Summary(
        lines=cart.lines,
        goods_total=cart.total,
        delivery_cost=delivery,
        vat_included=contained_vat(total),
        vat_rate_percent=VAT_RATE_PERCENT,
        total=total,
        currency=cart.currency,
        contact=contact,
        fingerprint=_fingerprint(cart, delivery, contact),
    )


def _fingerprint(cart: CartView, delivery: int, contact: Contact) -> str:
    lines = [[line.sku, line.quantity, line.unit_price] for line in cart.lines]
    shown = json.dumps([lines, delivery, cart.currency, asdict(contact)], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()


def _frozen(sender: str, summary: Summary, cart: Cart, language: str) -> Order:
    items = [
        OrderItem(
            variant_id=row.variant_id,
            sku=line.sku,
            product=line.product,
            title_en=line.titles["en"],
            title_de=line.titles["de"],
            color=line.color,
            size=line.size,
            audience=line.audience,
            material=line.material,
            fit=line.fit,
            quantity=line.quantity,
            unit_price=line.unit_price,
            words=line.words,
        )
        for row, line in zip(cart.lines, summary.lines, strict=True)
    ]
    return Order(
        sender=sender,
        status="awaiting_payment",
        currency=summary.currency,
        goods_total=summary.goods_total,
        delivery_cost=summary.delivery_cost,
        vat_included=summary.vat_included,
        total=summary.total,
        **asdict(summary.contact),
        language=language,
        created_at=clock.now(),
        items=items,
    )
