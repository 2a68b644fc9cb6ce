"""Values of an ordered kind between the limits that conditions hold it against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from engine.values import Kind, quarter_of


def between(
    kind: Kind, bounds: tuple[int, int], limits: Sequence[Any], grains: set[str], size: int
) -> list[Any]:
    """Between each two numbers where a truth can turn as many values as there are open names."""
    low, high = bounds
    cuts = {low, *(cut for value in limits for cut in _cuts(kind, value, grains))}
    ends = [*sorted(n for n in cuts if low <= n <= high), high + 1]
    if size == 1:  # one value each; below all limits the one next to them, which reads best
        return [
            kind.from_ordinal(n) for n in (ends[1] - 1 if ends[1] <= high else low, *ends[1:-1])
        ]
    found: list[int] = []
    for cut, after in pairwise(ends):
        starts = [cut, *_periods_after(cut, grains, size)] if kind.name == "datum" else [cut]
        near = {n for start in starts for n in range(start, start + size)}
        found += sorted(n for n in near if n < after)
    return [kind.from_ordinal(number) for number in found]


def _cuts(kind: Kind, value: Any, grains: set[str]) -> Iterator[int]:
    """The first value on each side of where a limit turns a truth."""
    if kind.name == "kwartaal":
        number = kind.ordinal(quarter_of(value) if isinstance(value, date) else value)
    elif kind.name == "datum" and isinstance(value, str):
        month = int(value[:4]) * 12 + int(value[-1]) * 3 - 3
        yield from (_first_of(month), _first_of(month + 3))
        return
    else:
        number = kind.ordinal(value)
        if kind.name == "datum":
            yield from _around(value, grains)
    yield from (number, number + 1)


def _around(day: date, grains: set[str]) -> Iterator[int]:
    month = day.year * 12 + day.month - 1
    for step in (3 if grain == "kwartaal" else 1 for grain in grains):
        start = month - month % step
        yield from (_first_of(start), _first_of(start + step))


def _periods_after(number: int, grains: set[str], size: int) -> Iterator[int]:
    """The first days of the next periods, so many that all open names can lie apart."""
    if not grains:
        return
    day, step = date.fromordinal(number), 1 if "maand" in grains else 3
    month = day.year * 12 + day.month - 1
    month -= month % step
    for turn in range(1, (3 * size if len(grains) > 1 else size) + 1):
        yield _first_of(month + turn * step)


def _first_of(month: int) -> int:
    return date(month // 12, month % 12 + 1, 1).toordinal()
