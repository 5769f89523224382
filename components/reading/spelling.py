"""Inflected and mistyped forms of known words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, takewhile

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA

from components.reading.inflection import english_plural
from components.reading.lexicon import Entry, Lexicon
from components.reading.skeletons import Skeletons

LANGUAGES = ("en", "de")
SHORTEST_FUZZY = 4
# No word that somebody means is longer; trying all ways to read "checkoutcheckoutcheckout…" took half a second.
LONGEST_WORD = 40
_SHORTEST_KEY = 3
_SHORTEST_FAR = 7
_SHORTEST_LEARNED = 5
_SHORTEST_COMPOUND = 9
_SHORTEST_STEM = 3
_SHORTEST_SIZE_STEM = 5
_SPOKEN = ("product", "color", "material")
_SPOKEN_ENDINGS = ("", "e", "en", "es", "er")
_FIRST_SOUNDS = (("^j", "g"),)
_SOFT_STARTS = (("b", "p"), ("d", "t"), ("g", "k"), ("j", "g"), ("c", "k"))
_MOST_VARIANTS = 24
_LONGEST_CRY = 6
_CRIES = tuple(3 * letter for letter in "aeiouhy")
_ABBREVIATED = ("color", "material", "product")
_MOST_ENDINGS = 40
_GERMAN_PLURALS = ("e", "en", "n", "er")


def is_everyday(word: str) -> bool:
    """Whether the word is spelled right in one of the languages, so that it is no typo of another one."""
    if not word:  # what is left of "sssshorts" before the shorts
        return False
    if 4 < len(word) <= 6 and word.lower().endswith("s") and is_everyday(word[:-1]):
        return True  # "gehts", "whats"
    return any(
        simplemma.is_known(word.lower(), lang) or simplemma.is_known(word.capitalize(), lang) for lang in LANGUAGES
    )


def _plurals(entry: Entry, form: str) -> set[str]:
    found = {english_plural(form)} if entry.language != "de" else set()
    return found if entry.language == "en" else found | {form + ending for ending in _GERMAN_PLURALS}


def _is_learned_product(entry: Entry) -> bool:
    return entry.learned and entry.entity == "product"


def _is_word_for(entity: str, entries: Iterable[Entry]) -> bool:
    return any(entry.entity == entity and not entry.breaks for entry in entries)


def _is_cry(key: str) -> bool:
    """ "wooo", "yesss": no mistyped wool."""
    return len(key) <= _LONGEST_CRY and key[-3:] in _CRIES


def _said(word: str, spoken: str, written: str) -> str:
    """Write what a dialect says; "^" and "$" bind it to the beginning and the end of the word."""
    if spoken.startswith("^"):
        return written + word[len(spoken) - 1 :] if word.startswith(spoken[1:]) else word
    if spoken.endswith("$"):
        return word[: 1 - len(spoken)] + written if word.endswith(spoken[:-1]) else word
    return word.replace(spoken, written)


def _parts_of_goods(lexicon: Lexicon) -> set[str]:
    return _parts_of(lexicon, lexicon.forms)


def _parts_of(lexicon: Lexicon, forms: Iterable[str]) -> set[str]:
    """The single words of forms that consist of several."""
    words: set[str] = set()
    for form in forms:
        entries = lexicon.forms.get(form, ())
        breaks = sorted({0, len(form), *(place for entry in entries for place in entry.breaks)})
        words |= {form[start:end] for start, end in zip(breaks, breaks[1:], strict=False)}
    return words


def _vocabulary(lexicon: Lexicon) -> set[str]:
    """Single words that typos are compared with besides the forms: parts of phrases, function and number words."""
    words = {key[0] for key in lexicon.functions if len(key) == 1 and len(key[0]) > SHORTEST_FUZZY}
    words |= _parts_of_goods(lexicon)
    numbers = {word for name in ("units", "scales") for word in lexicon.numbers[name] if len(word) >= SHORTEST_FUZZY}
    return {word for word in words | numbers if word.isalpha()}


class Speller:
    """Finds the lexicon entries behind a written form."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.vocabulary = _vocabulary(lexicon)
        every = {end for kinds in lexicon.endings.values() for ends in kinds.values() for end in ends}
        self._endings = sorted(every, key=lambda ending: (-len(ending), ending))
        self._goods = set(lexicon.forms) | _parts_of_goods(lexicon)
        for word in sorted(self.vocabulary - set(lexicon.forms)):  # an order of its own in every run otherwise
            if len(word) > SHORTEST_FUZZY:
                self._by_start[word[0], len(word)].append(word)
        for form, entries in lexicon.forms.items():
            # A word that means goods in one language only is too easily hit by an unknown abbreviation.
            own = all(entry.own_language_only for entry in entries)
            doubtful = own and len(form) <= SHORTEST_FUZZY or form in lexicon.exact
            if len(form) >= SHORTEST_FUZZY and not doubtful:
                self._by_start[form[0], len(form)].append(form)
                if any(e.entity == "color" and e.language == "de" for e in entries):
                    for ending in ("e", "en", "es", "er"):
                        self._by_start[form[0], len(form) + len(ending)].append(form + ending)
                        self._goods.add(form + ending)
                # The plural of a word learned as a singular is as easily mistyped.
                learned = [entry for entry in entries if entry.learned and entry.entity == "product"]
                for plural in sorted({plural for entry in learned for plural in _plurals(entry, form)}):
                    self._by_start[form[0], len(plural)].append(plural)

        self._by_sound: dict[str, str] = {}
        for form, entries in lexicon.forms.items():
            if len(form) >= SHORTEST_FUZZY and any(e.entity == "product" and e.language == "de" for e in entries):
                self._by_sound.setdefault(self.sound(form), form)
        self._skeletons = Skeletons(
            {form: entries for form, entries in lexicon.forms.items() if form not in lexicon.exact}, lexicon.usual
        )
        self._heard = self._spoken_forms()
        self._value_words = {
            entity: sorted(form for form, entries in lexicon.forms.items() if _is_word_for(entity, entries))
            for entity in _ABBREVIATED
        }
        self._part_sounds = {self.sound(part): meaning for part, meaning in lexicon.parts.items()}

        forms = {form for form, entries in lexicon.forms.items() if any(map(_is_learned_product, entries))}
        plurals = {plural for form in forms for entry in lexicon.forms[form] for plural in _plurals(entry, form)}
        self._learned = forms | plurals | _parts_of(lexicon, forms)

    def _spoken_forms(self) -> dict[str, str]:
        """German goods words by their sound, those that learned or own words do not share with another meaning."""
        heard: dict[str, str] = {}
        for form, entries in self._lexicon.forms.items():
            entry = next((entry for entry in entries if entry.entity in _SPOKEN and entry.language == "de"), None)
            if entry is None or entry.breaks or entry.own_language_only or form in self._lexicon.exact:
                continue
            if len(form) < (SHORTEST_FUZZY if entry.entity == "product" else _SHORTEST_STEM):
                continue
            endings = _SPOKEN_ENDINGS if entry.entity in ("color", "material") else ("",)
            for word in (form + ending for ending in endings):
                if len(sound := self.sound(word)) > 2:
                    heard.setdefault(sound, word)
        return heard

    def heard(self, key: str) -> str | None:
        """The German word for goods that an unknown one sounds like, also in the mouth of a dialect ("jrau")."""
        if len(key) < SHORTEST_FUZZY:
            return None
        variants = [key]
        short = len(key) == SHORTEST_FUZZY
        for spoken, written in self._lexicon.dialects if not short else _FIRST_SOUNDS:
            variants += [other for word in variants if (other := _said(word, spoken, written)) != word]
            if len(variants) > _MOST_VARIANTS:
                break
        found = (self._heard[sound] for word in variants if (sound := self.sound(word)) in self._heard)
        alike = (form for form in found if form[0] == key[0] or (key[0], form[0]) in _SOFT_STARTS)
        return next((form for form in alike if not short or form[-1] == key[-1]), None)

    def _heard_color(self, key: str) -> str | None:
        """The same for a color that is written like a word of another language ("root")."""
        form = self.heard(key)
        return form if form and any(entry.entity == "color" for entry in self._meanings(form)) else None

    def abbreviated(self, key: str, word: str) -> str | None:
        """The one value that begins like a word with a dot behind it ("Baumw.", "dunkelbl.")."""
        if len(key) < SHORTEST_FUZZY or not key.isalpha() or is_everyday(word):
            return None
        for words in self._value_words.values():
            first = bisect_left(words, key)
            fit = list(takewhile(lambda form: form.startswith(key), islice(words, first, first + _MOST_ENDINGS)))
            if fit:
                meanings = {(entry.entity, entry.value) for form in fit for entry in self._lexicon.forms[form]}
                return fit[0] if len(meanings) == 1 else None
        return None

    def sound(self, key: str) -> str:
        """Return what is left of a word when spellings that sound alike are made one."""
        for written, heard in self._lexicon.sounds:
            key = key.replace(written, heard)
        return "".join(char for i, char in enumerate(key) if i == 0 or char != key[i - 1])

    def heard_product(self, key: str) -> list[Entry]:
        """Entries of goods that sound like the end of a compound ("…jake")."""
        form = self._by_sound.get(self.sound(key))
        return self._meanings(form) if form else []

    def heard_part(self, key: str) -> Entry | None:
        """The first part of compounds that sounds like it ("wol…"); without entity if it says nothing."""
        sound = self.sound(key)
        if sound not in self._part_sounds:
            return None
        meaning = self._part_sounds[sound]
        return Entry(*meaning) if meaning else Entry("", "")

    def exact(self, key: str) -> list[Entry]:
        """Entries of the form itself, else of the form without an inflection ending."""
        forms = self._lexicon.forms
        if key in forms:
            learned = [e for e in self._uninflected(key) if e.learned] if self._lexicon.types else []
            return learned or forms[key]
        if len(key) < 4 or (key,) in self._lexicon.functions:
            return []
        return list(self._uninflected(key))

    def _uninflected(self, key: str) -> Iterator[Entry]:
        seen: set[tuple[str, str]] = set()
        for ending in self._endings:
            stem = key[: -len(ending)] if key.endswith(ending) else ""
            for entry in self._lexicon.forms.get(stem, ()) if len(stem) >= _SHORTEST_STEM else ():
                if stem.endswith("s") and ending == "s":  # "brass" are no bras
                    continue
                if not self._takes(entry, ending, stem) or (entry.entity, entry.value) in seen:
                    continue
                seen.add((entry.entity, entry.value))
                plural = (entry.plural or None) if entry.entity == "product" and ending == "'s" else None
                plural = True if entry.entity == "product" and entry.language is None else plural
                yield replace(entry, plural=plural)

    def _takes(self, entry: Entry, ending: str, stem: str) -> bool:
        """Whether words of this kind and language take this ending; words of a catalog take those of all."""
        if entry.entity == "size" and len(stem) < _SHORTEST_SIZE_STEM:
            return False
        tables = self._lexicon.endings
        languages = [entry.language] if entry.language else list(tables)
        return any(ending in tables.get(name, {}).get(entry.entity, ()) for name in languages)

    def meant(self, key: str, word: str, language: str | None = None, named: bool = False) -> str | None:
        """The known word that a mistyped one stands for; for a word that is `named` like a person, only a near one."""
        if not _SHORTEST_KEY <= len(key) <= LONGEST_WORD or not key.isalpha():
            return None
        if self._is_run_together(key) or _is_cry(key):
            return None
        if is_everyday(word):
            foreign = language == "de" and not simplemma.is_known(word.lower(), "de")
            return self._heard_color(key) if foreign else None
        swapped = self._swapped(key, language)
        if swapped:
            return swapped
        near = self.nearest(key)
        close = near in self._goods and OSA.distance(key, near) == 1
        if named:
            return near if close and near in self._lexicon.forms else None
        if close and self._meanings(str(near)):
            return near
        # Goods that a word sounds like come before those two letters away, before parts of goods ("schl" is rather a
        # Schal than a Schulranzen), and before any other word: "jckt" is rather a jacket than German "juckt".
        goods = near if near in self._goods and not close else None
        return self.heard(key) or goods or self._skeletons.find(key) or near

    def nearly_learned(self, key: str) -> str | None:
        """The catalog's own word for goods that is one letter away, also from an ordinary word ("stings", "scoter")."""
        if not _SHORTEST_LEARNED <= len(key) <= LONGEST_WORD or not key.isalpha() or self._is_run_together(key):
            return None
        near = self.nearest(key)
        return near if near in self._learned and OSA.distance(key, near) == 1 else None

    def nearly_learned_compound(self, key: str) -> str | None:
        """The same for a long word, in which one letter is never the difference between two words."""
        return self.nearly_learned(key) if len(key) >= _SHORTEST_COMPOUND else None

    def _swapped(self, key: str, language: str | None) -> str | None:
        """The ordinary word of which two neighboring letters changed places: "tihs" is no tie, "schno" no chino."""
        if len(key) < SHORTEST_FUZZY:
            return None
        ordinary = self._lexicon.language_words
        spoken = [ordinary[language]] if language in ordinary else list(ordinary.values())
        for i in range(len(key) - 1):
            word = key[:i] + key[i + 1] + key[i] + key[i + 2 :]
            if any(word in words for words in spoken) and word not in self._goods:
                return word
        return None

    def nearly_goods(self, key: str) -> str | None:
        """The long word for goods that is one letter away: "unterhosn" are no trousers."""
        if len(key) < _SHORTEST_COMPOUND or is_everyday(key):
            return None
        near = self.nearest(key)
        return near if near in self._goods and OSA.distance(key, near) == 1 else None

    def _is_run_together(self, key: str) -> bool:
        """ "schonmal", "vondem": two short everyday words without the space."""
        words = self._lexicon.language_words.values()
        joined = len(key) >= _SHORTEST_FAR and any(
            any(key[:cut] in known for known in words) and any(key[cut:] in known for known in words)
            for cut in range(3, len(key) - 2)
        )
        if not joined:
            return False
        near = self.nearest(key)  # "bakpack" is rather a rucksack
        return near not in self._goods or OSA.distance(key, near) != 1

    def typo(self, key: str, word: str) -> list[Entry]:
        """Entries of the nearest form if the word is close to one and is no everyday word itself."""
        if len(key) < SHORTEST_FUZZY or not key.isalpha() or is_everyday(word):
            return []
        nearest = self.nearest(key)
        return self._meanings(nearest) if nearest else []

    def _meanings(self, form: str) -> list[Entry]:
        return self._lexicon.forms.get(form) or list(self._uninflected(form))

    def nearest(self, key: str) -> str | None:
        """The closest form within the distance its length allows; None if there is none."""
        if len(key) < _SHORTEST_KEY:
            return None
        found: list[tuple[float, bool, str]] = []
        allowed = 1 if len(key) <= 6 else 2
        for start in dict.fromkeys((key[0], key[1])):
            swapped = start != key[0]
            limit = 1 if swapped else allowed
            lengths = (len(key),) if swapped else range(len(key) - limit, len(key) + limit + 1)
            for length in lengths:
                pool = self._by_start.get((start, length), ())
                close = process.extract(key, pool, scorer=OSA.distance, score_cutoff=limit, limit=4) if pool else ()
                found += [(distance, form not in self._goods, form) for form, distance, _ in close]
        fit = [entry for entry in found if self._is_near(key, entry[2], entry[0])]

        # Goods win over function words at the same distance; then the form that ends alike.
        # Two swapped letters are likelier than another or a missing one, a missing one than another.
        def order(entry: tuple[float, bool, str]) -> tuple[object, ...]:
            distance, strange, form = entry
            return distance, strange, form[-1] != key[-1], sorted(form) != sorted(key), len(form) <= len(key)

        return min(fit, key=order)[2] if fit else None

    @staticmethod
    def _is_near(key: str, form: str, distance: float) -> bool:
        if len(key) < SHORTEST_FUZZY:
            return len(form) == SHORTEST_FUZZY and form[0] == key[0] and form[-1] == key[-1]
        return distance < 2 or len(form) >= _SHORTEST_FAR and form[0] == key[0]
