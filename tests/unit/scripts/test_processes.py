"""Background processes, tried with small Python programs instead of servers."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.bench_bots import free_ports
from scripts.processes import Supervisor, answers
from scripts.services import HOST, Service, StartFailed, is_free

# Answers 200 to everything, and has a child of its own as real servers may have.
SERVER = """
import http.server, subprocess, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path, report=lambda line: None)
    yield made
    made.stop()


def server(port: int) -> Service:
    return Service("server", "test server", (sys.executable, "-c", SERVER, str(port)), f"http://{HOST}:{port}/")


def program(code: str) -> Service:
    return Service("program", "test program", (sys.executable, "-c", code), f"http://{HOST}:1/")


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_waits_until_the_server_answers(supervisor: Supervisor) -> None:
    service = server(free_ports(1)[0])
    supervisor.start(service)
    assert supervisor.wait_healthy(20)
    assert answers(service.health)


def test_an_end_at_the_start_is_told_with_the_end_of_the_log(supervisor: Supervisor) -> None:
    supervisor.start(program("import sys; print('out'); sys.exit('the reason')"))
    with pytest.raises(StartFailed, match=r"test program(?s:.*)exit code 1(?s:.*)program\.log(?s:.*)the reason"):
        supervisor.wait_healthy(20)


def test_a_server_that_never_answers_is_given_up(supervisor: Supervisor) -> None:
    supervisor.start(program("import time; time.sleep(60)"))
    with pytest.raises(StartFailed, match="does not answer"):
        supervisor.wait_healthy(0.5)


def test_waiting_ends_when_the_caller_has_lost_interest(supervisor: Supervisor) -> None:
    supervisor.start(program("import time; time.sleep(60)"))
    assert not supervisor.wait_healthy(20, alive=lambda: False)


def test_a_killed_server_comes_back(supervisor: Supervisor) -> None:
    service = server(free_ports(1)[0])
    supervisor.start(service)
    supervisor.wait_healthy(20)
    first = supervisor.pid("server")
    with supervisor.tended():
        os.kill(first, signal.SIGKILL)
        assert within(10, lambda: supervisor.pid("server") != first and answers(service.health))


def test_a_server_that_keeps_dying_is_started_more_and_more_rarely(tmp_path: Path) -> None:
    told: list[str] = []
    supervisor = Supervisor(tmp_path, report=told.append)
    supervisor.start(program("raise SystemExit(3)"))
    with supervisor.tended():
        time.sleep(3)
    supervisor.stop()
    assert 1 <= len(told) <= 3
    assert "exit code 3" in told[0]


def test_stopping_leaves_no_process_of_the_group_behind(supervisor: Supervisor) -> None:
    port = free_ports(1)[0]
    supervisor.start(server(port))
    supervisor.wait_healthy(20)
    group = supervisor.pid("server")
    supervisor.stop()
    assert is_free(port)
    assert within(5, lambda: not _exists(group))


def _exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
