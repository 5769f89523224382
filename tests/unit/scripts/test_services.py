"""Ports and the files that depend on them."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import yaml

from scripts.services import HOST, Ports, StartFailed, action_server, is_free, rasa_server, shop_pages, write_endpoints

PROJECT = Path(__file__).resolve().parents[3]


def free_ports() -> Ports:
    sockets = [socket.create_server((HOST, 0)) for _ in range(3)]
    numbers = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return Ports(*numbers)


def test_ports_come_from_the_environment_and_have_defaults() -> None:
    assert Ports.from_environment({"ACTIONS_PORT": "6055", "SHOP_PORT": ""}) == Ports(5005, 6055, 5080)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "5005.0", " "])
def test_what_is_no_port_is_refused_with_the_variables_name(text: str) -> None:
    with pytest.raises(StartFailed, match="RASA_PORT"):
        Ports.from_environment({"RASA_PORT": text})


@pytest.mark.parametrize("address", [HOST, "0.0.0.0"])
def test_a_busy_port_is_named_with_who_wants_it_and_what_to_set(address: str) -> None:
    ports = free_ports()
    ports.check_free()
    told = rf"{ports.actions}.*action server(?s:.*)ACTIONS_PORT="
    with socket.create_server((address, ports.actions)), pytest.raises(StartFailed, match=told) as refused:
        ports.check_free()
    assert "RASA_PORT" not in str(refused.value)


def test_a_port_whose_old_connection_lingers_is_free() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection((HOST, port))
        connection, _ = server.accept()
        connection.close()  # the side that closes first is left in TIME_WAIT
        client.close()
    assert is_free(port)


def test_two_services_on_one_port_are_refused() -> None:
    with pytest.raises(StartFailed, match="different"):
        Ports(rasa=6000, actions=6000, shop=6001).check_free()


def test_only_the_action_servers_port_is_replaced(tmp_path: Path) -> None:
    source = tmp_path / "endpoints.yml"
    source.write_text(
        "# a comment\naction_endpoint:\n  # another\n\n  url: http://127.0.0.1:5055/webhook\n"
        "tracker_store:\n  url: ${TRACKER_DATABASE_URL}\n  port: 5055\n"
    )
    target = write_endpoints(source, tmp_path / "run" / "endpoints.yml", 6055)
    assert target.read_text() == source.read_text().replace("http://127.0.0.1:5055", "http://127.0.0.1:6055")


def test_endpoints_without_an_action_server_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "endpoints.yml"
    source.write_text("tracker_store:\n  url: http://127.0.0.1:5055\n")
    with pytest.raises(StartFailed, match="action_endpoint"):
        write_endpoints(source, tmp_path / "out.yml", 6055)


def test_the_projects_own_endpoints_can_be_moved_to_another_port(tmp_path: Path) -> None:
    target = write_endpoints(PROJECT / "endpoints.yml", tmp_path / "endpoints.yml", 6055)
    moved, own = (yaml.safe_load(file.read_text()) for file in (target, PROJECT / "endpoints.yml"))
    assert moved["action_endpoint"].pop("url") == "http://127.0.0.1:6055/webhook"
    own["action_endpoint"].pop("url")
    assert moved == own


def test_nothing_listens_beyond_this_machine() -> None:
    ports = Ports()
    rasa = rasa_server(ports, Path("endpoints.yml"), Path("model.tar.gz")).command
    assert rasa[rasa.index("-i") + 1] == HOST
    assert action_server(ports).environment["SANIC_HOST"] == HOST
    assert shop_pages(ports).health.startswith(f"http://{HOST}:")
