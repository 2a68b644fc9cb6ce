"""Interleaved timing: in each round every contender decides every declaration, one at a time.

Rates are of processor time, so that a neighbour on the machine who takes the core for a while makes
nobody slower; the median and the 99th percentile are of wall-clock time, which a user feels.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns, process_time_ns

from benchmarks.answer import Contender, Facts


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians over the rounds: decisions a second, and microseconds for one decision."""

    rates: tuple[float, ...]
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Decisions in one second of processor time."""
        return median(self.rates)


@dataclass(frozen=True, slots=True)
class _Round:
    spent: int
    times: list[int]


def measure(
    contenders: Sequence[Contender], declarations: Sequence[Facts], rounds: int
) -> list[Speed]:
    """The speed of each contender; a first round warms up and isn't counted.

    The order turns by one each round, so that nobody always follows the same neighbour. What was
    made before the rounds is kept out of the garbage collector's sight for all alike.
    """
    taken: list[list[_Round]] = [[] for _ in contenders]
    gc.collect()
    gc.freeze()
    try:
        for turn in range(rounds + 1):
            for place in range(len(contenders)):
                number = (place + turn) % len(contenders)
                found = _round(contenders[number], declarations)
                if turn:
                    taken[number].append(found)
    finally:
        gc.unfreeze()
    return [_speed(found) for found in taken]


def _round(contender: Contender, declarations: Sequence[Facts]) -> _Round:
    """Nanoseconds of processor time for all, and of wall-clock time for each declaration."""
    decide, times, aside = contender.decide, list[int](), 0
    gc.collect()
    contender.start()
    before = process_time_ns()
    for facts in declarations:
        if contender.prepares:
            here = process_time_ns()
            contender.prepare()
            aside += process_time_ns() - here
        begin = perf_counter_ns()
        decide(facts)
        times.append(perf_counter_ns() - begin)
    return _Round(process_time_ns() - before - aside, sorted(times))


def _speed(rounds: list[_Round]) -> Speed:
    return Speed(
        tuple(len(found.times) * 1e9 / found.spent for found in rounds),
        median(_part(found.times, 0.50) for found in rounds),
        median(_part(found.times, 0.99) for found in rounds),
    )


def _part(times: list[int], part: float) -> float:
    """The time that this part of the decisions stayed within, in microseconds."""
    return times[min(len(times) - 1, int(part * len(times)))] / 1000
