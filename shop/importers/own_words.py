"""The `words` of the own format: how shoppers of each language call the merchant's values."""

from __future__ import annotations

from shop.importers.entry import as_text
from shop.importers.goods import Goods, ReadWord, Unreadable

_ENTITIES = ("product", "color", "size", "material", "fit", "audience", "brand")
_LANGUAGES = ("en", "de")
_LONGEST_VALUE = 130
_LONGEST_WORD = 200


def read_words(raw: object, goods: Goods) -> None:
    """Add the synonyms of a file, `{product: {sofa: {de: [Couch], en: [couch]}}}`; mistakes become problems."""
    for entity, values in _mapping(raw, "words", goods).items():
        if entity not in _ENTITIES:
            goods.problems.append(f"words: {entity!s:.40} must be one of {', '.join(_ENTITIES)}")
            continue
        for value, by_language in _mapping(values, f"words: {entity}", goods).items():
            try:
                goods.words |= _synonyms(str(entity), as_text(value, "a value", _LONGEST_VALUE), by_language)
            except Unreadable as error:
                goods.problems.append(f"words: {entity}: {value!s:.40}: {error}")
            else:
                goods.listed.add((str(entity), str(value).strip()))


def _mapping(raw: object, name: str, goods: Goods) -> dict[object, object]:
    if raw is None or isinstance(raw, dict):
        return raw or {}
    goods.problems.append(f"{name} must be a mapping")
    return {}


def _synonyms(entity: str, value: str, by_language: object) -> set[ReadWord]:
    if by_language is not None and not isinstance(by_language, dict):
        raise Unreadable("must have lists of words for en and de")
    words = set()
    for language, listed in (by_language or {}).items():
        if language not in _LANGUAGES:
            raise Unreadable(f"{language!s:.20} must be one of {', '.join(_LANGUAGES)}")
        if not isinstance(listed, (str, list)):
            raise Unreadable(f"{language} must be a list of words")
        for word in [listed] if isinstance(listed, str) else listed:
            text = as_text(word, f"a word of {language}", _LONGEST_WORD)
            words |= {ReadWord(entity, value, text, language)} if text else set()
    return words


def spellings_of(goods: Goods) -> set[ReadWord]:
    """The values of the products themselves, as words."""
    words = set()
    for product in goods.products:
        said = {("product", product.type), ("material", product.material), ("brand", product.brand)}
        said |= {pair for variant in product.variants for pair in (("color", variant.color), ("size", variant.size))}
        words |= {ReadWord(entity, value, value) for entity, value in said if value}
    return words
