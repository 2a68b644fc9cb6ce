"""The columns of one table as whole numbers, and what is open and known in one block of its lines.

Values of an ordered kind compare as numbers, the same that a single decision compares. A null has a
number that no value has; what is read from it is put aside by the plane of the open lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.amounts import MINUTES_AN_HOUR, inputs_of
from engine.atoms import grainer
from engine.bulk.counting import most
from engine.bulk.planes import Plane, any_of, everywhere, nowhere, pack
from engine.model import Product
from engine.program import Program
from engine.values import Kind

Numbers = npt.NDArray[Any]
EPOCH = date(1970, 1, 1).toordinal()
_NULLS = {"UInt8": 2**8 - 1, "UInt16": 2**16 - 1, "Int32": -(2**31), "Int64": -(2**63)}


def number_of(kind: Kind, value: Any) -> int:
    """The number of a value of an ordered kind, counted from where its column counts."""
    return kind.ordinal(value) - base_of(kind)


def base_of(kind: Kind) -> int:
    """The ordinal that is zero in a column of this kind."""
    if kind.name == "kwartaal":
        return kind.bounds()[0]
    return EPOCH if kind.name == "datum" else 0


class Table:
    """The columns of lines that share one logic, and for each line the place of its regime.

    `numbers` has those that can be numbers, and `nulls` the number that stands for a null in these.
    `opened` has the names of all that are open somewhere, `blank` of those open everywhere.
    """

    def __init__(
        self, frame: pl.DataFrame, programs: Sequence[Program], regimes: npt.NDArray[np.uint8]
    ) -> None:
        self.frame, self.programs, self.regimes = frame, programs, regimes
        plain = [c.name for c in frame if not isinstance(c.dtype, pl.List | pl.String)]
        self.numbers = frame.select(pl.col(plain).to_physical())
        self.blank = {c.name for c in frame if c.null_count() == len(c)}
        self.opened = {c.name for c in frame if c.null_count()}
        self.nulls = {c.name: _NULLS[str(c.dtype)] for c in self.numbers if c.name in self.opened}
        self.arrays = self._filled()
        self._outer: dict[str, tuple[int, int]] = {}
        self._periods: dict[tuple[str, str], tuple[int, Numbers]] = {}

    def _filled(self) -> dict[str, Numbers]:
        """The columns that are numbers, all at once: of a choice its place, of an amount its cents.

        A date is its day, a null the number that stands for it.
        """
        filled = [pl.col(name).fill_null(null) for name, null in self.nulls.items()]
        found = self.numbers.with_columns(filled)
        return {column.name: column.to_numpy() for column in found}

    def is_within(self, name: str, days: tuple[date, date] | None) -> bool:
        """Whether all dates of a column lie between two days."""
        if days is None:
            return False
        first, last = self._ends(name)
        low, high = (day.toordinal() - EPOCH for day in days)
        return low <= first and last <= high

    def _ends(self, name: str) -> tuple[int, int]:
        """The first and last day in a column of dates."""
        if name not in self._outer:
            column: Any = self.numbers[name]
            self._outer[name] = column.min() or 0, column.max() or 0
        return self._outer[name]

    def periods(self, name: str, grain: str) -> tuple[int, Numbers]:
        """The first day of a column of dates, and from there the period in which each day lies."""
        key = name, grain
        if key not in self._periods:
            first, last = self._ends(name)
            days = np.arange(first, last + 1).astype("datetime64[D]")
            months = days.astype("datetime64[M]").astype(np.int32) + 1970 * 12
            self._periods[key] = (first, months // 3 if grain == "kwartaal" else months + 1)
        return self._periods[key]


class Block:
    """Some lines next to each other."""

    def __init__(self, table: Table, start: int, stop: int) -> None:
        self.table, self.start, self.stop = table, start, stop
        self.count = stop - start
        self.none, self.every = nowhere(self.count), everywhere(self.count)
        self.programs, self.program = table.programs, table.programs[0]
        self.regimes = table.regimes[start:stop]
        self._opens: dict[str, Plane] = {}
        self._numbers: dict[tuple[str, str], Any] = {}

    def column(self, name: str) -> pl.Series:
        """A column of these lines."""
        return self.table.frame[name].slice(self.start, self.count)

    def array(self, name: str) -> Numbers:
        """A column as numbers, of these lines."""
        return self.table.arrays[name][self.start : self.stop]

    def opens(self, name: str) -> Plane:
        """The lines on which a fact or parameter has no value."""
        if name not in self._opens:
            self._opens[name] = self._open(name)
        return self._opens[name]

    def _open(self, name: str) -> Plane:
        formula = self.program.ruleset.computed.get(name)
        if formula is not None:
            return any_of([self.opens(part) for part in inputs_of(formula)], self.none)
        if name in self.program.parameters:
            return self._unset(name)
        if name not in self.table.frame.columns or name in self.table.blank:
            return self.every
        if name not in self.table.opened:
            return self.none
        if name not in self.table.nulls:
            return pack(self.column(name).is_null().to_numpy())
        return pack(self.array(name) == self.table.nulls[name])

    def _unset(self, name: str) -> Plane:
        """Where a parameter has no value: on a day, or for the choice that lists it."""
        unset = self._spread(name, lambda value: value is None)
        if isinstance(unset, bool):
            return self.every if unset else self.none
        return pack(unset)

    def ends(self, name: str, grain: str) -> tuple[Any, Any]:
        """The least and the most that a number is; these differ on a count that isn't settled."""
        if name in self.program.counts:
            return self.array(name), self.array(most(name))
        number = self.number(name, grain)
        return number, number

    def number(self, name: str, grain: str = "") -> Any:
        """The numbers of an ordered fact or parameter; with a grain those of its periods."""
        key = name, grain
        if key not in self._numbers:
            self._numbers[key] = self._number(name, grain)
        return self._numbers[key]

    def _number(self, name: str, grain: str) -> Any:
        kind = self.program.kind(name)
        if name in self.program.parameters:
            read = grainer(kind, grain) if grain else partial(number_of, kind)
            return self._spread(name, lambda value: 0 if value is None else read(value))
        formula = self.program.ruleset.computed.get(name)
        if isinstance(formula, Product):
            return self._product(formula)
        if not grain:
            return self.array(name)
        if kind.name == "kwartaal":
            return self.array(name) + np.int32(base_of(kind))
        first, periods = self.table.periods(name, grain)
        return periods.take(self.array(name) - np.int32(first), mode="clip")

    def _spread(self, name: str, read: Callable[[Any], Any]) -> Any:
        """What is read from a parameter on each line, by its regime and by what lists it."""
        per = self.program.parameters[name].per
        choices: list[Any] = [*self.program.kind(per).choices, None] if per else [None]
        rows = []
        for program in self.programs:
            value = program.constants[name]
            listed = [value.get(c) if isinstance(value, Mapping) else value for c in choices]
            rows.append([read(one) for one in listed])
        if all(one == rows[0][0] for row in rows for one in row):
            return rows[0][0]
        if not per:
            return np.array(rows).take(self.regimes)
        return np.array(rows)[self.regimes, np.minimum(self.array(per), len(choices) - 1)]

    def _product(self, product: Product) -> Numbers:
        """Whole cents or whole numbers, rounded half-up as a single decision does."""
        number, divide = np.ones(1, np.int64), 1
        for name in product.factors:
            number = number * self.number(name)
            hourly = self.program.kind(name).name == "bedrag_per_uur"
            divide *= MINUTES_AN_HOUR if hourly else 1
        return number if divide == 1 else (2 * number + divide) // (2 * divide)
