"""Opens a file by what is in it, not by its name."""

from __future__ import annotations

from pathlib import Path

from sheets.csvfiles import CsvSource
from sheets.faults import told_unreadable
from sheets.headers import Headers
from sheets.parquetfiles import ParquetSource
from sheets.sources import Source
from sheets.workbooks import WorkbookSource

_ZIP, _OLD, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"


def open_source(path: Path, headers: Headers) -> Source:
    """Open CSV, a spreadsheet or Parquet and find its header; raises FileRefused."""
    with told_unreadable(path):
        with path.open("rb") as file:
            start = file.read(4)
        if start in (_ZIP, _OLD):
            return WorkbookSource(path, headers)
        if start == _PARQUET:
            return ParquetSource(path, headers)
        return CsvSource(path, headers)
