"""From tokens to atoms: what each word can mean, before its neighbors are asked."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from components.reading.atoms import Atom
from components.reading.compounds import Part, Splitter
from components.reading.dialect import settle_dialect
from components.reading.glued import Separator
from components.reading.lexicon import Entry, Lexicon
from components.reading.masks import find_masks
from components.reading.numbers import Numbers
from components.reading.spelling import Speller
from components.reading.tokens import Token, tokenize

# "am 31. Mai", "im 3. Stock": behind a larger number a dot ends the sentence.
_LAST_ORDINAL = 31
_SIGNS = {
    ",": "comma",
    ";": "stop",
    "\n": "newline",
    ":": "colon",
    ".": "stop",
    "!": "stop",
    "?": "stop",
    "•": "newline",
    "&": "and",
    "+": "and",
    "/": "or",
    "€": "currency",
    "$": "currency",
    "£": "currency",
    "×": "pieces",
    "*": "dash",
    "–": "dash",
    "—": "dash",
    "→": "to",
    "|": "comma",
    "(": "comma",
    ")": "comma",
    "…": "comma",
    "<": "price_max",
    ">": "price_min",
    "#": "number_word",
    "%": "years",
}
_ZERO_LETTERS = ("ss", "o")  # beside the ß on German keyboards, and like an o in sight
_SENTENCE_ENDS = ("\n", ".", "!", "?", ":", "-", "•", "*", "..", "...")


class Tagger:
    """Turns a message into atoms."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._speller = Speller(lexicon)
        self._splitter = Splitter(lexicon, self._speller)
        self._numbers = Numbers(lexicon)
        self._separator = Separator(lexicon, self._speller)

    def tag(self, text: str, language: str | None) -> list[Atom]:
        """Return the atoms of a message; `language` decides between meanings that words have in two languages."""
        return self._tagged(text, self._respelled(tokenize(text), language), language)

    def tag_leniently(self, text: str, language: str | None) -> list[Atom] | None:
        """The atoms, with ordinary words for those goods of the catalog that are a letter away; None if none is."""
        tokens = self._respelled(tokenize(text), language)
        lenient = [self._as_goods(token) for token in tokens]
        return self._tagged(text, lenient, language) if lenient != tokens else None

    def _as_goods(self, token: Token) -> Token:
        if not token.is_word or token.parts or not self._is_strange(token):
            return token
        return replace(token, key=self._speller.nearly_learned(token.key) or token.key)

    def _tagged(self, text: str, tokens: list[Token], language: str | None) -> list[Atom]:
        atoms: list[Atom] = []
        masks = find_masks(text)
        i = 0
        while i < len(tokens):
            if masks and tokens[i].end > masks[0].start:
                mask = masks.pop(0)
                if mask.kind in ("measure", "address") and tokens[i].is_number and self._value(tokens, i, language)[0]:
                    continue  # the catalog sells by this measure
                kind = "email" if mask.kind == "email" else "ignored"
                covered = text[mask.start : mask.end]
                atoms.append(Atom(kind, "", covered, mask.start, mask.end, covered, frozenset({mask.kind})))
                while i < len(tokens) and tokens[i].start < mask.end:
                    i += 1
                continue
            i += self._next(tokens, i, language, atoms)
        return self._numbers.compose(settle_dialect(atoms, language))

    def _next(self, tokens: list[Token], i: int, language: str | None, atoms: list[Atom]) -> int:
        """Append the atoms that start at token i; return how many tokens they cover."""
        token = tokens[i]
        classes, phrase_length = self._phrase(tokens, i)
        entries, value_length, joined = self._value(tokens, i, language)
        parts = self._learned_compound(token, entries) if value_length == 1 else []
        if parts:
            atoms += [_part_atom(token, part.entry, part.start, part.end) for part in parts]
            return 1
        if entries and value_length >= phrase_length:
            if value_length > 1:
                classes = frozenset()
            atoms.append(_value_atom(_choose(entries, language), tokens[i : i + value_length], classes))
            return value_length
        if phrase_length > 1 and self._reaches_further(tokens, i + phrase_length - 1, language):
            phrase_length -= 1  # "in D major"
            classes = frozenset(self._lexicon.functions.get(tuple(t.key for t in tokens[i : i + phrase_length]), ()))
        if phrase_length > 1:
            atoms.append(_word(tokens[i : i + phrase_length], classes))
            return phrase_length
        if token.is_number:
            atoms.append(self._numbers.digits(token, atoms))
        elif not token.is_word:
            atoms.append(_word([token], frozenset(self._sign(tokens, i)) | classes))
        else:
            atoms.extend(self._word_atoms(token, classes, language))
        return 1

    def _learned_compound(self, token: Token, entries: list[Entry]) -> list[Part]:
        """ "Ledergurt" is a strap of leather where the merchant sells straps, whatever it is elsewhere."""
        if not self._lexicon.types or any(entry.learned or entry.entity != "product" for entry in entries):
            return []
        parts = self._splitter.split(token.key)
        return parts if parts and parts[0].start == 0 and parts[-1].entry.learned else []

    def _reaches_further(self, tokens: list[Token], last: int, language: str | None) -> bool:
        """Whether a value begins with the last word of a phrase and goes on behind it: "an extra-large cardigan"."""
        entries, length, _ = self._value(tokens, last, language)
        return length > 1 and any(entry.learned or entry.entity == "size" for entry in entries)

    def _word_atoms(self, token: Token, classes: frozenset[str], language: str | None) -> list[Atom]:
        number = self._numbers.word(token)
        if number is not None:
            atom = _word([token], classes)
            atom.kind, atom.value = "number", number
            atom.classes |= frozenset({"unsure"}) if token.key in self._lexicon.unsure_numbers else frozenset()
            return [atom]
        if classes:
            return [_word([token], classes)]
        if any(token.key in words for words in self._lexicon.language_words.values()):
            return [_word([token], frozenset({"common"}))]
        parts = list(token.parts) or self._splitter.split(token.key)
        if parts:
            return [_part_atom(token, part.entry, part.start, part.end) for part in parts]
        return [_word([token], classes)]

    def _respelled(self, tokens: list[Token], language: str | None) -> list[Token]:
        """Give mistyped words the key of the word that was meant."""
        respelled: list[Token] = []
        tokens = self._expanded(self._separated(self._with_letters(tokens)))
        for i, token in enumerate(tokens):
            if token.is_word:
                token = replace(token, key=token.key + self._shared_end(tokens, i))
            in_name = i > 0 and _capitalized(token) and _capitalized(tokens[i - 1]) and self._is_strange(tokens[i - 1])
            if token.is_word and not in_name and self._is_strange(token) and not self._is_compound(token):
                named = language == "en" and _is_named(tokens, i)
                meant = self._speller.meant(token.key, token.text, language, named)
                meant = meant or self._speller.nearly_learned_compound(token.key)
                parts = [] if meant else self._splitter.mistyped(token.key)
                token = replace(token, key=meant or token.key, parts=tuple(parts))
            respelled.append(token)
        return respelled

    def _with_letters(self, tokens: list[Token]) -> list[Token]:
        """Read the zero in a word as the letter that was meant: "wei0", "h0odie"."""
        joined: list[Token] = []
        for i, token in enumerate(tokens):
            if joined and token.start < joined[-1].end:
                continue  # part of the word before
            word = self._with_zero(tokens, i) if token.is_word else None
            joined.append(word or token)
        return joined

    def _with_zero(self, tokens: list[Token], i: int) -> Token | None:
        if i + 1 >= len(tokens) or tokens[i + 1].text != "0" or not tokens[i + 1].glued:
            return None
        last = i + 2 if i + 2 < len(tokens) and tokens[i + 2].is_word and tokens[i + 2].glued else i + 1
        rest = tokens[last].key if last > i + 1 else ""
        for letters in _ZERO_LETTERS:
            key = tokens[i].key + letters + rest
            if self._speller.exact(key) or (key,) in self._lexicon.functions:
                text = "".join(token.text for token in tokens[i : last + 1])
                return replace(tokens[i], text=text, key=key, end=tokens[last].end)
        return None

    def _separated(self, tokens: list[Token]) -> list[Token]:
        """Put back the spaces that are missing between known words."""
        pieces: list[Token] = []
        for i, token in enumerate(tokens):
            parts = self._splitter.split(token.key) if token.is_word and self._is_strange(token) else []
            # Of "zweipullover" the splitter knows the end alone: it is no compound.
            if not token.is_word or parts and not parts[0].start or not self._is_strange(token):
                pieces.append(token)
                continue
            counted = i + 1 < len(tokens) and tokens[i + 1].is_number and tokens[i + 1].glued
            pieces += self._separator.separate(token, i == 0, counted, self._is_goods)
        return pieces

    def _expanded(self, tokens: list[Token]) -> list[Token]:
        """Write out abbreviated values ("schw.", "dkl.blau"), whose dot ends no sentence."""
        written: list[Token] = []
        for i, token in enumerate(tokens):
            dotted = i + 1 < len(tokens) and tokens[i + 1].text == "." and tokens[i + 1].glued
            if token.text == "." and i + 1 < len(tokens) and written and written[-1].key != tokens[i - 1].key:
                continue
            full = self._full_word(tokens, i, dotted) if token.is_word and len(token.key) > 1 else None
            written.append(replace(token, key=full) if full else token)
        return written

    def _full_word(self, tokens: list[Token], i: int, dotted: bool) -> str | None:
        token = tokens[i]
        full = self._lexicon.short.get(token.key)
        if full is None:
            return self._speller.abbreviated(token.key, token.text) if dotted and self._is_strange(token) else None
        if not self._is_strange(token):
            return None
        beside = any(0 <= j < len(tokens) and self._speller.exact(tokens[j].key) for j in (i - 1, i + 1))
        return full if dotted or beside or len(token.key) > 2 else None

    def _is_goods(self, token: Token) -> bool:
        return bool(self._speller.exact(token.key)) or bool(self._splitter.split(token.key))

    def _shared_end(self, tokens: list[Token], i: int) -> str:
        """What "Herren- und Damensocken" or "hell- oder dunkelblau" leave out of the first word; empty otherwise."""
        sign, joiner, last = (tokens[j] if j < len(tokens) else None for j in (i + 1, i + 2, i + 3))
        if not sign or not joiner or not last or sign.text != "-" or not sign.glued or joiner.glued or not last.is_word:
            return ""
        if not self._lexicon.functions.get((joiner.key,), set()) & {"and", "or"}:
            return ""
        parts = self._splitter.split(last.key)
        if parts and parts[-1].start:
            return last.key[parts[-1].start :]
        shade = next((shade for shade in self._lexicon.shades if last.key.startswith(shade)), "")
        return last.key[len(shade) :] if shade else ""

    def _is_compound(self, token: Token) -> bool:
        parts = self._splitter.split(token.key)
        if not parts or not parts[0].start:
            return bool(parts)
        # Of "schlepleine" and "unterhosn" only the end is known: they are rather a mistyped "Schleppleine".
        return not (self._speller.nearly_learned_compound(token.key) or self._speller.nearly_goods(token.key))

    def _is_strange(self, token: Token) -> bool:
        key = token.key
        known = (
            key in self._speller.vocabulary
            or (key,) in self._lexicon.functions
            or self._numbers.word(token) is not None
            or self._speller.exact(key)
        )
        return not known and not any(key in words for words in self._lexicon.language_words.values())

    def _phrase(self, tokens: list[Token], i: int) -> tuple[frozenset[str], int]:
        for length in range(min(self._lexicon.longest_function, len(tokens) - i), 0, -1):
            key = tuple(token.key for token in tokens[i : i + length])
            if key in self._lexicon.functions and not self._is_pair(key, tokens[i : i + length]):
                return frozenset(self._lexicon.functions[key]), length
        return frozenset(), 0

    def _is_pair(self, key: tuple[str, ...], tokens: list[Token]) -> bool:
        """German "ein Paar" is two of a kind, "ein paar" a few: only the capital letter tells."""
        pairs = self._lexicon.functions.get((key[-1],), set())
        vague = len(key) > 1 and "vague" in self._lexicon.functions[key] and "pair_of" in pairs
        return vague and tokens[-1].text[0].isupper()

    def _value(self, tokens: list[Token], i: int, language: str | None) -> tuple[list[Entry], int, str]:
        if not tokens[i].is_word and tokens[i].key not in self._lexicon.number_starts:
            return [], 0, ""
        best: tuple[list[Entry], int, str] = ([], 0, "")
        joined, breaks, length = "", set(), 0
        for j in range(i, min(len(tokens), i + 2 * self._lexicon.longest)):
            token = tokens[j]
            if token.text == "-" and j > i:
                continue
            if token.text == "/" and tokens[i].is_number and self._lexicon.number_starts:
                joined += token.text  # "3/4"
                continue
            if not (token.is_word or token.is_number and self._lexicon.number_starts) or token.key == "'":
                break
            if joined:
                breaks.add(len(joined))
            joined += token.key
            length = j - i + 1
            entries = [e for e in self._speller.exact(joined) if breaks <= e.breaks and _allowed(e, language)]
            if entries:
                best = (entries, length, joined)
        return best

    def _sign(self, tokens: list[Token], i: int) -> set[str]:
        token = tokens[i]
        before = tokens[i - 1] if i else None
        if token.text.startswith(".."):
            return {"comma"}
        if token.text in "-−":
            return self._dash(tokens, i)
        if token.text == "." and before and i + 1 < len(tokens):
            short = "abbreviation" in self._lexicon.functions.get((before.key,), ())
            ordinal = before.text.isdecimal() and int(before.text) <= _LAST_ORDINAL and tokens[i + 1].text != "\n"
            return set() if short or ordinal else {"stop"}
        if token.text.startswith("//"):
            return {"newline"}
        kind = _SIGNS.get(token.text) or ("comma" if unicodedata.category(token.text[0]) == "So" else None)
        return ({kind} if kind else set()) | ({"question"} if token.text == "?" else set())

    @staticmethod
    def _dash(tokens: list[Token], i: int) -> set[str]:
        between_words = tokens[i].glued and i + 1 < len(tokens) and tokens[i + 1].glued
        return {"hyphen"} if between_words else {"dash"}


def _is_named(tokens: list[Token], i: int) -> bool:
    """Whether a capital in the middle of a sentence says that it is a name (where no other nouns have one)."""
    return i > 0 and _capitalized(tokens[i]) and tokens[i - 1].text not in _SENTENCE_ENDS


def _capitalized(token: Token) -> bool:
    return token.text[0].isupper() and not token.text.isupper()


def _allowed(entry: Entry, language: str | None) -> bool:
    return not entry.own_language_only or language in (None, entry.language)


def _choose(entries: list[Entry], language: str | None) -> Entry:
    """Prefer the catalog's own words, then the message's language, then English for words that both have."""
    order = [language, "en", "de", None]
    return min(entries, key=lambda e: (not e.learned, order.index(e.language) if e.language in order else len(order)))


def _word(tokens: list[Token], classes: frozenset[str]) -> Atom:
    key = " ".join(token.key for token in tokens)
    text = " ".join(token.text for token in tokens)
    return Atom("word", key, text, tokens[0].start, tokens[-1].end, "", classes, glued=tokens[0].glued)


def _value_atom(entry: Entry, tokens: list[Token], classes: frozenset[str]) -> Atom:
    atom = _word(tokens, classes)
    atom.kind, atom.value, atom.plural = entry.entity, entry.value, entry.plural
    atom.language, atom.own_language_only = entry.language, entry.own_language_only
    return atom


def _part_atom(token: Token, entry: Entry, start: int, end: int) -> Atom:
    # Folding lengthens umlauts: map places in the folded word back to the typed one.
    places = [0]
    for char in token.text:
        places.append(places[-1] + len(Token(char, "", 0, 0, False).text if char not in "äöüßÄÖÜ" else "xx"))
    first = max(i for i, place in enumerate(places) if place <= start)
    last = min((i for i, place in enumerate(places) if place >= end), default=len(token.text))
    text = token.text[first:last]
    return Atom(
        entry.entity,
        text.lower(),
        text,
        token.start + first,
        token.start + max(last, first + 1),
        entry.value,
        frozenset(),
        entry.plural,
        bool(start),
        entry.language,
    )
