"""The one question that is asked next."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.cart.edit import line_in
from shop.cart.resolve import Missing, resolve
from shop.cart.targets import lines_to_change, lines_to_remove
from shop.errors import ShopError
from shop.model import Cart, CartLine, OpenLine
from shop.views import Choice, Question


def next_question(session: Session, cart: Cart | None) -> Question | None:
    """The question of the first open line that has one."""
    for row in cart.open_lines if cart is not None else ():
        asked = question_of(session, row)
        if asked is not None:
            return asked
    return None


def question_of(session: Session, row: OpenLine) -> Question | None:
    """What an open line asks; None if the catalog or the cart changed so that nothing can be asked any more."""
    if needs_target(row):
        return _which(row)
    line = line_in(row)
    try:
        missing = resolve(session, line)
    except ShopError:
        return None
    if not isinstance(missing, Missing):
        return None
    count = len(row.cart.open_lines)
    return Question(missing.kind, missing.product, missing.titles, line, missing.choices, count, missing.options)


def needs_target(row: OpenLine) -> bool:
    """Whether the question is which line of the cart is meant."""
    return row.kind != "add" and row.target_sku is None


def possible_targets(row: OpenLine) -> list[CartLine]:
    """The lines of the cart between which a `which` question decides."""
    find = lines_to_change if row.kind == "change" else lines_to_remove
    return find(row.cart, line_in(row))


def _which(row: OpenLine) -> Question | None:
    targets = possible_targets(row)
    if len(targets) < 2:
        return None
    types = {target.variant.product.type for target in targets}
    options = tuple(_choice(target) for target in targets)
    skus = tuple(option.value for option in options)
    product = types.pop() if len(types) == 1 else None
    return Question("which", product, None, line_in(row), skus, len(row.cart.open_lines), options)


def _choice(target: CartLine) -> Choice:
    variant, product = target.variant, target.variant.product
    return Choice(
        value=variant.sku,
        titles={"en": product.title_en, "de": product.title_de},
        color=variant.color,
        size=variant.size,
        audience=product.audience,
        material=product.material,
        fit=product.fit,
    )
