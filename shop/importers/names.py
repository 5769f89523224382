"""Names of single articles: what a title says beyond type, color, size, material, fit, audience and brand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from shop.catalog.matching import reference_to
from shop.importers.goods import ReadWord
from shop.importers.kinds import by_last_word, head_of, without_kinds
from shop.importers.known_words import KnownWords, Piece, keys_of
from shop.importers.singular import singular

_LANGUAGES = ("en", "de")
_SHORTEST_ALONE = 4
_SHORTEST_HEAD = 4
_LINKS = ("", "s", "n", "en", "e", "er")
_SHORTEST_IN_NAME = 3
_LONGEST_WORD = 200
_UNITS = frozenset((
    "mg", "kg", "g", "ml", "cl", "l", "mm", "cm", "m", "oz", "lb", "lbs", "inch", "zoll", "w", "v", "mah", "gb", "tb",
    "er", "x", "stk", "pcs", "pack",
))  # fmt: skip
# A title with a story in it is no name.
_MOST_WORDS = 8
Kinds = Mapping[str, Iterable[tuple[str, ...]]]


@dataclass(frozen=True)
class Article:
    """What a name is found from; `titles` by language, `values` are all the catalog's own words about it.

    `kinds` are the merchant's other words for the type.
    """

    key: str
    type: str
    titles: dict[str, str]
    values: tuple[str, ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Title:
    """`rest` are the words that only this article has, `alone` those of them that do not name the type as well.

    `phrases` are the ways in which they are said together with the type.
    """

    article: Article
    text: str
    alone: tuple[str, ...]
    phrases: tuple[str, ...]


def names_of(articles: Iterable[Article], known: KnownWords, words: Iterable[ReadWord] = ()) -> set[ReadWord]:
    """The names of all articles of a catalog that have one; a name that two of them would share is none.

    `words` are the merchant's own for types and values: they tell nothing about one article alone.
    """
    said: dict[str, list[str]] = defaultdict(list)
    for word in words:
        said[word.value].append(word.word)
    articles = [
        replace(
            article,
            values=(*article.values, *(word for value in article.values for word in said[value])),
            kinds=tuple(said[article.type]),
        )
        for article in articles
    ]
    kinds = by_last_word(word for article in articles for word in (article.type, *article.kinds))
    # A title that is the same for both languages was written in one: most likely in that of its file.
    language = known.language_of(article.titles["en"] for article in articles if len(set(article.titles.values())) == 1)
    titles = [title for article in articles for title in _titles(article, known, kinds, language)]
    sharing = _sharing(articles)
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for title in titles:
        for phrase in (title.text, *title.phrases):
            owners[keys_of(phrase)].add(title.article.key)
    names: dict[tuple[str, tuple[str, ...]], ReadWord] = {}
    for title in titles:
        phrases = [phrase for phrase in (title.text, *title.phrases) if len(owners[keys_of(phrase)]) == 1]
        if _stands_alone(title, sharing, known):
            phrases.append(" ".join(title.alone))
        value = reference_to(title.article.key)
        for phrase in phrases:
            if len(phrase) <= _LONGEST_WORD:
                # One spelling is enough where two differ in capitals only.
                names.setdefault((value, keys_of(phrase)), ReadWord("product", value, phrase))
    return set(names.values()) | _single_words(titles)


def _single_words(titles: Iterable[_Title]) -> set[ReadWord]:
    """The words that name an article beside its type: "the Vela chairs", "Vorhang Nox"."""
    words = {(title.article.key, key) for title in titles for part in title.alone for key in keys_of(part)}
    return {ReadWord("name", reference_to(key), word) for key, word in words if len(word) >= _SHORTEST_IN_NAME}


def _sharing(articles: list[Article]) -> dict[str, set[str]]:
    """The articles whose titles have a word, by the word."""
    sharing: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for text in article.titles.values():
            for key in keys_of(text):
                sharing[key].add(article.key)
    return sharing


def _titles(article: Article, known: KnownWords, kinds: Kinds, language: str) -> Iterator[_Title]:
    for own in _LANGUAGES if len(set(article.titles.values())) > 1 else (language,):
        text = article.titles[own]
        for part in dict.fromkeys((head_of(text), text)):
            title = _title(article, text, part, known, kinds, own)
            if title is not None:
                yield title
                break


def _title(article: Article, text: str, part: str, known: KnownWords, kinds: Kinds, language: str) -> _Title | None:
    pieces = known.pieces(part, language)
    left = without_kinds(pieces, kinds, language)
    rest = [piece for piece in _distinctive(article, left, known) if not _is_described(piece, article, known, language)]
    if len(rest) > _MOST_WORDS:
        return None
    if not rest:
        return _plain_title(text, part, pieces, left, article)
    compounds = [piece for piece in rest if _type_in(piece, article, language)]
    heads = [piece for piece in pieces if piece not in left or piece.value("product") == article.type]
    alone = tuple(piece.text for piece in rest if piece not in compounds)
    called = _called(left, rest, compounds)
    phrases = (
        [" ".join(piece.text for piece in pieces if piece in rest or piece in heads)] if heads or compounds else []
    )
    if not phrases:
        phrases.append(_without_own(pieces, article))
    for head in _spoken_heads(article, heads, known):
        phrases += [" ".join((*alone, head))] if alone else []
        phrases += [f"{called} {head}"] if called else []
    phrases += [called] if called else []
    return _Title(article, text, alone or tuple(piece.text for piece in rest), tuple(filter(None, phrases)))


def _called(left: list[Piece], rest: list[Piece], compounds: list[Piece]) -> str:
    """ "Little Thunder", "Silent Hour": a name with ordinary words in it, as the title writes it; else nothing."""
    named = [place for place, piece in enumerate(left) if piece in rest and piece not in compounds]
    if not named or compounds:
        return ""
    first, last = named[0], named[-1]
    while first > 0 and left[first - 1].text[0].isupper() and not left[first - 1].meanings:
        first -= 1
    while last + 1 < len(left) and left[last + 1].text[0].isupper() and not left[last + 1].meanings:
        last += 1
    return " ".join(piece.text for piece in left[first : last + 1]) if last - first + 1 > len(named) else ""


def _plain_title(text: str, part: str, pieces: list[Piece], left: list[Piece], article: Article) -> _Title | None:
    """ "Midnight Blend": ordinary words, but none of them says what it is, so that all of them together name it."""
    speaks_of_type = len(left) < len(pieces) or any(piece.value("product") for piece in pieces)
    if speaks_of_type or len(pieces) < 2 or all(piece.meanings for piece in pieces):
        return None
    return _Title(article, text, (), (part,))


def _without_own(pieces: list[Piece], article: Article) -> str:
    """The title without its brand and its values, if that is more than a word."""
    own = {key for value in article.values for key in keys_of(value)}
    said = [piece.text for piece in pieces if not set(piece.tokens) <= own]
    return " ".join(said) if len(said) > 1 else ""


def _distinctive(article: Article, pieces: list[Piece], known: KnownWords) -> list[Piece]:
    own = {key for value in (article.type, *article.values) for key in keys_of(value)}
    own |= {singular(key, language) for key in own for language in _LANGUAGES}
    rest = []
    for piece in pieces:
        key = piece.tokens[0]
        if piece.meanings or not piece.text[0].isalpha() or key in _UNITS or known.says_little(piece.text):
            continue
        if not own & {key, *(singular(key, language) for language in _LANGUAGES)}:
            rest.append(piece)
    return rest


def _is_described(piece: Piece, article: Article, known: KnownWords, language: str) -> bool:
    """ "Kinderukulele", "Nylonleine": the type with an attribute that shoppers may say apart from it."""
    head = _type_in(piece, article, language)
    front = singular(piece.tokens[-1], language).removesuffix(head) if head else ""
    own = {one for value in article.values for one in keys_of(value)}
    return any(front.removesuffix(link) in own or known.describes(front.removesuffix(link)) for link in _LINKS)


def _type_in(piece: Piece, article: Article, language: str) -> str:
    """ "Kuppelzelt" names the type "zelt" as well; "" if a word does not."""
    heads = (keys_of(kind)[-1:] for kind in (article.type, *article.kinds))
    key = singular(piece.tokens[-1], language)
    fitting = (head for (head,) in filter(None, heads) if len(head) >= _SHORTEST_HEAD and key.endswith(head))
    return max(fitting, key=len, default="")


def _spoken_heads(article: Article, heads: list[Piece], known: KnownWords) -> list[str]:
    """How the title calls the type ("tee"), else the merchant's own type; nothing where languages would mix."""
    if len(heads) == 1 and heads[0].value("product") == article.type:
        return [heads[0].text]
    if known.names("product", article.type, article.type) or not article.type:
        return []
    return list(dict.fromkeys((article.type, article.type.split()[-1])))


def _stands_alone(title: _Title, sharing: dict[str, set[str]], known: KnownWords) -> bool:
    keys = keys_of(" ".join(title.alone))
    ordinary = len(keys) == 1 and known.is_everyday(title.alone[0])
    unique = bool(keys) and len(set.intersection(*(sharing[key] for key in keys))) == 1
    return len("".join(keys)) >= _SHORTEST_ALONE and unique and not ordinary
