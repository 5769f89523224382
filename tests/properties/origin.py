"""Where an attribute of a cart line comes from.

Let M be the messages in the words of a line, each with the order lines that it held. A value of an attribute is given
by the shopper if
- a message of M states exactly this value (one value, no alternatives); a waist and a length may come separately, and
  a bare number may be a size; or
- there are messages of M, in their order, whose statements taken together (what is said later wins) leave only variants
  with this value in the catalog, sold out or not: then there was nothing to choose.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from shop.cart.merge import merged
from shop.catalog.matching import carried, values_of
from shop.order_line import OrderLine
from shop.views import LineView
from tests.properties.edits import Edit

CHOSEN = ("color", "size", "audience", "material", "fit")


def unexplained(session: Session, line: LineView, messages: Sequence[Edit]) -> list[str]:
    """The attributes of a line that nobody gave."""
    return [name for name in CHOSEN if getattr(line, name) is not None and not _is_given(session, line, name, messages)]


def _is_given(session: Session, line: LineView, name: str, messages: Sequence[Edit]) -> bool:
    value = getattr(line, name)
    stated = {one for message in messages for one in _stated(message, name)}
    parts = set(value.split("/")) if name == "size" else {value}
    if value in stated or parts <= stated:
        return True
    return any(_leaves_only(session, wish, line.product, name, value) for wish in _together(messages))


def _stated(message: Edit, name: str) -> Iterator[str]:
    for line in message.lines:
        values = line.wanted.of(name)
        if len(values) == 1:
            yield values[0]
        if name == "size" and line.quantity is not None:
            yield str(line.quantity)


def _together(messages: Sequence[Edit]) -> Iterator[OrderLine]:
    """What any of the messages say together, in their order; of each message one line."""
    for count in range(1, len(messages) + 1):
        for some in itertools.combinations(messages, count):
            for lines in itertools.product(*({*message.lines} for message in some)):
                wish = lines[0]
                for line in lines[1:]:
                    wish = merged(wish, line, None)
                yield wish


def _leaves_only(session: Session, wish: OrderLine, product: str, name: str, value: str) -> bool:
    named = replace(wish, product=wish.product or product)
    return values_of(carried(session, named), name) == (value,)
