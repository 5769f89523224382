"""Keep the catalog's words in step with its goods, in the transaction of the import."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from shop.catalog.vocabulary import THE_ONLY_ROW
from shop.importers.goods import Goods, ReadWord
from shop.importers.known_words import KnownWords, folded, keys_of, known_words
from shop.importers.names import Article, names_of
from shop.model import metadata

_PRODUCT, _VARIANT = metadata.tables["product"], metadata.tables["variant"]
_WORD, _VERSION = metadata.tables["catalog_word"], metadata.tables["catalog_version"]
_COLUMN_OF = {
    "product": _PRODUCT.c.type, "color": _VARIANT.c.color, "size": _VARIANT.c.size, "material": _PRODUCT.c.material,
    "fit": _PRODUCT.c.fit, "audience": _PRODUCT.c.audience, "brand": _PRODUCT.c.brand,
}  # fmt: skip
_REFERENCE = "#"
# "02", "3/4", "10-46": sizes without a letter that nobody would take for one; "32/34" and "39-42" are read anyway.
_NUMBERED = re.compile(r"0\d+|1?\d[/-]\d+|\d+/\d")
_AT_ONCE = 200
_LONGEST_WORD = 200


def has_learned(session: Session) -> bool:
    """Whether the catalog has taught any word yet."""
    return session.execute(select(_WORD.c.id).limit(1)).first() is not None


def learn(session: Session, goods: Goods) -> int:
    """Store the words that the goods teach and forget those of values that are gone; returns how many are new."""
    known = known_words()
    values = {entity: _values(session, column) for entity, column in _COLUMN_OF.items()}
    before = _stored(session)
    wanted = {word for word in before if _stays(word, goods, values)}
    on_sale = _values(session, _PRODUCT.c.type, _PRODUCT.c.active.is_(True))
    worth = {word for word in goods.words if word.language or _is_worth(word, known)}
    wanted |= {word for word in worth if word.entity != "product" or word.language or word.value in on_sale}
    wanted |= names_of(_articles(session), known, sorted(wanted, key=_key))
    return _replace(session, before, _distinct(wanted))


def _values(session: Session, column: Any, *conditions: Any) -> set[str]:
    query = select(column).where(*conditions).distinct()
    return {value for value in session.execute(query).scalars() if value is not None}


def _stored(session: Session) -> set[ReadWord]:
    rows = session.execute(select(_WORD.c.entity, _WORD.c.value, _WORD.c.word, _WORD.c.language))
    return {ReadWord(*row) for row in rows}


def _stays(word: ReadWord, goods: Goods, values: dict[str, set[str]]) -> bool:
    """Names are found anew; a merchant's synonyms stay until the file lists others."""
    if word.value.startswith(_REFERENCE) and word.entity in ("product", "name"):
        return False
    if (word.entity, word.value) in goods.listed:
        return False
    stored = set(values.get(word.entity, ()))
    if word.entity == "material":
        stored |= values["size"]  # where the variants of an article differ in it
    return word.language is not None or word.value in stored


def _is_worth(word: ReadWord, known: KnownWords) -> bool:
    """Whether a spelling tells more than the languages' own words, and is no word that every sentence has."""
    if len(word.word) > _LONGEST_WORD:
        return False
    if not any(key.isalpha() for key in keys_of(word.word)):
        return word.entity == "size" and bool(_NUMBERED.fullmatch(word.word))
    if word.entity != "product" and known.is_common(word.word):
        # A nib "B" is no more than an abbreviation elsewhere.
        return word.entity == "size" and len(word.word) == 1 and known.is_abbreviation(word.word)
    return not known.names(word.entity, word.word, word.value)


def _articles(session: Session) -> list[Article]:
    product = _PRODUCT.c
    of_variants: dict[int, set[str]] = {}
    query = select(_VARIANT.c.product_id, _VARIANT.c.color, _VARIANT.c.size).distinct()
    for product_id, *values in session.execute(query):
        of_variants.setdefault(product_id, set()).update(filter(None, values))
    rows = session.execute(
        select(product.id, product.key, product.type, product.title_en, product.title_de)
        .add_columns(product.brand, product.material, product.audience)
        .where(product.active.is_(True))
    )
    return [
        Article(key, kind, {"en": english, "de": german}, (*filter(None, values), *of_variants.get(row_id, ())))
        for row_id, key, kind, english, german, *values in rows
    ]


def _distinct(words: set[ReadWord]) -> set[ReadWord]:
    """One row for each word; one that is said in several languages, or in none, belongs to none.

    "Mug" beside "mug" teaches nothing: the lower-case spelling, which sorts last, is kept.
    """
    languages: dict[tuple[str, str, str], set[str | None]] = {}
    spelled: dict[tuple[str, str, str], str] = {}
    for word in sorted(words, key=_key):
        same = word.entity, word.value, folded(word.word)
        languages.setdefault(same, set()).add(word.language)
        spelled[same] = word.word
    return {
        ReadWord(entity, value, spelled[entity, value, form], said.pop() if len(said) == 1 else None)
        for (entity, value, form), said in languages.items()
    }


def _replace(session: Session, before: set[ReadWord], after: set[ReadWord]) -> int:
    gone, new = sorted(before - after, key=_key), sorted(after - before, key=_key)
    for start in range(0, len(gone), _AT_ONCE):
        part = [_key(word)[:3] for word in gone[start : start + _AT_ONCE]]
        session.execute(delete(_WORD).where(tuple_(_WORD.c.entity, _WORD.c.value, _WORD.c.word).in_(part)))
    if new:
        rows = [{"entity": w.entity, "value": w.value, "word": w.word, "language": w.language} for w in new]
        session.connection().execute(insert(_WORD), rows)
    if gone or new:
        _raise_version(session)
    return len(new)


def _key(word: ReadWord) -> tuple[str, str, str, str]:
    return word.entity, word.value, word.word, word.language or ""


def _raise_version(session: Session) -> None:
    changed = session.execute(
        update(_VERSION).where(_VERSION.c.id == THE_ONLY_ROW).values(number=_VERSION.c.number + 1)
    )
    if not changed.rowcount:
        session.execute(insert(_VERSION).values(id=THE_ONLY_ROW, number=1))
