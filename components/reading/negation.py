"""What a message does not want: "not black", "no wool or linen", "instead of the socks"."""

from __future__ import annotations

from components.reading.atoms import Atom, at
from components.reading.chunk import Chunk


class NegationReader:
    """Holds the chunk being read, and how far a negation reaches."""

    def __init__(self, atoms: list[Atom]) -> None:
        self._atoms = atoms
        self._chunks: list[Chunk] = []
        self._chunk = Chunk({"edge"})
        self._negative = ""  # "", "not" or "instead"
        self._negated: set[str] = set()
        self._linked = False
        self._replaced: Atom | None = None

    def _close(self, *joints: str) -> None:
        if self._chunk.is_empty and not self._chunk.each:
            self._chunk.joints |= set(joints)
            if "colon" in joints and self._chunks:
                self._chunks[-1].colon_after = True
            return
        self._chunk.colon_after = "colon" in joints or "newline" in joints and self._chunk.is_caption
        self._chunks.append(self._chunk)
        self._chunk = Chunk(set(joints))
        self._linked = False

    def _exclude_before(self, i: int) -> None:
        """ "den blauen nicht, …": what stands before is excluded."""
        chunk = self._chunk
        ends = at(self._atoms, i + 1).has("comma", "stop", "edge", "but")
        if ends and chunk.definite and not chunk.has_head:
            for value in chunk.values:
                value.excluded = True

    def _starts_negation(self, i: int, atom: Atom) -> bool:
        if not atom.has("not") and not (atom.has("nor") and self._negative):
            return False
        j = i + 1
        following = at(self._atoms, j)
        if atom.has("no_or_not") and self._says_no(following):
            return False
        if atom.has("want_not") and following.has("def", "own"):
            return False
        while (
            following.has("in", "def", "filler", "size", "indef", "vague", "for_audience", "search", "own")
            and not following.is_value
        ):
            j += 1
            following = at(self._atoms, j)
        if atom.has("correct") and not following.is_value:
            return False
        if atom.has("correct") and following.is_attribute and self._same_kind_before(following.kind):
            return False
        return following.is_value or following.kind == "quantity"

    def _says_no(self, following: Atom) -> bool:
        """ "ten pairs no eight pairs", "a grey one no a navy one": English "no" before an article or a new number."""
        if following.kind == "quantity":
            before = self._chunks[-1:] if self._chunk.is_empty else [self._chunk]
            return following.text[:1].isalpha() or any(chunk.quantity for chunk in before)
        return following.kind == "word" and following.has("indef", "def")

    def _is_no(self, i: int, atom: Atom) -> bool:
        following = at(self._atoms, i + 1)
        if atom.has("no_or_not") and following.has("comma") and at(self._atoms, i + 2).is_attribute:
            return True  # "in 40. No, 41."
        return atom.has("no_or_not") and self._says_no(following)

    def _same_kind_before(self, kind: str) -> bool:
        last = self._chunk if not self._chunk.is_empty else self._chunks[-1] if self._chunks else None
        if last is None or not last.values or last.product:
            return False
        said = last.values[-1]
        return said.atom.kind == kind and not said.excluded  # "no pink no yellow" refuses both

    def _start_negation(self, atom: Atom) -> None:
        self._close("not")
        self._negative, self._negated = "not", set()

    def _goes_on_negating(self, i: int) -> bool:
        """ "no wool or polyester": the same kind of attribute follows, and nothing else with it."""
        if not self._negated or not self._atoms[i].has("or", "and", "comma"):
            return not self._negated
        following = at(self._atoms, i + 1)
        if following.has("in", "def") and not following.is_value:
            following = at(self._atoms, i + 2)
        return following.kind in self._negated and (
            self._atoms[i].has("or", "and") or at(self._atoms, i + 2).has("or", "and")
        )

    def _end_negation(self) -> None:
        if self._negative:
            self._chunk.excluded_only = True
            self._close("after_negation")
        self._negative, self._negated = "", set()

    def _after_negated(self, i: int) -> None:
        """ "not two but three": a dropped number ends the negation unless goods follow."""
        if not at(self._atoms, i + 1).is_value:
            self._end_negation()

    def _take_negated_product(self, atom: Atom) -> None:
        if self._negative == "instead":
            if "quantity" in self._negated:
                # "instead of three sweaters I need two": another number, the same goods.
                self._end_negation()
                self._chunk.product = atom
                return
            self._negated.add("product")
            self._replaced = atom
            return
        if self._negated - {"quantity"}:
            # "no black socks": socks, but not in black.
            self._chunk.product = atom
        else:
            self._chunk.excluded_products.append(atom)
        self._negated.add("product")
