"""Whether "a", "ein", "another" count: they do where something is ordered, not where something is looked for."""

from __future__ import annotations

from components.reading.atoms import PRICES, Atom, at

UNKNOWN_ALLOWED = 2


def order_modes(atoms: list[Atom]) -> list[bool]:
    """For each atom: whether its part of the sentence orders (True) or asks and searches (False)."""
    modes: list[bool] = []
    start = 0
    for end in range(len(atoms) + 1):
        if end == len(atoms) or atoms[end].has("stop", "newline"):
            modes.extend(_sentence_modes(atoms[start : end + 1]))
            start = end + 1
    return modes[: len(atoms)]


def _sentence_modes(sentence: list[Atom]) -> list[bool]:
    found = [_mark(sentence, i) for i in range(len(sentence))]
    if False not in found:
        return [True] * len(sentence)
    if True not in found:
        return [False] * len(sentence)
    # The last marker before an article counts; before the first one, the first.
    mode = bool(next(mark for mark in found if mark is not None))
    modes = []
    for mark in found:
        mode = mode if mark is None else mark
        modes.append(mode)
    if found[-2:].count(False) and sentence[-1].kind == "word":
        # German puts the verb last: "ich möchte ein Hemd sehen".
        last = max(i for i, mark in enumerate(found) if mark is not None)
        modes = [False] * len(modes) if found[last] is False else modes
    return modes


def _mark(sentence: list[Atom], i: int) -> bool | None:
    """True for a word that orders, False for one that asks or searches."""
    atom = sentence[i]
    if atom.kind != "word" or any(before.has("depends") for before in sentence[:i]):
        return None  # "je nachdem, was da ist"
    if atom.has("conjunction") and i == 0 or atom.has("search") and at(sentence, i + 1).has("colon"):
        return None  # "Da mein Sohn …", "ich gönne mir etwas: …"
    if atom.has("search"):
        if atom.has("costs") and at(sentence, i - 1).kind in PRICES:
            return None  # "einen, der unter 50 Euro kostet"
        # "My commute got longer": only "got" without a subject asks.
        return None if atom.has("had_by_helper") and at(sentence, i - 1).is_unknown else False
    return True if atom.has("order", "remove") else None


def resolve_article(atoms: list[Atom], i: int, orders: bool) -> None:
    """Turn the article at a place into the quantity 1 if something is ordered with it."""
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if after.kind == "quantity" or before.kind in PRICES:
        return  # "25 quid a tee" is a price
    head = _has_head(atoms, i)
    if before.has("not", "search") and before.kind == "word" and not before.has("order", "no_or_not"):
        head = False
    if atom.has("indef") and after.has("pieces") and (before.kind != "word" or before.is_break):
        head = orders = True  # "jeans blau ein mal"
    if head and orders:
        atom.kind, atom.value = "quantity", 1


def _has_head(atoms: list[Atom], i: int) -> bool:
    """Whether the article stands before goods, or for them."""
    atom = atoms[i]
    if at(atoms, i + 1).has("ordinal_word") and at(atoms, i + 1).kind == "word":
        return True  # "a cap in black, a second in white"
    j, attributes, unknown = _behind_attributes(atoms, i + 1)
    head = at(atoms, j).kind == "product" and unknown <= UNKNOWN_ALLOWED or at(atoms, j).has("head")
    if not head and unknown == 0 and attributes and atom.has("indef"):
        head = _shares_noun(atoms, j)
    row = at(atoms, i - 1).has("and") and at(atoms, i - 2).kind == "size" and at(atoms, i - 3).kind == "quantity"
    if not head and unknown == 0 and (atom.has("indef_head", "another") or row or _is_inflected(atoms, i)):
        only_size = attributes and all(a.kind == "size" for a in atoms[i + 1 : j] if a.is_attribute)
        bare = only_size and atom.has("indef") and not atom.has("indef_head") and not row
        head = not bare and _stands_alone(atoms, j, attributes)
    return head or _is_pair(atoms, i, j, attributes)


def _behind_attributes(atoms: list[Atom], j: int) -> tuple[int, int, int]:
    """The place behind attributes and unknown words, and how many of both there are."""
    attributes = unknown = 0
    while (
        at(atoms, j).is_attribute
        or at(atoms, j).has("filler", "pair_of", "each", "pieces", "hyphen", "size")
        or at(atoms, j).is_unknown
    ):
        if at(atoms, j).is_attribute:
            attributes += 1
        elif at(atoms, j).is_unknown:
            unknown += 1
        j += 1
    return j, attributes, unknown


def _is_inflected(atoms: list[Atom], i: int) -> bool:
    """ "ein weißes in L", "nen weißen": the ending of the color stands for the noun."""
    value = at(atoms, i + 1)
    if value.kind not in ("color", "material", "fit") or value.language == "en":
        return False
    article = atoms[i].key
    return article == "ein" and value.key.endswith(("es", "er")) or article != "ein" and value.key.endswith(("en", "e"))


def _is_pair(atoms: list[Atom], i: int, j: int, attributes: int) -> bool:
    """ "ein Paar in weiß": the pair stands for the goods."""
    paired = any(at(atoms, k).has("pair_of") for k in range(i + 1, j))
    return paired and (_stands_alone(atoms, j, attributes) or at(atoms, j).has("edge"))


def _shares_noun(atoms: list[Atom], j: int) -> bool:
    """ "a black and a white shirt": the noun comes with the last of them."""
    bound = False
    while j < len(atoms):
        atom = atoms[j]
        if atom.kind == "product":
            return bound
        bound = bound or atom.has("and", "or", "comma")
        if not (
            atom.is_attribute
            or atom.kind in ("number", "quantity")
            or atom.has("and", "or", "comma", "filler", "indef", "hyphen", "dash")
        ):
            return False
        j += 1
    return False


def _stands_alone(atoms: list[Atom], j: int, attributes: int) -> bool:
    after = at(atoms, j)
    if after.kind in ("max_price", "min_price", "number", "quantity"):
        return True
    return after.has(
        "def",
        "size",
        "indef",
        "in",
        "of_which",
        "comma",
        "colon",
        "stop",
        "newline",
        "and",
        "each",
        "or",
        "for_audience",
        "order",
        "shall",
    )
