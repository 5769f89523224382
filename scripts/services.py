"""Which processes Tresen consists of, on which ports, and with which files."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
_ACTION_PORT = re.compile(r"(?m)^(action_endpoint:[ \t]*\n(?:(?:[ \t].*)?\n)*?[ \t]+url:[ \t]*\S+?:)\d+")


class StartFailed(Exception):
    """Something does not start; the message says what, and what to do about it."""


@dataclass(frozen=True)
class Ports:
    """The three ports, all on 127.0.0.1."""

    rasa: int = 5005
    actions: int = 5055
    shop: int = 5080

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Ports:
        """Read `RASA_PORT`, `ACTIONS_PORT` and `SHOP_PORT`; refuses with StartFailed what is no port."""
        default = cls()
        return cls(
            rasa=_port(environment, "RASA_PORT", default.rasa),
            actions=_port(environment, "ACTIONS_PORT", default.actions),
            shop=_port(environment, "SHOP_PORT", default.shop),
        )

    def check_free(self) -> None:
        """Refuse with StartFailed if one is in use or two are the same; every busy port is named."""
        wanted = {
            "RASA_PORT": ("Rasa", self.rasa),
            "ACTIONS_PORT": ("the action server", self.actions),
            "SHOP_PORT": ("the shop's pages", self.shop),
        }
        if len({port for _, port in wanted.values()}) < len(wanted):
            raise StartFailed("RASA_PORT, ACTIONS_PORT and SHOP_PORT must be three different ports.")
        busy = [
            f"Port {port} is in use; it is meant for {title}. Stop what uses it, or choose another: "
            f"{name}={_another(port)}"
            for name, (title, port) in wanted.items()
            if not is_free(port)
        ]
        if busy:
            raise StartFailed("\n".join([*busy, "(in front of the command, or as a line in .env)"]))


@dataclass(frozen=True)
class Service:
    """One background process; `health` is the address that answers 200 once it works."""

    name: str
    title: str
    command: tuple[str, ...]
    health: str
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as probe:
        # As the servers do it: a port whose old connections still wait to be forgotten is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def write_endpoints(source: Path, target: Path, actions_port: int) -> Path:
    """Write endpoints.yml with the action server's port replaced, the rest letter by letter; return `target`."""
    text, count = _ACTION_PORT.subn(rf"\g<1>{actions_port}", source.read_text(encoding="utf-8"))
    if count != 1:
        raise StartFailed(f"{source.name} names no action_endpoint with a url that has a port.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def action_server(ports: Ports) -> Service:
    """The action server; Rasa's SDK alone needs a third of the memory of `rasa run actions`."""
    return Service(
        name="actions",
        title="action server",
        command=(sys.executable, "-m", "actions", "--port", str(ports.actions)),
        health=f"http://{HOST}:{ports.actions}/health",
        # Payment links are made here: they must lead to the pages' port.
        environment={"SANIC_HOST": HOST, "SHOP_PORT": str(ports.shop)},
    )


def shop_pages(ports: Ports) -> Service:
    """The payment pages."""
    return Service(
        name="pages",
        title="shop pages",
        command=(sys.executable, "-m", "shop", "serve-pages"),
        health=f"http://{HOST}:{ports.shop}/health",
        environment={"SHOP_PORT": str(ports.shop)},
    )


def rasa_server(ports: Ports, endpoints: Path, model: Path) -> Service:
    """Rasa with the channels of credentials.yml; its API has no password, so it stays on this machine."""
    command = [*rasa("run", ports.rasa, endpoints, model), "--credentials", "credentials.yml", "--enable-api"]
    return Service("rasa", "Rasa", tuple(command), health=f"http://{HOST}:{ports.rasa}/status")


def rasa(mode: str, port: int, endpoints: Path, model: Path) -> list[str]:
    """Return the command line of `rasa run` or `rasa shell` with what both share."""
    shared = ["--endpoints", str(endpoints), "-m", str(model), "-i", HOST, "-p", str(port)]
    return [sys.executable, "-m", "rasa", mode, *shared]


def project_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return this process' environment with `extra` on top."""
    return {**os.environ, **extra}


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StartFailed(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _another(port: int) -> int:
    return port + 1000 if port + 1000 < 65536 else port - 1000
