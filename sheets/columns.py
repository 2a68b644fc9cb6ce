"""Whole columns at once: each distinct text of a column is read one time, the rest is looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from engine.bulk.columns import type_of
from engine.values import Kind, ValueFault, looks_like_bsn
from sheets.cells import ABSENT, BSN, read_cell, written
from sheets.plainly import DIGITS, has_plain, plainly

MOST_SEEN = 500_000
_CENTS = 2


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as read: typed values with null for open, which cells are empty, what is wrong.

    `absent` is None where nobody asks for it. `faults` is null where a cell is right, and None
    when all are.
    """

    values: pl.Series
    absent: pl.Series | None
    faults: pl.Series | None


class FactReader:
    """Reads the cells of one fact; what a text means is found out once in a whole run."""

    def __init__(self, kind: Kind, *, hours: bool = False, usual: bool = False) -> None:
        """Take the kind of the fact; with `usual` it matters which cells are empty."""
        self.kind, self.hours, self.usual, self.type = kind, hours, usual, type_of(kind)
        self._values: dict[str, Any] = {}
        self._faults: dict[str, str] = {}
        self._absent: set[str] = set()

    def direct(self, cells: pl.Series) -> Cells | None:
        """The cells when they have the type of the fact already, else None."""
        if isinstance(cells.dtype, pl.Enum):
            if cells.dtype == self.type:
                return Cells(cells, cells.is_null() if self.usual else None, None)
            return self.read(cells.to_physical().cast(pl.UInt32), cells.dtype.categories)
        found = None if self.hours else _direct(self.kind, cells)
        if found is None:
            return None
        return Cells(found.cast(self.type), found.is_null() if self.usual else None, None)

    def read(self, codes: pl.Series, texts: pl.Series) -> Cells:
        """Cells given as places in a list of distinct texts."""
        values = self._meant(texts)
        faults = absent = None
        if self._faults:
            told = [self._faults.get(text) for text in texts.to_list()]
            faults = pl.Series(told, dtype=pl.String).gather(codes) if any(told) else None
        if self.usual:
            empty = pl.Series([text in self._absent for text in texts.to_list()], dtype=pl.Boolean)
            absent = empty.gather(codes).fill_null(value=True)
        return Cells(values.gather(codes), absent, faults)

    def _meant(self, texts: pl.Series) -> pl.Series:
        """What distinct texts mean."""
        if self.hours or not has_plain(self.kind):
            return self._looked_up(texts)
        found = plainly(self.kind, texts)
        odd = found.is_null().arg_true()
        return found.scatter(odd, self._looked_up(texts.gather(odd))) if len(odd) else found

    def _looked_up(self, texts: pl.Series) -> pl.Series:
        told = texts.to_list()
        self._learn(told)
        return pl.Series([self._values[text] for text in told], dtype=self.type)

    def _learn(self, texts: Sequence[str]) -> None:
        """Find out what texts mean that were not seen before."""
        if len(self._values) >= MOST_SEEN:
            self._values.clear()
        for text in texts:
            if text not in self._values:
                self._values[text] = self._meaning(text)

    def _meaning(self, text: str) -> Any:
        try:
            value = read_cell(self.kind, text, hours=self.hours)
        except ValueFault as fault:
            self._faults[text] = str(fault)
            return None
        if value is ABSENT:
            self._absent.add(text)
        return None if value is ABSENT or value is None else stored(self.kind, value)


def read_all(table: pl.DataFrame, readers: Sequence[FactReader | CarriedReader]) -> list[Cells]:
    """Read the columns of a table, each with its own reader."""
    found: dict[int, Cells] = {}
    coded: dict[int, pl.Series] = {}
    for number, (reader, cells) in enumerate(zip(readers, table.iter_columns(), strict=True)):
        read = reader.direct(cells)
        if read is not None:
            found[number] = read
        else:
            coded[number] = as_text(cells).alias(str(number))
    # The distinct texts of all columns at once, on all cores. What they are is only known for as
    # long as a column with these codes exists.
    kinds = {number: pl.Categories.random() for number in coded}
    codes = pl.DataFrame([*coded.values()]).select(
        pl.col(str(number)).cast(pl.Categorical(kind)) for number, kind in kinds.items()
    )
    for number, kind in kinds.items():
        reader = readers[number]
        assert isinstance(reader, FactReader)
        places = codes[str(number)].to_physical()
        last: Any = places.max()
        many = 0 if last is None else last + 1
        texts = pl.int_range(many, dtype=pl.UInt32, eager=True).cat.to(pl.Categorical(kind))
        found[number] = reader.read(places, texts.cast(pl.String))
    return [found[number] for number in range(len(readers))]


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
        return _numbers(kind, cells)
    elif kind.name.startswith("bedrag") and (type_.is_float() or isinstance(type_, pl.Decimal)):
        cents = _whole_cents(cells)
        if cents is None:
            return None
        cells, (low, high) = cents, kind.bounds()
    else:
        return None
    within = cells.is_between(low, high).all()
    return cells if within else None


def _numbers(kind: Kind, cells: pl.Series) -> pl.Series | None:
    """Whole numbers or whole euros within the bounds of their kind, else None."""
    each = 100 if kind.name.startswith("bedrag") else 1
    low, high = (number // each for number in kind.bounds())
    # Only of what lies within them the cents are sure to be a number too.
    wide = cells.cast(pl.Int64, strict=False)
    fit = wide.null_count() == cells.null_count() and wide.is_between(low, high).all()
    return wide * each if fit else None


def _whole_cents(euros: pl.Series) -> pl.Series | None:
    """Euros as whole cents of any size, or None when some are not whole."""
    if isinstance(euros.dtype, pl.Decimal) and euros.dtype.scale == _CENTS:
        return euros.reinterpret(dtype=pl.Int128)
    cents = (euros if euros.dtype.is_float() else euros.cast(pl.Float64)) * 100
    whole = cents.round()
    # What a spreadsheet keeps as 137.27 is a hair off.
    return None if ((cents - whole).abs() > 1e-6).any() else whole


class CarriedReader:
    """Looks at a column that only travels along: no BSN may travel with it."""

    def direct(self, cells: pl.Series) -> Cells:
        """The cells as they are, with a fault on what looks like a BSN."""
        looked = _looked_at(cells)
        suspect = looked.filter(looked.str.len_bytes() >= 9)
        if len(suspect):
            suspect = suspect.filter(suspect.str.contains(DIGITS)).unique()
        found = [text for text in suspect.to_list() if looks_like_bsn(text)]
        if not found:
            return Cells(cells, None, None)
        faults = pl.select(pl.when(looked.is_in(found)).then(pl.lit(BSN))).to_series()
        return Cells(cells, None, faults)


def _looked_at(cells: pl.Series) -> pl.Series:
    """Cells of any type as text, as far as digits in a row can stand in them."""
    if cells.dtype.is_float():
        return cells.cast(pl.Int64, strict=False).cast(pl.String)
    if cells.dtype.is_temporal() or cells.dtype == pl.Boolean:
        return cells.clear(len(cells)).cast(pl.String)
    return as_text(cells)
