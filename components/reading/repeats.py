"""Lines that say again, head or describe what others say: "two red caps, so two red caps", "the tees in XL"."""

from __future__ import annotations

from components.reading.breakdown import total
from components.reading.lexicon import Lexicon
from components.reading.lines import Line


def without_announced_total(lines: list[Line], lexicon: Lexicon) -> list[Line]:
    """ "three helmets: a Skylark, a Peregrine and a Tarn": the articles are the helmets, not three more."""
    for i, line in enumerate(lines):
        if line.quantity is None or line.values or len(line.products) != 1:
            continue
        parts = lines[i + 1 :]
        types = {lexicon.types.get(str(product.value)) for part in parts for product in part.products}
        if parts and types == {line.products[0].value} and total(parts) == line.quantity.value:
            return lines[:i] + parts
    return lines


def join_described(lines: list[Line]) -> list[Line]:
    """ "6 belts and 8 tees, the tees in XL": what is said of goods that were ordered before belongs to them."""
    kept: list[Line] = []
    for line in lines:
        says = (line.values or line.prices) and line.quantity is None
        meant = _meant_before(kept, line) if says else []
        if line.definite and says and not line.prices and _is_known(kept, line):
            continue  # "keep the L"
        if len(meant) == 1:
            meant[0].add(line.values)
            meant[0].prices = meant[0].prices or line.prices
        else:
            kept.append(line)
    return kept


def _is_known(lines: list[Line], line: Line) -> bool:
    """Whether a counted line of the same goods states all of it already."""
    told = {(v.atom.kind, v.atom.value, v.excluded) for v in line.values}
    same = [other for other in lines if other.quantity is not None and other.products and _names(other) == _names(line)]
    return len(same) == 1 and told <= {(v.atom.kind, v.atom.value, v.excluded) for v in same[0].values}


def _meant_before(lines: list[Line], line: Line) -> list[Line]:
    """The lines with a number of which this one says something new: "eight white, eight black, the white ones in M"."""
    told = {(v.atom.kind, v.atom.value) for v in line.values if not v.excluded}
    found = []
    for other in lines:
        shared = {(kind, value) for kind, value in told if kind in other.kinds()}
        known = {(v.atom.kind, v.atom.value) for v in other.values if not v.excluded}
        new = bool(told - shared or line.prices) and shared <= known and (line.definite or not other.values)
        counted = other.quantity is not None and bool(other.products) and _names(other) == _names(line)
        if counted and new and (shared or "stop" in line.joints or "and" not in line.joints):
            found.append(other)
    return found


def _names(line: Line) -> list[str]:
    return sorted(str(product.value) for product in line.products)


def _heads(line: Line, following: list[Line]) -> bool:
    """ "we need shirts for training: 4 black tees, …": the list says what is wanted."""
    listed = bool(following) and bool({"colon", "comma"} & following[0].joints) and bool(following[0].quantity)
    return not line.says_more and listed and ("colon" in following[0].joints or following[0].base is not None)


def _is_said_again(line: Line, following: list[Line]) -> bool:
    """ "zwei rote Caps, also zwei rote Caps": what is said twice in the same words is wanted once."""
    if not following or following[0].joints & {"and", "newline", "dash"}:
        return False
    if not line.products and line.quantity is not None:
        return False
    return _content(line) == _content(following[0]) or _is_part_of(line, following[0])


def _is_part_of(line: Line, following: Line) -> bool:
    """ "cardigans, men's cardigans in green": the second says it better."""
    if line.quantity is not None or line.prices or not line.products or _names(line) != _names(following):
        return False
    told = {(v.atom.kind, v.atom.value, v.excluded) for v in following.values}
    return bool(line.values) and {(v.atom.kind, v.atom.value, v.excluded) for v in line.values} < told


def _content(line: Line) -> tuple[object, ...]:
    values = sorted((v.atom.kind, str(v.atom.value), v.excluded) for v in line.values)
    number = line.quantity.value if line.quantity else None
    return number, sorted(str(product.value) for product in line.products), values


def without_bare_repeats(lines: list[Line]) -> list[Line]:
    """ "I saw you have coats, the wool coat please": naming the goods once more says nothing by itself."""
    lines = [line for i, line in enumerate(lines) if not _is_said_again(line, lines[i + 1 : i + 2])]
    lines = [line for i, line in enumerate(lines) if not _heads(line, lines[i + 1 : i + 2])]
    told = {product.value for line in lines if line.says_more for product in line.products}
    return [line for line in lines if line.says_more or not told & {product.value for product in line.products}]
