"""From the articles of an export to goods: canonical values, unique SKUs, and the words that the file teaches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from shop.importers.addresses import web_address
from shop.importers.drafts import Draft, DraftVariant
from shop.importers.goods import Goods, ReadProduct, ReadVariant, ReadWord
from shop.importers.kinds import Kind, KindFinder, by_last_word, without_kinds
from shop.importers.known_words import KnownWords, Piece, known_words
from shop.importers.options import Roles, is_material, roles_of
from shop.importers.reading import Problems
from shop.importers.sku import derive_sku
from shop.importers.texts import cut, plain_text, spaced
from shop.importers.traits import Traits, traits_of
from shop.importers.values import LONGEST_VALUE, color_of, is_one_size, own_size, own_value, settled, size_of

_LONGEST_KEY = 120
_LONGEST_TITLE = 200
_LONGEST_SKU = 80
_LONGEST_BRAND = 120


@dataclass
class _Article:
    """An article with what was found out about it."""

    draft: Draft
    roles: Roles
    pieces: list[Piece]
    kind: Kind
    traits: Traits


@dataclass
class _Finisher:
    """One file on its way.

    `skus` are the ones that are taken, `written` those that the file names, `taught` the words that were noted.
    """

    known: KnownWords
    language: str
    problems: Problems
    goods: Goods = field(default_factory=Goods)
    colors: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)
    skus: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    taught: set[tuple[str, str, str]] = field(default_factory=set)


def goods_of(drafts: Iterable[Draft], problems: Problems) -> Goods:
    """Make goods of all articles that have a title and something to sell; the others are named as problems."""
    complete = [draft for draft in drafts if _is_complete(draft, problems)]
    known = known_words()
    language = known.language_of(text for draft in complete for text in (draft.title, *_option_names(draft)))
    finisher = _Finisher(known, language, problems)
    articles = _articles(complete, known, language)
    _settle_values(finisher, articles)
    # Known before anything is derived, so that a derived SKU is the same however the rows are ordered.
    finisher.written = {_written_sku(variant) for draft in complete for variant in draft.variants}
    for article in articles:
        _finish(finisher, article)
    finisher.goods.problems = problems.told()
    return finisher.goods


def _is_complete(draft: Draft, problems: Problems) -> bool:
    if not draft.title:
        problems.add(draft.row, f"{draft.key} has no title")
    elif not draft.variants and not problems.has(draft.row):
        problems.add(draft.row, f"{draft.key} has nothing that can be sold")
    return bool(draft.title and draft.variants)


def _option_names(draft: Draft) -> list[str]:
    return [name for variant in draft.variants[:1] for name in variant.options]


def _articles(drafts: list[Draft], known: KnownWords, language: str) -> list[_Article]:
    spoken = frozenset(word.lower() for draft in drafts for word in draft.title.split())
    finder = KindFinder(known, language, spoken)
    named = [finder.named(draft.type, draft.title) for draft in drafts]
    for kind in named:
        if kind is not None and kind.value:
            finder.learn(kind)
    articles = []
    for draft, kind in zip(drafts, named, strict=True):
        if kind is None or not kind.value:
            kind = Kind(finder.titled(draft.title).value, "", kind.also if kind else ())
        # The espresso of an espresso machine is no color.
        pieces = without_kinds(known.pieces(draft.title, language), by_last_word([kind.value]), language)
        roles = roles_of(draft)
        articles.append(_Article(draft, roles, pieces, kind, traits_of(draft, roles, kind, pieces, known, language)))
    return articles


def _settle_values(finisher: _Finisher, articles: list[_Article]) -> None:
    known, language = finisher.known, finisher.language
    # A grind that stands where a color could is no color: "Espresso" is not brown there.
    colors = [_raws(article, article.roles.color) for article in articles if not article.roles.color_label]
    sizes = [_raws(article, article.roles.size) for article in articles]
    finisher.colors = settled(
        colors,
        lambda raw: color_of(raw, known, language),
        own_value,
        lambda raw, value: known.is_plain("color", raw, value, language),
    )
    finisher.sizes = settled(
        sizes,
        lambda raw: size_of(raw, known, language),
        own_size,
        lambda raw, value: known.is_plain("size", raw, value, language),
    )


def _raws(article: _Article, option: str | None) -> list[str]:
    if option is None:
        return []
    return [raw for variant in article.draft.variants if (raw := variant.options.get(option))]


def _finish(finisher: _Finisher, article: _Article) -> None:
    draft, roles, traits = article.draft, article.roles, article.traits
    for name in roles.left_out:
        finisher.problems.add(draft.row, f"option {name} is left out, an article has two at most")
    variants = _variants(finisher, article)
    if not variants:
        return
    title, text, brand = cut(spaced(draft.title), _LONGEST_TITLE), plain_text(draft.body), spaced(draft.brand)
    finisher.goods.products.append(
        ReadProduct(
            key=short_key(draft.key),
            type=article.kind.value,
            title_en=title,
            title_de=title,
            description_en=text,
            description_de=text,
            care_en="",
            care_de="",
            material=traits.material,
            fit=traits.fit,
            audience=traits.audience,
            brand=brand[:_LONGEST_BRAND] or None,
            weight_grams=draft.weight_grams,
            arrived_on=None,
            rating=None,
            active=draft.active,
            variants=tuple(variants),
            size_label=roles.size_label,
            color_label=roles.color_label,
            pictures=draft.pictures.addresses or None,
            link=_link(finisher, draft),
        )
    )
    _teach(finisher, "product", article.kind.value, article.kind.written)
    _teach(finisher, "material", traits.material, traits.material_written)
    _teach(finisher, "brand", brand[:_LONGEST_BRAND] or None, "")


def _link(finisher: _Finisher, draft: Draft) -> str | None:
    link = web_address(draft.link)
    if draft.link and link is None:
        finisher.problems.add(draft.row, f"the link {draft.link[:60]!r} is no web address; left out")
    return link


def _variants(finisher: _Finisher, article: _Article) -> list[ReadVariant]:
    variants: list[ReadVariant] = []
    rows: dict[tuple[str | None, str | None], int] = {}
    for draft in article.draft.variants:
        color, size = _values(finisher, article, draft)
        first = rows.setdefault((color, size), draft.row)
        if first != draft.row:
            finisher.problems.add(draft.row, f"has the color and size of row {first}; left out")
            continue
        if any(len(value) > LONGEST_VALUE for value in (color, size) if value):
            finisher.problems.add(draft.row, f"an option is longer than {LONGEST_VALUE} characters; left out")
            continue
        sku = _sku(finisher, article.draft, draft, color, size)
        variants.append(ReadVariant(sku, color, size, draft.price, draft.stock))
    return variants


def _values(finisher: _Finisher, article: _Article, draft: DraftVariant) -> tuple[str | None, str | None]:
    roles = article.roles
    color, size = article.traits.color, None
    raw = draft.options.get(roles.color or "", "")
    if raw:
        color = own_value(raw) if roles.color_label else finisher.colors[raw]
        _teach(finisher, "color", color, raw)
    raw = draft.options.get(roles.size or "", "")
    if raw and not is_one_size(raw):
        if is_material(roles.size_label):
            size = finisher.known.meaning("material", raw, finisher.language) or own_value(raw)
            _teach(finisher, "material", size, raw)
        else:
            size = finisher.sizes[raw]
            _teach(finisher, "size", size, raw)
    return color, size


def _sku(finisher: _Finisher, article: Draft, variant: DraftVariant, color: str | None, size: str | None) -> str:
    """The file's own SKU, or a derived one that stays the same however the rows are ordered."""
    sku = _written_sku(variant)
    if not sku or sku in finisher.skus:
        derived = _derived(article.key, color, size)
        if derived in finisher.skus or derived in finisher.written:
            derived = f"{derived[: _LONGEST_SKU - 9]}-{_digest(article.key, color, size)}"
        if sku:
            finisher.problems.add(variant.row, f"SKU {sku} is used twice; this one is called {derived}")
        sku = derived
    finisher.skus.add(sku)
    return sku


def _written_sku(variant: DraftVariant) -> str:
    return spaced(variant.sku)[:_LONGEST_SKU]


def _derived(key: str, color: str | None, size: str | None) -> str:
    sku = derive_sku(key.upper(), color, size)
    return sku if len(sku) <= _LONGEST_SKU else f"{sku[: _LONGEST_SKU - 9]}-{_digest(key, color, size)}"


def _digest(*parts: str | None) -> str:
    return hashlib.sha256("\n".join(part or "" for part in parts).encode()).hexdigest()[:8].upper()


def short_key(key: str) -> str:
    """A handle that fits the column; a longer one ends with its fingerprint."""
    return key if len(key) <= _LONGEST_KEY else f"{key[: _LONGEST_KEY - 9]}-{_digest(key)}"


def _teach(finisher: _Finisher, entity: str, value: str | None, written: str) -> None:
    if value and (entity, value, written) not in finisher.taught:
        finisher.taught.add((entity, value, written))
        finisher.goods.words |= {ReadWord(entity, value, word) for word in (value, spaced(written)) if word}
