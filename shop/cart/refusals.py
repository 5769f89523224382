"""Why something cannot go into the cart, with what could go in instead."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy.orm import Session

from shop.cart.offers import offered
from shop.catalog.matching import Candidate, carried, in_stock, reference_to, without
from shop.errors import InvalidQuantity, NotCarried, NotEnoughStock, OutOfStock, QuantityTooLarge, ShopError
from shop.order_line import ATTRIBUTES, Attributes, OrderLine

MAX_QUANTITY = 99
_BLAMED = ("color", "size", "material", "fit", "audience", "price")
_REPLACEABLE = ("color", "size", "material", "fit", "audience")


def checked_quantity(quantity: int | float | None) -> int | None:
    """The quantity as a whole number from 1 to 99; None stays None.

    Raises InvalidQuantity or QuantityTooLarge. It may come from a typed payload, so that any type can arrive.
    """
    if quantity is None:
        return None
    if isinstance(quantity, bool) or not isinstance(quantity, (int, float)):
        raise InvalidQuantity(quantity=quantity)
    if not math.isfinite(quantity) or quantity != int(quantity) or quantity < 1:
        raise InvalidQuantity(quantity=quantity)
    if quantity > MAX_QUANTITY:
        raise QuantityTooLarge(quantity=int(quantity), maximum=MAX_QUANTITY)
    return int(quantity)


def not_carried(session: Session, line: OrderLine) -> NotCarried:
    """The refusal for a combination that does not exist, with values of the attribute that is to blame."""
    blamed = _blamed(session, line)
    choices: tuple[str, ...] = ()
    if blamed in ATTRIBUTES:
        others = carried(session, without(line, blamed)) or carried(session, OrderLine(product=line.product))
        choices = offered(line, blamed, in_stock(others) or others)
    return NotCarried(attribute=blamed or None, choices=choices, **said(line))


def out_of_stock(session: Session, line: OrderLine, fitting: list[Candidate]) -> OutOfStock:
    """The refusal for goods of which nothing is left, with what is there: other colors first, then other sizes."""
    titles = fitting[0].titles if len({candidate.product_id for candidate in fitting}) == 1 else None
    for attribute in _REPLACEABLE:
        choices = offered(line, attribute, in_stock(carried(session, without(line, attribute))))
        if choices and line.wanted.of(attribute):
            return OutOfStock(attribute=attribute, choices=choices, titles=titles, **said(line))
    return OutOfStock(titles=titles, **said(line))


def not_enough(candidate: Candidate) -> NotEnoughStock | OutOfStock:
    """The refusal for more pieces than are free."""
    refusal = NotEnoughStock if candidate.available > 0 else OutOfStock
    return refusal(
        titles=candidate.titles,
        product=candidate.product,
        color=candidate.color,
        size=candidate.size,
        audience=candidate.audience,
        available=candidate.available,
    )


def said(line: OrderLine) -> dict[str, Any]:
    """What the shopper said, as details of a refusal."""
    details: dict[str, Any] = {name: ", ".join(values) for name, values in line.wanted.stated().items()}
    if line.product:
        details["product"] = line.product
    return details


def readable(session: Session, refusal: ShopError) -> ShopError:
    """The refusal with the titles of the one product that it is about: a reference is nothing a shopper can read."""
    product = str(refusal.details.get("product") or "")
    if product.startswith(reference_to("")) and not refusal.titles:
        found = carried(session, OrderLine(product=product))
        refusal.titles = dict(found[0].titles) if found else {}
    return refusal


def _blamed(session: Session, line: OrderLine) -> str:
    stated = [name for name in _BLAMED if _says(line, name)]
    for name, values in line.wanted.stated().items():
        if not carried(session, OrderLine(product=line.product, wanted=Attributes(**{name: values}))):
            return name
    for name in stated:
        if carried(session, without(line, name)):
            return name
    return stated[0] if stated else ""


def _says(line: OrderLine, name: str) -> bool:
    if name == "price":
        return line.max_price is not None or line.min_price is not None
    return bool(line.wanted.of(name) or line.excluded.of(name))
