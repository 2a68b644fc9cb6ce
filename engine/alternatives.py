"""What would change an outcome: the smallest sets of changeable facts that lead to a better one.

A fact about the rules, never advice to answer differently: only facts marked `te_veranderen` count.
Special facts are taken as unknown, so that what is told here holds whatever they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from engine.cells import Cells, TooMany
from engine.model import Condition
from engine.names import Values
from engine.outcome import Alternative, Judgement
from engine.program import Program
from engine.ranges import among, exactly, one_of, within

MOST_TOGETHER = 3
_MOST_KEPT = 10_000
# For each fact the values that come down to the same.
Box = tuple[tuple[Any, ...], ...]


class Alternatives:
    """Finds what would change an outcome of one program; `verdict_of` judges supposed values."""

    def __init__(self, program: Program, cells: Cells, verdict_of: Callable[[Values], str]) -> None:
        self.program, self.cells, self.verdict_of = program, cells, verdict_of
        self.order = program.tracks[program.main].verdicts
        marked = (n for n, f in program.facts.items() if f.changeable and not f.special)
        self.names = tuple(n for n in marked if n in cells.touching or n in program.derived)
        paired = [name for name in self.names if name in cells.paired]
        self.compared = tuple(dict.fromkeys(n for p in paired for n in (p, *cells.linked[p])))
        self.memo: dict[tuple[Any, ...], tuple[Judgement, tuple[Alternative, ...]]] = {}
        self.special = frozenset(name for name, fact in program.facts.items() if fact.special)

    def of(self, values: Values, judgement: Judgement) -> tuple[Alternative, ...]:
        """For each better outcome the smallest sets that give it, where no part gives one as good.

        Empty where the outcome isn't settled, is the best, or hangs on nothing that may change.
        Remembered beside the judgement, which is the same for all inputs with the same truths.
        """
        if not self.names or judgement.main.verdict not in self.order[:-1]:
            return ()
        key = (id(judgement), *[values.get(name) for name in self.compared])
        if key not in self.memo:
            if len(self.memo) >= _MOST_KEPT:
                self.memo.clear()
            # The judgement is kept too, so that no other one can get its id.
            self.memo[key] = judgement, tuple(self._found(values, judgement.main.verdict))
        return self.memo[key][1]

    def _found(self, values: Values, verdict: str) -> list[Alternative]:
        known = {name: value for name, value in values.items() if name not in self.special}
        found: list[Alternative] = []
        for size in range(1, MOST_TOGETHER + 1):
            for names in combinations(self.names, size):
                found += self._changing(names, known, self._better(names, verdict, found))
        return found

    def _better(
        self, names: Sequence[str], verdict: str, found: Sequence[Alternative]
    ) -> tuple[str, ...]:
        """The outcomes better than this one, and than those that a part of the facts gives."""
        parts = [one.verdict for one in found if {name for name, _ in one.changes} < {*names}]
        return self.order[max(map(self.order.index, (verdict, *parts))) + 1 :]

    def _changing(
        self, names: tuple[str, ...], known: Values, better: Sequence[str]
    ) -> Iterator[Alternative]:
        """Other values of all these facts at once, gathered into ranges, that give an outcome."""
        if not better:
            return
        others = {name: value for name, value in known.items() if name not in names}
        try:
            reached = self._boxes(names, others, known)
        except TooMany:
            return
        for verdict in better:
            for box in reached.get(verdict, ()):
                supposed, changes = dict(others), []
                for name, members in zip(names, box, strict=True):
                    changes.append((name, self._condition(name, members, supposed)))
                    supposed[name] = members[0]
                yield Alternative(tuple(changes), verdict)

    def _boxes(
        self, names: Sequence[str], supposed: Values, known: Values
    ) -> dict[str, tuple[Box, ...]]:
        """What all other values of these facts come to, by outcome."""
        if not names:
            return {self.verdict_of(supposed): ((),)}
        name, *rest = names
        found: dict[str, dict[tuple[Box, ...], list[Any]]] = {}
        for members in self._others(name, supposed, known.get(name)):
            inner = self._boxes(rest, {**supposed, name: members[0]}, known)
            for verdict, boxes in inner.items():
                found.setdefault(verdict, {}).setdefault(boxes, []).extend(members)
        return {
            verdict: tuple((tuple(own), *box) for boxes, own in groups.items() for box in boxes)
            for verdict, groups in found.items()
        }

    def _others(self, name: str, supposed: Values, value: Any) -> Iterator[tuple[Any, ...]]:
        """The values of a fact, those that come down to the same together, but for the present."""
        if name in self.program.derived:
            yield from ((word,) for word in ("ja", "nee") if word != value)
            return
        alone = value is not None and self.cells.found(name, supposed).alone
        present = self.cells.row(name, value, supposed) if alone else None
        for row, members in self.cells.classes(name, supposed):
            if row != present and value not in members:
                yield members

    def _condition(self, name: str, members: tuple[Any, ...], supposed: Values) -> Condition:
        kind = self.program.kind(name)
        if kind.name in ("ja_nee", "keuze"):
            return among(name, tuple(kind.choices), members)
        if not self.cells.found(name, supposed).alone or kind.name == "keuzes":
            return exactly(name, kind, members[0])
        if not kind.ordered:
            return one_of(name, members, self.cells.limits(name, supposed))
        shown = [value for _, same in self.cells.classes(name, supposed) for value in same]
        limits = {kind.ordinal(value) for value in self.cells.limits(name, supposed)}
        return within(name, kind, shown, members, limits)
