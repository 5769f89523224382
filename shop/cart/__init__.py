"""The cart of each sender: what is chosen, what is still open, and every step back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from shop import clock
from shop.cart import acts
from shop.cart.edit import CartEdit
from shop.cart.questions import next_question
from shop.cart.refusals import readable, said
from shop.cart.store import cart_for_change, cart_view, find_cart, line_view, remember, same_content, snapshot
from shop.cart.targets import lines_to_remove
from shop.cart.undo import take_back
from shop.catalog.stock import release_expired
from shop.errors import CartEmpty, NoSuchLine
from shop.order_line import OrderLine
from shop.views import CartChange, CartView, LineView, Question

__all__ = ["Carts"]


class Carts:
    """The carts. A change that did something is one step for `undo`; refusals come in the result."""

    def __init__(self, session: Session, currency: str = "EUR") -> None:
        self.session = session
        self._currency = currency

    def add(self, sender: str, lines: Sequence[OrderLine]) -> CartChange:
        """Put in every line that means exactly one variant; keep the others open, in order."""
        return self.step(sender, lambda edit: acts.add(edit, lines))

    def answer(self, sender: str, line: OrderLine) -> CartChange:
        """Put what was said into the first open line and go on; other goods are added as a new line."""
        return self.step(sender, lambda edit: acts.answer(edit, line))

    def change(self, sender: str, line: OrderLine) -> CartChange:
        """Make the item that is meant what the line says; without a product, the one touched last."""
        return self.step(sender, lambda edit: acts.change(edit, line))

    def remove(self, sender: str, line: OrderLine) -> CartChange:
        """Take out what is meant: `quantity` pieces, or all of it."""
        return self.step(sender, lambda edit: acts.remove(edit, line))

    def empty(self, sender: str) -> CartChange:
        """Take everything out, what is open too."""

        def take_all(edit: CartEdit) -> None:
            for row in list(edit.cart.lines):
                edit.take(row)
            edit.cart.open_lines.clear()

        return self.step(sender, take_all)

    def drop_open(self, sender: str) -> CartChange:
        """Let go of everything that is still open; what was chosen stays."""
        return self.step(sender, lambda edit: edit.cart.open_lines.clear())

    def use_code(self, sender: str, code: str) -> CartView:
        """Keep a discount code for the order; raises why it does not count (DiscountRefused), and keeps the old one.

        Whether it still counts is looked at again in each summary.
        """
        from shop.pricing import discounts

        cart = cart_for_change(self.session, sender)
        discount = discounts.find(self.session, code)
        total = cart_view(cart, self._currency).total
        discounts.check(self.session, discount, sender, total, clock.now())
        cart.discount_code = discount.code
        self.session.flush()
        return cart_view(cart, self._currency)

    def drop_code(self, sender: str) -> CartView:
        """Order without a discount code."""
        cart = cart_for_change(self.session, sender)
        cart.discount_code = None
        self.session.flush()
        return cart_view(cart, self._currency)

    def undo(self, sender: str) -> CartChange:
        """Take the last step back, as often as there are steps; raises NothingToUndo."""
        edit = CartEdit(self.session, cart_for_change(self.session, sender))
        take_back(edit)
        return self._result(edit)

    def view(self, sender: str) -> CartView:
        """What is in the cart; an unknown sender has an empty one."""
        return cart_view(find_cart(self.session, sender), self._currency)

    def require(self, sender: str) -> CartView:
        """What is in the cart; raises CartEmpty when that is nothing."""
        cart = self.view(sender)
        if not cart.lines:
            raise CartEmpty()
        return cart

    def question(self, sender: str) -> Question | None:
        """What is asked next."""
        return next_question(self.session, find_cart(self.session, sender))

    def why(self, sender: str, line: OrderLine) -> LineView:
        """The line that is meant, with the shopper's words that it came from; raises NoSuchLine."""
        cart = find_cart(self.session, sender)
        rows = lines_to_remove(cart, line) if cart is not None else []
        if not rows:
            raise readable(self.session, NoSuchLine(**said(line)))
        return line_view(rows[0])

    def step(self, sender: str, act: Callable[[CartEdit], None]) -> CartChange:
        """Let an act work on the cart; what it did is one step for `undo`."""
        # First the cart, then the goods, as an order does it: two requests of one shopper must not wait in a circle.
        edit = CartEdit(self.session, cart_for_change(self.session, sender))
        release_expired(self.session, clock.now())
        before = snapshot(edit.cart)
        act(edit)
        self.session.flush()
        if not same_content(before, snapshot(edit.cart)):
            remember(self.session, edit.cart, before)
        return self._result(edit)

    def _result(self, edit: CartEdit) -> CartChange:
        return CartChange(
            cart=cart_view(edit.cart, self._currency),
            question=next_question(self.session, edit.cart),
            added=edit.added,
            changed=edit.changed,
            removed=edit.removed,
            refusals=[readable(self.session, refusal) for refusal in edit.refusals],
        )
