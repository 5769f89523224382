"""The reader: from a message to mentions of goods, grouped into order lines."""

from __future__ import annotations

from dataclasses import dataclass

from components.reading.atoms import PRICES, Atom
from components.reading.chunks import Chunker
from components.reading.corrections import drop_contradicted, keep_last
from components.reading.counting import resolve_counts
from components.reading.distractors import drop_distractors, ignore_addresses
from components.reading.grouping import Grouper
from components.reading.lexicon import Lexicon
from components.reading.lines import Line
from components.reading.prices import resolve_prices
from components.reading.restarts import join_restarts
from components.reading.sizes import resolve_sizes
from components.reading.stories import drop_stories
from components.reading.tagging import Tagger
from components.reading.tokens import tokenize

_UNGROUPED = ("email", "order_number", "ordinal")


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
        atoms = self._tagger.tag(text, language)
        ignore_addresses(atoms)
        atoms = resolve_prices(resolve_sizes(atoms))
        resolve_counts(atoms, language)
        drop_stories(atoms)
        drop_distractors(atoms)
        changes = any(atom.kind == "word" and atom.has("change") for atom in atoms)
        lines = Grouper(changes).group(join_restarts(Chunker(atoms).chunks()))
        if changes:
            lines = _changed(lines, atoms)
        lines = _without_bare_repeats(lines)
        _read_bare_refusals(lines, atoms)
        mentions = [Mention(a.kind, a.value, a.start, a.end, None, None, None) for a in atoms if a.kind in _UNGROUPED]
        number = 0
        for line in lines:
            drop_contradicted(line)
            line_mentions = _mentions(line, str(number + 1))
            number += bool(line_mentions)
            mentions += line_mentions
        return mentions

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


def _only_best(counts: dict[str, int]) -> str | None:
    best = max(counts.values(), default=0)
    winners = [name for name, count in counts.items() if count == best and best]
    return winners[0] if len(winners) == 1 else None


def _changed(lines: list[Line], atoms: list[Atom]) -> list[Line]:
    verbs = [atom.start for atom in atoms if atom.kind == "word" and atom.has("change")]
    for line in lines:
        starts = [value.atom.start for value in line.values]
        if starts and any(verb < max(starts) or len(lines) == 1 for verb in verbs) and not line.each:
            linked = [v for v in line.values if v.linked or v.post]
            if linked:
                keep_last(line)
    return lines


def _without_bare_repeats(lines: list[Line]) -> list[Line]:
    """ "I saw you have coats, the wool coat please": naming the goods once more says nothing by itself."""
    told = {product.value for line in lines if line.says_more for product in line.products}
    return [line for line in lines if line.says_more or not told & {product.value for product in line.products}]


def _read_bare_refusals(lines: list[Line], atoms: list[Atom]) -> None:
    """ "without the socks", and nothing else: the socks are what the message is about."""
    if any(atom.kind == "word" and atom.has("all_but") for atom in atoms):
        return
    removes = any(atom.kind == "word" and atom.has("remove") and not atom.has("not") for atom in atoms)
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
