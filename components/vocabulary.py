"""The reader of the moment: it knows the words of the catalog as it is now, without training and without a restart."""

from __future__ import annotations

import logging
import threading
import time

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from components.reading.lexicon import CatalogWord, Lexicon
from components.reading.reader import Reader
from shop.catalog.vocabulary import version_of, words_of
from shop.database import Database
from shop.settings import Settings

logger = logging.getLogger(__name__)

# How old the answer to "did the catalog change?" may be: an import is understood within a second.
FRESH_SECONDS = 0.5
# So many words are learned before the next message is read (about a tenth of a second); more of them beside the talk.
AT_ONCE = 2_000


class Vocabulary:
    """Hands out a reader, and a new one when an import has changed the catalog's words.

    Without a database (while training, or when it is away) the reader knows what the language files say, or what it
    knew last.
    """

    def __init__(self, general: Lexicon, database: Database | None = None) -> None:
        self._general = general
        self._database = database
        self._version: int | None = None
        self._looked_at = -FRESH_SECONDS
        self._lexicon = general
        self._reader = Reader(general)

    @property
    def lexicon(self) -> Lexicon:
        """The words of `reader`."""
        return self._lexicon

    def reader(self) -> Reader:
        """Return the reader for the catalog of now; asks the database at most every FRESH_SECONDS."""
        now = time.monotonic()
        if now - self._looked_at >= FRESH_SECONDS:
            self._looked_at = now
            self._refresh()
        return self._reader

    def _refresh(self) -> None:
        try:
            with self._opened().read() as session:
                version = version_of(session)
                if version != self._version:
                    self._learn(session, version)
        except SQLAlchemyError as error:
            # Before the first import there are no tables; a database that is away must not silence the bot.
            logger.debug("The catalog's words cannot be read: %s", error)

    def _learn(self, session: Session, version: int) -> None:
        words = [CatalogWord(w.entity, w.value, w.word, w.language, w.type) for w in words_of(session)]
        first, self._version = self._version is None, version
        if first or len(words) <= AT_ONCE:
            self._read_with(words, version)
        else:  # nobody has to wait for it
            threading.Thread(target=self._read_with, args=(words, version), daemon=True).start()

    def _read_with(self, words: list[CatalogWord], version: int) -> None:
        lexicon = self._general.with_catalog(words) if words else self._general
        reader = Reader(lexicon)
        if self._version == version:  # a newer import may have been faster
            self._lexicon, self._reader = lexicon, reader

    def _opened(self) -> Database:
        if self._database is None:
            self._database = Database(Settings.from_environment().database_url)
        return self._database
