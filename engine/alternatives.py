"""What would change an outcome: the smallest sets of changeable facts that lead to a better one.

A fact about the rules, never advice to answer differently: only facts marked `te_veranderen` count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from engine.decider import Regime
from engine.model import SUPPLEMENT

MOST_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other values of some facts, and the better outcome that they would give."""

    changes: tuple[tuple[str, Any], ...]
    verdict: str


def alternatives(
    regime: Regime, values: Mapping[str, Any], verdict: str
) -> tuple[Alternative, ...]:
    """The smallest changes that give a lighter outcome; none where the outcome isn't settled."""
    order = regime.program.tracks[regime.program.main].verdicts
    if verdict == SUPPLEMENT or verdict not in order:
        return ()
    better = set(order[order.index(verdict) + 1 :])
    names = [
        name
        for name, value in values.items()
        if value is not None
        and name in regime.program.facts
        and regime.program.facts[name].changeable
    ]
    found: list[Alternative] = []
    for size in range(1, MOST_TOGETHER + 1):
        for some in combinations(names, size):
            if not any({n for n, _ in one.changes} <= set(some) for one in found):
                found += _tried(regime, values, some, better)
    return tuple(found)


def _tried(
    regime: Regime, values: Mapping[str, Any], names: tuple[str, ...], better: set[str]
) -> Iterator[Alternative]:
    cells = regime.judging.completions.cells
    choices = [
        [v for v in _cells(regime, cells, name, values) if v != values[name]] for name in names
    ]
    seen = set()
    for chosen in product(*choices):
        changed = {**values, **dict(zip(names, chosen, strict=True))}
        verdict = regime.judge(changed, regime.program.vector(changed)).main.verdict
        if verdict in better and verdict not in seen:
            seen.add(verdict)
            yield Alternative(tuple(zip(names, chosen, strict=True)), verdict)


def _cells(regime: Regime, cells: Any, name: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    if name in regime.program.derived:
        return ("ja", "nee")
    return tuple(cells.of(name, {n: v for n, v in values.items() if n != name}))
