"""Pictures from outside: only what is seen of them is kept, for whoever sent them, and no longer than needed."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from typer.testing import CliRunner

from shop import clock
from shop.aftersale import AfterSale, Speaker
from shop.cli import app
from shop.messaging import photos
from shop.messaging.photos import NotAPicture
from shop.messaging.picture import LONGEST_SIDE, MOST_BYTES, MOST_PIXELS, repainted
from shop.model import Photo, Ticket
from shop.orders.worker import Worker
from shop.pages import create_app
from shop.profile import kept_profile
from tests.unit.messaging.pictures import GPS, MARK, many_scans, picture, png_of, webp_of, with_metadata

DAY = 24 * 3600


@pytest.fixture()
def folder(settings):
    return settings.photos_folder


@pytest.fixture()
def store(database, folder):
    def do(sender="anna", data=None, mime="image/jpeg"):
        with database.write() as session:
            return photos.store_photo(session, folder, sender, data or picture(), mime)

    return do


@pytest.fixture()
def client(database, settings):
    return create_app(settings).test_client()


@pytest.fixture()
def ask(database, settings):
    """Open a ticket with a photo, as a shopper."""

    def do(sender, photo):
        with database.write() as session:
            desk = AfterSale(session, settings, kept_profile(settings.profile_folder))
            return desk.ask(Speaker(sender, None, "en"), "It has a hole.", photo).ticket

    return do


def path_of(settings, key):
    return photos.photo_url(settings, key).removeprefix(settings.public_url)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_keeps_what_is_seen_and_none_of_what_the_file_tells(kind):
    kept = repainted(with_metadata(kind), f"image/{kind.lower()}")
    image = Image.open(io.BytesIO(kept))
    assert image.format == "JPEG" and image.size == (60, 40) and MARK.encode() not in kept
    assert not image.getexif() and not image.getexif().get_ifd(GPS) and "icc_profile" not in image.info
    red, green, blue = image.getpixel((30, 20))
    assert red > 240 and green < 15 and blue < 15


def test_a_picture_stands_upright_and_is_no_larger_than_needed():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    image = Image.open(io.BytesIO(repainted(picture(size=(4000, 3000), exif=exif), "image/jpeg")))
    assert image.size == (LONGEST_SIDE * 3 // 4, LONGEST_SIDE)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "CMYK", "I;16"])
def test_every_kind_of_pixels_becomes_a_picture(mode):
    data = io.BytesIO()
    Image.new(mode, (20, 20)).save(data, "JPEG" if mode == "CMYK" else "PNG")
    assert Image.open(io.BytesIO(repainted(data.getvalue(), ""))).mode == "RGB"


def test_what_is_clear_becomes_white():
    image = Image.open(io.BytesIO(repainted(picture("PNG", mode="RGBA"), "image/png")))
    assert min(image.getpixel((5, 5))) > 250


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff" + b"x" * 1000,
        b"GIF89a" + b"x" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>",
        b"%PDF-1.4",
        b"MZ" + b"x" * 100,
        b"RIFF\x00\x00\x00\x00WEBP",
        picture()[:-200],
        picture() + b"x" * MOST_BYTES,
        b"push graphic-context\nviewbox 0 0 1 1\nfill 'url(https://evil.example/)'\n",
    ],
    ids=["nothing", "magic", "noise", "gif", "svg", "html", "pdf", "exe", "webp", "cut", "large", "mvg"],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(bad, database, folder):
    with pytest.raises(NotAPicture), database.write() as session:
        photos.store_photo(session, folder, "anna", bad, "image/jpeg")
    with database.read() as session:
        assert session.query(Photo).count() == 0
    assert not folder.exists()


@pytest.mark.parametrize("mime", ["text/html", "application/pdf", "video/mp4", "IMAGE"])
def test_what_is_said_to_be_something_else_is_refused(mime):
    with pytest.raises(NotAPicture):
        repainted(picture(), mime)


@pytest.mark.parametrize("mime", ["image/jpeg", "IMAGE/JPG; charset=x", "image/png", "application/octet-stream", ""])
def test_the_bytes_say_what_a_picture_is_whatever_its_sender_calls_it(mime):
    assert repainted(picture(), mime)


@pytest.mark.parametrize(
    "bomb",
    [
        png_of(50_000, 50_000, b"\0" * 1_000_000),
        png_of(6000, MOST_PIXELS // 6000 + 1, b"\0" * 1_000_000),
        webp_of(16_000, 16_000),
        many_scans(2_000),
    ],
    ids=["png", "png-little", "webp", "jpeg-scans"],
)
def test_a_bomb_is_refused_before_it_is_decoded(bomb, monkeypatch):
    assert len(bomb) < MOST_BYTES
    monkeypatch.setattr(Image.Image, "convert", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(NotAPicture):
        repainted(bomb, "image/png")


def test_a_polyglot_leaves_its_second_nature_behind(store, folder):
    script = b"<script>alert(document.cookie)</script><?php system($_GET['x']); ?>PK\x03\x04"
    key = store(data=picture() + script)
    kept = photos.photo_file(folder, key).read_bytes()
    assert b"script" not in kept and b"php" not in kept and b"PK\x03\x04" not in kept
    key = store(data=picture(comment=script, exif=b"Exif\0\0" + script))
    assert b"script" not in photos.photo_file(folder, key).read_bytes()


def test_only_the_owner_reads_the_file_and_its_name_tells_nothing(store, folder):
    store(sender="wa-491701234567")
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "49170" not in file.name and len(file.stem) == 32


@pytest.mark.parametrize("key", ["", "../secret", "a" * 31, "A" * 32, "a" * 32 + "\n", "/etc/passwd", "٣" * 32])
def test_no_path_is_made_of_what_is_no_key(key, folder):
    with pytest.raises(ValueError):
        photos.photo_file(folder, key)


def test_the_page_shows_a_picture_by_its_signed_address(client, settings, store):
    page = client.get(path_of(settings, store()))
    assert page.status_code == 200 and page.mimetype == "image/jpeg" and page.data.startswith(b"\xff\xd8\xff")
    assert page.headers["X-Content-Type-Options"] == "nosniff" and page.headers["Cache-Control"] == "no-store"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Disposition"] == 'inline; filename="photo.jpg"'


def test_no_other_address_shows_anything(client, settings, store, folder):
    key = store()
    good = path_of(settings, key)
    stranger = path_of(replace(settings, given_secret="somebody else's"), key)
    tokens = [
        stranger,
        f"/photos/{key}",
        f"/photos/{key}.",
        good[:-1],
        good + "x",
        "/photos/..%2F..%2Fsecret",
        "/photos/",
    ]
    tokens += [path_of(settings, "../secret"), path_of(settings, "f" * 32), good.replace(key, "f" * 32), "/photos/ä.ä"]
    assert [client.get(token).status_code for token in tokens] == [404] * len(tokens)
    photos.photo_file(folder, key).unlink()
    assert client.get(good).status_code == 404


def test_a_photo_is_its_senders(database, store):
    key = store("anna")
    with database.read() as session:
        assert photos.photo_of_sender(session, key, "anna").key == key
        assert photos.photo_of_sender(session, key, "ben") is None
        assert photos.photo_of_sender(session, "f" * 32, "anna") is None


def test_a_day_later_row_and_file_are_gone_but_not_those_of_a_ticket(database, settings, folder, store, ask, later):
    gone, kept = store(), store()
    ticket = ask("anna", photos.photo_url(settings, kept))
    later(DAY - 60)
    with database.write() as session:
        assert photos.delete_old_photos(session, folder) == 0
    later(DAY + 60)
    with database.write() as session:
        assert photos.delete_old_photos(session, folder) == 1
    assert [path.stem for path in folder.iterdir()] == [kept]
    with database.read() as session:
        (row,) = session.query(Photo).all()
        assert row.key == kept and session.get(Ticket, row.ticket_id).number == ticket.number
        assert ticket.photo == photos.photo_url(settings, kept) and session.get(Photo, gone) is None


def test_files_without_rows_go_once_they_cannot_be_underway_any_more(database, folder, store):
    kept = store()
    old = clock.now() - timedelta(hours=2)
    for name in ("a" * 32 + ".jpg", "b" * 32 + ".jpg", "notes.txt"):
        (folder / name).write_bytes(b"x")
        if name[0] != "b":
            os.utime(folder / name, (old.timestamp(), old.timestamp()))
    os.utime(photos.photo_file(folder, kept), (old.timestamp(), old.timestamp()))
    with database.write() as session:
        assert photos.delete_old_photos(session, folder) == 1
    assert {path.name[0] for path in folder.iterdir()} == {kept[0], "b", "n"}


def test_a_picture_whose_row_is_not_committed_is_nobodys(database, folder):
    with pytest.raises(RuntimeError), database.write() as session:
        photos.store_photo(session, folder, "anna", picture(), "image/jpeg")
        raise RuntimeError
    with database.read() as session:
        assert session.query(Photo).count() == 0 and len(list(folder.iterdir())) == 1


def test_the_worker_forgets_pictures(database, settings, folder, store, later):
    store()
    later(DAY + 60)
    worker = Worker(database, settings, kept_profile(settings.profile_folder), None)
    assert worker.run_once()["photos"] == 1 and not list(folder.iterdir())
    store()
    later(2 * DAY + 120)
    assert worker.run_once()["photos"] == 1


def test_a_ticket_takes_no_picture_of_somebody_else(database, settings, store, ask):
    key = store("ben")
    url = photos.photo_url(settings, key)
    assert ask("anna", url).photo is None and ask("anna", url + "x").photo is None
    assert ask("anna", "https://elsewhere.example/a.jpg").photo == "https://elsewhere.example/a.jpg"
    with database.write() as session:
        assert session.get(Photo, key).ticket_id is None
        stranger = session.query(Ticket).first()
        assert not photos.keep_for_ticket(session, key, stranger.id) and not photos.keep_for_ticket(session, key, 99)


def test_a_picture_stays_with_its_first_ticket(database, settings, store, ask):
    key = store("anna")
    ask("anna", photos.photo_url(settings, key))
    with database.read() as session:
        first = session.get(Photo, key).ticket_id
    ask("anna", photos.photo_url(settings, key))
    with database.read() as session:
        assert session.get(Photo, key).ticket_id == first is not None


def test_the_merchant_is_told_where_the_picture_is(database, settings, store, ask, monkeypatch):
    url = photos.photo_url(settings, store("anna"))
    number = ask("anna", url).number
    monkeypatch.setenv("SHOP_DATABASE_URL", settings.database_url)
    assert f"photo: {url}" in CliRunner().invoke(app, ["tickets", "show", number]).output
