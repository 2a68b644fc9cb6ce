"""Truths of many lines at once: one bit a line, in a plane for certain and one for possible.

J is a bit in both planes, O only in the possible one, and N in neither. Kleene's logic is then bit
arithmetic: eight lines a byte, whatever the lines are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

import nanoarrow
import numpy as np
import numpy.typing as npt
import polars as pl

from engine.formulas import Formula, Lit

Plane = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


class Truth(NamedTuple):
    """Where something certainly holds, and where it possibly does."""

    certain: Plane
    possible: Plane

    @property
    def open(self) -> Plane:
        """Where it is onbekend."""
        return self.possible & ~self.certain


def pack(flags: Flags) -> Plane:
    """One bit for each flag; the bits that fill the last byte are zero."""
    return np.packbits(flags, bitorder="little")


def unpack(plane: Plane, count: int) -> Plane:
    """A byte of 0 or 1 for each of so many lines."""
    return np.unpackbits(plane, count=count, bitorder="little")


class _Owned:
    """Memory of somebody else as numpy takes it, which is kept for as long as it is looked at."""

    def __init__(self, memory: Plane, owner: object) -> None:
        self.__array_interface__ = memory.__array_interface__
        self.owner = owner


def flags_of(found: pl.DataFrame) -> list[Plane]:
    """The lines on which each column of booleans is true, in the bits as Arrow keeps them.

    A null, and what fills the last byte, can be either.
    """
    array = nanoarrow.c_array_stream(found.rechunk()).get_next()
    view, many = array.view(), array.n_children
    buffers = (np.frombuffer(view.child(n).buffer(1), np.uint8) for n in range(many))
    # A buffer doesn't keep alive what it looks at; only the array does.
    return [np.asarray(_Owned(buffer[: (array.length + 7) // 8], array)) for buffer in buffers]


def nowhere(count: int) -> Plane:
    """A plane without a line."""
    return np.zeros((count + 7) // 8, np.uint8)


def everywhere(count: int) -> Plane:
    """A plane with every line."""
    return np.full((count + 7) // 8, 255, np.uint8)


def any_of(planes: Sequence[Plane], none: Plane) -> Plane:
    """The lines of at least one plane; those of `none` when there is no plane."""
    return reduce(or_, planes) if planes else none


def kleene(formula: Formula, signals: Mapping[int, Truth], every: Truth, none: Truth) -> Truth:
    """The truth of a formula; `every` and `none` are those of no conditions at all."""
    if isinstance(formula, Lit):
        truth = signals[formula.signal]
        return truth if formula.straight else Truth(~truth.possible, ~truth.certain)
    if not formula.parts:
        return every if formula.every else none
    parts = [kleene(part, signals, every, none) for part in formula.parts]
    joined: Callable[[Plane, Plane], Plane] = and_ if formula.every else or_
    return Truth(
        reduce(joined, [part.certain for part in parts]),
        reduce(joined, [part.possible for part in parts]),
    )
