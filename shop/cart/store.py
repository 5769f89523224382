"""The rows of a cart: finding them, showing them, and keeping them for undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop import clock
from shop.model import Cart, CartLine, CartStep, OpenLine, Variant
from shop.model.base import column
from shop.views import CartView, LineView


def find_cart(session: Session, sender: str) -> Cart | None:
    """The sender's cart, if there ever was one."""
    cart: Cart | None = session.execute(select(Cart).where(Cart.sender == sender)).scalar_one_or_none()
    return cart


def cart_for_change(session: Session, sender: str) -> Cart:
    """The sender's cart, made if need be, and locked until the transaction ends (where the database locks rows)."""
    locked = select(Cart).where(Cart.sender == sender).with_for_update()
    locked = locked.execution_options(populate_existing=True)
    cart: Cart | None = session.execute(locked).scalar_one_or_none()
    if cart is None:
        try:
            with session.begin_nested():
                session.add(Cart(sender=sender))
        except IntegrityError:
            pass  # another request of the same shopper was faster
        cart = session.execute(locked).scalar_one()
    return cart


def line_view(line: CartLine, quantity: int | None = None) -> LineView:
    """A cart line at today's price; `quantity` shows only a part of it."""
    variant, product = line.variant, line.variant.product
    pieces = line.quantity if quantity is None else quantity
    return LineView(
        sku=variant.sku,
        product=product.type,
        titles={"en": product.title_en, "de": product.title_de},
        color=variant.color,
        size=variant.size,
        audience=product.audience,
        material=product.material,
        fit=product.fit,
        quantity=pieces,
        unit_price=variant.price,
        total=pieces * variant.price,
        words=line.words,
    )


def cart_view(cart: Cart | None, currency: str) -> CartView:
    """The cart with its goods value."""
    lines = tuple(line_view(line) for line in cart.lines) if cart is not None else ()
    code = cart.discount_code if cart is not None else None
    return CartView(lines, sum(line.total for line in lines), currency, code)


def clear(session: Session, cart: Cart) -> None:
    """Take everything out, so that rows can be put back without meeting the old ones."""
    cart.lines.clear()
    cart.open_lines.clear()
    session.flush()


def snapshot(cart: Cart) -> dict[str, Any]:
    """Everything in the cart, as JSON-ready data."""
    return {
        "lines": [
            {
                "sku": line.variant.sku,
                "quantity": line.quantity,
                "words": line.words,
                "position": line.position,
                "touched_at": line.touched_at.isoformat(),
            }
            for line in cart.lines
        ],
        "open": [
            {
                "kind": row.kind,
                "line": row.line,
                "target_sku": row.target_sku,
                "position": row.position,
                "touched_at": row.touched_at.isoformat(),
            }
            for row in cart.open_lines
        ],
    }


def same_content(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two snapshots differ in nothing that a shopper would notice."""
    return _untimed(one) == _untimed(other)


def remember(session: Session, cart: Cart, before: dict[str, Any]) -> None:
    """Keep the state before a step, so that it can be taken back."""
    session.add(CartStep(cart_id=cart.id, before=before, created_at=clock.now()))
    session.flush()


def newest_step(session: Session, cart: Cart) -> CartStep | None:
    """The step that is taken back next."""
    query = select(CartStep).where(CartStep.cart_id == cart.id).order_by(column(CartStep.id).desc()).limit(1)
    step: CartStep | None = session.execute(query).scalar_one_or_none()
    return step


def forget_steps(session: Session, cart: Cart) -> None:
    """No step can be taken back any more: what was in the cart is ordered."""
    session.execute(delete(CartStep).where(CartStep.cart_id == cart.id).execution_options(synchronize_session=False))


def restore(session: Session, cart: Cart, kept: dict[str, Any]) -> None:
    """Make the cart what a snapshot says. Goods that no longer exist cannot come back."""
    clear(session, cart)
    for entry in kept["lines"]:
        variant = session.execute(select(Variant).where(Variant.sku == entry["sku"])).scalar_one_or_none()
        if variant is not None:
            cart.lines.append(CartLine(**_timed(entry, without="sku"), variant=variant))
    cart.open_lines.extend(OpenLine(**_timed(entry)) for entry in kept["open"])
    session.flush()


def _timed(entry: dict[str, Any], without: str = "") -> dict[str, Any]:
    fields = {key: value for key, value in entry.items() if key != without}
    return {**fields, "touched_at": datetime.fromisoformat(entry["touched_at"])}


def _untimed(kept: dict[str, Any]) -> dict[str, Any]:
    return {part: [{**entry, "touched_at": None} for entry in entries] for part, entries in kept.items()}
