"""Conditions as formulas over signals: literals under all and some, read by Kleene's logic.

A signal is one character of truth, J, N or O; a row is a text of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from engine.truth import NO, OPEN, YES, negate

MOST_ALTERNATIVES = 200


@dataclass(frozen=True, slots=True)
class Lit:
    """A signal, straight or turned round."""

    signal: int
    straight: bool


@dataclass(frozen=True, slots=True)
class Node:
    """All (`every`) or some of the parts; negation has moved down to the literals."""

    every: bool
    parts: tuple[Formula, ...]


Formula = Lit | Node


class TooManyAlternatives(ValueError):
    """A condition with more alternatives than the matcher should hold."""


def signals(formula: Formula) -> Iterator[int]:
    """Walk the signals of a formula."""
    if isinstance(formula, Lit):
        yield formula.signal
        return
    for part in formula.parts:
        yield from signals(part)


def kleene(formula: Formula, row: Sequence[str]) -> str:
    """The truth of a formula over a row of signals."""
    if isinstance(formula, Lit):
        truth = row[formula.signal]
        return truth if formula.straight or truth == OPEN else (NO if truth == YES else YES)
    stop, answer = (NO, YES) if formula.every else (YES, NO)
    for part in formula.parts:
        truth = kleene(part, row)
        if truth == stop:
            return stop
        if truth == OPEN:
            answer = OPEN
    return answer


def evaluator(formula: Formula) -> Callable[[str], str]:
    """The same truth as `kleene` gives, made ready for many rows."""
    if isinstance(formula, Lit):
        signal = formula.signal
        return itemgetter(signal) if formula.straight else lambda row: negate(row[signal])
    literals = flat(formula)
    if literals is None:
        return _combiner(formula, [evaluator(part) for part in formula.parts])
    stops = [(literal.signal, NO if literal.straight else YES) for literal in literals]

    def read(row: str) -> str:
        answer = YES
        for signal, stop in stops:
            truth = row[signal]
            if truth == stop:
                return NO
            if truth == OPEN:
                answer = OPEN
        return answer

    return read


def _combiner(node: Node, reads: Sequence[Callable[[str], str]]) -> Callable[[str], str]:
    stop, end = (NO, YES) if node.every else (YES, NO)

    def read(row: str) -> str:
        answer = end
        for part in reads:
            truth = part(row)
            if truth == stop:
                return stop
            if truth == OPEN:
                answer = OPEN
        return answer

    return read


def flat(formula: Formula) -> tuple[Lit, ...] | None:
    """The literals of a formula that is one or a plain row of them, all of which must hold."""
    parts = (
        (formula,) if isinstance(formula, Lit) else formula.parts if formula.every else (formula,)
    )
    literals = tuple(part for part in parts if isinstance(part, Lit))
    return literals if len(literals) == len(parts) else None


def open_literals(formula: Formula, row: str) -> Sequence[Lit]:
    """The open literals that keep a formula open; none when it isn't."""
    truth, literals = _opens(formula, row)
    return literals if truth == OPEN else ()


def _opens(formula: Formula, row: str) -> tuple[str, Sequence[Lit]]:
    """The truth of a formula with the open literals in it, in one walk."""
    if isinstance(formula, Lit):
        truth = kleene(formula, row)
        return truth, (formula,) if truth == OPEN else ()
    stop, answer = (NO, YES) if formula.every else (YES, NO)
    found: list[Lit] = []
    for part in formula.parts:
        truth, literals = _opens(part, row)
        if truth == stop:
            return stop, ()
        if truth == OPEN:
            answer = OPEN
            found += literals
    return answer, found


def conjunctions(formula: Formula) -> list[tuple[Lit, ...]]:
    """The formula as alternatives of literals that must all hold."""
    if isinstance(formula, Lit):
        return [(formula,)]
    if not formula.every:
        return [row for part in formula.parts for row in conjunctions(part)]
    rows: list[tuple[Lit, ...]] = [()]
    for part in formula.parts:
        rows = [(*row, *more) for row in rows for more in conjunctions(part)]
        if len(rows) > MOST_ALTERNATIVES:
            raise TooManyAlternatives
    return rows
