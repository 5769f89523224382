"""The two bots that are measured: the starter of `rasa init`, and Tresen with ports and databases of its own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.processes import run_to_end
from scripts.services import (
    HOST,
    Ports,
    Service,
    StartFailed,
    action_server,
    project_environment,
    rasa,
    rasa_server,
    shop_pages,
    write_endpoints,
)
from scripts.train import PROJECT, model_file

BENCH = PROJECT / "var" / "bench"
# What `rasa init --no-prompt` writes; the command itself would train as well, with a cache, and so spoil the figure.
_SCAFFOLD = "import sys; from rasa.cli.scaffold import create_initial_project as create; create(sys.argv[1])"


@dataclass(frozen=True)
class Bot:
    """One bot, ready to be started; the messages are what a shopper (or the starter's user) says to it."""

    name: str
    services: tuple[Service, ...]
    server: str
    training_seconds: float | None
    conversation: tuple[str, ...]
    long_conversation: tuple[str, ...]
    databases: tuple[Path, ...] = ()


def starter() -> Bot:
    """Make and train the starter bot if it is not there yet; its training time is remembered beside it."""
    folder = BENCH / "starter"
    figure = folder / "training.json"
    if not figure.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run_to_end([sys.executable, "-c", _SCAFFOLD, str(folder)], "Making the starter bot")
        seconds = training_seconds(folder, folder / "models", "starter")
        figure.write_text(json.dumps({"seconds": seconds}), encoding="utf-8")
    port = free_ports(1)[0]
    command = (*rasa("run", port, Path("endpoints.yml"), Path("models/starter.tar.gz")), "--enable-api")
    server = f"http://{HOST}:{port}"
    return Bot(
        name="starter",
        services=(Service("rasa", "starter bot", command, f"{server}/status", folder=folder),),
        server=server,
        training_seconds=float(json.loads(figure.read_text(encoding="utf-8"))["seconds"]),
        conversation=("hello", "not so good", "yes", "bye"),
        long_conversation=("hello", "i am sad", "are you a bot?", "bye"),
    )


# One shopper says hundreds of messages without a pause here.
NO_LIMITS = {"MESSAGES_PER_MINUTE": "600000", "MESSAGES_AT_ONCE": "600000"}


def tresen(with_training: bool) -> Bot:
    """Prepare Tresen on free ports and empty databases in var/bench; train a second model only to take the time."""
    seconds = None
    if with_training:
        with tempfile.TemporaryDirectory(dir=BENCH) as out:
            seconds = training_seconds(PROJECT, Path(out), "tresen")
    ports = Ports(*free_ports(3))
    databases = (BENCH / "shop.db", BENCH / "tracker.db")
    endpoints = write_endpoints(PROJECT / "endpoints.yml", BENCH / "endpoints.yml", ports.actions)
    environment = {
        "SHOP_DATABASE_URL": f"sqlite:///{databases[0]}",
        "TRACKER_DATABASE_URL": f"sqlite:///{databases[1]}",
        "SHOP_PUBLIC_URL": f"http://{HOST}:{ports.shop}",
        **NO_LIMITS,
    }
    services = (rasa_server(ports, endpoints, model_file()), action_server(ports), shop_pages(ports))
    return Bot(
        name="tresen",
        services=tuple(replace(item, environment={**item.environment, **environment}) for item in services),
        server=f"http://{HOST}:{ports.rasa}",
        training_seconds=seconds,
        conversation=("hello", "two grey t-shirts", "M", "zeig mir den Warenkorb"),
        long_conversation=("a black hoodie in L", "do you have blue jeans?", "remove the hoodie", "show my cart"),
        databases=databases,
    )


def empty_databases(bot: Bot) -> None:
    """Delete what an earlier start has left, and make the shop's database anew (not part of the measured start)."""
    for database in bot.databases:
        for file in database.parent.glob(f"{database.name}*"):
            file.unlink()
    if bot.databases:
        environment = project_environment(bot.services[0].environment)
        command = [sys.executable, "-m", "shop", "db", "upgrade"]
        run_to_end(command, "Making the shop's database", environment)


def training_seconds(project: Path, out: Path, name: str) -> float:
    """Train from nothing, without any cache; return the seconds from the command to the written model."""
    with tempfile.TemporaryDirectory(prefix="tresen-cache-") as cache:
        command = [sys.executable, "-m", "rasa", "train", "--force", "--fixed-model-name", name, "--out", str(out)]
        start = time.monotonic()
        done = subprocess.run(
            command,
            cwd=project,
            env=project_environment({"RASA_CACHE_DIRECTORY": cache}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        output = (done.stdout + done.stderr).decode(errors="replace")[-3000:]
        raise StartFailed(f"Training {name} failed:\n\n{output}")
    return time.monotonic() - start


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that nobody uses, all different."""
    sockets = [socket.create_server((HOST, 0)) for _ in range(count)]
    try:
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()
