"""Random edits of a cart: order lines over a catalog, and what is done with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from shop.cart.store import find_cart, snapshot
from shop.catalog.matching import carried
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError
from shop.order_line import Attributes, OrderLine
from shop.settings import Settings

# Derandomized, so that the same tests run everywhere; no deadline, since machines are busy.
STEADY = settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
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
NAMES = ("color", "size", "material", "fit", "audience")
MOST_GOODS = 150


@dataclass(frozen=True)
class Edit:
    """One request: `act` is a method of Carts. `add` may take several lines, the others use the first."""

    act: str
    lines: tuple[OrderLine, ...]


def goods(database: Database, catalog: str) -> list[OrderLine]:
    """Lines that mean one variant each, for a part of the catalog."""
    with database.read() as session:
        found = [one for kind in VALUES[catalog]["product"] for one in carried(session, OrderLine(product=kind))]
    return [
        OrderLine(one.product, wanted=Attributes(**{name: (value,) for name in NAMES if (value := one.value(name))}))
        for one in found[:: 1 + len(found) // MOST_GOODS]
    ]


def wishes(known: list[OrderLine]) -> st.SearchStrategy[OrderLine]:
    """Goods that exist, with up to two things left unsaid."""

    def leave_out(line: OrderLine, unsaid: set[str], quantity: Any, plural: bool) -> OrderLine:
        wanted = replace(line.wanted, **{name: () for name in unsaid})
        return replace(line, wanted=wanted, quantity=quantity, plural=plural)

    unsaid = st.one_of(st.sampled_from(NAMES).map(lambda name: {name}), st.sets(st.sampled_from(NAMES), max_size=2))
    return st.builds(leave_out, st.sampled_from(known), unsaid, st.sampled_from((None, 1, 1, 2, 2, 3)), st.booleans())


def answers(catalog: str) -> st.SearchStrategy[OrderLine]:
    """One thing, and no goods."""

    def one(name: str) -> st.SearchStrategy[OrderLine]:
        values = st.sampled_from(VALUES[catalog][name])
        return values.map(lambda value: OrderLine(wanted=Attributes(**{name: (value,)})))

    said = st.sampled_from(("color", "size", "size", "audience", "audience", "material", "fit")).flatmap(one)
    return st.one_of(said, said, st.sampled_from(QUANTITIES).map(lambda number: OrderLine(quantity=number)))


def anything(catalog: str) -> st.SearchStrategy[OrderLine]:
    """Lines that name anything from nothing to everything, whether it exists or not."""
    values = VALUES[catalog]

    def some(name: str, most: int) -> st.SearchStrategy[tuple[str, ...]]:
        stated = st.lists(st.sampled_from(values[name]), min_size=1, max_size=most, unique=True).map(tuple)
        return st.one_of(st.just(()), stated)

    def attributes(most: int) -> st.SearchStrategy[Attributes]:
        return st.builds(Attributes, **{name: some(name, most) for name in NAMES})

    return st.builds(
        OrderLine,
        product=st.one_of(st.none(), st.sampled_from(values["product"])),
        quantity=st.sampled_from(QUANTITIES),
        wanted=attributes(most=2),
        excluded=st.one_of(st.just(Attributes()), attributes(most=1)),
        max_price=st.sampled_from((None, None, 2100, 4000)),
        plural=st.booleans(),
    )


def edits(catalog: str, known: list[OrderLine], most: int = 8) -> st.SearchStrategy[list[Edit]]:
    """Sequences of edits: mostly what a shopper could say, so that lines come about; the rest is anything."""
    wish, small, odd = wishes(known), answers(catalog), anything(catalog)
    several = st.lists(wish, min_size=1, max_size=3).map(tuple)
    whole, part, strange = several, st.tuples(small), st.tuples(odd)
    edit = st.one_of(
        st.builds(Edit, st.just("add"), whole),
        st.builds(Edit, st.just("add"), whole),
        st.builds(Edit, st.just("answer"), part),
        st.builds(Edit, st.sampled_from(("answer", "change")), part),
        st.builds(Edit, st.sampled_from(("change", "remove")), whole),
        st.builds(Edit, st.sampled_from(("add", "answer", "change", "remove", "empty")), strange),
    )
    return st.lists(edit, min_size=1, max_size=most)


class Cart:
    """The cart of one example; every edit is a transaction of its own, as in a conversation."""

    def __init__(self, database: Database, sender: str) -> None:
        self.database, self.sender = database, sender
        self._settings = Settings(database_url=database.url, given_secret="test")

    def do(self, edit: Edit, words: str = "") -> None:
        """Apply an edit; the lines say `words`. Refusals of a line come in the result and are no failure here."""
        lines = [replace(line, words=words) for line in edit.lines]
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
