"""One change of a cart: what it may hold, and a record of what was done."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shop import clock
from shop.cart.merge import joined
from shop.cart.refusals import MAX_QUANTITY, not_enough
from shop.cart.store import line_view
from shop.catalog.matching import Candidate
from shop.errors import QuantityTooLarge, ShopError
from shop.model import Cart, CartLine, OpenLine, Variant
from shop.order_line import OrderLine, from_json, to_json
from shop.views import LineView


class CartEdit:
    """Changes the rows of one cart. A refused change leaves them as they were."""

    def __init__(self, session: Session, cart: Cart) -> None:
        self.session = session
        self.cart = cart
        self.moment = clock.now()
        self.added: list[LineView] = []
        self.changed: list[LineView] = []
        self.removed: list[LineView] = []
        self.refusals: list[ShopError] = []

    def put(self, candidate: Candidate, quantity: int, words: str) -> None:
        """Add pieces; the same variant again sums up."""
        line = self.line_of(candidate.sku)
        total = quantity + (line.quantity if line else 0)
        _check(candidate, total)
        if line is None:
            line = self._new_line(candidate, words)
        line.quantity = total
        self._touch(line, words)
        self.session.flush()
        self.added.append(line_view(line, quantity))

    def replace(self, line: CartLine, candidate: Candidate, quantity: int, words: str) -> None:
        """Make a line another variant or quantity; it joins a line that already is this variant."""
        twin = self.line_of(candidate.sku)
        if twin is not None and twin is not line:
            _check(candidate, quantity + twin.quantity)
            twin.quantity += quantity
            words = joined(line.words, words)
            self.cart.lines.remove(line)
            line = twin
        else:
            _check(candidate, quantity)
            line.variant = self.session.get(Variant, candidate.variant_id)
            line.quantity = quantity
        self._touch(line, words)
        self.session.flush()
        self.changed.append(line_view(line))

    def take(self, line: CartLine, quantity: int | None = None) -> None:
        """Take pieces out; None, or as many as there are, takes the whole line."""
        pieces = line.quantity if quantity is None else min(quantity, line.quantity)
        self.removed.append(line_view(line, pieces))
        if pieces == line.quantity:
            self.cart.lines.remove(line)
        else:
            line.quantity -= pieces
            self._touch(line, "")
        self.session.flush()

    def keep_open(self, line: OrderLine, kind: str = "add", target_sku: str | None = None) -> None:
        """Remember what needs an answer. A question about a change comes before the others: it was asked last."""
        positions = [row.position for row in self.cart.open_lines] or [0]
        first = kind != "add"
        row = OpenLine(
            kind=kind,
            line=to_json(line),
            target_sku=target_sku,
            position=min(positions) - 1 if first else max(positions) + 1,
            touched_at=self.moment,
        )
        self.cart.open_lines.insert(0 if first else len(self.cart.open_lines), row)
        self.session.flush()

    def restate(self, row: OpenLine, line: OrderLine) -> None:
        """Remember more about an open line."""
        row.line = to_json(line)
        row.touched_at = self.moment
        self.session.flush()

    def close(self, row: OpenLine) -> None:
        """An open line is answered, or not wanted any more."""
        self.cart.open_lines.remove(row)
        self.session.flush()

    def line_of(self, sku: str | None) -> CartLine | None:
        """The line of a variant."""
        return next((line for line in self.cart.lines if line.variant.sku == sku), None)

    def _new_line(self, candidate: Candidate, words: str) -> CartLine:
        position = max((line.position for line in self.cart.lines), default=0) + 1
        variant: Any = self.session.get(Variant, candidate.variant_id)
        line = CartLine(variant=variant, words=words, position=position, quantity=1, touched_at=self.moment)
        self.cart.lines.append(line)
        return line

    def _touch(self, line: CartLine, words: str) -> None:
        line.touched_at = self.moment
        line.words = joined(line.words, words)


def line_in(row: OpenLine) -> OrderLine:
    """What an open line says."""
    return from_json(row.line)


def _check(candidate: Candidate, quantity: int) -> None:
    if quantity > MAX_QUANTITY:
        raise QuantityTooLarge(quantity=quantity, maximum=MAX_QUANTITY)
    if quantity > candidate.available:
        raise not_enough(candidate)
