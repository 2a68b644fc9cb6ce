"""The cells of an open name: values that tell its conditions apart, one for each way they can be.

A name that stands alone has one value for each row of truths. Open names that are compared with
each other are a cluster: each takes so many values between the limits of the cluster that all of
them can stand in every order. Cells follow from what is known, never from what is only supposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from engine.atoms import Atom
from engine.formulas import signals
from engine.model import Literals
from engine.names import Values
from engine.points import between
from engine.program import Program
from engine.values import Kind, Span

MOST_CLASSES = 10
_MOST_KEPT = 20_000


class TooMany(Exception):
    """More ways to answer than can be gone through."""


@dataclass(frozen=True, slots=True)
class Found:
    """The cells of a name: values, and beside each the truths of the conditions that look at it."""

    values: tuple[Any, ...]
    rows: tuple[str, ...]
    alone: bool

    @property
    def signature(self) -> object:
        """All that an outcome can depend on here."""
        return self.rows if self.alone else (self.rows, self.values)


class Cells:
    """Finds the cells of open names for one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        judged = [rule.number for rule in (*program.judging, *program.deriving)]
        judged += [count.name for count in program.ruleset.counted]
        used = {s for name in judged for s in signals(program.formulas[name]) if s < program.width}
        self.touching: dict[str, list[int]] = {}
        for signal in sorted(used):
            for name in program.names_of(program.atoms[signal]):
                self.touching.setdefault(name, []).append(signal)
        self.paired = tuple(name for name in self.touching if self._is_paired(name))
        self.linked = {name: self._linked(name) for name in self.paired}
        self.memo: dict[object, Found | None] = {}
        self.fixed: dict[str, Found | None] = {}  # of names that are compared with no other
        self.looked = False  # whether cells were found that depend on what is known

    def touched(self, name: str) -> list[int]:
        """The atoms that look at a name and that an outcome can hang on."""
        return self.touching.get(name, [])

    def open_names(self, signal: int, values: Values) -> Iterator[str]:
        """The facts that keep an atom open, and the parameters that have or may get no value."""
        atom = self.program.atoms[signal]
        for name in filter(None, (atom.subject, atom.other)):
            open_name = self.program.lacking(name, values)
            if open_name:
                yield open_name
            if open_name != name and self.program.may_lack(name, values):
                yield name

    def of(self, name: str, values: Values) -> tuple[Any, ...]:
        """One value per cell of an open name; raises TooMany."""
        return self.found(name, values).values

    def found(self, name: str, values: Values) -> Found:
        """The cells of an open name beside what is known; raises TooMany."""
        self.looked = self.looked or name in self.linked
        found = self._remembered(name, values)
        if found is None:
            raise TooMany
        return found

    def classes(self, name: str, values: Values) -> list[tuple[str, tuple[Any, ...]]]:
        """All values that cells were made from, those with one row of truths together.

        Where open names are compared with this one each value is by itself; raises TooMany.
        """
        found = self.found(name, values)
        if not found.alone:
            return [(row, (value,)) for value, row in zip(found.values, found.rows, strict=True)]
        known = {other: value for other, value in values.items() if other != name}
        classes: dict[str, tuple[Any, ...]] = {}
        for value in self._candidates(name, None, {name}, known) or ():
            row = self.row(name, value, known)
            classes[row] = (*classes.get(row, ()), value)
        return [*classes.items()]

    def row(self, name: str, value: Any, known: Values) -> str:
        """The truths of the atoms that look at a name, for one value of it."""
        supposed = {**known, name: value}
        atoms = (self.program.atoms[signal] for signal in self.touched(name))
        return "".join([self.program.truth(atom, supposed) for atom in atoms])

    def limits(self, name: str, known: Values) -> tuple[Any, ...]:
        """The values of its own kind that a name is held against."""
        kind, found = self.program.kind(name), list[Any]()
        for atom in self._atoms({name}):
            if isinstance(atom.operand, Literals):
                found += atom.operand.values
                continue
            others = {atom.subject, atom.operand.name} - {name}
            alike = [other for other in others if self.program.kind(other).name == kind.name]
            found += [value for other in alike for value in self.program.possible(other, known)]
        return tuple(dict.fromkeys(found))

    def own_rows(self, name: str, signals: Sequence[int]) -> tuple[str, ...]:
        """The rows of truths that a name by itself can give some conditions; raises TooMany."""
        candidates = self._candidates(name, None, {name}, {})
        if candidates is None:
            raise TooMany
        atoms = [self.program.atoms[signal] for signal in signals]
        found = ("".join([self.program.truth(a, {name: v}) for a in atoms]) for v in candidates)
        return tuple(dict.fromkeys(found))

    def signature(self, name: str, values: Values) -> object:
        """All that an outcome can depend on in the cells of an open name."""
        found = self._remembered(name, values)
        return found.signature if found else self._key(name, values)

    def _key(self, name: str, values: Values) -> tuple[Any, ...]:
        known = [values.get(other) for other in self.linked.get(name, ())]
        return name, _span(values.get(name)), *known

    def _remembered(self, name: str, values: Values) -> Found | None:
        if name not in self.linked:
            if name not in self.fixed:
                self.fixed[name] = self._find(name, values)
            return self.fixed[name]
        key = self._key(name, values)
        if key not in self.memo:
            if len(self.memo) > _MOST_KEPT:
                self.memo.clear()
            self.memo[key] = self._find(name, values)
        return self.memo[key]

    def _is_paired(self, name: str) -> bool:
        """Whether the cells of a name can depend on what is known."""
        atoms = (self.program.atoms[signal] for signal in self.touched(name))
        compared = any(not self.program.is_single(atom) for atom in atoms)
        return compared and self.program.may_lack(name, {})

    def _linked(self, name: str) -> tuple[str, ...]:
        """The facts that a name is compared with, directly or through others."""
        reached = self._reached(name, {}) - {name}
        return tuple(n for n in self.program.facts if n in reached)

    def _reached(self, name: str, known: Values) -> set[str]:
        """A name with the open names that it is compared with, directly or through others."""
        found, todo = {name}, [name] if name in self.paired else []
        while todo:
            for signal in self.touched(todo.pop()):
                for other in self.program.names_of(self.program.atoms[signal]):
                    if other not in found and self.program.may_lack(other, known):
                        found.add(other)
                        todo.append(other)
        return found

    def _find(self, name: str, values: Values) -> Found | None:
        cluster = self._reached(name, values)
        known = {n: v for n, v in values.items() if n not in cluster}
        candidates = self._candidates(name, values.get(name), cluster, known)
        if candidates is None:
            return None
        atoms = [self.program.atoms[signal] for signal in self.touched(name)]
        cells: dict[object, tuple[Any, str]] = {}
        for value in candidates:
            supposed = {**known, name: value}
            row = "".join([self.program.truth(atom, supposed) for atom in atoms])
            cells.setdefault(row if len(cluster) == 1 else value, (value, row))
        found = cells.values()
        return Found(tuple(v for v, _ in found), tuple(r for _, r in found), len(cluster) == 1)

    def together(
        self, name: str, values: Values, others: Sequence[tuple[Cells, Values]]
    ) -> tuple[Any, ...]:
        """Values of an open name that tell apart all that it does here and elsewhere.

        For the same name in several programs, or beside different known facts; raises TooMany.
        """
        parts, kind = ((self, values), *others), self.program.kind(name)
        if kind.name == "keuzes":
            wanted = [w for cells, known in parts for w in cells._wanted(name, known)]
            sets = _subsets(kind, wanted)
        else:
            sets = [v for cells, known in parts for v in cells._alone(name, known)]
        if sets is None:
            raise TooMany
        return tuple(dict.fromkeys(sets))

    def _alone(self, name: str, values: Values) -> Sequence[Any]:
        cluster = self._reached(name, values)
        known = {n: v for n, v in values.items() if n not in cluster}
        return self._candidates(name, values.get(name), cluster, known) or ()

    def _candidates(
        self, name: str, span: Any, cluster: set[str], known: Values
    ) -> Sequence[Any] | None:
        kind, size = self.program.kind(name), len(cluster)
        if kind.name == "keuzes":
            apart = [frozenset({choice}) for choice in kind.choices]
            return _subsets(kind, [*self._wanted(name, known)] if size == 1 else apart)
        if kind.choices:
            return tuple(kind.choices)
        alike = {kind.name} | (
            {"datum", "kwartaal"} if kind.name in ("datum", "kwartaal") else set()
        )
        near = [a for a in self._atoms(cluster) if self.program.kind(a.subject).name in alike]
        limits = [value for atom in near for value in self._limits(atom, known)]
        if not kind.ordered:
            return _texts(limits, size)
        bounds = (span.low, span.high) if isinstance(span, Span) else kind.bounds()
        grains = {getattr(atom.operand, "grain", "") for atom in near} - {""}
        return between(kind, bounds, limits, grains, size)

    def _atoms(self, names: Iterable[str]) -> list[Atom]:
        found = sorted({signal for name in names for signal in self.touched(name)})
        return [self.program.resolved(self.program.atoms[signal]) for signal in found]

    def _limits(self, atom: Atom, known: Values) -> Iterator[Any]:
        """The values that an atom holds something against."""
        if isinstance(atom.operand, Literals):
            yield from atom.operand.values
            return
        for name in (atom.subject, atom.operand.name):
            yield from self.program.possible(name, known)

    def _wanted(self, name: str, known: Values) -> Iterator[frozenset[str]]:
        """The choices that each condition on a multiple choice looks for."""
        for atom in self._atoms({name}):
            values = [*map(_as_set, self._limits(atom, known))]
            literal = isinstance(atom.operand, Literals)
            yield from [frozenset[str]().union(*values)] if literal else values


def _as_set(value: Any) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset({value})


def _span(value: Any) -> Span | None:
    return value if isinstance(value, Span) else None


def _subsets(kind: Kind, wanted: Sequence[frozenset[str]]) -> list[frozenset[str]] | None:
    """One set of choices for each way of meeting or missing what is wanted; None when too many."""
    classes = {tuple(choice in some for some in wanted): choice for choice in kind.choices}
    if len(classes) > MOST_CLASSES:
        return None
    shown = classes.values()
    return [frozenset(some) for size in range(len(shown) + 1) for some in combinations(shown, size)]


def _texts(limits: Sequence[str], size: int) -> list[str]:
    """The texts that are looked for, and as many others as there are open names."""
    known = {text.casefold(): text for text in limits}
    others = (f"een andere tekst {number}" for number in range(len(known) + size))
    return [*known.values(), *[text for text in others if text not in known][:size]]
