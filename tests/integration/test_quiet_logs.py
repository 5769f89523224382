"""The logs of all three servers name nobody, whatever is said to them and whatever fails; debugging is warned of."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.processes import Supervisor
from scripts.services import Ports, action_server, rasa_server, shop_pages, write_endpoints
from shop.logs import WARNING_WHEN_DEBUGGING
from tests.conftest import ROOT

START_SECONDS = 180.0
SENDER = "geheim-sender+491701234567"
WORDS = "two black beanies for GEHEIM-name, geheim.anna@example.com, 0170 1234567, Geheimweg 5"
SECRETS = ("geheim", "170 1234567", "1701234567", "example.com")
JSON = {"Content-Type": "application/json"}


@pytest.fixture()
def ports() -> Ports:
    return Ports(*(_free_port() for _ in range(3)))


@pytest.fixture()
def logs(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture()
def supervisor(tmp_path: Path, logs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/tracker.db")
    monkeypatch.setenv("SHOP_SECRET", "test")
    monkeypatch.delenv("LOG_LEVEL", raising=False)
    supervisor = Supervisor(logs, report=lambda line: None)
    yield supervisor
    supervisor.stop()


@pytest.fixture()
def rasa(ports: Ports, tmp_path: Path) -> Callable[[Path], Any]:
    return lambda model: rasa_server(
        ports, write_endpoints(ROOT / "endpoints.yml", tmp_path / "endpoints.yml", ports.actions), model
    )


def test_nothing_that_anybody_says_is_logged_whatever_fails(
    supervisor: Supervisor, ports: Ports, rasa: Callable[[Path], Any], model: Path, logs: Path, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "shop", "db", "upgrade"], check=True, capture_output=True)
    for service in (rasa(model), action_server(ports), shop_pages(ports)):
        supervisor.start(service)
    supervisor.wait_healthy(START_SECONDS)
    assert f"Starting Rasa server on http://127.0.0.1:{ports.rasa}" in (logs / "rasa.log").read_text()
    talk = Talk(ports)
    assert talk.say(WORDS)
    _knock_everywhere(talk, ports)

    _break(tmp_path / "shop.db", "cart_line")
    assert talk.say(WORDS)
    assert "no such table: cart_line" in (logs / "actions.log").read_text()

    _break(tmp_path / "tracker.db", "events")
    talk.say(WORDS)
    assert "Error happened when trying to save conversation tracker to" in (logs / "rasa.log").read_text()
    assert "no such table: events" in (logs / "rasa.log").read_text()

    before = len((logs / "rasa.log").read_text())
    os.kill(supervisor.pid("actions"), signal.SIGKILL)
    talk.say(WORDS)
    assert "Couldn't connect to the server" in (logs / "rasa.log").read_text()[before:]

    for file in logs.iterdir():
        text = file.read_text(errors="replace")
        lines = [line for line in text.splitlines() if any(secret in line.lower() for secret in SECRETS)]
        assert text and not lines, f"{file.name}: {lines[:5]}"


def test_debugging_is_warned_of_by_every_server(
    supervisor: Supervisor, ports: Ports, rasa: Callable[[Path], Any], logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    services = (action_server(ports), shop_pages(ports), rasa(ROOT / "models" / "there-is-none.tar.gz"))
    for service in services:
        supervisor.start(service)
    deadline = time.monotonic() + START_SECONDS
    silent = {service.name for service in services}
    while silent and time.monotonic() < deadline:
        silent = {name for name in silent if WARNING_WHEN_DEBUGGING not in (logs / f"{name}.log").read_text()}
        time.sleep(0.2)
    assert not silent


class Talk:
    """Says something over REST, and asks anything of anybody."""

    def __init__(self, ports: Ports) -> None:
        self._rest = f"http://127.0.0.1:{ports.rasa}/webhooks/rest/webhook"

    def say(self, text: str) -> Any:
        body = json.dumps({"sender": SENDER, "message": text}).encode()
        return json.loads(self.ask(self._rest, body, JSON) or "null")

    def ask(self, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=60) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            return bytes(error.read())


def _knock_everywhere(talk: Talk, ports: Ports) -> None:
    """What is malformed, unknown or forged, with secrets in every part of it."""
    rasa, actions, pages = (f"http://127.0.0.1:{port}" for port in (ports.rasa, ports.actions, ports.shop))
    secret = json.dumps({"name": "GEHEIM", "text": '/GEHEIM-intent{"GEHEIM": "GEHEIM"}', "sender_id": SENDER}).encode()
    for payload in ('/inform{"GEHEIM": "GEHEIM"}', "/GEHEIM", "/inform{GEHEIM", "GEHEIM" * 1000):
        talk.say(payload)
    for path in ("/webhooks/rest/webhook", "/webhooks/GEHEIM", f"/conversations/{SENDER}/tracker?x=GEHEIM"):
        talk.ask(rasa + path, b"{GEHEIM", JSON)
        talk.ask(rasa + path)
    for path in ("/model/parse", f"/conversations/{SENDER}/trigger_intent", f"/conversations/{SENDER}/tracker/events"):
        talk.ask(rasa + path, secret, JSON)
    for body in (b"{GEHEIM", secret, _action("action_complain"), _action("GEHEIM")):
        talk.ask(actions + "/webhook", body, JSON)
    for path in ("/pay/GEHEIM", "/photos/GEHEIM", "/legal/de/GEHEIM", "/GEHEIM?x=geheim@example.com"):
        talk.ask(pages + path)
    for path in ("/webhooks/stripe", "/webhooks/orders", "/pay/GEHEIM"):
        talk.ask(pages + path, b"GEHEIM", {**JSON, "Stripe-Signature": "GEHEIM", "X-Shop-Signature": "GEHEIM"})


def _action(name: str) -> bytes:
    """A call whose tracker is nothing that an action could read."""
    tracker = {"sender_id": SENDER, "slots": {"GEHEIM": WORDS}, "latest_message": WORDS, "events": [WORDS]}
    return json.dumps({"next_action": name, "tracker": tracker, "domain": {}, "sender_id": SENDER}).encode()


def _break(file: Path, table: str) -> None:
    with contextlib.closing(sqlite3.connect(file, timeout=30)) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO gone")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
