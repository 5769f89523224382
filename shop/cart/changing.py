"""What a cart line shall be: what was said over what it is."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from shop.catalog.matching import Candidate, carried, fitting_size, reference_to
from shop.catalog.order_of_values import waist_of
from shop.order_line import ATTRIBUTES, Attributes, OrderLine

# What the shopper never has to say, because the product brings it: it may change with the color, for instance.
_BROUGHT_BY_PRODUCT = ("material", "fit", "brand")


def as_it_shall_be(session: Session, now: Candidate, quantity: int, line: OrderLine) -> OrderLine:
    """The full description of the changed item. What was not said stays as it is, as far as the catalog allows."""
    full = replace(
        line,
        product=now.product,
        quantity=line.quantity if line.quantity is not None else quantity,
        wanted=Attributes(**{name: _value(now, line, name) for name in ATTRIBUTES}),
        plural=False,
    )
    full = _with_known_length(session, now, full)
    for attribute in _BROUGHT_BY_PRODUCT:
        if carried(session, full):
            break
        if not line.wanted.of(attribute):
            full = replace(full, wanted=replace(full.wanted, **{attribute: ()}))
    if any(candidate.key == now.key for candidate in carried(session, full)):
        return replace(full, product=reference_to(now.key))
    return full


def _value(now: Candidate, line: OrderLine, name: str) -> tuple[str, ...]:
    value, said, excluded = now.value(name), line.wanted.of(name), line.excluded.of(name)
    if said:
        return (value,) if value is not None and _is_already(name, value, said) else said
    return (value,) if value is not None and value not in excluded else ()


def _is_already(name: str, value: str, said: tuple[str, ...]) -> bool:
    return any(fitting_size(wanted, value) for wanted in said) if name == "size" else value in said


def _with_known_length(session: Session, now: Candidate, full: OrderLine) -> OrderLine:
    """Another waist keeps the length, if that exists."""
    if now.size is None or waist_of(now.size) is None or len(full.wanted.size) != 1:
        return full
    length = now.size.split("/")[1]
    same_length = replace(full, wanted=replace(full.wanted, size=(f"{full.wanted.size[0]}/{length}",)))
    return same_length if carried(session, same_length) else full
