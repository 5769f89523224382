"""The project's own catalog format: YAML, described in docs/catalog-format.md."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from shop.importers.addresses import LONGEST_ADDRESS, MOST_PICTURES, Pictures, web_address
from shop.importers.entry import Entry, as_text
from shop.importers.goods import Goods, ReadProduct, Unreadable
from shop.importers.own_variants import read_sizes, read_variants
from shop.importers.own_words import read_words, spellings_of

_AUDIENCES = ("women", "men", "kids")
_CURRENCY = "EUR"
# The C loader reads the demo catalog ten times faster; some builds of PyYAML come without it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class _Shared:
    """What the products of a file refer to by name, and the names that are taken."""

    size_runs: dict[str, list[str]] = field(default_factory=dict)
    care_texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    skus: set[str] = field(default_factory=set)


def read_own_format(data: bytes) -> Goods:
    """Read a file; a product with a mistake is left out and named among the problems."""
    try:
        raw = yaml.load(data.decode("utf-8-sig"), Loader=_Loader)
        top = Entry({} if raw is None else raw, "the file")
        shared = _read_shared(top)
        products, words = top.get("products"), top.get("words")
        top.refuse_others()
        if not isinstance(products, list) or not products:
            raise Unreadable("no list of products")
    except UnicodeDecodeError:
        return Goods(problems=["the file is not text in UTF-8"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Goods(problems=[" ".join(str(error).split()) or "the file is no YAML"])
    goods = Goods()
    for number, product in enumerate(products, start=1):
        try:
            goods.products.append(_read_product(product, shared))
        except Unreadable as error:
            goods.problems.append(f"{_name_of(product, number)}: {error}")
    goods.words = spellings_of(goods)
    read_words(words, goods)
    return goods


def _name_of(raw: object, number: int) -> str:
    key = raw.get("key") if isinstance(raw, dict) else None
    return str(key) if key else f"product {number}"


def _read_shared(top: Entry) -> _Shared:
    currency = top.text("currency", 3)
    if currency not in (None, _CURRENCY):
        raise Unreadable(f"the shop sells in {_CURRENCY}, the prices of the file are in {currency}")
    runs, cares = top.get("size_runs") or {}, top.get("care_texts") or {}
    if not isinstance(runs, dict) or not isinstance(cares, dict):
        raise Unreadable("size_runs and care_texts must be mappings from a name")
    return _Shared(
        {str(name): read_sizes(run, {}) for name, run in runs.items()},
        {str(name): _both(care, f"care_texts: {name}") for name, care in cares.items()},
    )


def _read_product(raw: object, shared: _Shared) -> ReadProduct:
    entry = Entry(raw, "a product")
    key = entry.needed_text("key", 120)
    if key in shared.keys:
        raise Unreadable("this key is used twice")
    title_en, title_de = _both(entry.get("title"), "title", 200)
    description_en, description_de = _texts(entry, "description", {})
    care_en, care_de = _texts(entry, "care", shared.care_texts)
    audience = entry.text("audience", 40)
    if audience not in (None, *_AUDIENCES):
        raise Unreadable(f"audience must be one of {', '.join(_AUDIENCES)}, or left out")
    product = ReadProduct(
        key=key,
        type=entry.needed_text("type", 80),
        title_en=title_en,
        title_de=title_de,
        description_en=description_en,
        description_de=description_de,
        care_en=care_en,
        care_de=care_de,
        material=entry.text("material", 40),
        fit=entry.text("fit", 40),
        audience=audience,
        brand=entry.text("brand", 120),
        weight_grams=entry.whole("weight_grams"),
        arrived_on=entry.day("arrived_on"),
        rating=entry.rating("rating"),
        active=entry.yes("active", otherwise=True),
        variants=read_variants(entry, key, shared.size_runs),
        size_label=entry.text("size_label", 40),
        color_label=entry.text("color_label", 40),
        pictures=_pictures(entry) or None,
        link=_link(entry),
    )
    entry.refuse_others()
    _take_names(product, shared)
    return product


def _pictures(entry: Entry) -> list[str]:
    raw = entry.get("pictures")
    texts = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(texts, list) or len(texts) > MOST_PICTURES:
        raise Unreadable(f"pictures must be a list of at most {MOST_PICTURES} web addresses")
    pictures = Pictures()
    wrong = pictures.add(as_text(text, "pictures", LONGEST_ADDRESS) for text in texts)
    if wrong:
        raise Unreadable(f"pictures must be web addresses (http or https), not {wrong[0][:60]}")
    return pictures.addresses


def _link(entry: Entry) -> str | None:
    text = entry.text("link", LONGEST_ADDRESS)
    link = web_address(text) if text is not None else None
    if text is not None and link is None:
        raise Unreadable(f"link must be a web address (http or https), not {text[:60]}")
    return link


def _take_names(product: ReadProduct, shared: _Shared) -> None:
    skus = [variant.sku for variant in product.variants]
    twice = sorted({sku for sku in skus if sku in shared.skus or skus.count(sku) > 1})
    if twice:
        raise Unreadable(f"SKU {', '.join(twice[:5])} is used twice")
    shared.keys.add(product.key)
    shared.skus.update(skus)


def _texts(entry: Entry, name: str, named: dict[str, tuple[str, str]]) -> tuple[str, str]:
    value = entry.get(name)
    if value is None:
        return "", ""
    if isinstance(value, str):
        if value not in named:
            raise Unreadable(f"{name} must have en and de, or name one of the file's {name}_texts, not {value:.60}")
        return named[value]
    return _both(value, name)


def _both(raw: object, name: str, longest: int = 5000) -> tuple[str, str]:
    if raw is None:
        raise Unreadable(f"{name} is missing")
    entry = Entry(raw, name)
    english, german = (as_text(entry.get(language) or "", f"{name}.{language}", longest) for language in ("en", "de"))
    entry.refuse_others()
    if not english or not german:
        raise Unreadable(f"{name} must have both en and de")
    return english, german
