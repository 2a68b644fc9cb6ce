"""All completions of what is known, gone through by brute force: an oracle for tests.

Each open name is an axis with a small domain, and each completion one bit in a whole number, so
that a condition is the set of completions in which it holds. Lines are read by the referee.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from engine.model import (
    AmountSpec,
    Condition,
    Group,
    Literals,
    Product,
    Ref,
    Rule,
    Rulebook,
    Test,
    Track,
)
from engine.model import tests as lines_of
from engine.referee import Referee

Leaf = tuple[str | None, AmountSpec | None]
MOST_WORLDS = 100_000


class TooBig(Exception):
    """More completions than are worth going through."""


@dataclass(frozen=True)
class Axis:
    """The values an open name can take, and how far apart two of them stand."""

    name: str
    domain: tuple[Any, ...]
    stride: int


class Worlds:
    """The completions of one input of one ruleset."""

    def __init__(
        self, book: Rulebook, day: date, known: Mapping[str, Any], domains: Mapping[str, Any]
    ) -> None:
        self.book, self.ruleset = book, book.rulesets[0]
        self.known = {name: value for name, value in known.items() if value is not None}
        self.parameters = book.parameters[self.ruleset.region]
        self.constants = {name: p.on(day) for name, p in self.parameters.items()}
        deciding = [r for r in self.ruleset.rules if r.then.verdict or r.then.derives]
        valid = [r for r in deciding if (r.valid_from or day) <= day <= (r.valid_to or day)]
        self.rules = [rule for rule in valid if not self._put_aside(rule)]
        self.deriving: dict[str, list[Condition]] = {}
        for rule in self.rules:
            if rule.then.derives:
                self.deriving.setdefault(rule.then.derives, []).append(rule.when)
        self.axes: dict[str, Axis] = {}
        self.size = 1
        for name in sorted(self._open()):
            domain = ("nee", "ja") if name in self.deriving else tuple(domains[name])
            self.axes[name] = Axis(name, domain, self.size)
            self.size *= len(domain)
            if self.size > MOST_WORLDS:
                raise TooBig
        self.all = (1 << self.size) - 1
        self._patterns: dict[tuple[str, int], int] = {}
        self._holding: dict[Test, int] = {}
        self._derived: dict[str, int] = {}

    def _put_aside(self, rule: Rule) -> bool:
        """Whether a line about a parameter keeps a rule from holding: a reading not chosen."""
        parts = rule.when.parts if isinstance(rule.when, Group) else (rule.when,)
        lines = parts if isinstance(rule.when, Test) or rule.when.word == "alle" else ()
        return any(
            isinstance(line, Test)
            and line.subject in self.parameters
            and not self.parameters[line.subject].per
            and isinstance(line.operand, Literals)
            and Referee((), self.constants).test(line) == "N"
            for line in lines
        )

    def _open(self) -> set[str]:
        """The names that can matter and have no value."""
        used: set[str] = set()
        for rule in self.rules:
            for line in lines_of(rule.when):
                used |= {line.subject, *self._other(line)}
        used |= {p.per for name, p in self.parameters.items() if name in used and p.per}
        asked = {
            name
            for name in used & set(self.book.facts)
            if name not in self.known
            and (name not in self.deriving or self.book.facts[name].question)
        }
        unset = {name for name in used & set(self.parameters) if self._may_be_unset(name)}
        return asked | unset

    def _other(self, line: Test) -> set[str]:
        return {line.operand.name} if isinstance(line.operand, Ref) else set()

    def _may_be_unset(self, name: str) -> bool:
        value, per = self.constants[name], self.parameters[name].per
        if not per or value is None:
            return value is None
        choices = [self.known[per]] if per in self.known else self.book.facts[per].kind.choices
        return any(value.get(choice) is None for choice in choices)

    def pattern(self, name: str, place: int) -> int:
        """The completions in which an open name takes one of its values."""
        key = (name, place)
        if key not in self._patterns:
            axis = self.axes[name]
            pattern = ((1 << axis.stride) - 1) << (place * axis.stride)
            period = axis.stride * len(axis.domain)
            while period < self.size:  # the same again, twice as far
                pattern |= pattern << period
                period *= 2
            self._patterns[key] = pattern & self.all
        return self._patterns[key]

    def holds(self, condition: Condition) -> int:
        """The completions in which a condition holds."""
        if isinstance(condition, Test):
            if condition not in self._holding:
                self._holding[condition] = self._line(condition)
            return self._holding[condition]
        parts = [self.holds(part) for part in condition.parts]
        if condition.word == "alle":
            held = self.all
            for part in parts:
                held &= part
            return held
        held = 0
        for part in parts:
            held |= part
        return held if condition.word == "een_van" else self.all & ~held

    def _line(self, line: Test) -> int:
        if line.subject in self.deriving:
            assert isinstance(line.operand, Literals)
            yes = self.derived(line.subject)
            held = yes if "ja" in line.operand.values else 0
            held |= self.all & ~yes if "nee" in line.operand.values else 0
            return self.all & ~held if line.word == "niet" else held
        names = {line.subject, *self._other(line)}
        names |= {p.per for name in names if (p := self.parameters.get(name)) and p.per}
        axes = [self.axes[name] for name in sorted(names) if name in self.axes]
        held = 0
        for places in product(*(range(len(axis.domain)) for axis in axes)):
            supposed = {a.name: a.domain[p] for a, p in zip(axes, places, strict=True)}
            if Referee((), self._values(names, supposed)).test(line) == "J":
                mask = self.all
                for axis, place in zip(axes, places, strict=True):
                    mask &= self.pattern(axis.name, place)
                held |= mask
        return held

    def _values(self, names: set[str], supposed: Mapping[str, Any]) -> dict[str, Any]:
        values = {**{name: self.known.get(name) for name in names}, **supposed}
        for name in names & set(self.parameters):
            constant, per = self.constants[name], self.parameters[name].per
            fixed = constant.get(values[per]) if per and constant is not None else constant
            values[name] = fixed if fixed is not None else supposed.get(name)
        return values

    def derived(self, name: str) -> int:
        """The completions in which a derived fact is ja; an open one that can be given is free."""
        if name not in self._derived:
            self._derived[name] = self._derive(name)
        return self._derived[name]

    def _derive(self, name: str) -> int:
        if name in self.known:
            return self.all if self.known[name] == "ja" else 0
        held = 0
        for when in self.deriving[name]:
            held |= self.holds(when)
        if held in (0, self.all) or not self.book.facts[name].question:
            return held
        return self.pattern(name, 1)

    def leaves(self, track: Track) -> dict[Leaf, int]:
        """Each way a track can end, with the completions that lead there."""
        found: dict[Leaf, int] = {}
        left = self.all
        for verdict in track.verdicts:
            own = [rule for rule in self.rules if rule.then.track == track.name]
            rules = [rule for rule in own if rule.then.verdict == verdict]
            held, paid = 0, 0
            for rule in rules:
                holds = self.holds(rule.when) & left
                held |= holds
                if rule.then.amount:
                    found[verdict, rule.then.amount] = found.get((verdict, rule.then.amount), 0) | (
                        holds & ~paid
                    )
                    paid |= holds
            found[verdict, None] = held & ~paid
            left &= ~held
        found[track.otherwise, None] = found.get((track.otherwise, None), 0) | left
        return {leaf: worlds for leaf, worlds in found.items() if worlds}

    def matters(self, name: str, leaves: Mapping[Leaf, int]) -> bool:
        """Whether two completions that differ in this name alone end differently."""
        axis = self.axes[name]
        base = self.pattern(name, 0)
        return any(
            (worlds >> (place * axis.stride)) & base != worlds & base
            for worlds in leaves.values()
            for place in range(1, len(axis.domain))
        )

    def missing(self, track: Track) -> set[str]:
        """What must be asked: what can turn the outcome, and what its amount lacks."""
        leaves = self.leaves(track)
        names = {name for name in self.axes if self.matters(name, leaves)}
        return names | {n for _, amount in leaves if amount for n in self._lacks(amount)}

    def _lacks(self, amount: AmountSpec) -> Iterator[str]:
        formula = self.ruleset.computed.get(amount.value)
        names = [*(formula.factors if isinstance(formula, Product) else (amount.value,))]
        for name in (*names, *filter(None, (amount.at_most, amount.borne_by))):
            if name not in self.parameters:
                yield from () if name in self.known else (name,)
                continue
            constant, per = self.constants[name], self.parameters[name].per
            if per and constant is not None and per not in self.known:
                yield per
            elif (constant.get(self.known[per]) if per and constant else constant) is None:
                yield name
