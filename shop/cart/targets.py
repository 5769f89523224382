"""Which line of the cart is meant when something is changed or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shop.catalog.matching import fitting_size, reference_to
from shop.model import Cart, CartLine, OpenLine
from shop.order_line import OrderLine, from_json


def lines_to_change(cart: Cart, line: OrderLine) -> list[CartLine]:
    """The lines that "the item as it shall be" can mean, best match only; more than one is a question."""
    if line.product is None:
        return _without_product(cart, line)
    same = [row for row in cart.lines if _is(row, line.product)]
    # "the t-shirt in L" is not about the one that is L already, if there is another.
    same = [row for row in same if _would_change(row, line)] or same
    scores = [_score(row, line) for row in same]
    return [row for row, score in zip(same, scores, strict=True) if score == max(scores)]


def lines_to_remove(cart: Cart, line: OrderLine) -> list[CartLine]:
    """The lines that are meant to go; every stated value must be theirs."""
    if line.product is None and not line.says_anything():
        focused = focused_line(cart)
        return [focused] if focused is not None else []
    return [row for row in cart.lines if _is(row, line.product) and _matches(row, line)]


def means_all(line: OrderLine) -> bool:
    """Whether several lines are meant at once: "remove the socks"."""
    return line.plural and line.quantity is None and not line.wanted.stated()


def focused_line(cart: Cart) -> CartLine | None:
    """The line that was touched last."""
    return max(cart.lines, key=_age, default=None)


def open_line_for(cart: Cart, line: OrderLine) -> OpenLine | None:
    """The open line that is meant: of the same product and nothing that contradicts it, or simply the first."""
    rows = [row for row in cart.open_lines if row.kind == "add"]
    if line.product is None:
        return rows[0] if rows else None
    return next((row for row in rows if from_json(row.line).product == line.product), None)


def open_line_is_focused(cart: Cart) -> bool:
    """Whether the last thing that was talked about is an open line: it was asked about after the last choice."""
    focused = focused_line(cart)
    rows = [row for row in cart.open_lines if row.kind == "add"]
    return bool(rows) and (focused is None or max(row.touched_at for row in rows) >= focused.touched_at)


def contradicts(row: OpenLine, line: OrderLine) -> bool:
    """Whether an open line already says something else than the line."""
    known = from_json(row.line)
    stated = line.wanted.stated().items()
    return any(known.wanted.of(name) and not set(known.wanted.of(name)) & set(values) for name, values in stated)


def narrowed(rows: Sequence[CartLine], answer: OrderLine) -> list[CartLine]:
    """Which of several lines an answer means: by SKU (a button) or by what it says."""
    by_sku = [row for row in rows if row.variant.sku == answer.product]
    if by_sku:
        return by_sku
    return [row for row in rows if _matches(row, answer)] if answer.wanted.stated() or answer.excluded.stated() else []


def _without_product(cart: Cart, line: OrderLine) -> list[CartLine]:
    focused = focused_line(cart)
    if focused is None:
        return []
    if line.quantity is not None and line.wanted.stated() and not _matches(focused, line):
        # "make the black ones three": what is stated and stays identifies the line.
        described = [row for row in cart.lines if _matches(row, line)]
        if len(described) == 1:
            return described
    return [focused]


def _is(row: CartLine, product: str | None) -> bool:
    owner = row.variant.product
    return product is None or product in (owner.type, reference_to(owner.key))


def _would_change(row: CartLine, line: OrderLine) -> bool:
    return not _matches(row, line) or line.quantity not in (None, row.quantity)


def _score(row: CartLine, line: OrderLine) -> int:
    return sum(_fits(row, name, values) for name, values in line.wanted.stated().items())


def _matches(row: CartLine, line: OrderLine) -> bool:
    wanted = all(_fits(row, name, values) for name, values in line.wanted.stated().items())
    excluded = any(_value(row, name) in values for name, values in line.excluded.stated().items())
    return wanted and not excluded and row.variant.product.type not in line.excluded_products


def _fits(row: CartLine, name: str, values: tuple[str, ...]) -> bool:
    value = _value(row, name)
    if name == "size":
        return any(fitting_size(wanted, value) for wanted in values)
    return value in values or (name == "audience" and value is None)


def _value(row: CartLine, name: str) -> str | None:
    owner: Any = row.variant if name in ("color", "size") else row.variant.product
    value: str | None = getattr(owner, name)
    return value


def _age(row: CartLine) -> Any:
    return row.touched_at, row.position
