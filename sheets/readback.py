"""Reads a result again: its lines page by page, and the tables that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineWorkbook

from sheets.cells import written
from sheets.headers import folded
from sheets.results import VERDICT
from sheets.xlsxwriting import LINES

OWN = (VERDICT, "naam", "kwartaal")
TABLES = ("totalen", "specificatie", "toelichting")


@dataclass(frozen=True, slots=True)
class LinesPage:
    """Some lines of a result as texts by column, and how many there are in all."""

    lines: Sequence[dict[str, str]]
    total: int


def file_of(result: Path, table: str) -> Path:
    """Where a table of a result stands; in a spreadsheet that is the same file."""
    if result.suffix == ".xlsx" or table not in TABLES:
        return result
    return result.with_name(f"{result.stem}-{table}{result.suffix}")


def read_table(result: Path, table: str) -> list[dict[str, str]]:
    """A table beside the lines, a text in every cell; amounts have a decimal comma."""
    if result.suffix == ".xlsx":
        return _rows(_sheet(result, table.capitalize()))
    return _rows(_scan(file_of(result, table)))


def read_lines(
    result: Path, wanted: Mapping[str, str | None], page: int, page_size: int
) -> LinesPage:
    """One page of the lines, counted from 1; only those with the wanted words in these columns."""
    lines = _sheet(result, LINES, VERDICT) if result.suffix == ".xlsx" else _scan(result)
    for column, words in wanted.items():
        if words is not None:
            lines = lines.filter(pl.col(column).cast(pl.String) == words)
    total = lines.select(pl.len()).collect().item()
    return LinesPage(_rows(lines.slice((page - 1) * page_size, page_size)), total)


def _scan(path: Path) -> pl.LazyFrame:
    if path.suffix == ".parquet":
        return pl.scan_parquet(path, glob=False)
    with path.open(encoding="utf-8-sig") as file:
        head = file.readline()
    # The sign before a column of ours, one of which stands in every table.
    separator = next(mark for mark in ";\t," for name in OWN if f"{mark}{name}" in head)
    return pl.scan_csv(path, separator=separator, infer_schema=False, glob=False)


def _sheet(path: Path, name: str, first: str | None = None) -> pl.LazyFrame:
    """A sheet with our names above the columns that are ours: all, or those from `first` on."""
    with CalamineWorkbook.from_path(path) as book:
        head, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    heads = [*map(str, head)]
    start = [*map(folded, heads)].index(first) if first else 0
    named = enumerate([*heads[:start], *map(folded, heads[start:])])
    return pl.LazyFrame(
        [pl.Series(name, [written(row[n]) for row in rows], pl.String) for n, name in named]
    )


def _rows(table: pl.LazyFrame) -> list[dict[str, str]]:
    return [
        {name: _text(cell) for name, cell in row.items()}
        for row in table.collect().iter_rows(named=True)
    ]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell).replace(".", ",") if isinstance(cell, pl.Decimal | float) else written(cell)
