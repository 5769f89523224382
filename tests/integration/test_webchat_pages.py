"""What the web chat answers over HTTP: its page, the widget's files, photos, and who may read them."""

from __future__ import annotations

import gzip
import http.client
import io
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from PIL import Image

from channels.webchat.identity import Identities
from shop.database import Database
from shop.messaging.picture import MOST_BYTES
from shop.model import Photo
from tests.fakes.chat_server import ChatServer
from tests.integration.webchat import chat_server

FRIEND, STRANGER = "https://shop.example", "https://elsewhere.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chat")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[ChatServer]:
    with chat_server(folder, WEBCHAT_ORIGINS=FRIEND, SHOP_PUBLIC_URL="https://pay.example") as server:
        yield server


@pytest.fixture
def mount(server: ChatServer) -> str:
    return f"{server.url}/webhooks/webchat/"


@pytest.fixture
def token() -> str:
    return Identities("a secret for tests only").mint()


def picture(kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(target, kind)
    return target.getvalue()


def post_photo(mount: str, token: str | None, data: bytes, mime: str = "image/jpeg", **more: str) -> requests.Response:
    headers = {"Content-Type": mime, **({"X-Chat-Token": token} if token else {}), **more}
    return requests.post(f"{mount}photo", data=data, headers=headers, timeout=20)


def test_the_page_allows_nothing_but_its_own(mount: str) -> None:
    answer = requests.get(mount, timeout=10)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "https://pay.example" in rules["img-src"]
    assert answer.headers["cache-control"] == "no-cache"
    assert "access-control-allow-origin" not in answer.headers


def test_the_page_without_its_slash_leads_to_the_one_with_it(mount: str) -> None:
    answer = requests.get(mount.rstrip("/"), timeout=10)
    assert answer.status_code == 200 and answer.url == mount


@pytest.mark.parametrize("name", ["widget.js", "static/tresen-chat.js", "static/chat.css", "static/words/de.json"])
def test_any_page_may_show_the_widget(mount: str, name: str) -> None:
    answer = requests.get(mount + name, headers={"Origin": STRANGER}, timeout=10)
    kind = {"js": "text/javascript", "css": "text/css", "json": "application/json"}[name.rpartition(".")[2]]
    assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_that_the_browser_has_is_not_sent_again(mount: str) -> None:
    first = requests.get(f"{mount}widget.js", timeout=10)
    again = requests.get(f"{mount}widget.js", headers={"If-None-Match": first.headers["etag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
    other = requests.get(f"{mount}widget.js", headers={"If-None-Match": '"another"'}, timeout=10)
    assert other.status_code == 200 and other.content == first.content


def test_files_are_squeezed_for_whoever_takes_it(server: ChatServer) -> None:
    def get(encoding: str) -> tuple[str | None, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        line.request("GET", "/webhooks/webchat/widget.js", headers={"Accept-Encoding": encoding})
        answer = line.getresponse()
        return answer.getheader("content-encoding"), answer.read()

    (squeezed, small), (plain, large) = get("gzip, br"), get("identity")
    assert (squeezed, plain) == ("gzip", None) and gzip.decompress(small) == large


OUTSIDE = [
    "static/../channel.py",
    "static/..%2fchannel.py",
    "static/%2e%2e/channel.py",
    "static/..%252fchannel.py",
    "static//etc/passwd",
    "static/%2fetc%2fpasswd",
    "static/..\\channel.py",
    "static/page.html%00.js",
    "static/vendor",
    "static/",
    "widget.js/../channel.py",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_but_the_files_of_the_widget_is_served(server: ChatServer, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    line.request("GET", f"/webhooks/webchat/{path}")  # as it stands: other clients would tidy it
    answer = line.getresponse()
    assert answer.status in (400, 404)
    assert b"WebChat" not in answer.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_keeps_a_photo_for_the_shopper_who_sent_it(mount: str, token: str, folder: Path, kind: str) -> None:
    answer = post_photo(mount, token, picture(kind), f"image/{kind.lower()}")
    assert answer.status_code == 201
    with Database(f"sqlite:///{folder}/shop.db").read() as session:
        photo = session.get(Photo, answer.json()["key"])
        assert photo is not None and token.startswith(f"{photo.sender}.")
    assert (folder / "photos" / f"{answer.json()['key']}.jpg").stat().st_size > 100


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"GIF89a" + bytes(100), "image/gif"),
        (b"not a picture", "image/jpeg"),
        (b"", "image/jpeg"),
        (b"\xff\xd8\xff" + bytes(200), "image/jpeg"),
        (picture(), "text/html"),
        (picture(), "application/x-www-form-urlencoded"),
    ],
)
def test_refuses_what_is_no_photo(mount: str, token: str, data: bytes, mime: str) -> None:
    answer = post_photo(mount, token, data, mime)
    assert (answer.status_code, answer.json()) == (415, {"error": "not_an_image"})


def test_refuses_a_photo_that_is_too_large_whatever_its_length_is_said_to_be(mount: str, token: str) -> None:
    large = picture() + bytes(MOST_BYTES)
    said = post_photo(mount, token, large)
    parts = (large[at : at + 65536] for at in range(0, len(large), 65536))
    unsaid = post_photo(mount, token, parts)  # type: ignore[arg-type]
    for answer in (said, unsaid):
        assert (answer.status_code, answer.json()) == (413, {"error": "too_large"})


def test_takes_no_photo_from_nobody(mount: str, token: str, folder: Path) -> None:
    sender, _, signature = token.rpartition(".")
    for forged in (None, "", sender, f"{sender}.{signature[::-1]}", Identities("another secret").mint(), "ü" * 20):
        line = http.client.HTTPConnection(mount.split("/")[2], timeout=10)
        headers = {"Content-Type": "image/jpeg"}
        if forged is not None:
            headers["X-Chat-Token"] = forged.encode("utf-8").decode("latin-1")
        line.request("POST", "/webhooks/webchat/photo", body=picture(), headers=headers)
        answer = line.getresponse()
        assert (answer.status, b"refused" in answer.read()) == (401, True)


def test_takes_only_so_many_photos_at_once(mount: str, token: str) -> None:
    statuses = [post_photo(mount, token, picture()).status_code for _ in range(7)]
    assert statuses[:5] == [201] * 5 and statuses[-1] == 429
    other = Identities("a secret for tests only").mint()
    assert post_photo(mount, other, picture()).status_code == 201


def test_only_pages_of_the_merchant_may_upload(mount: str, token: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-chat-token"}
    friend = requests.options(f"{mount}photo", headers={"Origin": FRIEND, **asked}, timeout=10)
    assert friend.ok and friend.headers["access-control-allow-origin"] == FRIEND
    assert "x-chat-token" in friend.headers["access-control-allow-headers"].lower()
    assert friend.headers["vary"] == "Origin" and "access-control-allow-credentials" not in friend.headers
    stranger = requests.options(f"{mount}photo", headers={"Origin": STRANGER, **asked}, timeout=10)
    assert "access-control-allow-origin" not in stranger.headers
    assert post_photo(mount, token, picture(), Origin=STRANGER).status_code == 403
    taken = post_photo(mount, token, picture(), Origin=FRIEND)
    assert taken.status_code == 201 and taken.headers["access-control-allow-origin"] == FRIEND


def test_only_pages_of_the_merchant_may_open_a_socket(server: ChatServer, mount: str) -> None:
    handshake = f"{mount}socket.io/?EIO=4&transport=polling"
    friend = requests.get(handshake, headers={"Origin": FRIEND}, timeout=10)
    assert friend.status_code == 200 and friend.headers["access-control-allow-origin"] == FRIEND
    own = requests.get(handshake, headers={"Origin": server.url}, timeout=10)
    assert own.status_code == 200
    for origin in (STRANGER, "null", f"{FRIEND}.elsewhere.example", FRIEND.replace("https", "http")):
        stranger = requests.get(handshake, headers={"Origin": origin}, timeout=10)
        assert stranger.status_code == 403 and "access-control-allow-origin" not in stranger.headers


def test_a_huge_request_to_the_sockets_is_refused(mount: str) -> None:
    session = requests.get(f"{mount}socket.io/?EIO=4&transport=polling", timeout=10).text
    sid = session.split('"sid":"')[1].split('"')[0]
    address = f"{mount}socket.io/?EIO=4&transport=polling&sid={sid}"
    assert requests.post(address, data=b"4" * 70_000, timeout=10).status_code == 413
    assert requests.post(address, data=secrets.token_bytes(50), timeout=10).status_code in (200, 400)


def test_is_not_there_where_it_is_switched_off(tmp_path: Path) -> None:
    with chat_server(tmp_path, WEBCHAT="off") as server:
        for path in ("", "widget.js", "socket.io/?EIO=4&transport=polling"):
            assert requests.get(f"{server.url}/webhooks/webchat/{path}", timeout=10).status_code == 404
