"""Planes become the columns of an answer: places in a row of words, and lists of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.bulk.planes import Plane, unpack

MOST_TOGETHER = 12  # names of which all combinations are written out
_WIDEST = 24  # bits of a number that a table can have a place for
Numbers = npt.NDArray[Any]


def bits(planes: Sequence[Plane], count: int, kind: type[np.unsignedinteger[Any]]) -> Numbers:
    """Each line's number of its bits in these planes, lowest first; the kind has room for all."""
    found = np.zeros((count, np.dtype(kind).itemsize), np.uint8)
    for first in range(0, len(planes), 8):
        found[:, first // 8] = _spread(planes[first : first + 8])[:count]
    return found.view(kind).reshape(count)


def _spread(planes: Sequence[Plane]) -> Plane:
    """A byte for each line with its bits in at most eight planes; eight lines go at a time."""
    found = np.unpackbits(planes[0], bitorder="little").view(np.uint64)
    for place, plane in enumerate(planes[1:], 1):
        bits = np.unpackbits(plane, bitorder="little").view(np.uint64)
        bits <<= np.uint64(place)
        found |= bits
    return found.view(np.uint8)


def place(planes: Mapping[str, Plane], words: Sequence[str], count: int) -> Numbers:
    """For each line the place in `words` of the one word whose plane it is in."""
    found = np.zeros(count, np.uint8)
    for word, plane in planes.items():
        if number := words.index(word):
            found |= unpack(plane, count) * np.uint8(number)
    return found


class Names:
    """A column that lists names: on each line some of a row of names, in that order."""

    def __init__(self, names: Sequence[str]) -> None:
        self.parts = [names[n : n + MOST_TOGETHER] for n in range(0, len(names), MOST_TOGETHER)]

    def column(self, planes: Mapping[str, Plane], count: int) -> pl.Series:
        """The lists of all lines as texts."""
        numbers = [bits([planes[name] for name in part], count, np.uint32) for part in self.parts]
        if not numbers:
            return pl.repeat("", count, dtype=pl.Categorical, eager=True)
        if len(numbers) == 1:
            return self._combined[0].gather(numbers[0])
        together = np.zeros(count, np.int64)
        for number in reversed(numbers):
            together = together << MOST_TOGETHER | number
        found, where = _distinct(together, MOST_TOGETHER * len(numbers))
        texts = [_joined(self._part(int(number))) for number in found]
        return pl.Series(texts, dtype=pl.Categorical).gather(where)

    def _part(self, number: int) -> Iterator[str]:
        """The texts that a number of all parts together stands for."""
        for combined in self._combined:
            yield combined[number % 2**MOST_TOGETHER]
            number >>= MOST_TOGETHER

    @cached_property
    def _combined(self) -> list[pl.Series]:
        """Each combination of the names of a part, at the place of its number."""
        return [pl.Series(_combinations(part), dtype=pl.Categorical) for part in self.parts]


def _distinct(numbers: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """The distinct numbers of so many bits, and for each line the place of its own."""
    if width > _WIDEST:
        return np.unique(numbers, return_inverse=True)
    seen = np.zeros(2**width, np.bool_)
    seen[numbers] = True
    found = np.flatnonzero(seen)
    places = np.zeros(2**width, np.uint32)
    places[found] = np.arange(len(found))
    return found, places[numbers]


def _combinations(names: Sequence[str]) -> list[str]:
    found = [""]
    for name in names:
        found += [_joined((before, name)) for before in found]
    return found


def _joined(names: Iterable[str]) -> str:
    return " ".join(filter(None, names))
