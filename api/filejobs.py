"""Files of lines as jobs, without a word of HTTP: put in, run, found again, and read."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import IO, Any
from uuid import uuid4

from api.filekeeping import Keeping
from api.filestore import (
    FAILED,
    READY,
    REFUSED,
    RUNNING,
    WAITING,
    FileRecord,
    FileStore,
)
from api.heartbeat import Heartbeat
from api.problems import BadInput, Fault, NotThere, StillBusy
from api.settings import FILES_DAYS
from engine.loader import ruleset_version
from engine.model import Rulebook
from sheets.faults import FileRefused, PlaceTaken
from sheets.readback import LinesPage, file_of, read_lines, read_table
from sheets.results import PAYER, STATE
from sheets.running import Options, Report, check, run
from sheets.subject import Subject
from sheets.template import write_template

DECISION = "billing"
INPUT, RESULT = "invoer", "uitkomst"
PIECE = 1_000_000
LARGEST_SHEET = 2_000_000
SILENCE = timedelta(seconds=60)
"""How long a worker may be silent before another takes its file over."""

NO_FILE = "Dit bestand bestaat hier niet."
NO_TEMPLATE = "Voor deze regio zijn er geen regels voor declaraties."
NOT_READY = "Van dit bestand is nog geen uitkomst. Kijk eerst of de status 'klaar' is."
BUSY = "Dit bestand wordt nu getoetst. Wacht tot dat klaar is, en verwijder het dan."
BROKEN = "Er ging bij ons iets mis. Stuur het bestand opnieuw om het nog eens te proberen."
_LOG = logging.getLogger("ret.api")


@dataclass(frozen=True, slots=True)
class FilePage:
    """One page of files, newest first, and how many there are in all."""

    records: tuple[FileRecord, ...]
    total: int
    number: int
    size: int


class Files:
    """The files that were put to the rules of one rulebook; their lines stand in one folder."""

    def __init__(
        self, rulebook: Rulebook, store: FileStore, folder: Path, days: int = FILES_DAYS
    ) -> None:
        """Make ready; a file is kept for so many days after it ended."""
        self.rulebook, self.store, self.folder = rulebook, store, folder
        self.keeping = Keeping(store, folder, days)
        self.worker = f"{socket.gethostname()}:{os.getpid()}"
        self._subjects: dict[str, Subject] = {}
        self._lock = Lock()

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions that have rules for lines."""
        found = (r.region for r in self.rulebook.rulesets if r.decision == DECISION)
        return tuple(dict.fromkeys(found))

    def subject(self, region: str) -> Subject:
        """The rules of a region, made ready once."""
        with self._lock:
            if region not in self._subjects:
                self._subjects[region] = Subject(self.rulebook, DECISION, region)
            return self._subjects[region]

    def put(
        self, content: IO[bytes], region: str, other_facts: str, *, spreadsheet: bool = False
    ) -> FileRecord:
        """Keep a file to be run; the same file under the same rules is there once.

        The result is of the kind of the file; with `spreadsheet` it is XLSX, unless the file is too
        large to read that again page by page. Raises BadInput with the sentences when nothing can
        be read in it. One that failed or was refused is run again.
        """
        if region not in self.regions:
            known = ", ".join(self.regions)
            sentence = f"Deze regio heeft geen regels voor declaraties. Kies uit: {known}."
            raise BadInput([Fault(sentence, "onbekende-keuze", "/regio", "query")])
        subject, id = self.subject(region), str(uuid4())
        place = self.folder / id
        place.mkdir(parents=True)
        try:
            digest, size = _kept(content, place / INPUT)
            kind = check(subject, place / INPUT)
            kind = "xlsx" if spreadsheet and size <= LARGEST_SHEET else kind
            record = self._record(subject, id, digest, kind, size, other_facts)
            found = self.store.add(record)
        except FileRefused as refused:
            shutil.rmtree(place)
            raise BadInput(
                [Fault(said, "bestand-onleesbaar") for said in refused.sentences]
            ) from None
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return found if found.id == id else self._again(found, place)

    def _record(
        self, subject: Subject, id: str, digest: str, kind: str, size: int, other_facts: str
    ) -> FileRecord:
        versions = tuple(ruleset_version(self.rulebook, ruleset) for ruleset in subject.rulesets)
        parts = (digest, subject.region, *versions, other_facts, kind)
        fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return FileRecord(
            id=id,
            fingerprint=fingerprint,
            region=subject.region,
            versions=versions,
            other_facts=other_facts,
            kind=kind,
            status=WAITING,
            done=0,
            size=size,
            report={},
            made_at=datetime.now(UTC),
        )

    def _again(self, found: FileRecord, place: Path) -> FileRecord:
        """The file that is there already; without a result it gets the new copy and waits again."""
        if found.status in (FAILED, REFUSED):
            old = self.folder / found.id
            old.mkdir(parents=True, exist_ok=True)
            (place / INPUT).replace(old / INPUT)
            self.store.change(found, status=WAITING, done=0, report={}, worker=None)
        shutil.rmtree(place)
        return self.file(found.id)

    def file(self, id: str) -> FileRecord:
        """The file with this id; raises NotThere."""
        found = self.store.file(id)
        if found is None:
            raise NotThere(NO_FILE)
        return found

    def remove(self, id: str) -> None:
        """Throw a file away with its result; raises NotThere, and StillBusy while it is run."""
        record = self.file(id)
        if record.status == RUNNING or not self.keeping.remove(record):
            self.file(id)  # another may have removed it just now
            raise StillBusy(BUSY)

    def files(self, *, page: int, page_size: int, region: str | None = None) -> FilePage:
        """One page of files, newest first."""
        return FilePage(*self.store.files(region, page, page_size), page, page_size)

    def result(self, id: str, part: str = "regels") -> Path:
        """The file with a part of the result; raises NotThere while there is none."""
        record = self.file(id)
        path = file_of(self._result(record), part)
        if record.status != READY or not path.exists():
            raise NotThere(NOT_READY)
        return path

    def template(self, region: str) -> Path:
        """An empty spreadsheet to fill in for a region; raises NotThere for one without rules."""
        if region not in self.regions:
            raise NotThere(NO_TEMPLATE)
        rulesets = self.subject(region).rulesets
        version = "-".join(ruleset_version(self.rulebook, ruleset)[:8] for ruleset in rulesets)
        path = self.folder / f"sjabloon-{region}-{version}.xlsx"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_template(self.subject(region), path)
        return path

    def lines(
        self,
        id: str,
        *,
        page: int,
        page_size: int,
        state: str | None = None,
        payer: str | None = None,
    ) -> LinesPage:
        """One page of the lines with their outcomes; only those that stand so, or that one pays."""
        return read_lines(self.result(id), {STATE: state, PAYER: payer}, page, page_size)

    def table(self, id: str, name: str) -> Sequence[Mapping[str, str]]:
        """The totals, the specification or the legend of a result, as texts."""
        return read_table(self.result(id), name)

    def _result(self, record: FileRecord) -> Path:
        return self.folder / record.id / f"{RESULT}.{record.kind}"

    def work(self) -> bool:
        """Run the file that waits longest, if there is one; whether there was."""
        for record in self._to_do():
            moment = datetime.now(UTC)
            taken = replace(record, status=RUNNING, worker=self.worker, started_at=moment)
            values = {"status": RUNNING, "worker": self.worker, "started_at": moment}
            if self.store.change(record, **values, seen_at=moment, done=0):
                return self._run(taken)
        return False

    def _to_do(self) -> Iterator[FileRecord]:
        """What waits, and what a worker that is gone left behind."""
        yield from self.store.open(datetime.now(UTC) - SILENCE)
        yield from (record for record in self.store.running() if _is_gone(record.worker))

    def _run(self, record: FileRecord) -> bool:
        """Run a file to its end; False when another worker is still writing its result."""
        source = self.folder / record.id / INPUT
        status, came = FAILED, {"fouten": [BROKEN]}
        try:
            with Heartbeat(self.store, record):
                report = run(
                    self.subject(record.region),
                    source,
                    self._result(record),
                    Options(record.other_facts),
                    _Heard(self.store, record),
                )
            status, came = READY, told(report)
        except PlaceTaken:
            return False
        except FileRefused as refused:
            status, came = REFUSED, {"fouten": [*refused.sentences]}
        except Exception as error:
            _LOG.error("a file could not be run", exc_info=error)
        if self._end(record, status, came):
            source.unlink(missing_ok=True)
        return True

    def _end(self, record: FileRecord, status: str, report: Mapping[str, Any]) -> bool:
        """Keep what came of a file, unless another worker has it by now."""
        done = record.size if status == READY else 0
        moment = datetime.now(UTC)
        values = {"status": status, "report": report, "finished_at": moment}
        # A run may have counted in another size: lines, or each line twice.
        return self.store.change(record, **values, done=done, size=record.size)


class _Heard:
    """Keeps how far a run is, at most once a second."""

    def __init__(self, store: FileStore, record: FileRecord) -> None:
        self.store, self.record, self.last = store, record, monotonic()

    def __call__(self, done: int, size: int) -> None:
        if monotonic() - self.last >= 1:
            self.last = monotonic()
            self.store.change(self.record, done=done, size=size)


def told(report: Report) -> dict[str, Any]:
    """A report as it is kept: counts per state, the whole's totals, remarks, and first faults."""
    whole = {name: str(value) for name, value in report.totals.row(0, named=True).items()}
    return {
        "aantallen": dict(report.counts),
        "totalen": {name: whole[name] for name in whole if name not in ("per", "naam")},
        "opmerkingen": [*report.remarks],
        "fouten": [*report.faults],
    }


def seconds_left(record: FileRecord, now: datetime) -> int | None:
    """How long a run still takes at the pace it had so far; None when that can't be told."""
    if record.status != RUNNING or record.started_at is None or not record.done:
        return None
    passed = (now - record.started_at).total_seconds()
    return max(0, round(passed * (record.size - record.done) / record.done))


def _is_gone(worker: str | None) -> bool:
    """Whether a worker on this computer ended, or had our own number in an earlier life."""
    host, _, number = (worker or "").rpartition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return int(number) == os.getpid()


def _kept(content: IO[bytes], path: Path) -> tuple[str, int]:
    """Write what comes in to disk, a piece at a time; gives its digest and its size."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while piece := content.read(PIECE):
            digest.update(piece)
            size += len(piece)
            file.write(piece)
    return digest.hexdigest(), size
