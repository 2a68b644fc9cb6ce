"""Reads all that the rules look at from lines, in planes of one bit a line.

What to read is written as expressions. Polars reads them all at once, on all cores and without
Python's lock, and keeps booleans as the bits that the planes are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.amounts import inputs_of
from engine.atoms import Atom
from engine.bulk.columns import Columns
from engine.bulk.conditions import Conditions
from engine.bulk.numbers import EPOCH, REGIME, Numbers
from engine.bulk.planes import Plane, Truth, any_of, everywhere, flags_of, nowhere
from engine.bulk.texts import Among
from engine.model import AmountSpec
from engine.program import Program

Key = tuple[Any, ...]


class Reading:
    """What was read of lines that share one logic.

    `regimes` has for each line the place of its program. Of the facts in `told` is read whether
    they are the first or the second choice; `amounts` are those that can be paid.
    """

    def __init__(
        self,
        lines: pl.DataFrame,
        programs: Sequence[Program],
        regimes: npt.NDArray[np.uint8],
        columns: Columns,
        told: Iterable[str],
        amounts: Iterable[AmountSpec],
    ) -> None:
        self.programs, self.program = programs, programs[0]
        lists = [column.name for column in lines if isinstance(column.dtype, pl.List)]
        stored = lines.select(pl.exclude(lists).to_physical(), *lists)
        self.frame = stored.with_columns(pl.Series(REGIME, regimes))
        self.numbers = Numbers(programs)
        self.conditions = Conditions(columns, lines, self.numbers)
        self._payable = {spec: self.numbers.payable(spec) for spec in amounts}
        flags = dict(chain(self._opens(), self._places(told), self._truths()))
        places = {key: place for place, key in enumerate(flags)}
        texts = {places["held", atom]: text for atom, text in self.conditions.texts.items()}
        found = self._collected([*flags.values()], texts)
        self._planes = dict(zip(flags, flags_of(found), strict=True))

    def _collected(self, flags: Sequence[pl.Expr], texts: Mapping[int, Among]) -> pl.DataFrame:
        """A column for each flag, all at once, and what numbers keep for later.

        Only a text that is written in a way that is rare is looked at again.
        """
        kept, named = self.numbers.kept, {f"{n}": flag for n, flag in enumerate(flags)}
        query = self.frame.lazy().with_columns(**kept).with_columns(**named)
        whole = query.select(*named, *kept).collect(engine="in-memory")
        self.frame = self.frame.hstack(whole.select(*kept))
        found = whole.select(*named)
        if not texts:
            return found
        beside = found.with_columns(self.frame[name] for name in {t.name for t in texts.values()})
        rest = beside.select(text.rest(f"{n}").alias(f"{n}") for n, text in texts.items())
        mended = {f"{n}": text.whole(f"{n}", rest[f"{n}"][0]) for n, text in texts.items()}
        rare = [e.alias(name) for name, e in mended.items() if e is not None]
        return beside.with_columns(rare).select(found.columns) if rare else found

    def _opens(self) -> Iterator[tuple[Key, pl.Expr]]:
        """Where a fact or parameter has no value."""
        for column in self.frame:
            if column.null_count():
                yield ("open", column.name), pl.col(column.name).is_null()
        for name in filter(self.numbers.is_unset, self.program.parameters):
            yield ("open", name), self.numbers.unset(name)

    def _places(self, told: Iterable[str]) -> Iterator[tuple[Key, pl.Expr]]:
        """Which choice a fact is, and which regime a line has."""
        for name in set(told) & set(self.frame.columns):
            for place in (0, 1):
                yield (name, place), (pl.col(name) == place).fill_null(value=False)
        for number in range(1, len(self.programs)):
            yield (REGIME, number), pl.col(REGIME) == number

    def _truths(self) -> Iterator[tuple[Key, pl.Expr]]:
        """Where a condition holds, where it may, and of an odd one where it is open."""
        for atom in self.program.atoms:
            if atom.comparison == "known":
                continue
            if self.conditions.is_odd(atom):
                name = f"{atom.subject} {len(self.frame.columns)}"
                self.frame = self.frame.with_columns(self.conditions.distinct(atom).alias(name))
                yield ("held", atom), pl.col(name)
                yield ("open", atom), pl.col(name).is_null()
                continue
            held, may = self.conditions.ends(atom)
            yield ("held", atom), held
            if may is not held:
                yield ("may", atom), may

    def blocks(self, size: int) -> list[Block]:
        """The lines in blocks of this size, a number that can be divided by eight."""
        many = len(self.frame)
        return [Block(self, n, min(n + size, many)) for n in range(0, many, size)]

    def flags(self, *key: Any) -> Plane | None:
        """The lines on which something is true, or None where it isn't read."""
        return self._planes.get(key)

    def payable(self, spec: AmountSpec, lines: slice) -> pl.Series:
        """The cents that an amount comes to on some lines."""
        # Beside the columns, so that one number for all lines becomes one on each.
        return self.frame[lines].with_columns(cents=self._payable[spec])["cents"]


class Block:
    """What was read of some lines next to each other."""

    def __init__(self, reading: Reading, start: int, stop: int) -> None:
        self.reading, self.program = reading, reading.program
        self.count, self._lines = stop - start, slice(start, stop)
        self._bytes = slice(start // 8, (stop + 7) // 8)
        self.none, self.every = nowhere(self.count), everywhere(self.count)

    def _flags(self, *key: Any) -> Plane | None:
        plane = self.reading.flags(*key)
        return None if plane is None else plane[self._bytes]

    def opens(self, name: str) -> Plane:
        """The lines on which a fact or parameter has no value."""
        formula = self.program.ruleset.computed.get(name)
        if formula is not None:
            return self._open_any(inputs_of(formula))
        found = self._flags("open", name)
        if found is not None:
            return found
        known = name in self.program.parameters or name in self.reading.frame.columns
        return self.none if known else self.every

    def _open_any(self, names: Iterable[str]) -> Plane:
        return any_of([self.opens(name) for name in names], self.none)

    def truth(self, atom: Atom) -> Truth:
        """Where a condition holds and where it possibly does; what is open, may."""
        if atom.comparison == "known":
            known = ~self.opens(atom.subject)
            return Truth(known, known)
        held, may, waiting = (self._flags(word, atom) for word in ("held", "may", "open"))
        if waiting is None:
            waiting = self._open_any(self.reading.conditions.looked_at(atom))
        assert held is not None
        return Truth(held & ~waiting, (held if may is None else may) | waiting)

    def chosen(self, name: str, place: int) -> Plane:
        """The lines on which a fact is its first or second choice."""
        found = self._flags(name, place)
        return self.none if found is None else found

    @property
    def regimes(self) -> list[Plane]:
        """The lines of each regime but the first."""
        return [self.chosen(REGIME, n) for n in range(1, len(self.reading.programs))]

    def payable(self, spec: AmountSpec) -> pl.Series:
        """The cents that an amount comes to on each line."""
        return self.reading.payable(spec, self._lines)

    def days(self, name: str) -> npt.NDArray[np.int32]:
        """A column of dates without a null, as days."""
        return self.reading.frame[name][self._lines].to_numpy()

    def is_within(self, name: str, days: tuple[date, date] | None) -> bool:
        """Whether all dates of a column without a null lie between two days."""
        if days is None:
            return False
        own: Any = self.days(name)
        low, high = (day.toordinal() - EPOCH for day in days)
        return bool(low <= own.min() and own.max() <= high)
