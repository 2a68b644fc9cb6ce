"""Reads values into truths: of one fact all conditions at once, of two facts all comparisons."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.atoms import Atom, grainer, holds
from engine.truth import NO, OPEN, YES
from engine.values import Kind

_COMPARE = {"eq": operator.eq, "le": operator.le, "lt": operator.lt}
MOST_SEEN = 5_000


class Table(dict[Any, str]):
    """The truths of all conditions on one fact, by its value; a value is read when it first comes.

    It holds so many values at most, and then starts again.
    """

    def __init__(self, kind: Kind, atoms: Sequence[Atom]) -> None:
        super().__init__()
        self.kind, self.atoms = kind, tuple(atoms)

    @property
    def tells_open(self) -> bool:
        """Whether it can be told from the truths that the fact is open."""
        return any(atom.comparison != "known" for atom in self.atoms)

    def __missing__(self, value: Any) -> str:
        if len(self) >= MOST_SEEN:
            self.clear()
        row = self[value] = "".join([holds(atom, self.kind, value) for atom in self.atoms])
        return row


def comparer(
    atoms: Sequence[Atom], kind: Kind, other: str, other_kind: Kind, grain: str
) -> Callable[[Mapping[str, Any]], str]:
    """Reads the truths of comparisons of one fact with another, both of one ordered kind.

    With a grain both sides are that period. Such values order as their numbers do.
    """
    less, same, more = ("".join(_by_order(atom, order) for atom in atoms) for order in (-1, 0, 1))
    subject, unknown = atoms[0].subject, OPEN * len(atoms)
    number, limit = (grainer(k, grain) if grain else None for k in (kind, other_kind))

    def between(values: Mapping[str, Any]) -> str:
        one, two = values.get(subject), values.get(other)
        if one is None or two is None:
            return unknown
        if number and limit:
            one, two = number(one), limit(two)
        return less if one < two else same if one == two else more

    return between


def _by_order(atom: Atom, order: int) -> str:
    """The truth of a comparison where the first is less, the same or more."""
    return YES if _COMPARE[atom.comparison](order, 0) else NO
