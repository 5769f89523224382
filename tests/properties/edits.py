"""Random edits of a cart: order lines over a catalog, and what is done with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from shop.cart.store import find_cart, snapshot
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError
from shop.order_line import Attributes, OrderLine
from shop.settings import Settings

# Derandomized, so that the same tests run everywhere; no deadline, since machines are busy.
STEADY = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)

VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "demo": {
        "product": ("t-shirt", "hoodie", "jeans", "socks", "beanie", "shirt", "sneakers", "belt", "no such type"),
        "color": ("black", "white", "grey", "navy", "red", "olive"),
        "size": ("S", "M", "L", "XXL", "32", "32/34", "34", "39-42", "42", "116"),
        "material": ("cotton", "organic cotton", "wool", "denim"),
        "fit": ("slim", "regular", "relaxed"),
        "audience": ("women", "men", "kids"),
    },
    "tiny": {
        "product": ("t-shirt", "hoodie", "socks", "jeans", "beanie", "belt", "#tee-m", "#belt-a", "tee-w-grey-M"),
        "color": ("grey", "white", "black", "green", "blue", "navy"),
        "size": ("S", "M", "L", "32", "34", "32/34", "98", "39-42"),
        "material": ("cotton", "organic cotton"),
        "fit": ("slim", "regular"),
        "audience": ("women", "men", "kids"),
    },
}  # fmt: skip
QUANTITIES = (None, None, None, 1, 1, 2, 3, 5, 19, 32, 34, 42, 99, 100, 0, -1, 1.5)
ACTS = ("add", "add", "add", "answer", "answer", "answer", "change", "change", "remove", "empty")


@dataclass(frozen=True)
class Edit:
    """One request: `act` is a method of Carts. `add` may take several lines, the others use the first."""

    act: str
    lines: tuple[OrderLine, ...]


def order_lines(catalog: str, words: str = "") -> st.SearchStrategy[OrderLine]:
    """Lines that name anything from nothing to everything; most name little, so that questions arise."""
    values = VALUES[catalog]

    def attributes(likely: int, most: int) -> st.SearchStrategy[Attributes]:
        def some(name: str) -> st.SearchStrategy[tuple[str, ...]]:
            stated = st.lists(st.sampled_from(values[name]), min_size=1, max_size=most, unique=True).map(tuple)
            return st.integers(0, 9).flatmap(lambda n: stated if n < likely else st.just(()))

        names = ("color", "size", "material", "fit", "audience")
        return st.builds(Attributes, **{name: some(name) for name in names})

    return st.builds(
        OrderLine,
        product=st.one_of(st.none(), st.sampled_from(values["product"]), st.sampled_from(values["product"])),
        quantity=st.sampled_from(QUANTITIES),
        wanted=attributes(likely=4, most=2),
        excluded=st.one_of(st.just(Attributes()), st.just(Attributes()), attributes(likely=2, most=1)),
        max_price=st.sampled_from((None, None, None, 2100, 4000)),
        plural=st.booleans(),
        words=st.just(words),
    )


def edits(catalog: str, most: int = 8) -> st.SearchStrategy[list[Edit]]:
    """Sequences of edits."""
    lines = st.lists(order_lines(catalog), min_size=1, max_size=3).map(tuple)
    return st.lists(st.builds(Edit, st.sampled_from(ACTS), lines), min_size=1, max_size=most)


class Cart:
    """The cart of one example; every edit is a transaction of its own, as in a conversation."""

    def __init__(self, database: Database, sender: str) -> None:
        self.database, self.sender = database, sender
        self._settings = Settings(database_url=database.url, given_secret="test")

    def do(self, edit: Edit, words: str = "") -> None:
        """Apply an edit; the lines say `words`. Refusals of a line come in the result and are no failure here."""
        lines = [_saying(line, words) for line in edit.lines]
        if edit.act == "empty":
            self.call("empty")
        elif edit.act == "add":
            self.call("add", lines)
        else:
            self.call(edit.act, lines[0])

    def undo(self) -> bool:
        """Take a step back; False if there was none."""
        try:
            self.call("undo")
        except ShopError as error:
            assert error.code == "nothing_to_undo"
            return False
        return True

    def call(self, name: str, *arguments: Any) -> Any:
        with self.database.write() as session:
            return getattr(Counter(session, self._settings).cart, name)(self.sender, *arguments)

    def state(self) -> dict[str, Any]:
        """What is in the cart and what is open, without times."""
        with self.database.read() as session:
            cart = find_cart(session, self.sender)
            kept = snapshot(cart) if cart else {"lines": [], "open": []}
        return {part: [{**row, "touched_at": None} for row in rows] for part, rows in kept.items()}


def _saying(line: OrderLine, words: str) -> OrderLine:
    return OrderLine(**{**vars(line), "words": words})
