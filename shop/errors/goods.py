"""Refusals about goods and the cart."""

from __future__ import annotations

from shop.errors.base import ShopError


class InvalidQuantity(ShopError):
    """The quantity is no whole number of at least 1."""

    code = "invalid_quantity"


class QuantityTooLarge(ShopError):
    """More than one line may hold; details: maximum."""

    code = "quantity_too_large"


class UnknownProduct(ShopError):
    """The catalog has no such type of goods."""

    code = "unknown_product"


class NothingNamed(UnknownProduct):
    """No goods were named."""

    code = "nothing_named"


class NotCarried(ShopError):
    """The type is known, but not in this combination; `choices` are values of `attribute` that exist."""

    code = "not_carried"


class OutOfStock(ShopError):
    """It exists, but none is left; `choices` are values of `attribute` that are there."""

    code = "out_of_stock"


class NotEnoughStock(ShopError):
    """Fewer are left than wanted; details: available."""

    code = "not_enough_stock"


class CartEmpty(ShopError):
    """There is nothing to check out."""

    code = "cart_empty"


class NoSuchLine(ShopError):
    """Nothing in the cart is meant by this."""

    code = "no_such_line"


class NothingToUndo(ShopError):
    """No step is left to take back."""

    code = "nothing_to_undo"


class NothingToReorder(ShopError):
    """Nothing is left of what was bought before."""

    code = "nothing_to_reorder"


class QuantityUnclear(ShopError):
    """One quantity was said for several different past lines; `choices` are values of `attribute` that differ."""

    code = "quantity_unclear"


class NoLongerSold(ShopError):
    """It was bought before, but the catalog has it no more."""

    code = "no_longer_sold"


class NoNextSize(ShopError):
    """The product comes in no size that far up or down; `choices` are the sizes that it comes in."""

    code = "no_next_size"
