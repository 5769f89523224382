"""Words without their vowels: "ylw" is yellow, "krwtte" a tie, "snkrs" are sneakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from components.reading.lexicon import Entry

_VOWELS = frozenset("aeiou")
_SHORTEST = 3
_SHORTEST_GOODS = 4
_LEAST_CONSONANTS = 2
_ENTITIES = ("product", "color", "material", "fit", "audience", "size")
# Three letters are enough for values that there are only few of, three consonants for short words ("jkt").
_FEW = ("color", "audience")
_LONGEST_OF_THREE = 6
_COLOR_ENDINGS = ("e", "en", "es", "er")
_BY_SOUND = (("ck", "k"), ("'", ""))


class Skeletons:
    """Finds the one known word of which a written one keeps every consonant in its place."""

    def __init__(self, forms: Mapping[str, Sequence[Entry]], usual: Set[str]) -> None:
        self._by_skeleton: dict[str, list[str]] = defaultdict(list)
        self._meanings: dict[str, frozenset[tuple[str, str]]] = {}
        self._usual = usual | {form + "e" for form in usual}
        for form, entries in forms.items():
            if len(form) < _SHORTEST_GOODS or any(len(entry.breaks) > 1 for entry in entries):
                continue  # of several words
            told = [entry for entry in entries if entry.entity in _ENTITIES and not entry.own_language_only]
            german = any(entry.entity == "color" and entry.language == "de" for entry in told)
            for word in (form, *(form + ending for ending in _COLOR_ENDINGS if german)):
                self._add(word, told)

    def _add(self, word: str, entries: Sequence[Entry]) -> None:
        bones = _skeleton(word)
        if entries and len(bones) > _LEAST_CONSONANTS - 1 and word.replace("'", "").isalpha():
            self._by_skeleton[bones].append(word)
            self._meanings[word] = frozenset((entry.entity, entry.value) for entry in entries)

    def find(self, key: str) -> str | None:
        """Return the known word; None if none or words of several meanings fit."""
        if len(key) < _SHORTEST or not key.isalpha() or sum(char not in _VOWELS for char in key) < _LEAST_CONSONANTS:
            return None
        bones = _skeleton(key)
        if len(bones) == _LEAST_CONSONANTS and _VOWELS & set(key[1:-1]):
            return None  # "cose", a mistyped "code", is no cossie
        known = self._by_skeleton.get(bones, ())
        fit = [word for word in known if len(word) > len(key) and _ends_alike(key, word) and _within(key, word)]
        if len(key) <= _SHORTEST_GOODS:
            fit = [word for word in fit if word in self._usual]  # "sgn" and "nvr" mean no rarer ones
        if len(key) < _SHORTEST_GOODS:
            bare = not _VOWELS & set(key)
            few = [word for word in fit if self._is_one_of_few(word) or bare and len(word) <= _LONGEST_OF_THREE]
            fit = [word for word in few if word[-1] == key[-1]]  # "lil" is no "lila"
        if not fit:
            return None
        shortest = min(len(word) for word in fit)
        nearest = [word for word in fit if len(word) == shortest]
        same = len({self._meanings[word] for word in nearest}) == 1
        return nearest[0] if same else None

    def _is_one_of_few(self, word: str) -> bool:
        return any(entity in _FEW for entity, _ in self._meanings[word])


def _skeleton(word: str) -> str:
    """The first letter and the consonants, double ones once."""
    for written, heard in _BY_SOUND:
        word = word.replace(written, heard)
    single = "".join(char for i, char in enumerate(word) if i == 0 or char != word[i - 1])
    return single[0] + "".join(char for char in single[1:] if char not in _VOWELS)


def _ends_alike(key: str, word: str) -> bool:
    """A vowel that is written proves that the last one would be, too, but for a silent e."""
    return not _VOWELS & set(key) or key[-1] in (word[-1], word.removesuffix("e")[-1])


def _within(key: str, word: str) -> bool:
    letters = iter(word)
    return all(char in letters for char in key)
