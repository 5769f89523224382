"""The files of the widget, served with names and types that are known beforehand."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sanic.response import HTTPResponse

FOLDER = Path(__file__).parent / "static"
PAGE_NAMES = ("index.html", "page.html")
WIDGET = "widget.js"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_SQUEEZED = (".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".webmanifest")
# The address of a file does not change with its content: a page asks whether it is still the same after this.
_FRESH_SECONDS = 300


@dataclass(frozen=True)
class File:
    """A file as it is sent."""

    plain: bytes
    squeezed: bytes | None
    type: str
    tag: str


def path_of(name: str, folder: Path = FOLDER) -> Path | None:
    """Return the path of a file of the widget, or None for any other name: no path is ever made of what is asked."""
    return _listed(folder).get(name)


def page_path(folder: Path = FOLDER) -> Path | None:
    """Return the path of the page of its own."""
    return next((path for name in PAGE_NAMES if (path := path_of(name, folder)) is not None), None)


def sent(path: Path | None, asked: Mapping[str, str], fresh: bool = True) -> HTTPResponse:
    """Return the answer with a file; 304 if the browser has it, 404 if there is none.

    `asked` are the headers of the request. Without `fresh` the browser asks every time whether it has changed.
    """
    if path is None or not path.is_file():
        return HTTPResponse("", status=404)
    file = _read(path, path.stat().st_mtime_ns)
    headers = {
        "ETag": file.tag,
        "Cache-Control": f"public, max-age={_FRESH_SECONDS}" if fresh else "no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    known = [tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")]
    if file.tag in known:
        return HTTPResponse(status=304, headers=headers)
    if file.squeezed is not None and _takes_gzip(asked.get("accept-encoding", "")):
        return HTTPResponse(file.squeezed, headers={**headers, "Content-Encoding": "gzip"}, content_type=file.type)
    return HTTPResponse(file.plain, headers=headers, content_type=file.type)


@lru_cache(maxsize=8)
def _listed(folder: Path) -> dict[str, Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix in TYPES)
    return {path.relative_to(folder).as_posix(): path for path in files}


@lru_cache(maxsize=128)
def _read(path: Path, changed: int) -> File:
    """Read a file; `changed` lets a new version be read again."""
    plain = path.read_bytes()
    squeezed = gzip.compress(plain, 9, mtime=0) if path.suffix in _SQUEEZED else None
    return File(plain, squeezed, TYPES[path.suffix], f'"{hashlib.sha256(plain).hexdigest()[:32]}"')


def _takes_gzip(header: str) -> bool:
    return any(part.strip().partition(";")[0].lower() == "gzip" for part in header.split(","))
