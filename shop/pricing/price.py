"""What an order costs, line by line. All amounts are minor units, gross, of the profile's currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from shop.errors import CartEmpty
from shop.model import Discount
from shop.pricing import discounts
from shop.pricing.delivery import delivery_cost, method_named
from shop.pricing.sharing import share
from shop.pricing.vat import VatRow, delivery_rows, summed_by_rate, vat_row
from shop.pricing.working_days import delivery_window
from shop.profile import Profile


@dataclass(frozen=True)
class PricedLine:
    """What is to be priced; `unit_price` is gross."""

    sku: str
    quantity: int
    unit_price: int
    vat_class: str = "standard"


@dataclass(frozen=True)
class PriceLine:
    """A priced line: `gross` is quantity times price, `total` what is left of it after the discount.

    `vat` is contained in `total`; `vat_rate` is in hundredths of a percent.
    """

    sku: str
    quantity: int
    unit_price: int
    gross: int
    discount: int
    total: int
    vat_rate: int
    vat: int


@dataclass(frozen=True)
class AppliedDiscount:
    """The code that counts, what it takes off the goods, and each line's share. Free delivery takes off nothing."""

    code: str
    kind: str
    value: int
    total: int
    per_line: tuple[int, ...]


@dataclass(frozen=True)
class Price:
    """What an order costs: total = goods_total - discount_total + delivery_cost.

    `vat_rows` sum up to the total: goods after discount and delivery, by rate. `delivery_rows` are the part of delivery
    in them. `delivery_window` is (earliest, latest). With `export` the goods leave the EU and no VAT is contained.
    """

    currency: str
    country: str
    export: bool
    lines: tuple[PriceLine, ...]
    goods_total: int
    discount: AppliedDiscount | None
    delivery_method: str
    delivery_cost: int
    delivery_window: tuple[date, date]
    delivery_rows: tuple[VatRow, ...]
    vat_rows: tuple[VatRow, ...]
    vat_included: int
    total: int

    @property
    def discount_total(self) -> int:
        """What the discount takes off the goods."""
        return self.discount.total if self.discount else 0


def price(
    session: Session,
    profile: Profile,
    lines: Sequence[PricedLine],
    country: str,
    method: str,
    code: str | None,
    sender: str,
    moment: datetime,
) -> Price:
    """The price of these goods, delivered this way to this country, with this code, for this shopper.

    Raises CartEmpty, NoDeliveryThere, DeliveryMethodUnknown, and the refusals of a discount code (see
    `shop.pricing.discounts.check`).
    """
    if not lines:
        raise CartEmpty()
    way = method_named(profile, country, method)
    gross = [line.quantity * line.unit_price for line in lines]
    discount = None
    if code:
        discount = discounts.find(session, code)
        discounts.check(session, discount, sender, sum(gross), moment)
    applied = _applied(discount, gross)
    priced = _priced(profile, country, lines, applied)
    goods_value = sum(line.total for line in priced)
    free = discount is not None and discount.kind == "free_delivery"
    cost = 0 if free else delivery_cost(way, goods_value)
    delivery = delivery_rows(cost, [(line.vat_rate, line.total) for line in priced])
    rows = summed_by_rate([*(vat_row(line.vat_rate, line.total) for line in priced), *delivery])
    return Price(
        currency=profile.currency,
        country=country,
        export=profile.is_export(country),
        lines=priced,
        goods_total=sum(gross),
        discount=applied,
        delivery_method=way.name,
        delivery_cost=cost,
        delivery_window=delivery_window(profile, way, moment),
        delivery_rows=delivery,
        vat_rows=rows,
        vat_included=sum(row.vat for row in rows),
        total=goods_value + cost,
    )


def _applied(discount: Discount | None, gross: Sequence[int]) -> AppliedDiscount | None:
    if discount is None:
        return None
    taken = discounts.taken_off(discount, sum(gross))
    per_line = share(taken, gross) if taken else [0] * len(gross)
    return AppliedDiscount(discount.code, discount.kind, discount.value, taken, tuple(per_line))


def _priced(
    profile: Profile, country: str, lines: Sequence[PricedLine], applied: AppliedDiscount | None
) -> tuple[PriceLine, ...]:
    shares = applied.per_line if applied else (0,) * len(lines)
    return tuple(_line(profile, country, line, part) for line, part in zip(lines, shares, strict=True))


def _line(profile: Profile, country: str, line: PricedLine, discount: int) -> PriceLine:
    gross = line.quantity * line.unit_price
    row = vat_row(profile.vat_rate(country, line.vat_class), gross - discount)
    return PriceLine(
        line.sku, line.quantity, line.unit_price, gross, discount, row.gross, vat_rate=row.rate, vat=row.vat
    )
