"""Pictures that shoppers send: painted anew, kept for a day, and longer only if a ticket needs them."""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from datetime import timedelta
from pathlib import Path

from itsdangerous import BadSignature, Signer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shop import clock
from shop.messaging.picture import MIME, SUFFIX, NotAPicture, repainted
from shop.model import Photo, Ticket
from shop.model.base import column
from shop.settings import Settings

__all__ = [
    "NotAPicture",
    "delete_old_photos",
    "is_own_address",
    "keep_for_ticket",
    "key_of",
    "photo_file",
    "photo_of_sender",
    "photo_url",
    "store_photo",
    "usable_photo",
]

KEPT = timedelta(hours=24)
# A file is written before its row is committed; one without a row for so long was left behind.
_STRAY = timedelta(hours=1)
_PURPOSE = "photo"
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s?#]+/photos/([0-9a-f]{32})\.[A-Za-z0-9_-]+", re.ASCII)
_OWNER_ONLY, _OWNER_ONLY_FOLDER = stat.S_IRUSR | stat.S_IWUSR, stat.S_IRWXU


def store_photo(session: Session, folder: Path, sender: str, data: bytes, mime: str) -> str:
    """Keep a picture of a shopper, and return its key. Raises NotAPicture.

    Takes up to half a second of computing before it touches the session: call it in a thread.
    """
    picture = repainted(data, mime)
    key = secrets.token_hex(16)
    folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    handle = os.open(photo_file(folder, key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(picture)
    session.add(Photo(key=key, sender=sender, mime=MIME, received_at=clock.now()))
    session.flush()
    return key


def photo_file(folder: Path, key: str) -> Path:
    """Where the picture of a key lies. Raises ValueError for what is no key, so that no path can be made of it."""
    if not _KEY.fullmatch(key):
        raise ValueError("no key of a photo")
    return folder / f"{key}{SUFFIX}"


def photo_url(settings: Settings, key: str) -> str:
    """Where a picture can be seen by whoever has its address, until it is deleted."""
    return f"{settings.public_url}/photos/{_signer(settings).sign(key).decode('ascii')}"


def key_of(settings: Settings, token: str) -> str | None:
    """The key of a token of an address; None for any token that this shop did not sign for a photo."""
    try:
        key = _signer(settings).unsign(token).decode("ascii")
    except (BadSignature, UnicodeError):
        return None
    return key if _KEY.fullmatch(key) else None


def photo_of_sender(session: Session, key: str, sender: str) -> Photo | None:
    """The photo of this key if this shopper sent it."""
    photo: Photo | None = session.get(Photo, key)
    return photo if photo is not None and photo.sender == sender else None


def is_own_address(settings: Settings, url: str) -> bool:
    """Whether an address is of our page of photos, whatever its token is worth."""
    return url.startswith(f"{settings.public_url}/photos/")


def usable_photo(session: Session, settings: Settings, sender: str, url: str | None) -> str | None:
    """The address, unless it is one of ours with a token that we did not sign, or with somebody else's picture."""
    if url is None or not is_own_address(settings, url):
        return url
    key = key_of(settings, url.rpartition("/")[2])
    return url if key is not None and photo_of_sender(session, key, sender) is not None else None


def keep_for_ticket(session: Session, url_or_key: str, ticket_id: int) -> bool:
    """Keep a picture as long as its ticket; False if it is none of ours or not from the ticket's shopper.

    Whose picture it is says the row, so the signature of the address need not be checked again.
    """
    found = _ADDRESS.fullmatch(url_or_key)
    ticket: Ticket | None = session.get(Ticket, ticket_id)
    photo = ticket and photo_of_sender(session, found[1] if found else url_or_key, ticket.sender)
    if not photo:
        return False
    # Not by assigning: the row may have been deleted a moment ago.
    kept = session.execute(
        update(Photo)
        .where(Photo.key == photo.key, column(Photo.ticket_id).is_(None))
        .values(ticket_id=ticket_id)
        .execution_options(synchronize_session="fetch")
    )
    return bool(kept.rowcount) or photo.ticket_id is not None


def delete_old_photos(session: Session, folder: Path) -> int:
    """Delete what is older than a day and belongs to no ticket, rows and files; returns how many rows or files."""
    old = select(Photo).where(Photo.received_at < clock.now() - KEPT, column(Photo.ticket_id).is_(None))
    rows = session.execute(old.with_for_update(skip_locked=True)).scalars().all()
    for row in rows:
        photo_file(folder, row.key).unlink(missing_ok=True)
        session.delete(row)
    session.flush()
    return len(rows) + _delete_strays(session, folder)


def _delete_strays(session: Session, folder: Path) -> int:
    """Delete files whose row was never committed."""
    before = time.time() - _STRAY.total_seconds()
    files = {path.stem: path for path in folder.glob(f"*{SUFFIX}") if _left(path, before)}
    if not files:
        return 0
    known = set(session.execute(select(Photo.key)).scalars())
    strays = [path for key, path in files.items() if key not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _left(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _signer(settings: Settings) -> Signer:
    return Signer(settings.secret(), sep=".", salt=_PURPOSE)
