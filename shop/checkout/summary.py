"""What a shopper sees before an order binds, and what exactly was seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shop.checkout.contact import Contact
from shop.errors import ShopError
from shop.pricing import Price
from shop.profile import Profile
from shop.settings import Settings
from shop.views import LineView

LANGUAGES = ("de", "en")
# What can change between a summary and its confirmation, as it is named.
CHANGES = ("quantity", "price", "discount", "delivery", "contact", "vat", "terms")


@dataclass(frozen=True)
class Summary:
    """What will be bought: amounts are minor units, `price` has VAT by rate, the delivery window and the discount.

    `legal_urls` lead to the right of withdrawal, by language. `fingerprint` stands for exactly this summary, and
    `shown` is what it stands for, as JSON-ready data: with it, a later change can be named. `discount_refusal` says why
    the cart's code does not count.
    """

    lines: tuple[LineView, ...]
    price: Price
    contact: Contact
    terms_version: str
    legal_urls: Mapping[str, str]
    shown: dict[str, Any]
    fingerprint: str
    discount_refusal: ShopError | None = None

    @property
    def goods_total(self) -> int:
        """The value of the goods before the discount."""
        return self.price.goods_total

    @property
    def discount_total(self) -> int:
        """What the discount takes off the goods."""
        return self.price.discount_total

    @property
    def delivery_cost(self) -> int:
        """What delivery costs."""
        return self.price.delivery_cost

    @property
    def vat_included(self) -> int:
        """The VAT of all rates that the total contains."""
        return self.price.vat_included

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.price.total

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.price.currency


def summed_up(
    settings: Settings,
    profile: Profile,
    lines: tuple[LineView, ...],
    price: Price,
    contact: Contact,
    refusal: ShopError | None,
) -> Summary:
    """The summary of a priced cart."""
    shown = _shown(profile, price, contact)
    return Summary(
        lines=lines,
        price=price,
        contact=contact,
        terms_version=profile.terms_version,
        legal_urls={language: legal_url(settings, language) for language in LANGUAGES},
        shown=shown,
        fingerprint=fingerprint_of(shown),
        discount_refusal=refusal,
    )


def legal_url(settings: Settings, language: str, text: str = "withdrawal") -> str:
    """Where one of the merchant's legal texts can be read."""
    return f"{settings.public_url}/legal/{language if language in LANGUAGES else 'en'}/{text}"


def fingerprint_of(shown: object) -> str:
    """64 hexadecimal digits that stand for what a summary showed."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def changes_between(shown: object, fingerprint: str, now: dict[str, Any]) -> tuple[str, ...]:
    """What is different now from the summary of this fingerprint, as words of CHANGES; empty if that is not known.

    `shown` comes from the conversation: it counts only if it is what the fingerprint stands for.
    """
    if not isinstance(shown, dict) or shown.keys() != now.keys() or fingerprint_of(shown) != fingerprint:
        return ()
    found = {part for part in now if part != "lines" and shown[part] != now[part]}
    before, after = _by_sku(shown["lines"]), _by_sku(now["lines"])
    if {sku: line[0] for sku, line in before.items()} != {sku: line[0] for sku, line in after.items()}:
        found.add("quantity")
    if any(before[sku][1] != after[sku][1] for sku in before.keys() & after.keys()):
        found.add("price")
    named = tuple(word for word in CHANGES if word in found)
    # Other VAT follows from all of them; it is named where the rate itself is what changed.
    return tuple(word for word in named if word != "vat") or named


def _shown(profile: Profile, price: Price, contact: Contact) -> dict[str, Any]:
    discount = price.discount
    return {
        "lines": [[line.sku, line.quantity, line.unit_price] for line in price.lines],
        "discount": [discount.code, discount.total] if discount else None,
        "delivery": [price.delivery_method, price.delivery_cost, *(day.isoformat() for day in price.delivery_window)],
        "contact": asdict(contact),
        "vat": [[row.rate, row.vat] for row in price.vat_rows],
        "terms": profile.terms_version,
        "total": [price.total, price.currency],
    }


def _by_sku(lines: list[list[Any]]) -> dict[str, list[Any]]:
    return {line[0]: line[1:] for line in lines}
