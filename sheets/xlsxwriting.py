"""Writes a spreadsheet: a sheet with the lines, and sheets with what they come to."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sheets.faults import FileRefused
from sheets.headers import headed
from sheets.writing import Part, Places, plain, told_in_dutch

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_000
TOO_MANY = (
    "Dit past niet in een rekenblad: dat kan niet meer dan 1.048.576 rijen hebben. "
    "Kies een naam op .csv of .parquet."
)
LINES = "Regels"
WIDE = {
    "redenen": 60,
    "ontbreekt": 60,
    "volgende_stap": 60,
    "let_op": 60,
    "fouten": 60,
    "uitkomst": 40,
}


@dataclass
class XlsxTarget:
    """Writes one spreadsheet, row by row; the columns that are `ours` are headed in words."""

    places: Places
    ours: frozenset[str]
    _formats: dict[str, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin the file."""
        self._rows = TemporaryDirectory(prefix="ret-")
        options = {
            "tmpdir": self._rows.name,
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
            "remove_timezone": True,
            "default_date_format": "dd-mm-yyyy",
        }
        self._book = xlsxwriter.Workbook(str(self.places.lines), options)
        for name, shape in _SHAPES.items():
            self._formats[name] = self._book.add_format(shape)

    def write(self, parts: Iterator[Part]) -> None:
        """Write the lines; raises FileRefused for more than a sheet can hold."""
        sheet, row = self._book.add_worksheet(LINES), 0
        with told_in_dutch(self.places.path):
            for part in parts:
                if row == 0:
                    self._head(sheet, part.table.columns, self.ours)
                if row + part.table.height >= MOST_ROWS:
                    raise FileRefused(TOO_MANY)
                for number, cells in enumerate(plain(part.table).iter_rows()):
                    row += 1
                    kept = part.cells[number] if part.cells else ()
                    self._row(sheet, row, part.table.columns, [*kept, *cells[len(kept) :]])
            sheet.autofilter(0, 0, row, max(len(part.table.columns) - 1, 0))

    def add(self, name: str, table: pl.DataFrame) -> None:
        """Write a table on a sheet of its own."""
        with told_in_dutch(self.places.path):
            sheet = self._book.add_worksheet(name.capitalize())
            self._head(sheet, table.columns, table.columns)
            for number, cells in enumerate(table.iter_rows(), 1):
                self._row(sheet, number, table.columns, cells)

    def finish(self) -> None:
        """Write the file: only now does it reach its place."""
        with told_in_dutch(self.places.path):
            try:
                self._book.close()
            except xlsxwriter.exceptions.FileCreateError as error:
                raise error.args[0] if isinstance(error.args[0], OSError) else error from error

    def close(self) -> None:
        """Throw away the rows that wait for the file to be written."""
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()
        self._rows.cleanup()

    def _head(self, sheet: Worksheet, names: Sequence[str], ours: Container[str]) -> None:
        sheet.freeze_panes(1, 0)
        for number, name in enumerate(names):
            sheet.set_column(number, number, WIDE.get(name, max(12, min(len(name) + 2, 30))))
            head = headed(name) if name in ours else name
            sheet.write_string(0, number, head, self._formats["head"])

    def _row(self, sheet: Worksheet, row: int, names: Sequence[str], cells: Sequence[Any]) -> None:
        for column, (name, cell) in enumerate(zip(names, cells, strict=True)):
            if cell is not None and cell != "":
                self._cell(sheet, row, column, name, cell)

    def _cell(self, sheet: Worksheet, row: int, column: int, name: str, cell: Any) -> None:
        formats = self._formats
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, Decimal):
            sheet.write_number(row, column, float(cell), formats["money"])
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell)
        elif isinstance(cell, datetime | date | time | timedelta):
            named = (
                "moment"
                if isinstance(cell, datetime)
                else "day"
                if isinstance(cell, date)
                else "time"
            )
            sheet.write_datetime(row, column, cell, formats[named])
        else:
            sheet.write_string(
                row, column, str(cell)[:LONGEST_CELL], formats.get("wrap" if name in WIDE else "")
            )


_SHAPES: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "money": {"num_format": "€ #,##0.00"},
    "day": {"num_format": "dd-mm-yyyy"},
    "moment": {"num_format": "dd-mm-yyyy hh:mm"},
    "time": {"num_format": "[h]:mm"},
    "wrap": {"text_wrap": True, "valign": "top"},
}
