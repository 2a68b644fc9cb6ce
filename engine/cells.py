"""The cells of an open fact: one value for each row of truths that its conditions can have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Any

from engine.atoms import Atom
from engine.firing import signals
from engine.model import Literals
from engine.program import Program, Values
from engine.values import Kind, Span, quarter_of

OTHER_TEXT = "een andere tekst"
_MOST_KEPT = 20_000


class Cells:
    """Finds, for an open name, the values that tell its conditions apart."""

    def __init__(self, program: Program) -> None:
        self.program = program
        judged = [program.formulas[rule.number] for rule in (*program.judging, *program.deriving)]
        used = {s for formula in judged for s in signals(formula) if s < program.width}
        self.used = sorted(used)
        self.touching: dict[str, list[int]] = {}
        for signal in self.used:
            atom = program.atoms[signal]
            for name in {atom.subject, atom.other} - {None}:
                self.touching.setdefault(str(name), []).append(signal)
        self.linked = {name: self._linked(name) for name in self.touching}
        self.memo: dict[object, tuple[tuple[Any, ...], object]] = {}

    def touched(self, name: str) -> list[int]:
        """The atoms that look at a name and that an outcome can hang on."""
        return self.touching.get(name, [])

    def open_names(self, signal: int, values: Values) -> Iterator[str]:
        """The facts that keep an atom open, and the parameters without a value."""
        atom = self.program.atoms[signal]
        for name in (atom.subject, atom.other):
            if name is not None and (open_name := self.program.lacking(name, values)):
                yield open_name

    def of(self, name: str, values: Values) -> tuple[Any, ...]:
        """One value per cell of an open name."""
        return self._found(name, values)[0]

    def signature(self, name: str, values: Values) -> object:
        """What the outcome needs to know of the cells of an open name: rows of truths, or values."""
        return self._found(name, values)[1]

    def _found(self, name: str, values: Values) -> tuple[tuple[Any, ...], object]:
        key = (
            name,
            values.get(name),
            tuple([values.get(other) for other in self.linked.get(name, ())]),
        )
        found = self.memo.get(key)
        if found is None:
            if len(self.memo) > _MOST_KEPT:
                self.memo.clear()
            found = self.memo[key] = self._find(name, values)
        return found

    def _find(self, name: str, values: Values) -> tuple[tuple[Any, ...], object]:
        tied = len(self._partners(name, values))
        atoms = [self.program.atoms[signal] for signal in self.touched(name)]
        cells: dict[object, Any] = {}
        for value in self._candidates(name, values, tied):
            row = "".join([self.program.truth(atom, {**values, name: value}) for atom in atoms])
            cells.setdefault((row, value) if tied else row, value)
        return tuple(cells.values()), (name, tuple(cells))

    def _linked(self, name: str) -> tuple[str, ...]:
        """The facts that a name is compared with, directly or through others."""
        found, todo = {name}, [name]
        while todo:
            for signal in self.touched(todo.pop()):
                atom = self.program.atoms[signal]
                new = {n for n in (atom.subject, atom.other) if n in self.program.facts} - found
                found |= new  # type: ignore[arg-type]
                todo += new  # type: ignore[arg-type]
        return tuple(sorted(found - {name}))

    def _partners(self, name: str, values: Values) -> set[str]:
        """The other open names that this one is compared with, directly or through others."""
        found, todo = {name}, [name]
        while todo:
            for signal in self.touched(todo.pop()):
                atom = self.program.atoms[signal]
                new = {
                    n
                    for n in (atom.subject, atom.other)
                    if n and self.program.lacking(n, values) == n
                } - found
                found |= new
                todo += new
        return found - {name}

    def _candidates(self, name: str, values: Values, tied: int) -> list[Any]:
        kind, span = self.program.kind(name), values.get(name)
        if isinstance(span, Span):
            return list(range(span.low, span.high + 1))
        atoms = [self.program.resolved(self.program.atoms[s]) for s in self.touched(name)]
        if kind.name == "keuzes":
            return _subsets(kind, atoms) if name in self.program.facts else _lists(kind)
        if kind.choices:
            return list(kind.choices)
        known = list(self._held_against(name, values))
        if not kind.ordered:
            other = [f"{OTHER_TEXT} {number}" for number in range(tied + 1)]
            return [*dict.fromkeys(value for _, value in known), *other]
        return _points(kind, known, tied + 1)

    def _held_against(self, name: str, values: Values) -> Iterator[tuple[Kind, Any]]:
        """The values that a name is compared with, also through a partner that is open too."""
        for partner in {name} | self._partners(name, values):
            for signal in self.touched(partner):
                near = self.program.resolved(self.program.atoms[signal])
                if isinstance(near.operand, Literals):
                    yield from ((self.program.kind(near.subject), v) for v in near.operand.values)
                    continue
                for other in (near.subject, near.operand.name):
                    value = self.program.value(other, values)
                    if value is not None:
                        yield self.program.kind(other), value


def _subsets(kind: Kind, atoms: list[Atom]) -> list[frozenset[str]]:
    """One set of choices for each way of meeting or missing the written choices."""
    classes: dict[tuple[bool, ...], str] = {}
    for choice in kind.choices:
        meets = tuple(
            any(choice in wanted for wanted in atom.operand.values)
            for atom in atoms
            if isinstance(atom.operand, Literals)
        )
        classes.setdefault(meets, choice)
    shown = list(classes.values())
    return [frozenset(some) for size in range(len(shown) + 1) for some in combinations(shown, size)]


def _lists(kind: Kind) -> list[frozenset[str]]:
    return [frozenset(), frozenset(kind.choices), *(frozenset({choice}) for choice in kind.choices)]


def _points(kind: Kind, known: list[tuple[Kind, Any]], reach: int) -> list[Any]:
    """Values at, just below and just above each limit; with `reach` open names, that far each way."""
    low, high = kind.bounds()
    found = {(low + high) // 2}
    for other, value in known:
        for near in _edges(kind, other, value, reach):
            found |= {near + step for step in range(-reach, reach + 1)}
    return [kind.from_ordinal(number) for number in sorted(found) if low <= number <= high]


def _edges(kind: Kind, other: Kind, value: Any, reach: int) -> set[int]:
    if kind.name == other.name != "datum" or "datum" not in (kind.name, other.name):
        return {kind.ordinal(value)}
    if kind.name == "kwartaal":
        return {kind.ordinal(quarter_of(value))}
    quarter = value if other.name == "kwartaal" else quarter_of(value)
    middle = date(int(quarter[:4]), int(quarter[-1]) * 3 - 1, 15)
    days = set() if other.name == "kwartaal" else {value}
    for shift in range(-reach, reach + 1):
        days |= _period_edges(middle + timedelta(days=91 * shift))
        if other.name == "datum":
            days |= _month_edges(value, shift)
    return {day.toordinal() for day in days}


@cache
def _period_edges(day: date) -> frozenset[date]:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return frozenset({first, _next_month(_next_month(_next_month(first))) - timedelta(days=1)})


def _month_edges(day: date, shift: int) -> frozenset[date]:
    first = (day.replace(day=15) + timedelta(days=30 * shift)).replace(day=1)
    return frozenset({first, _next_month(first) - timedelta(days=1)})


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
