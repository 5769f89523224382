"""Numbers without a noun of their own: quantities, breakdowns of a total, or lines that share a noun."""

from __future__ import annotations

from components.reading.breakdown import compute_rest, take_part_out, total
from components.reading.chunk import Chunk, Value
from components.reading.lines import Line


class Settler:
    """Holds the lines read so far and decides what their numbers meant."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pending: list[Chunk] = []
        self._heading: list[Value] = []
        self._base: Line | None = None
        self._subs: list[Line] = []

    def _append(self, line: Line) -> None:
        kinds = line.kinds()
        line.add([value for value in self._heading if value.atom.kind not in kinds])
        self.lines.append(line)

    def _give(self, lines: list[Line], chunk: Chunk) -> None:
        values = [Value(v.atom, True, True, v.excluded) for v in chunk.values]
        given = {id(v.atom) for line in lines for v in line.values}
        for line in lines:
            kinds = {v.atom.kind for v in line.values if not v.excluded and id(v.atom) not in given}
            stated = line.kinds() if "or" not in chunk.joints else kinds
            line.add([v for v in values if v.excluded or v.atom.kind not in stated])
            line.prices = line.prices or list(chunk.prices)

    def _settle(self, chunk: Chunk | None, keep_base: bool = False) -> None:
        """Decide what numbers without a noun were: a quantity, a breakdown, or lines of their own."""
        base, subs = self._base, self._subs
        if base is not None and subs:
            compute_rest(base, subs)
            if chunk is not None and chunk.product and chunk.quantity and self._look_ahead(base, subs, chunk):
                subs = [sub for sub in subs if sub in self.lines]
            base, subs = self._told_before(base, self._without_repeats(base, subs))
            if not subs:
                pass
            elif base.quantity is None and len(subs) == 1 and not subs[0].of_which and not _adds_another(base, subs[0]):
                self._trailing_quantity(base, subs[0])
            elif self._is_heading(base, subs):
                self._divide(base, subs, len(subs))
            elif self._is_heading(base, subs[: _parts_of_total(base, subs)]):
                self._divide(base, subs, _parts_of_total(base, subs))
            else:
                take_part_out(base, subs)
                for sub in subs:
                    sub.inherit(False)
        self._subs = []

    def _told_before(self, base: Line, subs: list[Line]) -> tuple[Line, list[Line]]:
        """Find the total of the numbers: "polos: seven in navy, of which four M …", "30 tees. They are 12 S, 18 M"."""
        if base.quantity is not None or len(subs) < 2:
            return base, subs
        parted = subs[1].of_which or not subs[0].values and len(subs) > 2
        if parted and subs[0].quantity is not None and total(subs[1:]) == subs[0].quantity.value:
            self._trailing_quantity(base, subs[0])
            return base, subs[1:]
        told = [line for line in self.lines if line not in (base, *subs) and _is_total(line, base, subs)]
        if not base.definite or base.values or len(told) != 1:
            return base, subs
        self.lines.remove(base)
        for sub in subs:
            sub.base = told[0]
        return told[0], subs

    def _without_repeats(self, base: Line, subs: list[Line]) -> list[Line]:
        """ "2 grey cardigans … TWO", "a backpack, namely one under 50": the number of the same goods, said again."""
        kept = []
        for sub in subs:
            if _is_said_again(base, sub):
                base.add(sub.values)
                base.prices = base.prices or sub.prices
                self.lines.remove(sub)
            else:
                kept.append(sub)
        return kept

    def _look_ahead(self, base: Line, subs: list[Line], chunk: Chunk) -> bool:
        """Whether the last numbers share the noun to come: "…, two black and one grey t-shirt"."""
        last = subs[-1]
        bound = chunk.joints & {"and"} and base.quantity is not None and last.values
        if not bound or any(v.linked or v.post for v in last.values) or not any(not v.post for v in chunk.values):
            return False
        if total(subs) == base.quantity.value:  # type: ignore[union-attr]
            return False
        waiting = Chunk(last.joints, last.quantity, values=last.values)
        self.lines.remove(last)
        self.pending.append(waiting)
        return True

    def _trailing_quantity(self, base: Line, sub: Line) -> None:
        base.quantity = sub.quantity
        stated = sub.kinds()
        base.values = [v for v in base.values if v.atom.kind not in stated or v.excluded]
        base.add([Value(v.atom, True, v.linked, v.excluded) for v in sub.values])
        base.prices += sub.prices
        self.lines.remove(sub)

    def _divide(self, base: Line, subs: list[Line], count: int) -> None:
        """Let the first numbers be the parts of the total; what follows shares only its noun."""
        for i, sub in enumerate(subs):
            sub.inherit(i < count)
        self.lines.remove(base)

    def _is_heading(self, base: Line, subs: list[Line]) -> bool:
        if base not in self.lines or not subs or any(not sub.is_breakdown_of(base) for sub in subs):
            return False
        if base.quantity is None:
            return True
        listed = "that_is" in subs[0].joints or "colon" in subs[0].joints and not base.quantity.text[:1].isdigit()
        several = base.quantity.value == 1 and len(subs) > 1 and listed
        if several:
            return True  # "for each of them a sweater, that is one in 98 and one in 110"
        return (
            total(subs) == base.quantity.value
            and ("and" not in subs[0].joints or bool(subs[0].joints & {"comma", "stop"}))
            and bool(len(subs) > 1 or subs[0].rest)
        )


def _is_total(line: Line, base: Line, subs: list[Line]) -> bool:
    """Whether a line counts the same goods and as many as all numbers together."""
    same = [product.value for product in line.products] == [product.value for product in base.products]
    return same and line.quantity is not None and line.quantity.value == total(subs)


def _parts_of_total(base: Line, subs: list[Line]) -> int:
    """How many of the numbers make up the total: "22 tees: 9 in M and 13 in L. And a white one for the coach"."""
    whole = base.quantity.value if base.quantity else None
    return next((count for count in range(2, len(subs)) if total(subs[:count]) == whole), len(subs))


def _is_said_again(base: Line, sub: Line) -> bool:
    if base.quantity is None or sub.quantity is None or base.quantity.value != sub.quantity.value:
        return False
    if sub.of_which or "and" in sub.joints or sub.kinds() & base.kinds():
        return False
    described = "comma" in sub.joints and not base.values  # "a cardigan, one, women's, in grey"
    return described or "that_is" in sub.joints or not (sub.values or sub.prices or sub.rest)


def _adds_another(base: Line, sub: Line) -> bool:
    """ "black hoodie M and a grey one in L": another value of what was said, added with "and"."""
    return "and" in sub.joints and bool(sub.kinds() & base.kinds())
