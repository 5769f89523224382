"""From chunks to order lines: shared nouns, shared attributes, headings, totals with their breakdown."""

from __future__ import annotations

from components.reading.breakdown import (
    are_alternatives,
    are_two_things,
    attributes_only,
    breakdown_before,
    is_next_thing,
    is_other_thing,
    is_pair_of_values,
    only_excluded,
    spread_each,
)
from components.reading.chunk import Chunk, Value
from components.reading.corrections import Corrector
from components.reading.lines import Line
from components.reading.settling import Settler


class Grouper(Settler):
    """Builds the order lines of a message from its chunks, in one pass."""

    def __init__(self, changes: bool) -> None:
        super().__init__()
        self._changes = changes
        self._shared: list[Line] = []
        self._corrected: Line | None = None
        self._corrector = Corrector(self)

    def group(self, chunks: list[Chunk]) -> list[Line]:
        """Return the order lines."""
        for i, chunk in enumerate(chunks):
            self._add(chunk, chunks[i + 1] if i + 1 < len(chunks) else None)
        self._settle(None)
        self._flush()
        for line in self.lines:
            if line.same:
                line.inherit(True)  # "the same in navy": in the same size too, unless another one is said
        return [part for line in self.lines for part in spread_each(line)]

    def _add(self, chunk: Chunk, after: Chunk | None) -> None:
        if not chunk.each and not attributes_only(chunk) or chunk.has_head:
            self._shared = []
        self._dispatch(chunk, after)
        if chunk.joints & {"correct", "soft"}:
            self._corrected = self.lines[-1] if self.lines and not chunk.has_head else None
        else:
            self._corrected = None

    def _dispatch(self, chunk: Chunk, after: Chunk | None) -> None:
        if only_excluded(chunk):
            self._exclude(chunk)
        elif self._corrector.correct(chunk):
            pass
        elif chunk.product:
            self._start_line(chunk)
        elif chunk.each and self._counts_each(chunk, after):
            self._count(chunk, after)
        elif chunk.each:
            self._share(chunk)
        elif chunk.quantity or chunk.rest:
            self._count(chunk, after)
        elif chunk.pronoun:
            self._refer(chunk)
        else:
            self._describe(chunk, after)

    def _start_line(self, chunk: Chunk) -> None:
        self._settle(chunk)
        if self._changes and self._replaces(chunk):
            self.lines[-1].replace(chunk)
            return
        counted = breakdown_before(self.pending, chunk)
        for part in counted:
            self._append(Line.of(part))
        if counted:
            self.pending = []
            return
        line = Line.of(chunk)
        for waiting in self.pending:
            self._use_pending(waiting, line, chunk)
        self.pending = []
        self._append(line)
        self._base = line

    def _replaces(self, chunk: Chunk) -> bool:
        """ "replace the hoodie with a sweater": the new thing takes the old one's place."""
        if len(self.lines) != 1 or not chunk.after_to or not self.lines[0].products:
            return False
        if chunk.quantity and chunk.quantity.value == 1 and not chunk.quantity.text[:1].isdigit():
            chunk.quantity = None
        return True

    def _use_pending(self, waiting: Chunk, line: Line, chunk: Chunk) -> None:
        if waiting.quantity and chunk.quantity and are_alternatives(waiting, chunk):
            line.add(waiting.values)
            return
        if waiting.quantity and chunk.quantity and "colon" in chunk.joints and not waiting.values:
            return  # "two more for him: one navy jumper and one red jumper"
        if waiting.quantity and chunk.quantity or are_two_things(waiting, chunk):
            # "two black and three grey t-shirts": the noun comes with the last one.
            earlier = Line.of(waiting)
            earlier.products = list(line.products)
            earlier.plural = line.plural
            kinds = earlier.kinds()
            earlier.add(
                [v for v in chunk.values if not v.post and v.atom.kind not in kinds | {"size"} and not v.linked]
            )
            self._append(earlier)
            return
        line.quantity = line.quantity or waiting.quantity
        line.each = line.each or waiting.each
        line.prices = line.prices or waiting.prices
        own = list(line.values)
        line.values = []
        line.add([Value(v.atom, False, v.linked, v.excluded) for v in waiting.values] + own)
        line.excluded_products += waiting.excluded_products

    def _count(self, chunk: Chunk, after: Chunk | None) -> None:
        """A number without a noun: "… and two in M", "… 3x"."""
        last = self.lines[-1] if self.lines else None
        if last and self._corrected is last and not chunk.values and not chunk.rest and last.quantity:
            last.quantity = chunk.quantity  # "…, sorry, in 39-42, and five pairs"
            return
        if last and not self._changes and self._closes(chunk, last, after):
            last.quantity = chunk.quantity
            return
        apart = chunk.joints & {"and", "comma", "newline", "stop"} and not chunk.after_to  # "… Raise that to six."
        if self._changes and last and not apart:
            article = (
                chunk.pronoun
                or chunk.quantity is not None
                and not chunk.quantity.text[:1].isdigit()
                and chunk.quantity.value == 1
            )
            if article and chunk.values:
                chunk.quantity = None
            last.replace(chunk)
            return
        if last is None and not chunk.rest:
            self.pending.append(chunk)
            return
        line = Line.of(chunk)
        line.base = self._base
        if self._base is not None:
            self._subs.append(line)
        self._append(line)

    def _closes(self, chunk: Chunk, last: Line, after: Chunk | None) -> bool:
        """ "joggers in olive, L, twice. And in black …": a bare number at the end of a sentence counts what it ends."""
        ends = after is None or chunk.times or bool(after.joints & {"stop", "newline"})
        bare = not (chunk.values or chunk.prices or chunk.rest or chunk.each)
        return bare and ends and last.quantity is None and not self._subs and "and" not in chunk.joints

    def _refer(self, chunk: Chunk) -> None:
        """ "the grey one in L": the noun is the last one said."""
        if self._changes and self.lines and "none" in chunk.joints:
            self.lines[-1].replace(chunk)
            return
        self._settle(chunk)
        if not (chunk.values or chunk.prices or chunk.quantity or chunk.excluded_products):
            return
        if self._is_apposition(chunk):
            self.lines[-1].add([Value(v.atom, True, v.linked, v.excluded) for v in chunk.values])
            self.lines[-1].prices += chunk.prices
            return
        line = Line.of(chunk)
        line.base = self._base
        for waiting in self.pending:
            line.add(waiting.values)
        self.pending = []
        line.inherit(False)
        self._append(line)

    def _is_apposition(self, chunk: Chunk) -> bool:
        """ "the sneakers in 44, the white ones" is one thing said in two steps."""
        if not self.lines or "and" in chunk.joints or not chunk.values:
            return False
        last = self.lines[-1]
        kinds = {v.atom.kind for v in chunk.values}
        apart = chunk.joints & {"stop", "newline", "or"}
        return bool(last.products) and not (kinds & last.kinds()) and not apart and chunk.quantity is None

    def _describe(self, chunk: Chunk, after: Chunk | None) -> None:
        """Attributes (or a price) without noun and number."""
        if self._shared and not chunk.joints & {"stop", "newline"}:
            self._give(self._shared, chunk)
        elif chunk.colon_after and (not self.lines or chunk.joints & {"newline", "stop"}):
            waiting = [] if self.lines else [v for other in self.pending for v in other.values if not other.quantity]
            earlier = [] if self.lines else self._heading
            self._heading = earlier + [Value(v.atom, True, True, v.excluded) for v in waiting + chunk.values]
            self.pending = [] if waiting else self.pending
        elif not self.lines or self._belongs_to_next(chunk, after) or _prices_next(chunk, after):
            self.pending.append(chunk)
        elif is_other_thing(chunk, self.lines[-1]) or self._begins_next(chunk, after):
            self._refer(chunk)
        else:
            line = self.lines[-1]
            line.add([Value(v.atom, True, v.linked, v.excluded) for v in chunk.values])
            each = bool(chunk.prices) and not chunk.values and chunk.prices[0].has("each")
            for counted in self._subs if each and self._subs else [line]:
                counted.prices += chunk.prices  # "five grey, three navy, nothing over 25 each"

    def _begins_next(self, chunk: Chunk, after: Chunk | None) -> bool:
        counted = after is not None and after.quantity is not None and not after.product
        if is_pair_of_values(chunk, self.lines[-1]):
            return True
        return self._corrected is None and is_next_thing(chunk, self.lines[-1], counted)

    def _belongs_to_next(self, chunk: Chunk, after: Chunk | None) -> bool:
        if after is None or not after.product or after.quantity or after.definite or not chunk.values:
            return False
        if chunk.values[0].linked or not after.joints & {"and", "or", "comma"}:
            return False
        first = after.values[0] if after.values else None
        alike = first is not None and not first.post and first.atom.kind == chunk.values[-1].atom.kind
        taken = chunk.values[0].atom.kind in self.lines[-1].kinds()
        return alike and (taken or "comma" in chunk.joints and "comma" not in after.joints)

    def _share(self, chunk: Chunk) -> None:
        """ "both in black", "je zwei", "alles in M"."""
        self._settle(None, keep_base=True)
        if not self.lines:
            self._share_ahead(chunk)
            return
        if chunk.collective:
            chunk.quantity = None
        if chunk.quantity and len(self.lines) == 1:
            line = self.lines[0]
            line.quantity, line.each = chunk.quantity, True
            line.add([Value(v.atom, True, True) for v in chunk.values])
            return
        only = self.lines[0]
        again = {v.atom.kind for v in chunk.values} & only.kinds() or only.quantity is not None and chunk.values
        if len(self.lines) == 1 and not chunk.collective and again:
            only.each = True
            only.add([Value(v.atom, True, True) for v in chunk.values])
            return
        self._shared = list(self.lines)
        if chunk.quantity:
            for line in self.lines:
                line.quantity = line.quantity or chunk.quantity
        self._give(self._shared, chunk)

    def _counts_each(self, chunk: Chunk, after: Chunk | None) -> bool:
        """ "eight tees: four in S, two in M, one each in L and XL": parts of a total, not something shared."""
        if not self._subs or chunk.quantity is None or chunk.collective or not chunk.values or after is None:
            return False
        alike = bool(after.values) and after.values[0].atom.kind == chunk.values[-1].atom.kind
        return alike and attributes_only(after) and bool(after.joints & {"and", "comma"})

    def _share_ahead(self, chunk: Chunk) -> None:
        """What is shared comes first: "both the black and the grey beanie", "everything in M: …"."""
        if chunk.definite and chunk.values and not chunk.quantity:
            chunk.each = chunk.collective = False
            self.pending.append(chunk)
        elif self._heads_all(chunk):
            self._heading += [Value(v.atom, True, True) for other in [*self.pending, chunk] for v in other.values]
            self.pending = []
        elif chunk.quantity or self.pending and chunk.values:
            self.pending.append(chunk)
        else:
            self._heading += [Value(v.atom, True, True) for v in chunk.values]

    def _heads_all(self, chunk: Chunk) -> bool:
        """ "men's, all in XL:" and the lines below it."""
        return chunk.colon_after and not any(waiting.quantity for waiting in [*self.pending, chunk])

    def _exclude(self, chunk: Chunk) -> None:
        if self.lines:
            for line in self._shared or self.lines[-1:]:
                line.add(chunk.values)
                line.excluded_products += chunk.excluded_products
        else:
            self.pending.append(chunk)

    def _flush(self) -> None:
        """Make lines of what found no noun."""
        line: Line | None = None
        for chunk in self.pending:
            if line is None or chunk.quantity and line.quantity or is_other_thing(chunk, line):
                line = Line.of(chunk)
                self._append(line)
            else:
                line.quantity = line.quantity or chunk.quantity
                line.each = line.each or chunk.each
                line.prices += chunk.prices
                line.add(chunk.values)
                line.excluded_products += chunk.excluded_products
        if not self.lines and self._heading:
            self._append(Line())


def _prices_next(chunk: Chunk, after: Chunk | None) -> bool:
    """ "two shirts and, for up to 25 each, four polo shirts": the price is that of what follows."""
    only_price = bool(chunk.prices) and not chunk.values and "and" in chunk.joints
    return only_price and after is not None and after.product is not None and not after.prices
