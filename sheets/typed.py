"""The cells of a file of texts as a spreadsheet keeps them: numbers, amounts and dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from engine.values import Kind
from sheets.headers import Column, Layout
from sheets.reading import Lines

TYPED = ("getal", "minuten", "bedrag", "bedrag_per_uur", "datum")
Cell = int | float | Decimal | date | timedelta


def typed(lines: Lines, layout: Layout, kept: Sequence[int]) -> list[Sequence[Any]]:
    """The rows of some columns; a cell that could not be read as its fact stays as it was."""
    columns = [_column(lines, layout.columns[n], lines.table.to_series(n)) for n in kept]
    return [*zip(*columns, strict=True)] if columns else [()] * len(lines.rows)


def _column(lines: Lines, column: Column, cells: pl.Series) -> list[Any]:
    """The cells of a column; one that has a type of its own already keeps that."""
    written = cells.to_list()
    if isinstance(cells.dtype, pl.List):
        return [cell and " + ".join(map(str, cell)) for cell in written]
    if column.fact is None or column.fact.kind.name not in TYPED or cells.dtype.is_numeric():
        return written
    kind, found = column.fact.kind, lines.facts[column.fact.name].to_list()
    return [
        text if value is None else _cell(kind, value, hours=column.hours)
        for text, value in zip(written, found, strict=True)
    ]


def _cell(kind: Kind, value: Any, *, hours: bool) -> Cell:
    """A value as a spreadsheet keeps it; amounts come in whole cents.

    Hours are a number where that is exact in two decimals, else a time such as 1:40.
    """
    if hours:
        return value / 60 if value % 3 == 0 else timedelta(minutes=value)
    made: Cell = Decimal(value).scaleb(-2) if kind.name.startswith("bedrag") else value
    return made
