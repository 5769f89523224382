"""The real shop for a browser: Rasa, action server and pages as processes of their own, on free ports."""

from __future__ import annotations

import os
import time
from pathlib import Path

from scripts.bench_bots import NO_LIMITS, free_ports
from scripts.processes import Supervisor, run_to_end
from scripts.services import (
    HOST,
    Ports,
    Service,
    action_server,
    project_environment,
    rasa_server,
    shop_pages,
    write_endpoints,
)
from scripts.train import PROJECT

START_SECONDS = 300.0


class RealShop:
    """Everything that `make serve` starts, with empty databases in a folder."""

    def __init__(self, folder: Path, model: Path) -> None:
        ports = Ports(*free_ports(3))
        endpoints = write_endpoints(PROJECT / "endpoints.yml", folder / "endpoints.yml", ports.actions)
        self.chat_url = f"http://{HOST}:{ports.rasa}/webhooks/webchat/"
        self.environment = {
            "SHOP_DATABASE_URL": f"sqlite:///{folder}/shop.db",
            "TRACKER_DATABASE_URL": f"sqlite:///{folder}/tracker.db",
            "SHOP_SECRET": "a secret for tests only",
            "SHOP_PUBLIC_URL": f"http://{HOST}:{ports.shop}",
            "CHAT_PUBLIC_URL": f"http://{HOST}:{ports.rasa}",
            "SHOP_CHAT_URL": f"http://{HOST}:{ports.rasa}",
            **NO_LIMITS,
        }
        everything = (rasa_server(ports, endpoints, model), action_server(ports), shop_pages(ports))
        self._services = {service.name: self._here(service) for service in everything}
        self._supervisor = Supervisor(folder / "log")

    def _here(self, service: Service) -> Service:
        environment = {**service.environment, **self.environment}
        return Service(service.name, service.title, service.command, service.health, environment, PROJECT)

    def start(self) -> None:
        """Make the database, start all three and wait until they answer."""
        command = [next(iter(self._services.values())).command[0], "-m", "shop", "db", "upgrade"]
        run_to_end(command, "Making the shop's database", project_environment(self.environment))
        for service in self._services.values():
            self._supervisor.start(service)
        self._supervisor.wait_healthy(START_SECONDS)

    def kill(self, name: str) -> None:
        """Let one of the processes die, without a word."""
        process = self._supervisor.pid(name)
        os.kill(process, 9)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and Path(f"/proc/{process}/cmdline").exists():
            if not Path(f"/proc/{process}/cmdline").read_bytes():
                return  # dead, and not yet waited for
            time.sleep(0.05)

    def start_again(self, name: str) -> None:
        """Start a process that has died, and wait until it answers."""
        self._supervisor.start(self._services[name])
        self._supervisor.wait_healthy(START_SECONDS)

    def stop(self) -> None:
        """Stop everything."""
        self._supervisor.stop()
