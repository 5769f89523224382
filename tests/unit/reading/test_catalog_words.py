"""Words that only a catalog teaches: names of articles, brands, measures, its own colors."""

from __future__ import annotations

import pytest

from components.reading.lexicon import CatalogWord, Lexicon
from components.reading.reader import Reader
from tests.unit.reading.notation import expected_lines, read_lines

WORDS = [
    CatalogWord("product", "chair", "chair"),
    CatalogWord("product", "chair", "Stuhl", "de"),
    CatalogWord("product", "rug", "rug"),
    CatalogWord("name", "#vela", "vela", type="chair"),
    CatalogWord("name", "#bruno", "bruno", type="rug"),
    CatalogWord("name", "#camp", "camp", type="rug"),
    CatalogWord("name", "#sun-chair", "sun", type="chair"),
    CatalogWord("name", "#sun-lounge", "sun", type="chair"),
    CatalogWord("brand", "Nordhem", "Nordhem"),
    CatalogWord("color", "sage green", "sage green"),
    CatalogWord("color", "sage green", "Salbeigrün", "de"),
    CatalogWord("size", "250 g", "250 g"),
    CatalogWord("size", "160x230", "160x230"),
    CatalogWord("size", "3/4", "3/4"),
    CatalogWord("size", "140 cm", "140 cm"),
    CatalogWord("product", "scooter", "scooter"),
    CatalogWord("product", "strap", "strap"),
    CatalogWord("product", "strap", "Gurt", "de"),
    CatalogWord("product", "ukulele", "Ukulele"),
    CatalogWord("product", "marbles", "Murmeln", "de"),
    CatalogWord("product", "marbles", "marbles", "en"),
    CatalogWord("size", "tenor", "tenor"),
    CatalogWord("size", "D major", "D major"),
    CatalogWord("size", "6 m", "6 m"),
    CatalogWord("name", "#bear", "bear", type="plush animal"),
    CatalogWord("name", "#bear", "baer", type="plush animal"),
    CatalogWord("name", "#bear", "otto", type="plush animal"),
    CatalogWord("product", "#skylark", "Skylark", type="helmet"),
    CatalogWord("product", "#tarn", "Tarn", type="helmet"),
    CatalogWord("product", "helmet", "helmet"),
]


@pytest.fixture(scope="module")
def shop_reader(lexicon: Lexicon) -> Reader:
    return Reader(lexicon.with_catalog(WORDS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("six Vela chairs in black", "6 #vela black"),
        ("zwei Vela-Stühle", "2 #vela"),
        ("zwei schwarze Stühle", "2 chair black"),
        ("two Brunos please, one grey and one white", "1 #bruno grey | 1 #bruno white"),
        ("I take the Bruno in red", "#bruno red"),
        ("two chairs for the camp", "2 chair"),
        ("two sun chairs", "2 chair"),  # two articles share the name: it tells nothing
        ("a chair from Nordhem", "1 chair Nordhem"),
        ("a chair, but not from Nordhem", "1 chair -Nordhem"),
        ("zwei salbeigrüne Stühle", "2 chair 'sage green'"),
        ("a rug in sage green", "1 rug 'sage green'"),
        ("one rug 160 x 230", "1 rug @160x230"),
        ("two rugs, 140 cm", "2 rug '@140 cm'"),
        ("a rug, 250 Gramm", "1 rug '@250 g'"),
        ("a chair in 3/4", "1 chair @3/4"),
        ("two scoters in red", "2 scooter red"),  # an ordinary word to the spelling list
        ("einen Ledergurt in Braun", "1 strap leather brown"),  # a belt where no merchant sells straps
        ("eine rote Tenorukulele", "1 ukulele red @tenor"),
        ("drei Beutel Murmeln", "3 marbles"),
        ("two bags of marbles", "2 marbles"),
        ("one strap in D major", "1 strap '@D major'"),
        ("ein Gurt mit 6 Metern", "1 strap '@6 m'"),
        ("two of the Otto bears", "2 #bear"),
        ("Otto the bear in red", "#bear red"),
        ("two helmets: a Skylark in red and a Tarn in grey", "1 #skylark red | 1 #tarn grey"),
        ("jeweils einmal den Tarn und den Skylark", "1 #tarn | 1 #skylark"),
        ("einen Gurt, je nachdem was da ist", "1 strap"),
    ],
)
def test_reads_what_the_catalog_calls_its_goods(shop_reader: Reader, text: str, expected: str) -> None:
    assert sorted(map(sorted, read_lines(shop_reader.read(text)))) == sorted(map(sorted, expected_lines(expected)))
