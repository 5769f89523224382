"""No server that the launcher starts listens to anybody but this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.__main__ import create_argument_parser

from scripts.processes import Supervisor
from scripts.services import HOST, Ports, action_server, rasa, rasa_server, shop_pages
from tests.conftest import ROOT

# A server on 0.0.0.0 also answers here; one on 127.0.0.1 does not.
ANOTHER_ADDRESS = "127.0.0.2"
START_SECONDS = 120.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture()
def ports() -> Ports:
    return Ports(_free_port(), _free_port(), _free_port())


@pytest.fixture()
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("SHOP_SECRET", "test")
    # What the launcher says must do, whatever the caller's environment says.
    monkeypatch.setenv("SANIC_HOST", "0.0.0.0")
    supervisor = Supervisor(tmp_path / "log", report=lambda line: None)
    yield supervisor
    supervisor.stop()


def answers(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


def test_action_server_and_pages_are_heard_on_this_machine_only(supervisor: Supervisor, ports: Ports) -> None:
    for service in (action_server(ports), shop_pages(ports)):
        supervisor.start(service)
    supervisor.wait_healthy(START_SECONDS)
    for port in (ports.actions, ports.shop):
        assert answers(HOST, port) and not answers(ANOTHER_ADDRESS, port)


@pytest.mark.parametrize("mode", ["run", "shell"])
def test_rasa_is_told_to_listen_to_this_machine_only(ports: Ports, mode: str, tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    command = list(rasa_server(ports, tmp_path, model).command)
    if mode == "shell":
        command = rasa("shell", ports.rasa, tmp_path, model)
    assert command[1:4] == ["-m", "rasa", mode]
    told = create_argument_parser().parse_args(command[3:])
    assert (told.interface, told.port) == (HOST, ports.rasa)


def test_a_server_on_every_address_would_be_noticed() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        assert answers(ANOTHER_ADDRESS, server.getsockname()[1])
