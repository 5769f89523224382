"""Pictures of goods: drawn for every type in its colors, and shown only for what the shop sells."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from shop.database import Database
from shop.importers import load_demo_catalog
from shop.model import Product, Variant
from shop.pages import create_app
from shop.pictures import picture_url
from shop.pictures.colors import NEUTRAL, look_of
from shop.pictures.drawing import SIZE, known_types, picture
from shop.pictures.paths import points_of
from shop.settings import Settings


def pixels(file: bytes) -> Image.Image:
    return Image.open(io.BytesIO(file)).convert("RGB")


def differ(one: bytes, other: bytes) -> bool:
    return ImageStat.Stat(ImageChops.difference(pixels(one), pixels(other))).mean != [0.0, 0.0, 0.0]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    file = tmp_path_factory.mktemp("pictures") / "shop.db"
    settings = Settings(f"sqlite:///{file}", given_secret="test", public_url="http://shop.test")
    database = Database(settings.database_url)
    database.upgrade()
    with database.write() as session:
        load_demo_catalog(session)
        odd = Product(key="a/b ü?", type="lawn mower", title_en="Mower", title_de="Mäher")
        odd.variants = [Variant(sku="odd", color="zebra", price=900, stock=9)]
        session.add(odd)
    database.close()
    return settings


def test_every_type_of_the_demo_shop_has_a_shape_of_its_own(demo: Settings) -> None:
    with Database(demo.database_url).read() as session:
        types = {row[0] for row in session.query(Product.type).distinct()} - {"lawn mower"}
    assert types <= known_types() and len(types) >= 31
    drawn = [picture(kind, "navy") for kind in sorted(types)]
    assert len(set(drawn)) == len(types)


def test_a_picture_shows_something_in_its_color() -> None:
    for kind in known_types():
        image = pixels(picture(kind, "red"))
        assert image.size == (SIZE, SIZE)
        near = [1 for red, green, blue in image.resize((60, 60)).getdata() if red > 120 and green < 110 and blue < 110]
        assert len(near) > 90, kind


def test_colors_differ_and_no_color_is_lost_on_the_ground() -> None:
    colors = ("black", "white", "grey", "navy", "blue", "light blue", "red", "burgundy", "green", "olive", "beige",
              "brown", "pink", "yellow", "orange", "purple")  # fmt: skip
    drawn = [picture("t-shirt", color) for color in colors]
    assert all(differ(one, other) for place, one in enumerate(drawn) for other in drawn[:place])
    assert all(ImageStat.Stat(pixels(file)).stddev[0] > 4 for file in drawn)


def test_messengers_that_take_no_png_get_a_jpeg() -> None:
    assert picture("hoodie", "grey", "jpg")[:3] == b"\xff\xd8\xff"
    assert picture("hoodie", "grey", "png")[:4] == b"\x89PNG"


def test_unknown_types_and_colors_are_drawn_all_the_same() -> None:
    assert look_of("zebra") == look_of(None) == NEUTRAL
    assert look_of("forest green") == look_of("green")
    assert picture("lawn mower", "red") == picture("never heard of", "red")
    assert differ(picture("lawn mower", "red"), picture("t-shirt", "red"))


@pytest.mark.parametrize("path", ["M0 0 X5 5", "M0 0 L1 1 alert(1)", "url(x)"])
def test_an_outline_is_nothing_but_an_outline(path: str) -> None:
    with pytest.raises(ValueError):
        points_of(path)


def test_the_page_shows_every_product_under_its_address(demo: Settings) -> None:
    client = create_app(demo).test_client()
    with Database(demo.database_url).read() as session:
        rows = session.query(Product.key, Variant.color).join(Variant).distinct().all()
    keys: set[str] = set()
    for key, color in rows:
        if key not in keys:
            keys.add(key)
            answer = client.get(picture_url(demo, key, color).removeprefix("http://shop.test"))
            assert (answer.status_code, answer.mimetype) == (200, "image/png"), key
    assert len(keys) > 90


def test_the_page_lets_pictures_be_kept(demo: Settings) -> None:
    client = create_app(demo).test_client()
    first = client.get("/pictures/scarf.jpg?color=navy")
    assert first.mimetype == "image/jpeg" and "max-age=86400" in first.headers["Cache-Control"]
    assert "default-src 'none'" in first.headers["Content-Security-Policy"]
    again = client.get("/pictures/scarf.jpg?color=navy", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert client.get("/pictures/scarf.png").get_data() == picture("scarf", "black")


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/nothing.png", "/pictures/scarf.gif", "/pictures/scarf.svg", "/pictures/scarf",
        "/pictures/scarf.png?color=purple", "/pictures/scarf.png?color=<script>", "/pictures/scarf.png?color=../../etc",
        "/pictures/scarf.png?color=" + "x" * 5000, "/pictures/scarf.png?color=", "/pictures/scarf.png?color=navy%00",
        "/pictures/../secret.png", "/pictures/..%2f..%2fvar%2fsecret.png", "/pictures/.png",
    ],
)  # fmt: skip
def test_the_page_refuses_what_the_shop_does_not_sell(demo: Settings, path: str) -> None:
    assert create_app(demo).test_client().get(path).status_code == 404


def test_the_merchants_own_picture_comes_first(tmp_path: Path) -> None:
    settings = Settings("sqlite://", given_secret="test", public_url="http://shop.test")
    own = ("https://shop.example/a.jpg", "https://shop.example/b.jpg")
    assert picture_url(settings, "tee", "navy", own) == own[0]
    assert picture_url(settings, "tee", "light blue") == "http://shop.test/pictures/tee.png?color=light+blue"
    assert picture_url(settings, "a/b ü?") == "http://shop.test/pictures/a%2Fb%20%C3%BC%3F.png"
