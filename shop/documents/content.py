"""What a document says, frozen when it is issued: later changes of the catalog or the profile do not reach it.

It holds what Section 14 (4) UStG (https://www.gesetze-im-internet.de/ustg_1980/__14.html) wants of an invoice: name
and address of both sides (no. 1), the seller's VAT id (no. 2), date of issue (no. 3), a consecutive number (no. 4),
quantity and kind of the goods (no. 5), the moment of delivery, or that of the payment which came first (no. 6), the net
amount by tax rate and reductions agreed upon (no. 7), and rate and amount of the tax, or why there is none (no. 8). A
credit note names the invoice that it corrects (Section 31 (5) UStDV).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

# Raised when older documents must be read in another way than newer ones.
FORM = 1


@dataclass(frozen=True)
class SellerBlock:
    """The seller, as printed; bank fields are empty where the profile names no account."""

    name: str
    represented_by: str
    street: str
    postal_code: str
    city: str
    country: str
    email: str
    phone: str
    vat_id: str
    register: str
    bank: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True)
class BuyerBlock:
    """Whom it is addressed to; `country` is ISO 3166-1 alpha-2."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True)
class LineBlock:
    """A row: `gross` is quantity times price without the discount, in minor units; `vat_rate` is 1900 for 19 %.

    `titles` and `features` by language.
    """

    sku: str
    titles: Mapping[str, str]
    features: Mapping[str, list[str]]
    quantity: int
    unit_price: int
    discount: int
    vat_rate: int
    gross: int


@dataclass(frozen=True)
class VatBlock:
    """All that is taxed at one rate."""

    rate: int
    net: int
    vat: int
    gross: int


@dataclass(frozen=True)
class Content:
    """An invoice or a credit note; amounts are positive in both. Dates are those of the shop's time zone (ISO 8601).

    `delivery_from` and `delivery_to` are the day of shipping, or (`delivery_expected`) the days that were promised.
    `other` is what a credit note gives back beside its lines, `reason` is why.
    """

    kind: str
    number: str
    issued_on: str
    currency: str
    order_number: str
    ordered_on: str
    seller: SellerBlock
    buyer: BuyerBlock
    lines: tuple[LineBlock, ...]
    vat_rows: tuple[VatBlock, ...]
    total: int
    delivery_titles: Mapping[str, str]
    delivery_cost: int = 0
    delivery_from: str | None = None
    delivery_to: str | None = None
    delivery_expected: bool = False
    discount_code: str | None = None
    discount_total: int = 0
    export: bool = False
    paid_with: str | None = None
    paid_on: str | None = None
    invoice_number: str | None = None
    invoice_date: str | None = None
    reason: str | None = None
    other: int = 0

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"form": FORM, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Content:
        """What `to_json` stored."""
        values = {key: value for key, value in data.items() if key != "form"}
        values["seller"] = SellerBlock(**values["seller"])
        values["buyer"] = BuyerBlock(**values["buyer"])
        values["lines"] = tuple(LineBlock(**line) for line in values["lines"])
        values["vat_rows"] = tuple(VatBlock(**row) for row in values["vat_rows"])
        return cls(**values)


def iso(day: date | None) -> str | None:
    """A day as it is stored."""
    return None if day is None else day.isoformat()
