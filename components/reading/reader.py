"""The reader: from a message to mentions of goods, grouped into order lines."""

from __future__ import annotations

from dataclasses import dataclass

from components.reading.asides import drop_side_numbers
from components.reading.atoms import PRICES, Atom
from components.reading.chunks import Chunker
from components.reading.containers import open_containers
from components.reading.corrections import drop_contradicted, keep_last
from components.reading.counting import resolve_counts
from components.reading.distractors import drop_distractors, ignore_addresses
from components.reading.grouping import Grouper
from components.reading.lexicon import Lexicon
from components.reading.lines import Line
from components.reading.names import resolve_names
from components.reading.prices import resolve_prices
from components.reading.remarks import drop_remarks
from components.reading.repeats import join_described, without_announced_total, without_bare_repeats
from components.reading.restarts import join_restarts
from components.reading.sameness import resolve_numbers_again, resolve_values_again
from components.reading.sizes import resolve_sizes
from components.reading.stories import drop_stories
from components.reading.strangers import find_stranger
from components.reading.tagging import Tagger
from components.reading.takebacks import drop_taken_back
from components.reading.tokens import tokenize

_UNGROUPED = ("email", "order_number", "ordinal")
_SIZE_STEPS = {"size_up": 1, "size_down": -1, "two_sizes_up": 2, "two_sizes_down": -2}


@dataclass(frozen=True)
class Mention:
    """One entity. `start` and `end` are places in the message; `group` names the order line ("1", "2" …)."""

    entity: str
    value: str | int | float
    start: int
    end: int
    group: str | None
    role: str | None
    plural: bool | None


class Reader:
    """Reads messages with the words of a lexicon; holds no state between messages."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._tagger = Tagger(lexicon)

    def read(self, text: str, language: str | None = None) -> list[Mention]:
        """Return every mention, by order line; `language` breaks ties between words that two languages share."""
        language = language or self._guess(text)
        lines, atoms = self._lines(self._tagger.tag(text, language), language)
        if self._lexicon.types and _nameless(lines):
            lenient = self._tagger.tag_leniently(text, language)
            again = self._lines(lenient, language) if lenient else None
            if again and _nameless(again[0]) < _nameless(lines):
                lines, atoms = again
        mentions = [Mention(a.kind, a.value, a.start, a.end, None, None, None) for a in atoms if a.kind in _UNGROUPED]
        mentions += _about_the_past(atoms)
        stranger = find_stranger(atoms)
        if stranger is not None:
            mentions.append(Mention("unknown_goods", stranger.text, stranger.start, stranger.end, None, None, None))
        number = 0
        for line in lines:
            drop_contradicted(line)
            line_mentions = _mentions(line, str(number + 1))
            number += bool(line_mentions)
            mentions += line_mentions
        return mentions

    def _lines(self, atoms: list[Atom], language: str | None) -> tuple[list[Line], list[Atom]]:
        """Return the order lines, and what the atoms have become."""
        _read_as(language, atoms)
        atoms = open_containers(resolve_names(atoms, self._lexicon))
        ignore_addresses(atoms)
        drop_side_numbers(atoms)
        atoms = resolve_prices(resolve_sizes(atoms))
        resolve_counts(atoms, language)
        resolve_values_again(atoms)
        resolve_numbers_again(atoms)
        drop_remarks(atoms)
        drop_stories(atoms)
        drop_distractors(atoms)
        drop_taken_back(atoms)
        changes = _changes(atoms)
        lines = Grouper(changes).group(join_restarts(Chunker(atoms).chunks()))
        if changes:
            lines = _changed(lines, atoms)
        _count_each(lines)
        _name_after_told(lines, atoms)
        lines = without_bare_repeats(without_announced_total(join_described(lines), self._lexicon))
        _read_bare_refusals(lines, atoms)
        return lines, atoms

    def _guess(self, text: str) -> str | None:
        """Count the function words of each language; None without a majority."""
        keys = [token.key for token in tokenize(text)]
        counts = {name: sum(key in words for key in keys) for name, words in self._lexicon.language_words.items()}
        winner = _only_best(counts)
        if winner is None:
            # "3x shirt schwarz": no function word, but goods words that only one language has.
            spoken = [{entry.language for entry in self._lexicon.forms.get(key, ())} for key in keys if len(key) > 2]
            goods = {name: counts[name] + sum(languages == {name} for languages in spoken) for name in counts}
            winner = _only_best(goods)
        return winner


def _changes(atoms: list[Atom]) -> bool:
    """Whether something chosen shall be different: "make it …", "the one in my basket, I want it in grey"."""
    words = [atom for atom in atoms if atom.kind == "word"]
    chosen = any(atom.has("cart") for atom in words)
    return any(atom.has("change") or chosen and atom.has("wants_it") for atom in words)


def _nameless(lines: list[Line]) -> int:
    return sum(not (line.products or line.excluded_products) for line in lines)


def _count_each(lines: list[Line]) -> None:
    """ "jeweils einmal die Puppe und den Bären": the number belongs to every one of them."""
    for before, line in zip(lines, lines[1:], strict=False):
        if before.each and before.quantity and before.products and line.products and "and" in line.joints:
            line.quantity, line.each = line.quantity or before.quantity, True


def _only_best(counts: dict[str, int]) -> str | None:
    best = max(counts.values(), default=0)
    winners = [name for name, count in counts.items() if count == best and best]
    return winners[0] if len(winners) == 1 else None


def _about_the_past(atoms: list[Atom]) -> list[Mention]:
    """ "again", "as last time", "one size up": how the message relates to what was chosen or bought before."""
    found = []
    for atom in atoms:
        step = next((step for name, step in _SIZE_STEPS.items() if atom.has(name)), None)
        if step is not None:
            found.append(Mention("size_step", step, atom.start, atom.end, None, None, None))
        elif atom.has("again"):
            found.append(Mention("again", "true", atom.start, atom.end, None, None, None))
    return found


def _read_as(language: str | None, atoms: list[Atom]) -> None:
    """Drop what a function word means in the other language: Swabian "no" is "noch", English "was" asks nothing."""
    removes = any(atom.kind == "word" and atom.has("remove") for atom in atoms)
    for atom in atoms:
        if removes and atom.key == "nor":
            atom.classes = frozenset({"and"})  # "I don't need the beanie, nor the belt" takes out both
        if language != "de" and atom.key == "n" or language == "en" and atom.key == "ne":
            atom.classes -= {"indef"}  # "socks n caps", "any"; German "n" and "ne" are articles
        if language == "en" and atom.has("slang_the"):
            atom.classes |= {"def", "demonstrative_one"}  # "da black one"
        if language == "de" and atom.has("still_in_german"):
            atom.classes = frozenset({"filler"})
        elif language == "de" and atom.has("so_in_german"):
            atom.classes -= {"and"}
        elif language == "en" and atom.has("german_only"):
            atom.classes -= {"search", "soft"}


def _changed(lines: list[Line], atoms: list[Atom]) -> list[Line]:
    verbs = [atom.start for atom in atoms if atom.kind == "word" and atom.has("change", "wants_it")]
    for line in lines:
        starts = [value.atom.start for value in line.values]
        if starts and any(verb < max(starts) or len(lines) == 1 for verb in verbs) and not line.each:
            linked = [v for v in line.values if v.linked or v.post]
            if linked:
                keep_last(line)
    return lines


def _name_after_told(lines: list[Line], atoms: list[Atom]) -> None:
    """ "meine Jeans in 34/32 sind zu lang, zwei blaue in 34/30": the noun was said only with what one has."""
    told = {atom.value: atom for atom in atoms if atom.kind == "ignored" and atom.has("told")}
    if len(told) != 1 or any(line.products or line.excluded_products for line in lines):
        return
    for line in lines:
        counted = line.quantity is not None or line.plural is not None  # "two blue", "new ones"
        if counted and line.values:
            line.products = list(told.values())


def _read_bare_refusals(lines: list[Line], atoms: list[Atom]) -> None:
    """ "without the socks", and nothing else: the socks are what the message is about."""
    if any(atom.kind == "word" and atom.has("all_but", "again") for atom in atoms):
        return
    removes = any(atom.kind == "word" and atom.has("remove") and not atom.has("not", "leave_out") for atom in atoms)
    if len(lines) != 1 or lines[0].kinds() or lines[0].quantity or lines[0].products and not removes:
        return
    line = lines[0]
    if line.excluded_products or removes:
        line.products, line.excluded_products = line.products + line.excluded_products, []
        for value in line.values:
            value.excluded = False


def _mentions(line: Line, group: str) -> list[Mention]:
    found: list[Mention] = []
    if line.quantity is not None:
        found.append(_mention(line.quantity, "quantity", group))
    for product in line.products:
        plural = product.plural if product.plural is not None else line.plural
        found.append(_mention(product, "product", group, plural=plural))
    for value in line.values:
        found.append(_mention(value.atom, value.atom.kind, group, "excluded" if value.excluded else None))
    for price in line.prices:
        if price.kind in PRICES:
            found.append(_mention(price, price.kind, group))
    found += [_mention(product, "product", group, "excluded") for product in line.excluded_products]
    return sorted(set(found), key=lambda mention: (mention.start, mention.end))


def _mention(atom: Atom, entity: str, group: str, role: str | None = None, plural: bool | None = None) -> Mention:
    return Mention(entity, atom.value, atom.start, atom.end, group, role, plural)
