"""Shows that a worker still has a file, also while a run has nothing to tell."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event, Thread
from types import TracebackType

from api.database import StoreUnavailable
from api.filestore import FileRecord, FileStore

BEAT = 10.0
"""Seconds between two signs of life; well within the silence after which a file is taken over."""

_LOG = logging.getLogger("ret.api")


class Heartbeat:
    """Keeps `seen_at` of a file up to date for as long as the block lasts."""

    def __init__(self, store: FileStore, record: FileRecord) -> None:
        self.store, self.record = store, record
        self._ended = Event()
        self._thread = Thread(target=self._beat, name=f"bestand {record.id}", daemon=True)

    def __enter__(self) -> None:
        """Begin."""
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop; a sign that is being given is finished first."""
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            try:
                self.store.change(self.record, seen_at=datetime.now(UTC))
            except StoreUnavailable as error:  # the store may be back at the next beat
                _LOG.warning("a sign of life was not kept: %s", error)
