"""Reads spreadsheets: numbers, dates and times as the program keeps them, not as it shows them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from sheets.cells import written
from sheets.faults import FileRefused
from sheets.headers import MOST_TITLE_ROWS, Headers
from sheets.sources import Chunk, no_header

ROWS = 20_000
LARGEST_INSIDE = 2_000_000_000

UNREADABLE = (
    "Dit bestand is niet te openen als rekenblad. Is het beschadigd, of is er een wachtwoord? "
    "Sla het opnieuw op als XLSX zonder wachtwoord, of als CSV."
)


@dataclass
class WorkbookSource:
    """A spreadsheet with one sheet of lines; `size` and `done` are rows."""

    path: Path
    headers: Headers
    kind: str = "xlsx"

    def __post_init__(self) -> None:
        """Find the sheet and its header; raises FileRefused."""
        _check_inside(self.path)
        try:
            book = CalamineWorkbook.from_path(self.path)
            self._sheet, self._header = self._find(book)
        except CalamineError as error:
            raise FileRefused(UNREADABLE) from error
        self.size = self._sheet.total_height
        self.first_column = self._sheet.start[1] if self._sheet.start else 0
        row = next(islice(self._sheet.iter_rows(), self._header, None))
        names = [written(cell) for cell in row]
        while names and not names[-1].strip():
            names.pop()
        self.names = tuple(names)

    def _find(self, book: CalamineWorkbook) -> tuple[CalamineSheet, int]:
        found, seen = [], [[""]]
        for meta in book.sheets_metadata:
            if meta.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows = [
                [written(cell) for cell in row]
                for row in islice(sheet.iter_rows(), MOST_TITLE_ROWS)
            ]
            seen += rows
            if (header := self.headers.find(rows)) is not None:
                found.append((sheet, header))
        if not found:
            empty = not any(cell.strip() for row in seen for cell in row)
            raise FileRefused("Dit bestand is leeg." if empty else no_header(seen))
        if len(found) > 1:
            named = ", ".join(f"'{sheet.name}'" for sheet, _ in found)
            raise FileRefused(f"Op meer dan één blad staan regels: {named}. Laat er één over.")
        return found[0]

    def most_lines(self) -> int:
        """How many lines there are at most."""
        return self.size

    def chunks(self) -> Iterator[Chunk]:
        """The lines below the header, some thousands at a time."""
        rows = islice(self._sheet.iter_rows(), self._header + 1, None)
        first = self._header + 2
        while part := [*islice(rows, ROWS)]:
            yield self._chunk(part, first)
            first += len(part)

    def _chunk(self, rows: Sequence[Sequence[Any]], first: int) -> Chunk:
        width = len(self.names)
        cells = [list(row[:width]) for row in rows]
        ragged = {
            number: f"rechts van kolom {width} staat nog iets, maar daar is geen kop."
            for number, row in enumerate(rows)
            if any(str(cell).strip() for cell in row[width:])
        }
        table = pl.DataFrame(
            {
                f"c{n}": pl.Series([_text(row[n]) for row in cells], dtype=pl.String)
                for n in range(width)
            }
        )
        return Chunk(table, first, first + len(rows) - 1, ragged, cells)


def _text(cell: Any) -> str | None:
    return written(cell) if cell != "" else None


def _check_inside(path: Path) -> None:
    """Refuse a spreadsheet that unpacks to more than memory is meant for."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_INSIDE:
            raise FileRefused("Dit rekenblad is uitgepakt te groot. Gebruik CSV of Parquet.")
