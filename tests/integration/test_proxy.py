"""docs/nginx.conf in a real nginx: what shoppers and messengers need passes, and nothing else does."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.pages import create_app
from shop.settings import Settings
from tests.fakes.nginx import NAME, Proxy, running

# Quick tests say more than twenty things a second.
UNHURRIED = {"rate=20r/s": "rate=10000r/s", "burst=60 ": "burst=5000 "}
# Never meant for anybody outside: whether the pages work is asked by the launcher.
PRIVATE_PAGES = {"/health"}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with running(tmp_path_factory.mktemp("nginx"), **UNHURRIED) as proxy:
        yield proxy


@pytest.mark.parametrize(
    ("path", "upstream"),
    [
        ("/webhooks/webchat/", "rasa"),
        ("/webhooks/webchat/?link=K7Q2XW", "rasa"),
        ("/webhooks/webchat/vendor/socket.io.esm.min.js", "rasa"),
        ("/webhooks/webchat/socket.io/?EIO=4&transport=polling&sid=a%2Fb", "rasa"),
        ("/webhooks/whatsapp/webhook?hub.mode=subscribe&hub.challenge=1", "rasa"),
        ("/webhooks/telegram/webhook", "rasa"),
        ("/webhooks/messenger/webhook", "rasa"),
        ("/webhooks/twilio/webhook", "rasa"),
        ("/webhooks/stripe", "pages"),
        ("/webhooks/paypal", "pages"),
        ("/webhooks/orders", "pages"),
        ("/pay/IjEi.aB-_3", "pages"),
        ("/pay/IjEi.aB-_3/thanks", "pages"),
        ("/documents/MQ.x-_.pdf?lang=de", "pages"),
        ("/returns/MQ.x-_.pdf", "pages"),
        ("/legal/de/terms", "pages"),
        ("/photos/0123.x-_", "pages"),
        ("/pictures/M%C3%BCtze%20blau.png?color=navy", "pages"),
    ],
)
def test_what_is_needed_passes_as_it_is(proxy: Proxy, path: str, upstream: str) -> None:
    for method in ("GET", "POST"):
        answer = proxy.ask(path, method)
        assert (answer.status, answer.heard["name"], answer.heard["path"]) == (200, upstream, path)


def test_every_page_of_the_shop_passes(proxy: Proxy, tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/shop.db", given_secret="test"))
    for rule in app.url_map.iter_rules():
        names = {"name": "stripe"} if rule.rule.startswith("/webhooks/") else dict.fromkeys(rule.arguments, "x")
        path = str(app.url_map.bind(NAME).build(rule.endpoint, names))
        answer = proxy.ask(path)
        expected = (404, None) if rule.rule in PRIVATE_PAGES else (200, "pages")
        assert (answer.status, answer.heard.get("name")) == expected, rule.rule


@pytest.mark.parametrize(
    "path",
    [
        "/", "/version", "/status", "/domain", "/health", "/actions", "/webhook", "/model", "/model/train",
        "/model/parse", "/conversations/wa-49170/tracker", "/conversations/wa-49170/messages",
        "/conversations/wa-49170/trigger_intent?output_channel=latest", "/conversations/wa-49170/tracker/events",
        "/webhooks/rest/webhook", "/webhooks/rest/", "/webhooks/callback/webhook", "/webhooks/socketio/webhook",
        "/webhooks/whatsapp/", "/webhooks/whatsapp/webhook/x", "/webhooks/unknown", "/webhooks/",
        "/socket.io/", "/WEBHOOKS/REST/webhook", "/payment", "/paying", "/.git/config", "/.env",
    ],
)  # fmt: skip
def test_everything_else_does_not(proxy: Proxy, path: str) -> None:
    before = len(proxy.rasa.seen) + len(proxy.pages.seen)
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        assert proxy.ask(path, method).status in (403, 404)
    assert len(proxy.rasa.seen) + len(proxy.pages.seen) == before


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/webchat/../rest/webhook",
        "/webhooks/webchat/..%2frest/webhook",
        "/webhooks/webchat/..%2Frest/webhook",
        "/webhooks/webchat/..%252frest/webhook",
        "/webhooks/webchat/%2e%2e/rest/webhook",
        "/webhooks/webchat//../../../conversations/anna/tracker",
        "/webhooks/webchat/..;/rest/webhook",
        "/webhooks/webchat/..\\rest\\webhook",
        "/conversations/anna/..%2f..%2fwebhooks/webchat/tracker",
        "/conversations/anna/../../webhooks/webchat/tracker",
        "/conversations//../webhooks/webchat/tracker",
        "/conversations/%2e%2e/webhooks/webchat/tracker",
        "/pay/../webhooks/rest/webhook",
        "//webhooks/rest/webhook",
        "/webhooks/./rest/webhook",
        "/webhooks/webchat%00/../rest",
        "http://127.0.0.1:5005/conversations/anna/tracker",
        "/%77ebhooks/rest/webhook",
    ],
)
def test_a_path_that_is_two_things_at_once_leads_nowhere(proxy: Proxy, path: str) -> None:
    before = len(proxy.rasa.seen) + len(proxy.pages.seen)
    assert proxy.ask(path).status in (400, 403, 404)
    assert len(proxy.rasa.seen) + len(proxy.pages.seen) == before


def test_the_web_chats_socket_is_upgraded_and_speaks_both_ways(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        connection.sendall(
            f"GET /webhooks/webchat/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {NAME}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGVzdA==\r\n\r\n".encode()
        )
        assert connection.recv(1024).startswith(b"HTTP/1.1 101 ")
        for said in (b"one", b"two"):
            connection.sendall(said)
            assert connection.recv(1024) == b"heard " + said


def test_nobody_can_borrow_an_address(proxy: Proxy) -> None:
    forged = {"X_Forwarded_For": "8.8.8.8", "X_Real_IP": "8.8.8.8", "X_Forwarded_Proto": "http"}
    heard = proxy.ask("/webhooks/webchat/", Forwarded="for=8.8.8.8", X_Forwarded_Host="evil.example", **forged).heard
    headers = heard["headers"]
    assert headers["x-forwarded-for"] == headers["x-real-ip"] == "127.0.0.1"
    assert (headers["x-forwarded-proto"], headers["x-forwarded-host"], headers["host"]) == ("https", NAME, NAME)
    assert "forwarded" not in headers and "8.8.8.8" not in str(headers) and "evil" not in str(headers)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/webhooks/webchat/photo", 6 * 1024 * 1024),
        ("/webhooks/whatsapp/webhook", 1024 * 1024),
        ("/webhooks/stripe", 256 * 1024),
        ("/pay/x", 64 * 1024),
    ],
)
def test_no_body_is_larger_than_it_can_be(proxy: Proxy, path: str, most: int) -> None:
    assert proxy.ask(path, "POST", b"x" * most).heard["body"] == most
    assert proxy.ask(path, "POST", b"x" * (most + 1)).status == 413


def test_without_tls_only_the_way_to_it_is_told(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.plain_port), timeout=10) as connection:
        connection.sendall(b"GET /pay/secret HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        answer = connection.recv(4096).decode()
    assert " 301 " in answer.splitlines()[0] and f"Location: https://{NAME}/pay/secret" in answer


def test_another_name_gets_no_answer(proxy: Proxy) -> None:
    with pytest.raises(ssl.SSLError):
        proxy.connect("evil.example")


def test_an_old_protocol_is_refused_and_the_new_one_asked_to_be_kept(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        assert connection.version() in ("TLSv1.2", "TLSv1.3")
    answer = proxy.ask("/legal/de/terms")
    assert "max-age" in answer.headers["strict-transport-security"] and answer.headers["server"] != "nginx/1.22.1"


def test_the_log_keeps_neither_tokens_nor_addresses_of_shoppers(proxy: Proxy) -> None:
    proxy.ask("/pay/GEHEIM-token?name=GEHEIM", User_Agent="GEHEIM", Referer="GEHEIM")
    proxy.ask("/GEHEIM-path")
    logged = (proxy.folder / "tresen.log").read_text() + (proxy.folder / "tresen-errors.log").read_text()
    assert "GET /pay 200" in logged and "GET other 404" in logged
    assert "GEHEIM" not in logged and "127.0.0.1" not in logged


def test_who_asks_too_much_is_told_to_slow_down_and_services_are_not(tmp_path: Path) -> None:
    with running(tmp_path, **{"rate=20r/s": "rate=1r/m", "burst=60 ": "burst=5 "}) as proxy:
        assert [proxy.ask("/webhooks/webchat/").status for _ in range(8)] == [200] * 6 + [429] * 2
        assert [proxy.ask("/webhooks/whatsapp/webhook", "POST").status for _ in range(20)] == [200] * 20
