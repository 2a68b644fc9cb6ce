"""Values of a fact as a condition: a range between limits, some choices, or one exact answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from engine.model import Condition, Group, Literals, Test
from engine.values import Kind

_NUMBERS = ("minstens", "meer_dan", "hoogstens", "minder_dan")
_DATES = ("vanaf", "na", "tot_en_met", "voor")


def exactly(name: str, kind: Kind, value: Any) -> Condition:
    """The condition that a fact has just this value."""
    if kind.name != "keuzes" or not value:
        return Test(name, "", Literals((value,)), 0)
    chosen = [Test(name, "", Literals((choice,)), 0) for choice in kind.choices if choice in value]
    others = tuple(choice for choice in kind.choices if choice not in value)
    without = [Test(name, "niet", Literals(others), 0)] if others else []
    return _all([*chosen, *without])


def among(name: str, every: Sequence[Any], some: Collection[Any]) -> Condition:
    """The condition that a fact has some of all values that it can have."""
    left = tuple(value for value in every if value not in some)
    if len(left) == 1 and len(some) > 1:
        return Test(name, "niet", Literals(left), 0)
    return Test(name, "", Literals(tuple(value for value in every if value in some)), 0)


def one_of(name: str, some: Collection[str], limits: Sequence[str]) -> Condition:
    """The condition that a text is one of some, or none of those that it is held against."""
    known = tuple({text.casefold(): text for text in limits}.values())
    if all(text in known for text in some):
        return Test(name, "", Literals(tuple(some)), 0)
    left = tuple(text for text in known if text not in some)
    return Test(name, "niet", Literals(left), 0) if left else _known(name)


def within(
    name: str, kind: Kind, shown: Sequence[Any], some: Collection[Any], limits: Collection[int]
) -> Condition:
    """The condition that an ordered value lies in some of the ranges between limits.

    Each range shows one value of its own: the lowest range its last, the others their first.
    `limits` are the numbers that conditions are written with; a range is told with these if it can.
    """
    runs = [*_runs(kind, sorted(shown, key=kind.ordinal), some)]
    low, high = kind.bounds()
    if len(runs) == 2 and runs[0][0] == low and runs[1] == (runs[0][1] + 2, high):
        return Test(name, "niet", Literals((kind.from_ordinal(runs[0][1] + 1),)), 0)
    told = [_all([*_ends(name, kind, run, limits)]) for run in runs]
    return told[0] if len(told) == 1 else Group("een_van", tuple(told))


def _runs(kind: Kind, shown: Sequence[Any], some: Collection[Any]) -> Iterator[tuple[int, int]]:
    """The first and last number of each unbroken row of ranges."""
    low, high = kind.bounds()
    starts = [low, *(kind.ordinal(value) for value in shown[1:]), high + 1]
    ranges = zip(pairwise(starts), (value in some for value in shown), strict=True)
    for inside, run in groupby(ranges, key=lambda pair: pair[1]):
        if inside:
            ends = [ends for ends, _ in run]
            yield ends[0][0], ends[-1][1] - 1


def _ends(
    name: str, kind: Kind, run: tuple[int, int], limits: Collection[int]
) -> Iterator[Condition]:
    words = _DATES if kind.name in ("datum", "kwartaal") else _NUMBERS
    (low, high), (first, last) = kind.bounds(), run
    if first == last:
        yield Test(name, "", Literals((kind.from_ordinal(first),)), 0)
        return
    if first > low:
        beyond = first not in limits and first - 1 in limits
        yield _end(name, kind, words[beyond], first - beyond)
    if last < high:
        below = last not in limits and last + 1 in limits
        yield _end(name, kind, words[2 + below], last + below)
    if run == (low, high):
        yield _known(name)


def _end(name: str, kind: Kind, word: str, number: int) -> Test:
    return Test(name, word, Literals((kind.from_ordinal(number),)), 0)


def _known(name: str) -> Test:
    return Test(name, "bekend", Literals(("ja",)), 0)


def _all(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Group("alle", tuple(parts))
