"""Self-corrections: "two, no wait, three hoodies", "M, äh nein L", "change it from M to L"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.reading.chunk import Chunk, Value
from components.reading.lines import Line

if TYPE_CHECKING:
    from components.reading.grouping import Grouper


class Corrector:
    """Applies a chunk that takes back something said before it."""

    def __init__(self, grouper: Grouper) -> None:
        self._grouper = grouper

    def correct(self, chunk: Chunk) -> bool:
        """Apply the chunk if it is a correction; False if it is to be read like any other."""
        strong, soft = "correct" in chunk.joints, "soft" in chunk.joints and "or" not in chunk.joints
        if not strong and not soft or "and" in chunk.joints and (chunk.product or not strong):
            return strong and self._says_more(chunk)
        if self._grouper.pending and not self._grouper.lines:
            return self._correct_pending(chunk, strong)
        if not self._grouper.lines:
            return False
        if chunk.product:
            return self._correct_product(chunk, strong)
        line = self._grouper.lines[-1]
        stated = {v.atom.kind for v in chunk.values}
        if not strong and not (stated & line.kinds() or chunk.quantity and line.quantity):
            return False
        if chunk.each or not (chunk.values or chunk.quantity or chunk.prices):
            return False
        line.replace(chunk)
        return True

    def _says_more(self, chunk: Chunk) -> bool:
        """ "a blouse and a skirt, no, not the skirt, just a blouse in white": the same goods, described now."""
        for line in self._grouper.lines:
            same = chunk.product and [product.value for product in line.products] == [chunk.product.value]
            counted = chunk.quantity is None or line.quantity and line.quantity.value == chunk.quantity.value
            if same and counted and not {v.atom.kind for v in chunk.values} & line.kinds():
                line.replace(chunk)
                return True
        return False

    def _correct_pending(self, chunk: Chunk, strong: bool) -> bool:
        before = self._grouper.pending[-1]
        kinds = {v.atom.kind for v in chunk.values if not v.excluded}
        both = chunk.quantity and before.quantity
        if not strong and not both and not kinds & {v.atom.kind for v in before.values}:
            return False
        chunk.values = [v for v in before.values if v.atom.kind not in kinds] + chunk.values
        chunk.quantity = chunk.quantity or before.quantity
        chunk.joints -= {"correct", "soft"}
        self._grouper.pending.pop()
        self._grouper._add(chunk, None)
        return True

    def _correct_product(self, chunk: Chunk, strong: bool) -> bool:
        assert chunk.product is not None
        for line in reversed(self._grouper.lines):
            if any(product.value == chunk.product.value for product in line.products):
                line.replace(chunk)
                return True
        if not strong:
            return False
        self._grouper.lines[-1].replace(chunk)
        return True


def keep_last(line: Line) -> None:
    """In a change ("from M to L", "make the black one grey") the value said last is the one wanted."""
    for kind in line.kinds():
        values = [v for v in line.values if v.atom.kind == kind and not v.excluded]
        values.sort(key=lambda v: v.atom.start)
        if len(values) > 1:
            replaced = {id(v) for v in values[:-1]}
            line.values = [v for v in line.values if id(v) not in replaced]


def drop_contradicted(line: Line) -> None:
    """ "M, not S" means M: an exclusion beside a wanted value of its kind says nothing more."""
    refused = {(v.atom.kind, v.atom.value) for v in line.values if v.excluded}
    line.values = [v for v in line.values if v.excluded or (v.atom.kind, v.atom.value) not in refused]
    wanted = [v.atom.kind for v in line.values if not v.excluded]
    # "grey or beige, but not in black" is no correction: with alternatives the refusal says something of its own.
    line.values = [v for v in line.values if not v.excluded or wanted.count(v.atom.kind) != 1 or _adds(line, v)]
    if line.products:
        line.excluded_products = []


def _adds(line: Line, refused: Value) -> bool:
    """ "wool, nothing with polyester in it": goods have several materials, and this one was not asked about."""
    wanted = [v for v in line.values if not v.excluded and v.atom.kind == refused.atom.kind]
    return refused.atom.kind == "material" and all(v.atom.start < refused.atom.start for v in wanted)
