"""Throws away files of lines: when somebody asks for it, and when they were kept long enough."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from api.filestore import ENDED, FileRecord, FileStore


class Keeping:
    """How long the files of one store are kept, each with a folder of its own."""

    def __init__(self, store: FileStore, folder: Path, days: int) -> None:
        """Take how many days a file is kept after it ended."""
        self.store, self.folder, self.span = store, folder, timedelta(days=days)

    def until(self, record: FileRecord) -> datetime | None:
        """When a file is thrown away; None while it has not ended."""
        if record.status not in ENDED or record.finished_at is None:
            return None
        return record.finished_at + self.span

    def remove(self, record: FileRecord) -> bool:
        """Throw away a file and its result, if it is still as this record says; whether it was."""
        removed = self.store.remove(record)
        if removed:
            shutil.rmtree(self.folder / record.id, ignore_errors=True)
        return removed

    def sweep(self, now: datetime) -> None:
        """Throw away what was kept long enough, and what an end halfway left behind."""
        for record in self.store.ended(now - self.span):
            self.remove(record)
        for place in self._lost(now - self.span):
            shutil.rmtree(place, ignore_errors=True)

    def _lost(self, before: datetime) -> Iterator[Path]:
        """The folders that belong to no file: their upload or their removal was cut off.

        Only when they are old: a young one may be of a file that still comes in, or of a service
        with another database that was given the same folder.
        """
        folders = [place for place in self.folder.glob("*-*") if _is_id(place.name)]
        known = self.store.ids() if folders else frozenset()
        for place in folders:
            if place.name not in known:
                changed = datetime.fromtimestamp(place.stat().st_mtime, UTC)
                if changed < before:
                    yield place


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
