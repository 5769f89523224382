"""From rows to what a document says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from shop import clock
from shop.documents.content import BuyerBlock, Content, LineBlock, SellerBlock, VatBlock, iso
from shop.documents.figures import credit_vat_rows, order_vat_rows, what_is_left
from shop.documents.words import LANGUAGES, words_of
from shop.model import Order, OrderItem, Refund, ReturnItem
from shop.profile import Profile


def invoice_of(profile: Profile, order: Order, number: str) -> Content:
    """What the invoice of an order says; the order is paid, or else is invoiced as of now."""
    shipped = _day(profile, order.shipped_at) if order.shipped_at else None
    return Content(
        kind="invoice",
        number=number,
        issued_on=_day(profile, clock.now()),
        currency=order.currency,
        order_number=order.number,
        ordered_on=_day(profile, order.created_at),
        seller=seller_of(profile),
        buyer=BuyerBlock(order.name, order.street, order.postal_code, order.city, order.country),
        lines=tuple(_line(item, item.quantity, _paid_for(item)) for item in order.items),
        vat_rows=order_vat_rows(order),
        total=order.total,
        delivery_titles=_delivery_titles(profile, order),
        delivery_cost=order.delivery_cost,
        # Goods that are sent are delivered when they leave (Section 3 (6) UStG).
        delivery_from=shipped or iso(order.delivery_earliest),
        delivery_to=None if shipped else iso(order.delivery_latest),
        delivery_expected=shipped is None,
        discount_code=order.discount_code,
        discount_total=order.discount_total,
        export=order.country in profile.vat and profile.is_export(order.country),
        paid_with=order.payments[-1].provider if order.payments else None,
        paid_on=_day(profile, order.paid_at) if order.paid_at else None,
    )


def correction_of(
    profile: Profile,
    refund: Refund,
    number: str,
    invoice: Content,
    credited: Sequence[Content],
    items: Sequence[ReturnItem],
) -> Content:
    """What the credit note of a refund says: of whom and what is as the invoice has it."""
    left = what_is_left(invoice.vat_rows, [row for one in credited for row in one.vat_rows])
    amount = min(refund.amount, sum(gross for gross, _vat in left.values()))
    if amount == invoice.total:
        lines, rows, delivery = invoice.lines, invoice.vat_rows, invoice.delivery_cost
    else:
        lines = tuple(_line(row.item, row.quantity, row.amount) for row in items)
        if sum(line.gross for line in lines) > amount:
            lines = ()
        rows = _credit_rows(amount, lines, left)
        # Whoever withdraws gets the cost of delivery back as well (Section 357 (2) BGB).
        beside = amount - sum(line.gross for line in lines)
        delivery = beside if lines and beside == invoice.delivery_cost else 0
    return replace(
        invoice,
        kind="credit_note",
        number=number,
        issued_on=_day(profile, clock.now()),
        lines=lines,
        vat_rows=rows,
        total=amount,
        delivery_cost=delivery,
        discount_total=sum(line.discount for line in lines),
        paid_with=refund.payment.provider,
        paid_on=_day(profile, refund.done_at) if refund.done_at else None,
        invoice_number=invoice.number,
        invoice_date=invoice.issued_on,
        reason=refund.reason,
        other=amount - delivery - sum(line.gross for line in lines),
    )


def _credit_rows(amount: int, lines: Sequence[LineBlock], left: dict[int, tuple[int, int]]) -> tuple[VatBlock, ...]:
    return credit_vat_rows(amount, [(line.vat_rate, line.gross) for line in lines], left)


def seller_of(profile: Profile) -> SellerBlock:
    """The seller as printed on documents."""
    seller = asdict(profile.seller)
    bank = seller.pop("bank") or {}
    return SellerBlock(**seller, bank=bank.get("name", ""), iban=bank.get("iban", ""), bic=bank.get("bic", ""))


def _line(item: OrderItem, quantity: int, gross: int) -> LineBlock:
    return LineBlock(
        sku=item.sku,
        titles={language: getattr(item, f"title_{language}") for language in LANGUAGES},
        features={language: words_of(language).features(item) for language in LANGUAGES},
        quantity=quantity,
        unit_price=item.unit_price,
        discount=quantity * item.unit_price - gross,
        vat_rate=item.vat_rate,
        gross=gross,
    )


def _paid_for(item: OrderItem) -> int:
    return item.quantity * item.unit_price - item.discount


def _delivery_titles(profile: Profile, order: Order) -> dict[str, str]:
    """What the merchant calls the way of delivery; nothing for one that the profile has no more."""
    zone = profile.zone_of(order.country)
    method = zone.methods.get(order.delivery_method) if zone else None
    return dict(method.titles) if method else {}


def _day(profile: Profile, moment: datetime) -> str:
    return profile.local(moment).date().isoformat()
