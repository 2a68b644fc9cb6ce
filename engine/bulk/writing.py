"""Planes become the columns of an answer: an Enum of outcomes, lists of names, amounts, numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.bulk.planes import Plane, unpack

MOST_TOGETHER = 12  # names in one list of all combinations
Numbers = npt.NDArray[Any]


def bits(planes: Sequence[Plane], count: int, kind: type[np.unsignedinteger[Any]]) -> Numbers:
    """One number for each line, with a bit for each plane; the kind has room for all."""
    found = np.zeros((count, np.dtype(kind).itemsize), np.uint8)
    for byte in range((len(planes) + 7) // 8):
        own = np.zeros(count, np.uint8)
        for place, plane in enumerate(planes[8 * byte : 8 * byte + 8]):
            own |= unpack(plane, count) << np.uint8(place)
        found[:, byte] = own
    return found.view(kind).reshape(count)


def place(planes: Mapping[str, Plane], words: Sequence[str], count: int) -> Numbers:
    """For each line the place in `words` of the one word whose plane it is in."""
    found = np.zeros(count, np.uint8)
    for word, plane in planes.items():
        number = words.index(word)
        if number:
            found |= unpack(plane, count) * np.uint8(number)
    return found


class Names:
    """A column that lists names: on each line some of a fixed row of names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.parts = [names[n : n + MOST_TOGETHER] for n in range(0, len(names), MOST_TOGETHER)]

    def read(self, planes: Mapping[str, Plane], count: int) -> Iterator[Numbers]:
        """For each part of the names a number for each line."""
        for part in self.parts:
            yield bits([planes[name] for name in part], count, np.uint16)

    def column(self, numbers: Sequence[Numbers], count: int) -> pl.Series:
        """The lists of all lines as texts."""
        if not numbers:
            return pl.repeat("", count, dtype=pl.Categorical, eager=True)
        if len(numbers) == 1:
            return self._all[0].gather(numbers[0])
        rows, where = np.unique(np.stack(numbers, axis=1), axis=0, return_inverse=True)
        texts = [
            " ".join(filter(None, (self._all[n][int(v)] for n, v in enumerate(row))))
            for row in rows
        ]
        return pl.Series(texts, dtype=pl.Categorical).gather(where.reshape(-1))

    @cached_property
    def _all(self) -> list[pl.Series]:
        """Each combination of the names of a part, at the place of its number."""
        return [pl.Series(_combinations(part), dtype=pl.Categorical) for part in self.parts]


def _combinations(names: Sequence[str]) -> list[str]:
    found = [""]
    for name in names:
        found += [f"{before} {name}" if before else name for before in found]
    return found
