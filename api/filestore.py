"""Keeps which files of lines were put in, how far each is, and which worker has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Executable, delete, func, or_, select, update
from sqlalchemy.sql.expression import insert

from api import tables
from api.database import RecordRefused, dutch_errors

WAITING, RUNNING, READY, REFUSED, FAILED = (
    *("wacht", "bezig", "klaar"),
    *("geweigerd", "mislukt"),
)
STATUSES = (WAITING, RUNNING, READY, REFUSED, FAILED)
ENDED = (READY, REFUSED, FAILED)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file that was put in; `done` of `size` tells how far it is.

    `fingerprint` is of all that makes the result: the content, the region, the rules, and what an
    empty cell means. `report` holds what came of it, or under `fouten` why nothing did. A worker
    that has the file shows at `seen_at` that it still lives.
    """

    id: str
    fingerprint: str
    region: str
    versions: tuple[str, ...]
    other_facts: str
    kind: str
    status: str
    done: int
    size: int
    report: Mapping[str, Any]
    made_at: datetime
    started_at: datetime | None = None
    seen_at: datetime | None = None
    finished_at: datetime | None = None
    worker: str | None = None


_TABLE = tables.files.c
_FILES = select(*(_TABLE[field.name] for field in fields(FileRecord)))


class FileStore:
    """The files of one store; each method is one transaction, and raises as the store does."""

    def __init__(self, engine: Engine, turn: Callable[[], AbstractContextManager[Any]]) -> None:
        self._engine, self._turn = engine, turn

    def add(self, record: FileRecord) -> FileRecord:
        """Keep a file, or give the one with the same fingerprint that is there already."""
        try:
            self._write(insert(tables.files).values(_values(record)))
        except RecordRefused:
            found = self._one(_TABLE.fingerprint == record.fingerprint)
            if found is None:
                raise
            return found
        return record

    def file(self, id: str) -> FileRecord | None:
        """The file with this id, or None."""
        return self._one(_TABLE.id == id)

    def files(
        self, region: str | None, page: int, page_size: int
    ) -> tuple[tuple[FileRecord, ...], int]:
        """One page, counted from 1, newest first, and how many there are in all."""
        where = [] if region is None else [_TABLE.region == region]
        asked = _FILES.where(*where).order_by(_TABLE.number.desc())
        rows = self._read(asked.limit(page_size).offset((page - 1) * page_size))
        total = self._read(select(func.count()).select_from(tables.files).where(*where))[0][0]
        return tuple(FileRecord(*row) for row in rows), total

    def open(self, seen_before: datetime) -> tuple[FileRecord, ...]:
        """The files that wait, and those whose worker was not seen since, the oldest first."""
        silent = (_TABLE.status == RUNNING) & (_TABLE.seen_at < seen_before)
        asked = _FILES.where(or_(_TABLE.status == WAITING, silent)).order_by(_TABLE.number)
        return tuple(FileRecord(*row) for row in self._read(asked))

    def running(self) -> tuple[FileRecord, ...]:
        """The files that a worker has."""
        rows = self._read(_FILES.where(_TABLE.status == RUNNING))
        return tuple(FileRecord(*row) for row in rows)

    def ended(self, before: datetime) -> tuple[FileRecord, ...]:
        """The files that ended before a moment, whatever came of them."""
        asked = _FILES.where(_TABLE.status.in_(ENDED), _TABLE.finished_at < before)
        return tuple(FileRecord(*row) for row in self._read(asked))

    def ids(self) -> frozenset[str]:
        """The ids of all files there are."""
        return frozenset(row[0] for row in self._read(select(_TABLE.id)))

    def remove(self, record: FileRecord) -> bool:
        """Forget a file if it is still as this record says; whether that was so."""
        return self._write(delete(tables.files).where(_still(record))) == 1

    def change(self, record: FileRecord, **values: Any) -> bool:
        """Change a file if it is still as this record says; whether that was so."""
        return self._write(update(tables.files).where(_still(record)).values(values)) == 1

    def _one(self, where: Any) -> FileRecord | None:
        rows = self._read(_FILES.where(where))
        return FileRecord(*rows[0]) if rows else None

    def _write(self, statement: Executable) -> int:
        with self._turn(), dutch_errors(), self._engine.connect() as connection:
            return int(connection.execute(statement).rowcount)

    def _read(self, statement: Executable) -> Sequence[Sequence[Any]]:
        with dutch_errors(), self._engine.connect() as connection:
            return connection.execute(statement).all()


def _still(record: FileRecord) -> Any:
    """That a file is as this record says, and with the same worker."""
    same = (_TABLE.id == record.id) & (_TABLE.status == record.status)
    return same & _TABLE.worker.is_not_distinct_from(record.worker)


def _values(record: FileRecord) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
