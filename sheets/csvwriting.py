"""Writes CSV: no cell becomes a formula, and quotes stand only where they must.

Looking at each cell takes longer than writing it, so that is done only where it can matter: what
was read without quotes needs none, and of a column of words only the words are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sheets.cells import written
from sheets.writing import Part, Places, plain, told_in_dutch

_STARTS = r"^\s*[=+\-@\t\r]"
_NUMBER = r"^\s*[+\-]?[\d.,]+\s*$"
_SPANS = pl.col(pl.Duration).map_elements(written, return_dtype=pl.String)
"""Spans of time as hours and minutes; polars writes none in a CSV."""
_BATCH = 8_192  # lines that one core writes at a time


@dataclass
class CsvTarget:
    """Writes CSV in the dialect that a spreadsheet of this sender reads."""

    places: Places
    separator: str = ";"
    mark: bool = True

    def write(self, parts: Iterator[Part]) -> None:
        """Write the lines."""
        self._write(self.places.lines, parts)

    def add(self, name: str, table: pl.DataFrame) -> None:
        """Write a table in a file of its own."""
        self._write(self.places.beside(name), [Part(table, table.columns)])

    def _write(self, path: Path, parts: Iterable[Part]) -> None:
        with told_in_dutch(self.places.path), path.open("wb") as file:
            for number, part in enumerate(parts):
                first = number == 0
                table = plain(part.table).with_columns(_SPANS)
                ready = defused(table, part.loose)
                if first:
                    ready = ready.rename({name: _harmless(name) for name in ready.columns})
                quoted = first or self._must_quote(ready, part)
                # With quotes an empty text gets some too, which tells a reader nothing.
                empty = pl.col(pl.String, pl.Categorical)
                ready = ready.with_columns(pl.when(empty != "").then(empty)) if quoted else ready
                ready.write_csv(
                    file,
                    separator=self.separator,
                    include_header=first,
                    include_bom=first and self.mark,
                    batch_size=_BATCH,
                    decimal_comma=self.separator != ",",
                    quote_style="necessary" if quoted else "never",
                )

    def _must_quote(self, table: pl.DataFrame, part: Part) -> bool:
        """Whether some cell holds what would end it."""
        ends = f'[{self.separator}"\r\n]'
        columns = (table[name] for name in table.columns if name not in part.bare)
        return any(_words(column).str.contains(ends).any() for column in columns)

    def finish(self) -> None:
        """Have nothing left to do."""

    def close(self) -> None:
        """Have nothing to let go of."""


def defused(table: pl.DataFrame, loose: Sequence[str]) -> pl.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would take for a formula."""
    changed = []
    for column in map(table.get_column, loose):
        if _loaded(_words(column)).any():
            text = column.cast(pl.String)
            changed.append(
                pl.when(_loaded(text)).then("'" + text).otherwise(text).alias(column.name)
            )
    return table.with_columns(changed) if changed else table


def _words(column: pl.Series) -> pl.Series:
    """The texts that a column can hold: those of its kind, or of its cells; none of numbers."""
    if isinstance(column.dtype, pl.Enum):
        return column.dtype.categories
    if column.dtype == pl.Categorical:
        return column.unique().cast(pl.String)
    return column if column.dtype == pl.String else column.clear().cast(pl.String)


def _loaded(texts: pl.Series) -> pl.Series:
    starts = texts.str.contains(_STARTS).fill_null(value=False)
    return starts & ~texts.str.contains(_NUMBER).fill_null(value=False) if starts.any() else starts


def _harmless(name: str) -> str:
    return f"'{name}" if name.lstrip().startswith(("=", "+", "-", "@")) else name
