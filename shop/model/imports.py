"""Which catalog files were imported, so that an unchanged file never puts back stock that was sold since."""

from __future__ import annotations

from sqlalchemy import Column, String

from shop.model.base import Row, tables


@tables.mapped
class CatalogImport(Row):
    """The last content (SHA-256) that was imported under a file name."""

    __tablename__ = "catalog_import"

    file_name: str = Column(String(255), primary_key=True)
    digest: str = Column(String(64), nullable=False)
