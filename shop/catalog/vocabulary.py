"""The words that the catalog teaches. They win over the general words of a language."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.catalog.matching import reference_to
from shop.model import CatalogVersion, CatalogWord, Product

THE_ONLY_ROW = 1


@dataclass(frozen=True)
class LearnedWord:
    """A word and what it means.

    `entity` is product, color, size, material, fit, audience, brand or name; a product whose `value` is a
    `shop.catalog.matching.reference_to` is one article of this `type`, and a name is a word that means this article
    beside the type ("the Vela chairs"). `language` None: in any.
    """

    entity: str
    value: str
    word: str
    language: str | None
    type: str | None = None


def version_of(session: Session) -> int:
    """A number that is another one whenever the words have changed."""
    query = select(CatalogVersion.number).where(CatalogVersion.id == THE_ONLY_ROW)
    return int(session.execute(query).scalar() or 0)


def words_of(session: Session) -> list[LearnedWord]:
    """All words, always in the same order."""
    types = {reference_to(key): kind for key, kind in session.execute(select(Product.key, Product.type))}
    query = select(CatalogWord.entity, CatalogWord.value, CatalogWord.word, CatalogWord.language).order_by(
        CatalogWord.entity, CatalogWord.value, CatalogWord.word
    )
    return [
        LearnedWord(row.entity, row.value, row.word, row.language, types.get(row.value))
        for row in session.execute(query)
    ]
