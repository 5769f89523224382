"""The words that the reader knows: language files plus, at run time, the words of a catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from components.reading.inflection import english_plural, plurals, spellings
from components.reading.tokens import fold, fold_bare, tokenize

_USUAL = 2  # so many words of a value come first in its list because they are the most usual
WORDS = Path(__file__).resolve().parent.parent / "words"
ENTITIES = ("product", "color", "size", "material", "fit", "audience", "brand")


@dataclass(frozen=True)
class CatalogWord:
    """A word for a value of the merchant's catalog; `language` None where it belongs to no language in particular.

    `type` is the type of goods of a value that is one article. The entity "name" is a word that means an article beside
    its type only.
    """

    entity: str
    value: str
    word: str
    language: str | None = None
    type: str | None = None


@dataclass(frozen=True)
class Entry:
    """What one surface form means. `plural` is None where the form does not tell; `learned`: from a catalog."""

    entity: str
    value: str
    plural: bool | None = None
    language: str | None = None
    own_language_only: bool = False
    breaks: frozenset[int] = frozenset()
    learned: bool = False


@dataclass
class Lexicon:
    """Hash tables from folded forms to meanings; a look-up costs the same with ten words or a hundred thousand."""

    forms: dict[str, list[Entry]] = field(default_factory=dict)
    functions: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    parts: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    shades: set[str] = field(default_factory=set)
    neutral_heads: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    numbers: dict[str, dict[str, float]] = field(default_factory=dict)
    unsure_numbers: set[str] = field(default_factory=set)
    language_words: dict[str, set[str]] = field(default_factory=dict)
    units: dict[str, list[str]] = field(default_factory=dict)
    number_starts: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    endings: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    sounds: list[tuple[str, str]] = field(default_factory=list)
    dialects: list[tuple[str, str]] = field(default_factory=list)
    short: dict[str, str] = field(default_factory=dict)
    exact: set[str] = field(default_factory=set)
    usual: set[str] = field(default_factory=set)
    longest: int = 1
    longest_function: int = 1

    @classmethod
    def from_files(cls) -> Lexicon:
        """Build from the language files."""
        lexicon = cls()
        for folder in sorted(path for path in WORDS.iterdir() if path.is_dir()):
            lexicon._add_language(folder)
        return lexicon

    def with_catalog(self, words: Iterable[CatalogWord]) -> Lexicon:
        """Return a lexicon that knows the words of a catalog too; this one stays as it is."""
        wider = replace(self, forms=dict(self.forms), number_starts=set(), names={}, types={})
        for word in words:
            wider._learn(word)
        return wider

    def _learn(self, word: CatalogWord) -> None:
        if word.type is not None:
            self.types[word.value] = word.type
        if word.entity == "name":
            for folder in (fold, fold_bare):
                self.names.setdefault(folder(word.word), set()).add(word.value)
            return
        for surface in spellings(word.word, self.units):
            self.add_form(surface, Entry(word.entity, word.value, None, word.language, learned=True))
            first = next(iter(tokenize(surface)), None)
            if first is not None and first.is_number:
                self.number_starts.add(first.key)
        if word.entity != "product":
            return
        for surface in plurals(word.word, word.language):
            self.add_form(surface, Entry(word.entity, word.value, True, word.language, learned=True))

    def add_form(self, surface: str, entry: Entry) -> None:
        """Teach one written form."""
        tokens = [token for token in tokenize(surface) if token.text != "-"]
        self.longest = max(self.longest, len(tokens))
        for folder in {fold, fold_bare}:
            words = [folder(token.text).rstrip("'") for token in tokens]
            breaks = frozenset(sum(len(word) for word in words[: i + 1]) for i in range(len(words) - 1))
            form = "".join(words)
            meaning = (entry.entity, entry.value, entry.language)
            known = self.forms.get(form, [])
            same = [e for e in known if (e.entity, e.value, e.language) == meaning]
            plural, merged = entry.plural, breaks
            for old in same:
                plural = plural if plural == old.plural else None
                merged |= old.breaks
            # A list of its own: another lexicon may share the old one.
            self.forms[form] = [e for e in known if e not in same] + [replace(entry, plural=plural, breaks=merged)]

    def _add_language(self, folder: Path) -> None:
        language = folder.name
        for value, words in _load(folder / "products.yml").items():
            first = words[0].replace("~", "").split("/")
            self.usual |= {fold(word) for word in (*first, english_plural(first[0]))}
            for word in words:
                self._add_product(value, word, language)
        attributes = _load(folder / "attributes.yml")
        for unit, words in attributes.get("units", {}).items():
            self.units[unit] = [*self.units.get(unit, []), *words]
        for entity in ENTITIES[1:]:
            for value, words in attributes.get(entity, {}).items():
                self.usual |= {fold(word).strip("~") for word in words[:_USUAL]}
                for word in words:
                    self._add_attribute(entity, value, word, language)
        for value, (entity, plain, words) in attributes.get("qualified", {}).items():
            for noun in attributes[entity][plain]:
                for word in words:
                    self._add_attribute(entity, value, f"{word} {noun}", language)
        self.shades |= {fold(word) for word in attributes.get("shade", ())}
        self.short |= {fold(word): fold(full) for full, words in attributes.get("short", {}).items() for word in words}
        self.endings[language] = attributes.get("endings", {})
        self._add_compounds(_load(folder / "compounds.yml"))
        self._add_functions(_load(folder / "function.yml"), language)
        self._add_numbers(_load(folder / "numbers.yml"))

    def _add_product(self, value: str, notation: str, language: str) -> None:
        singular, _, plural = notation.partition("/")
        own, exact = "~" in notation, "!" in notation
        singular, plural = singular.strip("~!"), plural.strip("~!")
        if exact:
            self.exact |= {folder(word) for word in (singular, plural) for folder in (fold, fold_bare)}
        if plural == "=":
            self.add_form(singular, Entry("product", value, None, language, own))
            return
        self.add_form(singular, Entry("product", value, False, language, own))
        self.add_form(plural or english_plural(singular), Entry("product", value, True, language, own))

    def _add_attribute(self, entity: str, value: str, word: str, language: str) -> None:
        plain = word.strip("~!")
        if word.endswith("!"):
            self.exact |= {fold(plain), fold_bare(plain)}
        self.add_form(plain, Entry(entity, value, None, language, "~" in word))

    def _add_compounds(self, data: Mapping[str, Any]) -> None:
        for entity, values in data["parts"].items():
            by_value = {None: values} if entity == "none" else values
            for value, words in by_value.items():
                for word in words:
                    for folder in {fold, fold_bare}:
                        self.parts.setdefault(folder(word), None if value is None else (entity, value))
        self.sounds += [(written, heard) for written, heard in data.get("sounds", ())]
        self.dialects += [(spoken, written) for spoken, written in data.get("dialects", ())]
        self.neutral_heads |= {fold(word) for word in data.get("neutral_heads", ())}
        self.never |= {folder(word) for word in data["never"] for folder in (fold, fold_bare)}

    def _add_functions(self, data: Mapping[str, list[str]], language: str) -> None:
        self.language_words[language] = {
            folder(word) for word in data["language"] for folder in (fold, fold_bare) if folder is fold or len(word) > 3
        }
        for kind, phrases in data.items():
            if kind == "language":
                continue
            for phrase in phrases:
                for folder in (fold, fold_bare):
                    key = tuple(folder(token.text).rstrip("'") for token in tokenize(phrase.rstrip("~")))
                    if key:
                        self.functions.setdefault(key, set()).add(kind)
                        self.longest_function = max(self.longest_function, len(key))

    def _add_numbers(self, data: Mapping[str, Any]) -> None:
        for kind, words in data.items():
            if isinstance(words, dict):
                table = self.numbers.setdefault(kind, {})
                table.update({folder(w): float(n) for w, n in words.items() for folder in (fold, fold_bare)})
            else:
                self.numbers.setdefault(kind, {}).update({fold(word): 0.0 for word in words})
        self.unsure_numbers |= {fold(word) for word in data["unsure"]}

    def entities(self) -> Iterator[tuple[str, Entry]]:
        """Every form with each of its meanings."""
        for form, entries in self.forms.items():
            for entry in entries:
                yield form, entry


def _load(path: Path) -> dict[str, Any]:
    # BaseLoader keeps "no", "on" and "1" as the words they are.
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded
