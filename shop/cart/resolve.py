"""From what the shopper said to exactly one variant, or to the one thing that is still missing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from shop.cart.offers import offered
from shop.cart.refusals import checked_quantity, not_carried, not_enough, out_of_stock
from shop.catalog.matching import Candidate, by_sku, carried, in_stock, knows_product, reference_to, values_of
from shop.errors import NothingNamed, UnknownProduct
from shop.order_line import OrderLine
from shop.views import Choice

_ASKED_IN_ORDER = ("color", "size", "audience", "material", "fit")


@dataclass(frozen=True)
class Found:
    """Exactly one variant and how many of it."""

    candidate: Candidate
    quantity: int


@dataclass(frozen=True)
class Missing:
    """What has to be asked, with the choices that are in stock."""

    kind: str
    choices: tuple[str, ...] = ()
    options: tuple[Choice, ...] = ()
    product: str | None = None
    titles: dict[str, str] | None = None


def resolve(session: Session, line: OrderLine) -> Found | Missing:
    """The variant that the line means, or what is missing; a ShopError says why it cannot be had.

    A question is asked whenever the catalog has more than one possibility, even if only one of them is in stock: that
    others are sold out is no choice of the shopper.
    """
    quantity = checked_quantity(line.quantity)
    if line.sku is not None:
        return Found(_exactly(session, line.sku), quantity or 1)
    fitting = fitting_variants(session, line)
    if not in_stock(fitting):
        raise out_of_stock(session, line, fitting)
    missing = _missing(line, fitting)
    if missing is not None:
        return missing
    candidate = in_stock(fitting)[0]
    if quantity is None and line.plural:
        return Missing("quantity", product=candidate.product, titles=candidate.titles)
    return Found(candidate, quantity or 1)


def _exactly(session: Session, sku: str) -> Candidate:
    """The variant of a SKU; raises UnknownProduct, or OutOfStock also for goods that are not sold any more."""
    candidate = by_sku(session, sku)
    if candidate is None:
        raise UnknownProduct(product=sku)
    if candidate.available < 1:
        raise not_enough(candidate)
    return candidate


def fitting_variants(session: Session, line: OrderLine) -> list[Candidate]:
    """Every variant that fits, in stock or not; raises UnknownProduct or NotCarried if there is none."""
    if not line.says_anything():
        raise NothingNamed()
    fitting = carried(session, line)
    if not fitting and line.product is not None and not knows_product(session, line.product):
        raise UnknownProduct(product=line.product)
    if not fitting:
        raise not_carried(session, line)
    return fitting


def _missing(line: OrderLine, fitting: list[Candidate]) -> Missing | None:
    there = in_stock(fitting)
    types = {candidate.product for candidate in fitting}
    if len(types) > 1:
        return Missing("product", tuple(sorted({candidate.product for candidate in there})))
    keys = {candidate.key for candidate in fitting}
    titles = fitting[0].titles if len(keys) == 1 else None
    for attribute in _ASKED_IN_ORDER:
        if len(values_of(fitting, attribute)) > 1:
            return Missing(attribute, offered(line, attribute, there), (), fitting[0].product, titles)
    if len(keys) > 1:
        options = _options(there)
        return Missing("product", tuple(option.value for option in options), options, fitting[0].product)
    return None


def _options(there: list[Candidate]) -> tuple[Choice, ...]:
    by_key = {candidate.key: candidate for candidate in there}
    return tuple(
        Choice(
            value=reference_to(key),
            titles=candidate.titles,
            audience=candidate.audience,
            material=candidate.material,
            fit=candidate.fit,
        )
        for key, candidate in sorted(by_key.items())
    )
