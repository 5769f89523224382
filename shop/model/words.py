"""What the catalog teaches the conversation: words for its own types, values and names."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, UniqueConstraint

from shop.model.base import Row, tables


@tables.mapped
class CatalogWord(Row):
    """One word for one value of the catalog. `language` is empty where the word belongs to none in particular."""

    __tablename__ = "catalog_word"
    __table_args__ = (UniqueConstraint("entity", "value", "word"),)

    id: int = Column(Integer, primary_key=True)
    entity: str = Column(String(20), nullable=False)
    value: str = Column(String(130), nullable=False)
    word: str = Column(String(200), nullable=False)
    language: str | None = Column(String(5))


@tables.mapped
class CatalogVersion(Row):
    """One row: its number rises with every change of the words, so that a reader knows when to look again."""

    __tablename__ = "catalog_version"

    id: int = Column(Integer, primary_key=True, autoincrement=False)
    number: int = Column(Integer, nullable=False)
