"""What stands on each line of a table as a whole number, as polars expressions.

Values of an ordered kind compare as numbers, the same that a single decision compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial, reduce
from operator import mul, or_
from typing import Any

import numpy as np
import polars as pl

from engine.amounts import MINUTES_AN_HOUR
from engine.atoms import grainer
from engine.bulk.counting import most
from engine.model import AmountSpec, Product
from engine.program import Program
from engine.values import Kind

EPOCH = date(1970, 1, 1).toordinal()
REGIME = "place of the regime"
Ends = tuple[pl.Expr, pl.Expr]


def number_of(kind: Kind, value: Any) -> int:
    """The number of a value of an ordered kind, counted from where its column counts."""
    return kind.ordinal(value) - base_of(kind)


def base_of(kind: Kind) -> int:
    """The ordinal that is zero in a column of this kind."""
    if kind.name == "kwartaal":
        return kind.bounds()[0]
    return EPOCH if kind.name == "datum" else 0


class Numbers:
    """The ordered facts and parameters of programs that share one logic.

    They are over columns as polars stores them: of a choice its place, of an amount its cents, of a
    date its day; and in `REGIME` the place of each line's program. `kept` has by name what must be
    a column beside these. A number says nothing on a line where what it is made of is open.
    """

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs, self.program = programs, programs[0]
        self.kept: dict[str, pl.Expr] = {}

    def ends(self, name: str, grain: str) -> Ends:
        """The least and the most that a number is; these differ on a count that isn't settled."""
        if name in self.program.counts:
            return pl.col(name), pl.col(most(name))
        number = self.of(name, grain)
        return number, number

    def of(self, name: str, grain: str = "") -> pl.Expr:
        """The numbers of an ordered fact or parameter; with a grain those of its periods."""
        kind = self.program.kind(name)
        if name in self.program.parameters:
            read = grainer(kind, grain) if grain else partial(number_of, kind)
            return self._spread(name, read)
        formula = self.program.ruleset.computed.get(name)
        if isinstance(formula, Product):
            return self._keep(f"{name} as product", lambda: self._product(formula))
        if not grain:
            return pl.col(name)
        if kind.name == "kwartaal":
            return pl.col(name).cast(pl.Int16) + base_of(kind)
        return self._keep(f"{name} per {grain}", lambda: self._periods(name, grain))

    def _keep(self, name: str, make: Callable[[], pl.Expr]) -> pl.Expr:
        """A column that is made once; its name has a space, and so is no fact's."""
        if name not in self.kept:
            self.kept[name] = make()
        return pl.col(name)

    def _spread(self, name: str, read: Callable[[Any], int]) -> pl.Expr:
        """What is read from a parameter on each line, by its regime and by what lists it."""
        places: dict[int, list[int]] = {}
        for place, value in enumerate(self._listed(name)):
            if value is not None:
                places.setdefault(read(value), []).append(place)
        # The values that most lines have need no place.
        found, *others = sorted(places, key=lambda number: -len(places[number])) or [0]
        spread = pl.lit(found, pl.Int64)
        for number in others:
            there = self._stands(name, places[number])
            spread = pl.when(there).then(pl.lit(number, pl.Int64)).otherwise(spread)
        return spread

    def unset(self, name: str) -> pl.Expr:
        """Where a parameter has no value, by the regime and by what lists it."""
        places = [place for place, value in enumerate(self._listed(name)) if value is None]
        return self._stands(name, places)

    def _stands(self, name: str, places: Sequence[int]) -> pl.Expr:
        """Whether a line has one of these places among the values of a parameter."""
        own, per = pl.col(REGIME), self.program.parameters[name].per
        if per:
            many = len(self._listed(name)) // len(self.programs)
            own = own.cast(pl.UInt32) * many + pl.col(per).fill_null(many - 1)
        return reduce(or_, [own == place for place in places])

    def is_unset(self, name: str) -> bool:
        """Whether a parameter has no value in a regime, or beside what lists it."""
        return None in self._listed(name)

    def _listed(self, name: str) -> list[Any]:
        """The values of a parameter, for each program those beside each choice and beside none."""
        per = self.program.parameters[name].per
        choices = [*self.program.kind(per).choices, None] if per else [None]
        values = [
            (program.constants[name], choice) for program in self.programs for choice in choices
        ]
        return [value.get(c) if isinstance(value, Mapping) else value for value, c in values]

    def _product(self, product: Product) -> pl.Expr:
        """Whole cents or whole numbers, rounded half-up as a single decision does."""
        kinds = [self.program.kind(name).name for name in product.factors]
        divide = MINUTES_AN_HOUR ** kinds.count("bedrag_per_uur")
        number = reduce(mul, [self.of(name).cast(pl.Int64) for name in product.factors])
        return number if divide == 1 else (2 * number + divide) // (2 * divide)

    def _periods(self, name: str, grain: str) -> pl.Expr:
        """The period in which each day lies, looked up from the first day that there can be."""
        low, high = (end - EPOCH for end in self.program.kind(name).bounds())
        # Without nulls a place is looked up twice as fast.
        return pl.lit(_calendar(low, high, grain)).gather(pl.col(name).fill_null(low) - low)

    def payable(self, spec: AmountSpec) -> pl.Expr:
        """The cents that an amount comes to, never more than its ceiling."""
        value = self.of(spec.value)
        if spec.at_most and spec.at_most in self.program.facts:
            most = self.of(spec.at_most)
            # Twice as fast as the least of a row.
            value = pl.when(value < most).then(value).otherwise(most)
        return value.cast(pl.Int64)


@lru_cache
def _calendar(low: int, high: int, grain: str) -> pl.Series:
    """The quarter or month, numbered as `grainer` does, of each day from the first to the last."""
    months = np.arange(low, high + 1).astype("datetime64[D]").astype("datetime64[M]")
    number = months.astype(np.int32) + 1970 * 12
    return pl.Series(number // 3 if grain == "kwartaal" else number + 1, dtype=pl.Int16)
