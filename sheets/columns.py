"""Whole columns at once: each distinct text of a column is read one time, the rest is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from engine.bulk.columns import type_of
from engine.values import Kind, ValueFault, looks_like_bsn
from sheets.cells import ABSENT, BSN, read_cell, written

_DIGITS = r"\d(?:[ .\-]?\d){8}"


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as read: typed values with null for open, which cells are empty, what is wrong.

    `faults` is null where a cell is right, and None when all are.
    """

    values: pl.Series
    absent: pl.Series
    faults: pl.Series | None


class FactReader:
    """Reads the cells of one fact; what a text means is found out once in a whole run."""

    def __init__(self, kind: Kind, *, hours: bool = False) -> None:
        self.kind, self.hours, self.type = kind, hours, type_of(kind)
        self._texts = pl.Categories.random()
        self._values = pl.Series([], dtype=self.type)
        self._absent = pl.Series([], dtype=pl.Boolean)
        self._faults = pl.Series([], dtype=pl.String)

    def read(self, cells: pl.Series) -> Cells:
        """Read cells of any type that a file can have."""
        direct = None if self.hours else _direct(self.kind, cells)
        if direct is not None:
            return Cells(direct.cast(self.type), direct.is_null(), None)
        codes = as_text(cells).cast(pl.Categorical(self._texts))
        self._learn()
        codes = codes.to_physical()
        faults = (
            self._faults.gather(codes) if self._faults.null_count() < len(self._faults) else None
        )
        absent = self._absent.gather(codes).fill_null(value=True)
        return Cells(self._values.gather(codes), absent, faults)

    def _learn(self) -> None:
        """Read the texts that were not seen before."""
        texts = self._texts.to_series()
        fresh = [self._one(text) for text in texts[len(self._values) :].to_list()]
        if fresh:
            values, absent, faults = zip(*fresh, strict=True)
            self._values = self._values.append(pl.Series(values, dtype=self.type))
            self._absent = self._absent.append(pl.Series(absent, dtype=pl.Boolean))
            self._faults = self._faults.append(pl.Series(faults, dtype=pl.String))

    def _one(self, text: str) -> tuple[Any, bool, str | None]:
        try:
            value = read_cell(self.kind, text, hours=self.hours)
        except ValueFault as fault:
            return None, False, str(fault)
        if value is ABSENT or value is None:
            return None, value is ABSENT, None
        return stored(self.kind, value), False, None


def stored(kind: Kind, value: Any) -> Any:
    """A typed value as its column keeps it: amounts in whole cents, a multiple choice as a list."""
    if kind.name.startswith("bedrag"):
        return kind.ordinal(value)
    return sorted(value) if isinstance(value, frozenset) else value


def as_text(cells: pl.Series) -> pl.Series:
    """Cells as a Dutch spreadsheet would show them."""
    if cells.dtype in (pl.String, pl.Categorical) or isinstance(cells.dtype, pl.Enum):
        return cells.cast(pl.String)
    if cells.dtype.is_integer() or cells.dtype == pl.Date:
        return cells.cast(pl.String)
    if isinstance(cells.dtype, pl.Decimal):
        return cells.cast(pl.String).str.replace(".", ",", literal=True)
    texts = [None if cell is None else _shown(cell) for cell in cells.to_list()]
    return pl.Series(cells.name, texts, dtype=pl.String)


def _shown(cell: Any) -> str:
    if isinstance(cell, list):
        return " + ".join(map(str, cell)) or "geen_van_deze"
    return str(cell).replace(".", ",") if isinstance(cell, Decimal) else written(cell)


def _direct(kind: Kind, cells: pl.Series) -> pl.Series | None:
    """Cells that have the type of their kind already and lie within its bounds, else None."""
    type_ = cells.dtype
    if kind.name == "datum" and type_ == pl.Date:
        low, high = (kind.from_ordinal(number) for number in kind.bounds())
    elif kind.ordered and type_.is_integer() and kind.name not in ("datum", "kwartaal"):
        cells = cells.cast(pl.Int64) * (100 if kind.name.startswith("bedrag") else 1)
        low, high = kind.bounds()
    elif kind.name.startswith("bedrag") and (type_.is_float() or isinstance(type_, pl.Decimal)):
        cents = cells * 100
        whole = cents.round()
        if ((cents - whole).abs() > 1e-6).any():
            return None
        cells, (low, high) = whole.cast(pl.Int64, strict=False), kind.bounds()
    else:
        return None
    within = cells.is_between(low, high).all()
    return cells if within else None


class CarriedReader:
    """Looks at a column that only travels along: no BSN may travel with it."""

    def read(self, cells: pl.Series) -> Cells:
        """The cells as they are, but without what looks like a BSN."""
        looked = cells
        if cells.dtype.is_integer():
            looked = cells.cast(pl.String)
        elif cells.dtype != pl.String:
            return Cells(cells, cells.is_null(), None)
        suspect = looked.filter(looked.str.len_bytes() >= 9)
        if len(suspect):
            suspect = suspect.filter(suspect.str.contains(_DIGITS)).unique()
        found = [text for text in suspect.to_list() if looks_like_bsn(text)]
        if not found:
            return Cells(cells, cells.is_null(), None)
        hidden = looked.is_in(found)
        kept = cells.set(hidden.fill_null(value=False), None)
        faults = pl.select(pl.when(hidden).then(pl.lit(BSN))).to_series()
        return Cells(kept, cells.is_null(), faults)
