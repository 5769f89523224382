"""What is done although nobody asks: release holds, ask after payments, send refunds and news, forget pictures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from shop import clock
from shop.catalog.stock import release_expired
from shop.database import Database
from shop.messaging.photos import delete_old_photos
from shop.orders.delivering import delivered_channels
from shop.orders.news import Deliver, Sender
from shop.orders.poll import poll_open_links
from shop.orders.refund_runner import RefundRunner
from shop.payments import provider_named, provider_of
from shop.profile import Profile
from shop.settings import Settings

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
# It looks at every old file of the folder, and nobody waits for it.
PHOTOS_EVERY = timedelta(minutes=10)


class Worker:
    """All work of the background. Several at once do no harm: each piece of work is claimed by one."""

    def __init__(self, database: Database, settings: Settings, profile: Profile, deliver: Deliver | None) -> None:
        provider = provider_of(settings)
        named = partial(provider_named, settings=settings)
        self._database = database
        self._jobs: dict[str, Callable[[], int]] = {
            "released": self._release,
            "payments": lambda: poll_open_links(database, profile, provider, settings.payment_account),
            "refunds": RefundRunner(database, profile, named).run_once,
            "photos": self._delete_photos,
        }
        self._photos_folder = settings.photos_folder
        self._photos_due_at = clock.now()
        if deliver is not None:
            self._jobs["news"] = Sender(database, deliver, delivered_channels(settings)).run_once

    def run_once(self) -> dict[str, int]:
        """Do everything that is due; returns how much of each there was. What fails is left for the next time."""
        return {name: self._done(name, job) for name, job in self._jobs.items()}

    def run_until(self, stopped: threading.Event) -> None:
        """Work and pause until somebody stops it."""
        while not stopped.is_set():
            self.run_once()
            stopped.wait(PAUSE_SECONDS)

    def _release(self) -> int:
        with self._database.write() as session:
            return release_expired(session, clock.now())

    def _delete_photos(self) -> int:
        if clock.now() < self._photos_due_at:
            return 0
        self._photos_due_at = clock.now() + PHOTOS_EVERY
        with self._database.write() as session:
            return delete_old_photos(session, self._photos_folder)

    @staticmethod
    def _done(name: str, job: Callable[[], int]) -> int:
        try:
            return job()
        except SQLAlchemyError as error:
            logger.warning("%s have to wait: %s", name, error)
        except Exception:  # one kind of work must not keep the others from being done
            logger.exception("%s failed", name)
        return 0
