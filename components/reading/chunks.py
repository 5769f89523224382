"""Cuts the atoms of a message into chunks."""

from __future__ import annotations

from components.reading.atoms import PRICES, Atom, at
from components.reading.chunk import Chunk, Value, goods_follow
from components.reading.negation import NegationReader

_ENDS = ("comma", "newline", "stop", "edge", "and")
SEPARATORS = ("and", "comma", "that_is", "stop", "newline", "colon", "dash", "or", "correct", "soft", "but", "instead")


class Chunker(NegationReader):
    """Walks over the atoms of a message and cuts it into chunks."""

    def __init__(self, atoms: list[Atom]) -> None:
        super().__init__(atoms)
        self._prefers = False  # "rather … than", "lieber … als"

    def chunks(self) -> list[Chunk]:
        """Return the chunks that hold something."""
        for i, atom in enumerate(self._atoms):
            self._take(i, atom)
        self._close()
        chunks = [chunk for chunk in self._chunks if not chunk.is_empty or chunk.each]
        if self._replaced and not any(chunk.has_head or chunk.excluded_products for chunk in chunks):
            # "statt der schwarzen Socken lieber graue": the noun is said only with what goes.
            new = next((chunk for chunk in chunks if chunk.values), None)
            if new is not None:
                new.product = self._replaced
        return chunks

    def _take(self, i: int, atom: Atom) -> None:
        if atom.kind == "quantity":
            self._take_quantity(i, atom)
        elif atom.kind == "product":
            self._take_product(i, atom)
        elif atom.is_attribute:
            self._take_attribute(i, atom)
        elif atom.kind in PRICES:
            self._chunk.prices.append(atom)
        elif atom.kind == "word":
            self._take_word(i, atom)
        elif atom.kind == "ignored" and self._negative and atom.text[:1].isdigit():
            self._negated.add("quantity")
            self._after_negated(i)

    def _take_word(self, i: int, atom: Atom) -> None:
        if atom.has("rest", "half") and not goods_follow(self._atoms, i + 1, heads=("product",)):
            self._close("comma" if atom.has("half") else "none")
            self._chunk.rest = atom
        elif atom.has("instead") or atom.has("than") and self._prefers:
            self._take_instead(i, atom)
        elif self._starts_negation(i, atom):
            self._start_negation(atom)
        elif (atom.has("correct") or self._is_no(i, atom)) and self._corrects(i, atom):
            self._take_correction("correct")
        elif atom.has("soft"):
            self._take_correction("soft")
        elif atom.has("each"):
            self._take_each(i)
        elif atom.has("head"):
            self._take_pronoun(atom)
        elif atom.has("def", "own") and self._starts_phrase(i):
            self._take_definite(i, atom)
        elif atom.is_break or atom.has("but"):
            self._take_break(i, atom)
        else:
            self._take_rest(i, atom)

    def _take_relation(self, i: int, atom: Atom) -> None:
        """Words that say how what follows belongs to what was said."""
        if atom.has("of_which"):
            self._chunk.of_which = True
        if atom.has("none_shared") and at(self._atoms, i + 1).kind in PRICES:
            self._close("comma")
            self._chunk.each = self._chunk.collective = True
        if atom.has("that_is") and self._chunk.is_empty:
            self._chunk.joints.add("that_is")

    def _take_instead(self, i: int, atom: Atom) -> None:
        if atom.has("instead") and self._is_of_other_things(i):
            self._close("none")
            return
        self._close("instead")
        self._negative, self._negated = "instead", set()

    def _take_correction(self, joint: str) -> None:
        self._prefers = True
        self._end_negation()
        self._close(joint)

    def _take_rest(self, i: int, atom: Atom) -> None:
        self._take_relation(i, atom)
        if self._negative == "instead" and self._negated and atom.has("for_audience", "concerning"):
            self._end_negation()
        if atom.has("in", "size", "for_audience", "to"):
            self._linked = True
        if atom.has("order", "search", "change", "remove") and self._chunk.product and not self._chunk.is_empty:
            self._chunk.has_verb = True
            if goods_follow(self._atoms, i + 1):
                self._close("verb")
        if atom.has("not"):
            self._exclude_before(i)
        if atom.has("free_of") and self._chunk.values and at(self._atoms, i - 1).kind == "material":
            self._chunk.values[-1].excluded = True
        turns = atom.is_unknown or atom.has("so", "search", "order") and not atom.has("filler", "in", "def", "or")
        if turns and self._negative and self._negated:
            self._end_negation()

    def _is_of_other_things(self, i: int) -> bool:
        """ "instead of flowers": nothing that the shop sells."""
        j = i + 1
        while at(self._atoms, j).has("def", "own", "filler", "indef"):
            j += 1
        return at(self._atoms, j).is_unknown

    def _corrects(self, i: int, atom: Atom) -> bool:
        # "halt" and "mach" are also plain words: they correct only what was said before.
        return bool(self._chunks) or not self._chunk.is_empty

    def _take_break(self, i: int, atom: Atom) -> None:
        if atom.has("dash", "colon") and self._is_row(i):
            return
        kinds = [name for name in SEPARATORS if atom.has(name)]
        if self._negative and not self._goes_on_negating(i):
            self._end_negation()
        if self._negative:
            return
        if atom.text == "/" and not self._chunk.is_empty:
            kinds = ["or"]
        self._close(*kinds)

    def _is_row(self, i: int) -> bool:
        """ "S – 3", "S: 3" on a line of its own: the sign binds the number to what stands before it."""
        number, after = at(self._atoms, i + 1), at(self._atoms, i + 2)
        return at(self._atoms, i - 1).is_attribute and number.kind == "quantity" and after.has(*_ENDS)

    def _take_quantity(self, i: int, atom: Atom) -> None:
        if self._negative:
            if "quantity" in self._negated or self._negated:
                self._end_negation()
            else:
                self._negated.add("quantity")
                self._after_negated(i)
                return
        chunk = self._chunk
        if chunk.quantity and chunk.definite and not chunk.values and not chunk.product:
            return  # "two of the five": the five are there, two are meant.
        if not chunk.is_empty and not self._counts_before(i):
            self._close("none")
        self._chunk.quantity = atom
        self._chunk.times = atom.has("how_often", "once_or_adverb")
        self._chunk.after_to = at(self._atoms, i - 1).has("to")
        self._linked = False

    def _counts_before(self, i: int) -> bool:
        """ "cap red x3, blue x2", "39 1x, 44 1x": the sign says that the number counts what stands before it."""
        sign, after, chunk = at(self._atoms, i - 1), at(self._atoms, i + 1), self._chunk
        times = sign.has("pieces") and sign.kind == "word" and not sign.text[1:]
        times = times and (self._atoms[i].glued or at(self._atoms, i - 2).is_attribute and after.has(*_ENDS))
        times = times or sign.has("dash", "colon") and self._is_row(i - 1)
        # "M 2" on a line of its own
        alone = (
            sign.kind == "size"
            and at(self._atoms, i - 2).has("newline", "dash")
            and after.has("newline", "edge", "filler")
        )
        times = times or alone
        pieces = after.has("pieces") and after.kind == "word" and at(self._atoms, i + 2).has(*_ENDS)
        return (times or pieces) and chunk.quantity is None and bool(chunk.values) and not after.is_value

    def _take_each(self, i: int) -> None:
        if self._chunk.has_head and not self._chunk.is_empty or self._chunk.quantity and self._chunk.values:
            closes = not at(self._atoms, i + 1).has("edge", "stop", "comma", "newline")
            if closes or self._chunk.has_head:
                self._close("none")
        elif self._chunk.values and self._shares_after(i):
            self._close("none")
        self._chunk.each = True
        self._chunk.collective = self._atoms[i].has("collective")

    def _shares_after(self, i: int) -> bool:
        """ "blau und rot alles in M": what is shared comes behind; "grey for all" has it before."""
        after = at(self._atoms, i + 1)
        return (
            after.kind == "quantity" or self._atoms[i].has("collective") and (after.is_attribute or after.has("size"))
        )

    def _take_pronoun(self, atom: Atom) -> None:
        self._chunk.pronoun = True
        self._chunk.same = atom.has("same")
        self._chunk.singular = atom.has("one_pronoun")

    def _starts_phrase(self, i: int) -> bool:
        return goods_follow(self._atoms, i + 1)

    def _take_definite(self, i: int, atom: Atom) -> None:
        before = at(self._atoms, i - 1)
        only_quantity = self._chunk.quantity is not None and not self._chunk.values and not self._chunk.product
        follows = before.has("in", "of_which", "from") or before is self._chunk.quantity
        only_values = not self._chunk.has_head and not self._chunk.quantity
        follows = follows or only_values and before.has("for", "for_audience")
        if not ((only_quantity or only_values) and follows) and not self._chunk.is_empty and not self._negative:
            self._close("none")
        self._chunk.definite = True
        self._chunk.after_to = before.has("to")
        self._chunk.singular = atom.has("singular_article")

    def _take_attribute(self, i: int, atom: Atom) -> None:
        if self._negative:
            linked = atom.kind not in self._negated and bool(self._negated) and at(self._atoms, i - 1).has("in", "size")
            if (
                linked
                or atom.kind in self._negated
                and not at(self._atoms, i - 1).has("or", "and", "comma", "nor", "hyphen", "not", "in")
            ):
                self._end_negation()
            elif self._negative == "instead":
                self._negated.add(atom.kind)
                return
            else:
                self._negated.add(atom.kind)
                self._chunk.values.append(Value(atom, False, False, True))
                return
        post = self._chunk.has_head
        self._chunk.values.append(Value(atom, post, self._linked, atom.has("unwanted")))
        self._linked = False

    def _take_product(self, i: int, atom: Atom) -> None:
        if self._negative:
            self._take_negated_product(atom)
            return
        chunk = self._chunk
        if chunk.has_head:
            carried = self._carried(i)
            self._close("none")
            self._chunk.values = [Value(value.atom, False, False) for value in carried]
        if chunk.is_empty:
            self._chunk.after_to = self._chunk.after_to or at(self._atoms, i - 1).has("to")
        self._chunk.product = atom
        self._linked = False

    def _carried(self, i: int) -> list[Value]:
        """Attributes right before a noun belong to it, although an earlier noun stands in the same stretch."""
        carried: list[Value] = []
        values = self._chunk.values
        leading = any(not value.post for value in values)
        while values and values[-1].post and not values[-1].linked:
            if values[-1].atom.kind == "size" and sum(value.atom.kind == "size" for value in values) < 2:
                break
            if values[-1].atom.end + 1 < (carried[0].atom.start if carried else self._atoms[i].start):
                break
            # "hoodie black socks white": the first noun keeps its own attribute, as the later ones do.
            first = not leading and not carried and not self._chunks and len(values) == 1
            if first and at(self._atoms, i + 1).is_attribute:
                break
            carried.insert(0, values.pop())
        return carried
