"""Short words of dialects that are articles or "in" right before goods, and something else anywhere else."""

from __future__ import annotations

from components.reading.atoms import Atom, at

_ARTICLE = "indef_before_goods"
_IN = "in_before_goods"
_OPENERS = ("edge", "and", "comma", "newline", "order", "another", "filler", "soft", "correct", "pieces")
# Standard words of the language, too: "gibt es schwarze Hosen?", "i black ...".
_EVERYDAY = ("es", "en")


def settle_dialect(atoms: list[Atom], language: str | None) -> list[Atom]:
    """Decide for each such word by its neighbours; leave no trace of those that are none."""
    for i, atom in enumerate(atoms):
        if not atom.has(_ARTICLE, _IN):
            continue
        others = atom.classes - {_ARTICLE, _IN}
        # "i" alone makes a message English; a German word behind it tells more.
        german = language == "de" or at(atoms, i + 1).is_value and at(atoms, i + 1).language == "de"
        if german and atom.has(_ARTICLE) and _is_article(atoms, i):
            head = {"indef_head"} if _stands_for_goods(atoms, i) else set()
            atom.classes = frozenset({"indef", "singular_article"} | head)
        elif german and atom.has(_IN) and _is_in(atoms, i):
            atom.classes = frozenset({"in"})
        else:
            atom.classes = others or frozenset({"common"})
    return atoms


def _is_article(atoms: list[Atom], i: int) -> bool:
    """Goods follow: "e bruune Gürtel", "und es wisses i L"."""
    if atoms[i].key in _EVERYDAY and not at(atoms, i - 1).has(*_OPENERS):
        return False
    j = i + 1
    while at(atoms, j).kind in ("color", "material", "audience", "fit") or at(atoms, j).has("filler"):
        j += 1
    if at(atoms, j).kind == "product":
        return True
    return atoms[i].key != "en" and _stands_for_goods(atoms, i)


def _stands_for_goods(atoms: list[Atom], i: int) -> bool:
    """ "es wisses i L": the goods were named before."""
    return at(atoms, i + 1).kind == "color" and at(atoms, i + 2).has("in", _IN, "size")


def _is_in(atoms: list[Atom], i: int) -> bool:
    """A size, a colour or a material follows: "i Grössi M", "i schwarz", "en 36/34"."""
    after = at(atoms, i + 1)
    return after.kind in ("color", "size", "material") or after.has("size") or _is_two_digits(after)


def _is_two_digits(atom: Atom) -> bool:
    return atom.has("digits") and len(atom.text) in (2, 3)
