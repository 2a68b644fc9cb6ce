"""One atomic condition: which values make it true, for one value or two compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.model import Literals, Ref, Test
from engine.truth import NO, OPEN, YES, negate
from engine.values import Kind, Span

# A written word is an atom, perhaps turned round: so `meer_dan 0` and `hoogstens 0` are one atom.
_ATOMS = {
    "": ("eq", True),
    "gelijk_aan": ("eq", True),
    "niet": ("eq", False),
    "hoogstens": ("le", True),
    "tot_en_met": ("le", True),
    "meer_dan": ("le", False),
    "na": ("le", False),
    "minder_dan": ("lt", True),
    "voor": ("lt", True),
    "minstens": ("lt", False),
    "vanaf": ("lt", False),
    "bekend": ("known", True),
}


@dataclass(frozen=True, slots=True)
class Atom:
    """A subject, a comparison (eq, le, lt, known) and an operand, free of wording."""

    subject: str
    comparison: str
    operand: Literals | Ref

    @property
    def other(self) -> str | None:
        """The second fact or parameter, if there is one."""
        return self.operand.name if isinstance(self.operand, Ref) else None


def atom_of(test: Test) -> tuple[Atom, bool]:
    """The atom of a written condition, and whether it stands straight or turned round."""
    comparison, straight = _ATOMS[test.word]
    assert test.operand is not None
    operand = test.operand
    if comparison == "known":
        assert isinstance(operand, Literals)
        return Atom(test.subject, comparison, Literals(("ja",))), operand.values == ("ja",)
    if isinstance(operand, Literals) and comparison == "eq":
        operand = Literals(tuple(sorted(operand.values, key=repr)))
    return Atom(test.subject, comparison, operand), straight


def holds(atom: Atom, kind: Kind, value: Any) -> str:
    """The truth of an atom against written values."""
    if atom.comparison == "known":
        return NO if value is None else YES
    if value is None:
        return OPEN
    assert isinstance(atom.operand, Literals)
    if isinstance(value, Span):
        wanted = kind.ordinal(atom.operand.values[0])
        return over(atom, (value.low, value.high), (wanted, wanted))
    if atom.comparison == "eq":
        return _truth(any(_equal(kind, value, wanted) for wanted in atom.operand.values))
    number, wanted = kind.ordinal(value), kind.ordinal(atom.operand.values[0])
    return _truth(number <= wanted if atom.comparison == "le" else number < wanted)


def over(atom: Atom, one: tuple[int, int], two: tuple[int, int]) -> str:
    """The truth for numbers that lie between two ends: open where that is not enough to tell."""
    (low, high), (least, most) = one, two
    if atom.comparison == "eq":
        return NO if high < least or most < low else YES if low == high == least == most else OPEN
    if atom.comparison == "lt":
        return YES if high < least else NO if low >= most else OPEN
    return YES if high <= least else NO if low > most else OPEN


def holds_between(atom: Atom, kind: Kind, value: Any, other_kind: Kind, other: Any) -> str:
    """The truth of an atom between two values, of which either may be open."""
    if value is None or other is None:
        return OPEN
    assert isinstance(atom.operand, Ref)
    if not kind.ordered:
        wanted = other if isinstance(other, frozenset) else (other,)
        return _truth(any(_equal(kind, value, item) for item in wanted))
    number = grainer(kind, atom.operand.grain)(value)
    limit = grainer(other_kind, atom.operand.grain)(other)
    if atom.comparison == "eq":
        return _truth(number == limit)
    return _truth(number <= limit if atom.comparison == "le" else number < limit)


def grainer(kind: Kind, grain: str) -> Callable[[Any], int]:
    """Numbers the values of a kind, or the quarters or months in which dates lie."""
    if kind.name == "datum" and grain == "kwartaal":
        return lambda day: day.year * 4 + (day.month - 1) // 3
    if kind.name == "datum" and grain == "maand":
        return lambda day: day.year * 12 + day.month
    return kind.ordinal


def _equal(kind: Kind, value: Any, wanted: Any) -> bool:
    if kind.name == "keuzes":
        wanted = wanted if isinstance(wanted, frozenset) else frozenset({wanted})
        return bool(value & wanted) if wanted else not value
    if kind.free:
        return bool(value.casefold() == wanted.casefold())
    return bool(value == wanted)


def _truth(held: bool) -> str:
    return YES if held else NO


def as_written(truth: str, straight: bool) -> str:
    """The truth of a condition as written, from that of its atom."""
    return truth if straight else negate(truth)
