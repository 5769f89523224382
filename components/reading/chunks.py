"""Cuts the atoms of a message into chunks."""

from __future__ import annotations

from components.reading.atoms import PRICES, Atom, at
from components.reading.chunk import Chunk, Value, goods_follow

SEPARATORS = ("and", "comma", "stop", "newline", "colon", "dash", "or", "correct", "soft", "but", "instead")


class Chunker:
    """Walks over the atoms of a message and cuts it into chunks."""

    def __init__(self, atoms: list[Atom]) -> None:
        self._atoms = atoms
        self._chunks: list[Chunk] = []
        self._chunk = Chunk({"edge"})
        self._negative = ""  # "", "not" or "instead"
        self._negated: set[str] = set()
        self._linked = False
        self._replaced: Atom | None = None
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
        if atom.has("half") and not self._chunk.is_empty:
            self._close("comma")
        if atom.has("rest", "half") and not goods_follow(self._atoms, i + 1, heads=("product",)):
            self._close("none")
            self._chunk.rest = atom
        elif atom.has("instead") or atom.has("than") and self._prefers:
            self._close("instead")
            self._negative, self._negated = "instead", set()
        elif self._starts_negation(i, atom):
            self._start_negation(atom)
        elif (atom.has("correct") or self._is_no(i, atom)) and self._corrects(i, atom):
            self._end_negation()
            self._close("correct")
        elif atom.has("soft"):
            self._prefers = True
            self._end_negation()
            self._close("soft")
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

    def _take_rest(self, i: int, atom: Atom) -> None:
        if atom.has("of_which"):
            self._chunk.of_which = True
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
        if atom.is_unknown and self._negative and self._negated:
            self._end_negation()

    def _exclude_before(self, i: int) -> None:
        """ "den blauen nicht, …": what stands before is excluded."""
        chunk = self._chunk
        ends = at(self._atoms, i + 1).has("comma", "stop", "edge", "but")
        if ends and chunk.definite and not chunk.has_head:
            for value in chunk.values:
                value.excluded = True

    def _corrects(self, i: int, atom: Atom) -> bool:
        # "halt" and "mach" are also plain words: they correct only what was said before.
        return bool(self._chunks) or not self._chunk.is_empty

    def _take_break(self, i: int, atom: Atom) -> None:
        kinds = [name for name in SEPARATORS if atom.has(name)]
        if self._negative and not self._goes_on_negating(i):
            self._end_negation()
        if self._negative:
            return
        if atom.text == "/" and not self._chunk.is_empty:
            kinds = ["or"]
        self._close(*kinds)

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
            return following.text[:1].isalpha() or self._chunk.quantity is not None
        return following.kind == "word" and following.has("indef")

    def _is_no(self, i: int, atom: Atom) -> bool:
        return atom.has("no_or_not") and self._says_no(at(self._atoms, i + 1))

    def _same_kind_before(self, kind: str) -> bool:
        last = self._chunk if not self._chunk.is_empty else self._chunks[-1] if self._chunks else None
        return bool(last and last.values and last.values[-1].atom.kind == kind and not last.product)

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
        if not chunk.is_empty:
            self._close("none")
        self._chunk.quantity = atom
        self._chunk.after_to = at(self._atoms, i - 1).has("to")
        self._linked = False

    def _after_negated(self, i: int) -> None:
        """ "not two but three": a dropped number ends the negation unless goods follow."""
        if not at(self._atoms, i + 1).is_value:
            self._end_negation()

    def _take_each(self, i: int) -> None:
        if self._chunk.has_head and not self._chunk.is_empty or self._chunk.quantity and self._chunk.values:
            closes = not at(self._atoms, i + 1).has("edge", "stop", "comma", "newline")
            if closes or self._chunk.has_head:
                self._close("none")
        elif self._chunk.values and at(self._atoms, i + 1).kind == "quantity":
            self._close("none")
        self._chunk.each = True
        self._chunk.collective = self._atoms[i].has("collective")

    def _take_pronoun(self, atom: Atom) -> None:
        self._chunk.pronoun = True
        self._chunk.singular = atom.key.endswith("one")

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
        self._chunk.values.append(Value(atom, post, self._linked))
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
