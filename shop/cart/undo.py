"""Taking steps back, one by one, without limit."""

from __future__ import annotations

from shop.cart.edit import CartEdit
from shop.cart.store import line_view, newest_step, restore
from shop.errors import NothingToUndo


def take_back(edit: CartEdit) -> None:
    """Make the cart what it was before the newest step, and tell the difference; raises NothingToUndo."""
    step = newest_step(edit.session, edit.cart)
    if step is None:
        raise NothingToUndo()
    before = {row.variant.sku: line_view(row) for row in edit.cart.lines}
    restore(edit.session, edit.cart, step.before)
    edit.session.delete(step)
    edit.session.flush()
    now = {row.variant.sku: line_view(row) for row in edit.cart.lines}
    edit.removed += [line for sku, line in before.items() if sku not in now]
    edit.added += [line for sku, line in now.items() if sku not in before]
    edit.changed += [line for sku, line in now.items() if sku in before and line.quantity != before[sku].quantity]
