"""The goods: products and their variants. Prices are minor units, gross."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Text, true
from sqlalchemy.orm import relationship

from shop.model.base import Row, tables


@tables.mapped
class Product(Row):
    """One article of the catalog, in both languages; `type` is the canonical product type ("t-shirt")."""

    __tablename__ = "product"
    __table_args__ = (CheckConstraint("rating BETWEEN 0 AND 50", name="rating"),)

    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(120), nullable=False, unique=True)
    type: str = Column(String(80), nullable=False, index=True)
    title_en: str = Column(String(200), nullable=False)
    title_de: str = Column(String(200), nullable=False)
    description_en: str = Column(Text, nullable=False, default="", server_default="")
    description_de: str = Column(Text, nullable=False, default="", server_default="")
    care_en: str = Column(Text, nullable=False, default="", server_default="")
    care_de: str = Column(Text, nullable=False, default="", server_default="")
    material: str | None = Column(String(40))
    fit: str | None = Column(String(40))
    audience: str | None = Column(String(40))
    brand: str | None = Column(String(120))
    # What the merchant calls the choice ("Grind"), where it is no plain size or color.
    size_label: str | None = Column(String(40))
    color_label: str | None = Column(String(40))
    # The merchant's name of a VAT rate: standard, reduced or zero; what it is in percent depends on the country.
    vat_class: str = Column(String(20), nullable=False, default="standard", server_default="standard")
    # Addresses of pictures, the best first, and of the merchant's own page; none: the shop draws a picture itself.
    pictures: list[str] | None = Column(JSON)
    link: str | None = Column(String(500))
    weight_grams: int | None = Column(Integer)
    arrived_on: date | None = Column(Date)
    # Tenths of a star, 0 to 50, so that no float is stored: 43 is 4.3.
    rating: int | None = Column(Integer)
    active: bool = Column(Boolean, nullable=False, default=True, server_default=true())
    variants: list[Variant] = relationship(
        "Variant", back_populates="product", order_by="Variant.id", cascade="all, delete-orphan"
    )


@tables.mapped
class Variant(Row):
    """One thing that can be bought. `held` pieces of `stock` wait for the payment of an order."""

    __tablename__ = "variant"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint("held >= 0", name="held"),
        CheckConstraint("held <= stock", name="held_within_stock"),
        Index("ix_variant_color_size", "color", "size"),
    )

    id: int = Column(Integer, primary_key=True)
    product_id: int = Column(ForeignKey("product.id", ondelete="CASCADE"), nullable=False, index=True)
    sku: str = Column(String(80), nullable=False, unique=True)
    color: str | None = Column(String(40))
    size: str | None = Column(String(40))
    price: int = Column(Integer, nullable=False)
    stock: int = Column(Integer, nullable=False, default=0, server_default="0")
    held: int = Column(Integer, nullable=False, default=0, server_default="0")
    product: Product = relationship("Product", back_populates="variants")
