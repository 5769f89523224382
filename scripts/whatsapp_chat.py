"""Talk to the bot as if on WhatsApp: Rasa, actions and pages run as always, Meta's Graph API is the tests' stand-in.

A line is a message; a number taps that button or row of what was shown last. `/photo FILE words`, `/order SKU=2 SKU=1`
(the catalog's cart), `/quote words` (quotes the last message), `/silent` (a day passes: only templates), `/stop`.

The stand-in stays in tests/fakes, where the tests hold it to Meta's rules; a copy here would be held to none.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from scripts import launch
from scripts.processes import Supervisor
from scripts.services import HOST, Ports, StartFailed
from scripts.train import PROJECT
from scripts.whatsapp_phone import lines_of
from tests.fakes.graph_server import TEMPLATE, FakeGraph, Sent
from tests.fakes.graph_shopper import Shopper, taps_of

# A first answer takes some seconds on a busy machine; after this much silence the bot has said everything.
ANSWER_SECONDS, SILENCE_SECONDS = 30.0, 1.0
_TICK_SECONDS = 0.1


class Phone:
    """Shows what arrives, and sends what is typed."""

    def __init__(self, graph: FakeGraph, shopper: Shopper) -> None:
        self._graph, self._shopper = graph, shopper
        self._printed = 0
        self._printing = threading.Lock()
        self._taps: list[tuple[Sent, str, dict[str, str]]] = []

    def show_new(self) -> bool:
        """Print what has arrived since the last time; tell whether there was anything."""
        with self._printing:
            new = self._shopper.heard[self._printed :]
            self._printed += len(new)
            for sent in new:
                print("\n".join(lines_of(sent.kind, sent.content, len(self._taps) + 1)), flush=True)
                self._taps += [(sent, kind, tap) for kind, tap in taps_of(sent)]
            for refusal in self._graph.refused:
                print(f"(Meta refuses: {refusal})", flush=True)
            self._graph.refused.clear()
            return bool(new)

    def enter(self, line: str) -> None:
        """Send a line, or tap what has its number; prints what the shop's server does not take."""
        command, _, rest = line.partition(" ")
        if line.isdecimal() and 0 < int(line) <= len(self._taps):
            sent, kind, tap = self._taps[int(line) - 1]
            self._taps = []
            status = self._shopper.tap_on(sent, kind, tap)
        elif command == "/photo":
            file, _, caption = rest.partition(" ")
            status = self._shopper.photo(Path(file).read_bytes(), caption)
        elif command == "/order":
            pairs = [item.partition("=") for item in rest.split()]
            status = self._shopper.order([(sku, int(quantity or 1)) for sku, _, quantity in pairs])
        elif command == "/quote" and self._shopper.heard:
            status = self._shopper.say(rest, self._shopper.quoting(self._shopper.heard[-1].id))
        else:
            self._taps = []
            status = self._shopper.say(line)
        if status != 200:
            print(f"(the webhook answered {status})", flush=True)

    def wait(self) -> None:
        """Print answers until the bot has nothing more to say."""
        patience, heard = time.monotonic() + ANSWER_SECONDS, False
        while time.monotonic() < patience:
            if self.show_new():
                heard, patience = True, time.monotonic() + SILENCE_SECONDS
            time.sleep(_TICK_SECONDS)
        if not heard:
            print("(no answer)", flush=True)

    def talk(self, lines: Iterable[str]) -> None:
        """Send every line and print the answers, until the end or /stop."""
        for line in lines:
            text = line.strip()
            if text == "/stop":
                return
            if text == "/silent":
                self._graph.forget_windows()
                continue
            if text:
                print(f"Your input -> {text}", flush=True)
                try:
                    self.enter(text)
                except (OSError, ValueError) as error:
                    print(f"({error})", flush=True)
                    continue
                self.wait()


def main() -> int:
    """Start everything, talk, and stop it again; returns the exit code."""
    os.chdir(PROJECT)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    supervisor = Supervisor(launch.LOGS, report=lambda line: None)
    try:
        with FakeGraph() as graph:
            ports = Ports.from_environment(os.environ)
            ports.check_free()
            # The three processes inherit it; what is set for a real account must not be used here.
            os.environ.update(graph.environment(), WHATSAPP_TEMPLATE=TEMPLATE, WHATSAPP_CATALOG_ID="")
            os.environ["SHOP_CHAT_URL"] = f"http://{HOST}:{ports.rasa}"
            launch.say("Starting Rasa, the action server and the shop's pages …")
            launch.start_all(supervisor, ports, launch.prepare(ports))
            phone = Phone(graph, _shopper(graph, f"http://{HOST}:{ports.rasa}/webhooks/whatsapp/webhook"))
            with supervisor.tended(), _news(phone):
                phone.talk(sys.stdin)
        return 0
    except StartFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        supervisor.stop()


def _shopper(graph: FakeGraph, webhook: str) -> Shopper:
    number = os.environ.get("SENDER") or str(secrets.randbelow(10**8))
    shopper = graph.shopper(webhook, f"49151{number}", f"DE.{number}")
    launch.say(f"You are {number}: `.venv/bin/shop cart wa-DE.{number}` shows your cart,")
    launch.say(f"`make chat-whatsapp SENDER={number}` goes on with this conversation. A number taps; /stop ends.")
    return shopper


class _news:
    """Shows what arrives while nobody types."""

    def __init__(self, phone: Phone) -> None:
        self._phone, self._done = phone, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._done.wait(SILENCE_SECONDS):
            self._phone.show_new()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


if __name__ == "__main__":
    sys.exit(main())
