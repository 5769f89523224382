"""Articles that are called by their own name beside their type: "the Vela chairs", "das Sofa Lido", "Nox-Vorhänge"."""

from __future__ import annotations

from collections.abc import Iterator

from components.reading.atoms import Atom, at
from components.reading.lexicon import Lexicon

_ENDINGS = ("", "s", "en", "n", "e", "es", "er")


def resolve_names(atoms: list[Atom], lexicon: Lexicon) -> list[Atom]:
    """Let a type with a name beside it mean the one article; a name that two articles share tells nothing.

    Returns the atoms without the names that a type has taken in.
    """
    if not lexicon.types:
        return atoms
    for i in range(len(atoms)):
        for product in _beside(atoms, i) if atoms[i].kind == "word" else ():
            _name(atoms[i], product, lexicon)
    for i in _unnamed(atoms):
        _name_together(atoms, i, lexicon)
    for i, atom in enumerate(atoms):
        if atom.kind == "product" and str(atom.value) in lexicon.types:
            _absorb_type(atoms, i, lexicon)
    for i in _unnamed(atoms):
        if _stands_for_goods(atoms, i):
            _name_alone(atoms[i], lexicon)
    return [atom for atom in atoms if not atom.has("named")]


def _unnamed(atoms: list[Atom]) -> Iterator[int]:
    return (i for i, atom in enumerate(atoms) if atom.kind == "word" and not atom.has("named"))


def _stands_for_goods(atoms: list[Atom], i: int) -> bool:
    """ "the Zephyr in mint", "two Brunos", "1x Nordlys black": where goods are named, and nothing else follows.

    "for the camp" names no goods.
    """
    before, after = at(atoms, i - 1), at(atoms, i + 1)
    while before.is_attribute or before.has("filler", "pieces", "hyphen") and before.kind == "word":
        i -= 1
        before = at(atoms, i - 1)
    led = before.has("def", "indef", "own", "order", "another") or before.kind == "number"
    elsewhere = at(atoms, i - 2).has("for", "for_audience", "in", "from", "to") and at(atoms, i - 2).kind == "word"
    ends = after.is_attribute or after.is_break or after.kind == "number" or after.kind == "word" and after.classes
    return led and not elsewhere and bool(ends)


def _name_together(atoms: list[Atom], i: int, lexicon: Lexicon) -> None:
    """ "the Bruno bears", "den Bären Bruno", "Wanda the whale": two words that only one article has in its name."""
    atom, j = atoms[i], i + 1
    if at(atoms, j).has("def") and not atom.classes:
        j += 1
    other = at(atoms, j)
    if atom.classes or other.kind != "word" or other.classes:
        return
    shared = _named_by(atom.key, lexicon) & _named_by(other.key, lexicon)
    if len(shared) == 1:
        atom.kind, atom.value, atom.end = "product", next(iter(shared)), other.end
        for taken in atoms[i + 1 : j + 1]:
            taken.classes |= {"named"}


def _named_by(key: str, lexicon: Lexicon) -> set[str]:
    """The articles that a word names, also with an ending."""
    stems = (key.removesuffix(ending) for ending in _ENDINGS)
    return next((lexicon.names[stem] for stem in stems if stem in lexicon.names), set())


def _name_alone(atom: Atom, lexicon: Lexicon) -> None:
    for key in (atom.key, atom.key.removesuffix("s")):
        meant = lexicon.names.get(key, set())
        if len(meant) == 1:
            atom.kind, atom.value, atom.classes = "product", next(iter(meant)), frozenset()
            atom.plural = None if key == atom.key else True
            return


def _beside(atoms: list[Atom], i: int) -> list[Atom]:
    """The product before and the product after, with nothing but a hyphen or another name between."""
    found = []
    for step in (1, -1):
        j = i + step
        while at(atoms, j).has("hyphen") or at(atoms, j).has("named"):
            j += step
        if at(atoms, j).kind == "product":
            found.append(at(atoms, j))
    return found


def _name(atom: Atom, product: Atom, lexicon: Lexicon) -> None:
    meant = lexicon.names.get(atom.key, set())
    if product.value in meant:
        atom.classes |= {"named"}
        return
    fitting = [value for value in meant if lexicon.types.get(value) == product.value]
    if len(fitting) == 1:
        product.value = fitting[0]
        product.start, product.end = min(product.start, atom.start), max(product.end, atom.end)
        atom.classes |= {"named"}


def _absorb_type(atoms: list[Atom], i: int, lexicon: Lexicon) -> None:
    """ "Yirgacheffe coffee beans": the type behind the name is no second thing."""
    kind = lexicon.types[str(atoms[i].value)]
    for j in (i - 1, i + 1):
        other = at(atoms, j)
        if at(atoms, j).has("hyphen"):
            other = at(atoms, 2 * j - i)
        if other.kind == "product" and other.value == kind:
            atoms[i].plural = other.plural
            atoms[i].start, atoms[i].end = min(atoms[i].start, other.start), max(atoms[i].end, other.end)
            other.kind, other.classes = "word", other.classes | {"named"}
