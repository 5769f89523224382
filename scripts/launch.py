"""Start Tresen: `serve` runs everything until Ctrl-C, `chat` opens rasa shell on top of action server and pages."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from scripts import plain_chat
from scripts.processes import Supervisor, run_to_end, tail
from scripts.services import (
    HOST,
    Ports,
    StartFailed,
    action_server,
    project_environment,
    rasa,
    rasa_server,
    shop_pages,
    write_endpoints,
)
from scripts.train import PROJECT, model_file

LOGS = Path("var/log")
START_SECONDS = 180.0
# How long rasa shell may take to end by itself after Ctrl-C.
PATIENCE_SECONDS = 2.0


class Interrupted(Exception):
    """Ctrl-C, or somebody asked this process to end."""


def main(arguments: list[str] | None = None) -> int:
    """Run one of the modes; return the exit code for the shell."""
    parser = argparse.ArgumentParser(prog="launch", description=__doc__)
    parser.add_argument("mode", choices=("serve", "chat"))
    mode = parser.parse_args(arguments).mode
    os.chdir(PROJECT)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    # A line in the middle of a conversation would only disturb it; the logs tell of a restart as well.
    supervisor = Supervisor(LOGS, report=say if mode == "serve" else lambda line: None)
    try:
        ports = Ports.from_environment(os.environ)
        ports.check_free()
        endpoints = prepare(ports)
        return serve(supervisor, ports, endpoints) if mode == "serve" else chat(supervisor, ports, endpoints)
    except StartFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Interrupted:
        return 0
    finally:
        _ignore_signals()
        supervisor.stop()


def prepare(ports: Ports) -> Path:
    """Bring the database up to date and write the files that depend on ports; return the endpoints file."""
    if not model_file().exists():
        raise StartFailed("There is no model yet: `make train` makes one.")
    run_to_end([sys.executable, "-m", "shop", "db", "upgrade"], "Bringing the shop's database up to date")
    return write_endpoints(Path("endpoints.yml"), Path("var/run/endpoints.yml"), ports.actions)


def serve(supervisor: Supervisor, ports: Ports, endpoints: Path) -> int:
    """Run everything in the background, and restart what dies, until interrupted."""
    say("Starting Rasa, the action server and the shop's pages …")
    start_all(supervisor, ports, endpoints)
    say(f"  web chat       http://{HOST}:{ports.rasa}/webhooks/webchat/")
    say(f"  Rasa (REST)    http://{HOST}:{ports.rasa}/webhooks/rest/webhook")
    say(f"  action server  http://{HOST}:{ports.actions}")
    say(f"  shop pages     http://{HOST}:{ports.shop}")
    say(f"  logs           {LOGS}/    Ctrl-C stops everything.")
    with supervisor.tended():
        while True:
            signal.pause()


def chat(supervisor: Supervisor, ports: Ports, endpoints: Path) -> int:
    """Open rasa shell; with piped input, where it would guess at buttons, read plain lines instead."""
    sender = os.environ.get("SENDER") or f"shell-{secrets.token_hex(3)}"
    say(f"Starting … the shop's pages: http://{HOST}:{ports.shop}, logs: {LOGS}/")
    say(f"You are {sender}: `.venv/bin/shop cart {sender}` shows your cart,")
    say(f"`make chat SENDER={sender}` goes on with this conversation another time.")
    if sys.stdin is None or not sys.stdin.isatty():
        start_all(supervisor, ports, endpoints)
        with supervisor.tended():
            return plain_chat.talk(f"http://{HOST}:{ports.rasa}", sender, sys.stdin or [])
    # Loading the model takes far longer than the others need to start: both at once.
    supervisor.start(action_server(ports))
    supervisor.start(shop_pages(ports))
    command = [*rasa("shell", ports.rasa, endpoints, model_file()), "--conversation-id", sender]
    with foreground(command) as shell:
        if supervisor.wait_healthy(START_SECONDS, alive=lambda: shell.poll() is None):
            with supervisor.tended():
                shell.wait()
    # 130 and -2: ended by Ctrl-C, as it should be.
    if shell.returncode not in (0, 130, -signal.SIGINT):
        raise StartFailed(f"rasa shell ended with exit code {shell.returncode}.\n\n{tail(LOGS / 'shell.log')}")
    return 0


def start_all(supervisor: Supervisor, ports: Ports, endpoints: Path) -> None:
    """Start the three background processes and wait until all of them answer."""
    supervisor.start(rasa_server(ports, endpoints, model_file()))
    supervisor.start(action_server(ports))
    supervisor.start(shop_pages(ports))
    supervisor.wait_healthy(START_SECONDS)


@contextlib.contextmanager
def foreground(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command that owns the terminal; leaves no process and no changed terminal behind.

    Its warnings and errors go to a log, so that they do not run into the conversation.
    """
    import termios  # not there on Windows, where `make serve` still works

    terminal = termios.tcgetattr(sys.stdin)
    environment = project_environment({"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")})
    with (LOGS / "shell.log").open("ab") as log:
        shell = subprocess.Popen(command, stderr=log, env=environment)
        try:
            yield shell
        except Interrupted:
            # The terminal has sent Ctrl-C to rasa shell as well.
            with contextlib.suppress(subprocess.TimeoutExpired):
                shell.wait(PATIENCE_SECONDS)
            raise
        finally:
            _ignore_signals()
            if shell.poll() is None:
                shell.kill()
            shell.wait()
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, terminal)


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


def _ignore_signals() -> None:
    """While everything is being stopped, a second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
