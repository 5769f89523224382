"""A real nginx with docs/nginx.conf, in front of upstreams that tell what reached them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).resolve().parents[2] / "docs" / "nginx.conf"
NAME = "shop.example.com"
START_SECONDS = 20.0


def program() -> str:
    """Where nginx is; fails the test if there is none: the file is a promise, and only nginx can judge it."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    assert found, "nginx is missing: install it (Debian: apt install nginx-light), docs/nginx.conf is tested with it"
    return found


class Upstream(ThreadingHTTPServer):
    """Answers everything with what it got, and speaks back what comes through an upgraded connection."""

    daemon_threads = True

    def __init__(self, name: str) -> None:
        super().__init__(("127.0.0.1", 0), _Echo)
        self.name = name
        self.seen: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def _answer(self) -> None:
        self.server.seen.append(f"{self.command} {self.path}")
        if self.headers.get("Upgrade"):
            self._upgrade()
            return
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        heard = {"name": self.server.name, "path": self.path, "body": len(self.rfile.read(length)), "headers": headers}
        body = json.dumps(heard).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = _answer

    def _upgrade(self) -> None:
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.end_headers()
        self.close_connection = True
        while heard := self.connection.recv(1024):
            self.connection.sendall(b"heard " + heard)

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@dataclass
class Answer:
    """One answer of the proxy; `heard` is what the upstream got, if one was asked."""

    status: int
    headers: dict[str, str]
    body: bytes
    heard: dict[str, Any] = field(default_factory=dict)


@dataclass
class Proxy:
    """A running nginx, spoken to as from outside."""

    port: int
    plain_port: int
    rasa: Upstream
    pages: Upstream
    folder: Path

    def connect(self, name: str = NAME) -> ssl.SSLSocket:
        """A TLS connection; the certificate is the test's own."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.folder / "fullchain.pem")
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), timeout=10), server_hostname=name)

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """Send a path as it is, without any client tidying it first."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {NAME}", "Connection: close"]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        with self.connect() as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            with contextlib.suppress(OSError):  # it may refuse before it has read all
                connection.sendall(body)
            return _read(connection)


def _read(connection: socket.socket) -> Answer:
    received = b""
    with contextlib.suppress(OSError):
        while chunk := connection.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    heard = json.loads(body) if body.startswith(b"{") else {}
    return Answer(int(status.split()[1]), headers, body, heard)


@contextlib.contextmanager
def running(folder: Path, **replaced: str) -> Iterator[Proxy]:
    """nginx with docs/nginx.conf on free ports; more of its text may be replaced."""
    rasa, pages = Upstream("rasa"), Upstream("pages")
    proxy = Proxy(_free_port(), _free_port(), rasa, pages, folder)
    _certificate(folder)
    _write_config(proxy, replaced)
    command = [program(), "-p", str(folder), "-e", str(folder / "start.log"), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        _wait(process, proxy)
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=20)
        for upstream in (rasa, pages):
            upstream.shutdown()
            upstream.server_close()


def _write_config(proxy: Proxy, replaced: dict[str, str]) -> None:
    text = CONFIG.read_text(encoding="utf-8")
    changes = {
        "127.0.0.1:5005": f"127.0.0.1:{proxy.rasa.server_port}",
        "127.0.0.1:5080": f"127.0.0.1:{proxy.pages.server_port}",
        "listen 80;": f"listen 127.0.0.1:{proxy.plain_port};",
        "listen [::]:80;": "",
        "listen 443 ssl": f"listen 127.0.0.1:{proxy.port} ssl",
        "listen [::]:443 ssl http2;": "",
        "listen [::]:443 ssl http2 default_server;": "",
        f"/etc/letsencrypt/live/{NAME}": str(proxy.folder),
        "/var/log/nginx": str(proxy.folder),
        **replaced,
    }
    for before, after in changes.items():
        assert before in text, f"docs/nginx.conf does not say {before!r} any more"
        text = text.replace(before, after)
    temporary = "".join(
        f"{kind}_temp_path {proxy.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off;\nmaster_process off;\npid {proxy.folder}/nginx.pid;\nevents {{}}\n"
    main += f"http {{\n{temporary}{text}\n}}\n"
    (proxy.folder / "nginx.conf").write_text(main, encoding="utf-8")


def _wait(process: subprocess.Popen[bytes], proxy: Proxy) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, (proxy.folder / "start.log").read_text(encoding="utf-8")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", proxy.port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")


def _certificate(folder: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    moment = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(private)
    os.chmod(folder / "privkey.pem", 0o600)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
