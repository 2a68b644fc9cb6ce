"""The cells of a file as a spreadsheet keeps them: texts become numbers, amounts and dates."""

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
    columns = [_column(lines, layout.columns[n], _written(lines, n)) for n in kept]
    return [*zip(*columns, strict=True)] if columns else [()] * len(lines.rows)


def _written(lines: Lines, number: int) -> list[Any]:
    """The cells of a column as they stood in the file, but for those that may not be written."""
    cells = lines.table.to_series(number)
    if isinstance(cells.dtype, pl.List):
        return [cell and " + ".join(map(str, cell)) for cell in cells.to_list()]
    if lines.cells is None:
        return cells.to_list()
    return [
        None if shown is None else row[number]
        for shown, row in zip(cells.to_list(), lines.cells, strict=True)
    ]


def _column(lines: Lines, column: Column, written: list[Any]) -> list[Any]:
    """The cells of a column; one that has a type of its own already keeps that."""
    if column.fact is None or column.fact.kind.name not in TYPED:
        return written
    kind, found = column.fact.kind, lines.facts[column.fact.name].to_list()
    return [
        cell if value is None or not isinstance(cell, str) else _cell(kind, value, column.hours)
        for cell, value in zip(written, found, strict=True)
    ]


def _cell(kind: Kind, value: Any, hours: bool) -> Cell:
    """A value as a spreadsheet keeps it; amounts come in whole cents.

    Hours are a number where that is exact in two decimals, else a time such as 1:40.
    """
    if hours:
        return value / 60 if value % 3 == 0 else timedelta(minutes=value)
    made: Cell = Decimal(value).scaleb(-2) if kind.name.startswith("bedrag") else value
    return made
