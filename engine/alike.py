"""Counts over the lines that are like a line, as `zelfde` in a rule file says.

A count on lines is an input of the decision on a line: a number, or a Span(low, high) while it
isn't settled, and a comparison is open where the span straddles it. Of lines that are decided
together, in the order in which they are given:

- Two lines are alike when the answers to all facts under `zelfde` are known on both and equal (a
  text whatever its capitals). They are not as soon as one answer is known on both and differs. Else
  they may be. A line is always like itself.
- A line counts for another when they are alike and the condition under `als`, if any, holds for it;
  it may count when neither is ruled out. With `eerdere` only the lines before a line count for it;
  without it the line itself counts too.
- A count is at least the number of lines that count, at most that with those that may count.
- A sum (`som`) adds up the fact over the lines that count. An unknown value is at least the least
  that its kind can have and at most the most. What may count adds nothing to the least.

Where a fact under `zelfde` is known on none of the lines, they don't say which belong together:
then each line is decided by itself.

Only what was given counts here, never what was assumed. A line that is decided alone is a file of
one line: no earlier lines, and its own value as the sum. It is not asked what would tell it from
other lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.atoms import as_written, atom_of
from engine.model import Condition, Count, Test
from engine.names import Values
from engine.phrases import NOTHING
from engine.program import Program
from engine.truth import NO, YES, all_of, any_of, negate
from engine.values import Span

Number = int | Span
Pattern = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line means to a count: its answers, None where unknown, and what it then adds."""

    key: tuple[Any, ...]
    low: int
    high: int

    @property
    def known(self) -> Pattern:
        """The places of the answers that are known."""
        return tuple(place for place, value in enumerate(self.key) if value is not None)

    def at(self, places: Pattern) -> tuple[Any, ...]:
        """The answers at some places."""
        return tuple(self.key[place] for place in places)


class Counting:
    """Counts by the counts of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.counts = [count for count in program.ruleset.counts if count.same]
        self.earlier = [count for count in self.counts if count.earlier]
        # A count, and the fact that it is as such on a line by itself, if it is one.
        self._ways = [
            (count.name, count, count.sums if count.when == NOTHING else None)
            for count in self.counts
            if not count.earlier
        ]

    def alone(self, values: Values) -> dict[str, Number]:
        """The counts of a line that is decided by itself, as far as they are not given."""
        found: dict[str, Number] = {}
        for name, count, summed in self._ways:
            if name in values:
                continue
            known = values.get(summed) if summed else None
            found[name] = self._own(count, values) if known is None else known
        for count in self.earlier:
            if count.name not in values:
                found[count.name] = 0
        return found

    def _own(self, count: Count, values: Values) -> Number:
        """What a line adds to its own count: a span hangs on nothing but its own answers."""
        entry = self._entry(count, values)
        return entry.low if entry.low == entry.high else Span(entry.low, entry.high, own=True)

    def _alone(self, count: Count, values: Values) -> Number:
        """The count of a line in a file where nothing tells which lines belong together."""
        if count.earlier:
            return 0
        entry = self._entry(count, values)
        return _number(entry.low, entry.high)

    def together(self, lines: Sequence[Values]) -> list[dict[str, Number]]:
        """The counts of each of some lines, in their order."""
        found: list[dict[str, Number]] = [{} for _ in lines]
        for count in self.counts:
            for own, number in zip(found, self._numbers(count, lines), strict=True):
                own[count.name] = number
        return found

    def _numbers(self, count: Count, lines: Sequence[Values]) -> Iterator[Number]:
        if not all(any(values.get(n) is not None for values in lines) for n in count.same):
            return iter([self._alone(count, values) for values in lines])
        entries = [self._entry(count, values) for values in lines]
        return counted(entries, earlier=count.earlier)

    def _entry(self, count: Count, values: Values) -> Entry:
        key = tuple([_plain(values.get(name)) for name in count.same])
        truth = self.truth(count.when, values)
        low, high = self._summed(count.sums, values) if count.sums else (1, 1)
        return Entry(key, low if truth == YES else 0, high if truth != NO else 0)

    def _summed(self, name: str, values: Values) -> tuple[int, int]:
        value, kind = values.get(name), self.program.kind(name)
        return kind.bounds() if value is None else (value, value)

    def truth(self, condition: Condition, values: Values) -> str:
        """Whether the condition of a count holds for a line."""
        if isinstance(condition, Test):
            atom, straight = atom_of(condition)
            return as_written(self.program.truth(atom, values), straight)
        truths = [self.truth(part, values) for part in condition.parts]
        if condition.word == "alle":
            return all_of(truths)
        return any_of(truths) if condition.word == "een_van" else negate(any_of(truths))


@dataclass
class _Tables:
    """What was seen so far, by the answers that lines are compared in."""

    patterns: Sequence[Pattern]
    full: Pattern
    low: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    high: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Take in a line, for the lines of every pattern that it may be held against."""
        known = entry.known
        if known == self.full:
            self.low[entry.key] += entry.low
        for common in {_both(known, other) for other in self.patterns}:
            self.high[known, common, entry.at(common)] += entry.high

    def read(self, entry: Entry) -> tuple[int, int]:
        """The least and the most that lines seen so far add for a line."""
        known = entry.known
        commons = [(other, _both(known, other)) for other in self.patterns]
        high = sum(self.high[other, common, entry.at(common)] for other, common in commons)
        return (self.low[entry.key] if known == self.full else 0), high


def counted(entries: Sequence[Entry], *, earlier: bool) -> Iterator[Number]:
    """The number for each line, from all lines or only from those before it."""
    full = tuple(range(len(entries[0].key))) if entries else ()
    tables = _Tables([*{entry.known: None for entry in entries}], full)
    if not earlier:
        for entry in entries:
            tables.add(entry)
    for entry in entries:
        low, high = tables.read(entry)
        if earlier:
            tables.add(entry)
        elif entry.known != full:  # like itself, whatever it is
            low += entry.low
        yield _number(low, high)


def _both(one: Pattern, two: Pattern) -> Pattern:
    return tuple(place for place in one if place in two)


def _number(low: int, high: int) -> Number:
    return low if low == high else Span(low, high)


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
