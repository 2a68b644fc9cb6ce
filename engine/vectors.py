"""Reads values into truths: of one fact all conditions at once, of two facts one comparison."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from engine.atoms import Atom, grained, holds
from engine.model import Literals
from engine.truth import NO, OPEN, YES
from engine.values import Kind

_COMPARE = {"eq": operator.eq, "le": operator.le, "lt": operator.lt}


def reader(kind: Kind, atoms: Sequence[Atom]) -> Callable[[Any], str]:
    """Reads the truths of conditions on one fact from its value, from a table where it can."""

    def spell(value: Any) -> str:
        return "".join([holds(atom, kind, value) for atom in atoms])

    if kind.name in ("ja_nee", "keuze"):
        return {value: spell(value) for value in (*kind.choices, None)}.__getitem__
    return _by_steps(kind, atoms, spell) if kind.ordered else spell


def comparer(
    atom: Atom, kind: Kind, other: str, other_kind: Kind, grain: str
) -> Callable[[Mapping[str, Any]], str]:
    """Compares two facts directly: values of one ordered kind order as their numbers do."""
    compare, subject = _COMPARE[atom.comparison], atom.subject
    number, limit = (
        partial(grained, k, grain=grain) if grain else None for k in (kind, other_kind)
    )

    def between(values: Mapping[str, Any]) -> str:
        one, two = values.get(subject), values.get(other)
        if one is None or two is None:
            return OPEN
        if number and limit:
            one, two = number(one), limit(two)
        return YES if compare(one, two) else NO

    return between


def _by_steps(
    kind: Kind, atoms: Sequence[Atom], spell: Callable[[Any], str]
) -> Callable[[Any], str]:
    """Read an ordered value by its place between the written limits."""
    limits = sorted({kind.ordinal(value) for atom in atoms for value in _limits(atom)})
    if not limits:
        return spell
    low, high = kind.bounds()
    rows = []
    for limit in limits:
        rows += [spell(kind.from_ordinal(max(low, limit - 1))), spell(kind.from_ordinal(limit))]
    rows.append(spell(kind.from_ordinal(min(high, limits[-1] + 1))))
    unknown, count, ordinal = spell(None), len(limits), kind.ordinal

    def read(value: Any) -> str:
        if value is None:
            return unknown
        number = ordinal(value)
        place = bisect_left(limits, number)
        return rows[2 * place + (place < count and limits[place] == number)]

    return read


def _limits(atom: Atom) -> tuple[Any, ...]:
    assert isinstance(atom.operand, Literals)
    return atom.operand.values if atom.comparison != "known" else ()
