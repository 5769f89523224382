"""Variants of the own format: every color in every size, then the exceptions."""

from __future__ import annotations

from dataclasses import replace

from shop.importers.entry import Entry, as_hundredths, as_text
from shop.importers.goods import ReadVariant, Unreadable
from shop.importers.sku import derive_sku

_LONGEST_VALUE = 40
_LONGEST_SKU = 80
# A slip in a list must not fill the memory: no article comes in more variants than this.
_MOST_VARIANTS = 5000


def read_sizes(raw: object, runs: dict[str, list[str]]) -> list[str]:
    """Sizes from a list, the name of a size run, or `{waist: [...], length: [...]}` (→ "32/34")."""
    if isinstance(raw, str):
        if raw not in runs:
            raise Unreadable(f"sizes must be a list or name one of the file's size_runs, not {raw:.60}")
        return runs[raw]
    if isinstance(raw, dict):
        entry = Entry(raw, "sizes")
        waists, lengths = (_values(entry.get(name), name) for name in ("waist", "length"))
        entry.refuse_others()
        return [f"{waist}/{length}" for waist in waists for length in lengths]
    return _values(raw, "sizes")


def read_variants(entry: Entry, key: str, runs: dict[str, list[str]]) -> tuple[ReadVariant, ...]:
    """All variants of a product; without colors or sizes, the product has none of that kind."""
    raw_colors, raw_sizes = entry.get("colors"), entry.get("sizes")
    colors: list[str] | list[None] = [None] if raw_colors is None else _values(raw_colors, "colors")
    sizes: list[str] | list[None] = [None] if raw_sizes is None else read_sizes(raw_sizes, runs)
    if len(colors) * len(sizes) > _MOST_VARIANTS:
        raise Unreadable(f"more than {_MOST_VARIANTS} variants")
    price = entry.price("price")
    if price is None:
        raise Unreadable("price is missing")
    prices, stock = _prices_by_size(entry, sizes), entry.whole("stock")
    prefix = entry.text("sku", _LONGEST_SKU) or key.upper()
    variants = [
        ReadVariant(derive_sku(prefix, color, size), color, size, prices.get(size, price), stock)
        for color in colors
        for size in sizes
    ]
    variants = _with_exceptions(variants, entry.get("exceptions"))
    if any(len(variant.sku) > _LONGEST_SKU for variant in variants):
        raise Unreadable(f"an SKU is longer than {_LONGEST_SKU} characters")
    return tuple(variants)


def _prices_by_size(entry: Entry, sizes: list[str] | list[None]) -> dict[str | None, int]:
    raw = entry.get("prices")
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise Unreadable("prices must be a mapping from a size to its price")
    prices: dict[str | None, int] = {}
    for size, price in raw.items():
        if str(size) not in sizes:
            raise Unreadable(f"prices names the size {size}, which the product does not have")
        prices[str(size)] = as_hundredths(price, "price")
    return prices


def _with_exceptions(variants: list[ReadVariant], raw: object) -> list[ReadVariant]:
    if raw is None:
        return variants
    if not isinstance(raw, list):
        raise Unreadable("exceptions must be a list")
    for exception in raw:
        variants = _with_exception(variants, Entry(exception, "an exception"))
    return variants


def _with_exception(variants: list[ReadVariant], entry: Entry) -> list[ReadVariant]:
    colors, sizes = _named(entry, "color"), _named(entry, "size")
    price, stock, sku = entry.price("price"), entry.whole("stock"), entry.text("sku", _LONGEST_SKU)
    entry.refuse_others()
    _refuse_unknown(colors, {variant.color for variant in variants}, "color")
    _refuse_unknown(sizes, {variant.size for variant in variants}, "size")
    hits = {
        variant.sku
        for variant in variants
        if (not colors or variant.color in colors) and (not sizes or variant.size in sizes)
    }
    if sku is not None and len(hits) != 1:
        raise Unreadable(f"the SKU {sku} must belong to exactly one color and size")

    def changed(variant: ReadVariant) -> ReadVariant:
        return replace(
            variant,
            sku=variant.sku if sku is None else sku,
            price=variant.price if price is None else price,
            stock=variant.stock if stock is None else stock,
        )

    return [changed(variant) if variant.sku in hits else variant for variant in variants]


def _named(entry: Entry, name: str) -> list[str]:
    value = entry.get(name)
    if value is None:
        return []
    return _values(value if isinstance(value, list) else [value], name)


def _refuse_unknown(named: list[str], there: set[str | None], name: str) -> None:
    unknown = [value for value in named if value not in there]
    if unknown:
        raise Unreadable(f"an exception names the {name} {', '.join(unknown)}, which the product does not have")


def _values(raw: object, name: str) -> list[str]:
    if not isinstance(raw, list) or not raw:
        raise Unreadable(f"{name} must be a list")
    values = [as_text(value, name, _LONGEST_VALUE) for value in raw]
    if not all(values) or len(set(values)) < len(values):
        raise Unreadable(f"{name} has a blank value or the same value twice")
    return values
