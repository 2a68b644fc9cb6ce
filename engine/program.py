"""A ruleset made ready for one set of parameter values: signals, formulas and layers.

A signal is one character of truth. The vector of an input holds the atoms first; behind them come
the derived facts, and last the outcomes that rules without a verdict may ask about.
"""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.atoms import Atom, as_written, atom_of, holds, holds_between
from engine.model import (
    Condition,
    Group,
    Literals,
    Ref,
    Rule,
    Rulebook,
    Ruleset,
    Test,
    Track,
    tests,
)
from engine.truth import NO, OPEN, YES
from engine.values import Kind, Span

Values = Mapping[str, Any]
_COMPARE = {"eq": operator.eq, "le": operator.le, "lt": operator.lt}


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


class Program:
    """Everything about a ruleset on a day that does not depend on the input."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, day: date) -> None:
        self.rulebook, self.ruleset, self.facts = rulebook, ruleset, rulebook.facts
        parameters = rulebook.parameters.get(ruleset.region, {})
        self.parameters = parameters
        self.constants: dict[str, Any] = {name: p.on(day) for name, p in parameters.items()}
        self.rules = tuple(r for r in ruleset.rules if _in_force(r, day) and not self._dead(r))
        self.tracks: Mapping[str, Track] = {track.name: track for track in ruleset.tracks}
        self.main = ruleset.tracks[0].name
        self.deriving = tuple(rule for rule in self.rules if rule.then.derives)
        self.judging = tuple(rule for rule in self.rules if rule.then.verdict)
        self.speaking = tuple(rule for rule in self.rules if _speaks(rule))
        self.derived = _in_order(self._derivations())
        self._number_signals()
        self.formulas = {rule.number: self.formula(rule.when) for rule in self.rules}
        self.formulas |= {count.name: self.formula(count.when) for count in ruleset.counts}
        self._prepare_reading()

    def _derivations(self) -> dict[str, set[str]]:
        """What each derived fact looks at; one that nobody can give is nee while no rule is in force."""
        idle = (rule.then.derives for rule in self.ruleset.rules)
        closed = {name: set[str]() for name in idle if name and not self.facts[name].question}
        return closed | needs(self.deriving)

    def kind(self, name: str) -> Kind:
        """The kind of a fact or parameter."""
        known = self.facts.get(name) or self.parameters[name]
        return known.kind

    def _number_signals(self) -> None:
        conditions = [rule.when for rule in self.rules]
        conditions += [count.when for count in self.ruleset.counts]
        written = [atom_of(test)[0] for condition in conditions for test in tests(condition)]
        atoms = dict.fromkeys(a for a in written if a.subject not in self.derived)
        outcomes = [atom for atom in atoms if atom.subject in self.tracks]
        order = {name: place for place, name in enumerate(self.facts)}
        plain = [atom for atom in atoms if atom.subject not in self.tracks]
        plain.sort(key=lambda a: (not self.is_single(a), order.get(a.subject, -1)))
        self.atoms: tuple[Atom, ...] = tuple(plain)
        self.outcomes: tuple[Atom, ...] = tuple(outcomes)
        self.width = len(plain)
        signals: list[Any] = [*plain, *self.derived, *outcomes]
        self.signal_of: dict[Any, int] = {signal: place for place, signal in enumerate(signals)}
        self.total = len(signals)

    def _dead(self, rule: Rule) -> bool:
        """Whether a parameter alone keeps a rule from ever holding, such as a reading not chosen."""
        lines = (
            rule.when.parts
            if isinstance(rule.when, Group) and rule.when.word == "alle"
            else (rule.when,)
        )
        return any(
            isinstance(line, Test)
            and line.subject in self.parameters
            and as_written(self.truth(atom_of(line)[0], {}), atom_of(line)[1]) == NO
            for line in lines
        )

    def resolved(self, atom: Atom) -> Atom:
        """The atom with a parameter's value of the day written in its place."""
        value = self.constants.get(atom.other or "")
        if value is None or isinstance(value, Mapping) or atom.operand.grain:  # type: ignore[union-attr]
            return atom
        values = tuple(sorted(value)) if isinstance(value, frozenset) else (value,)
        return Atom(atom.subject, atom.comparison, Literals(values))

    def is_single(self, atom: Atom) -> bool:
        """Whether the truth of an atom follows from one given fact alone."""
        fact = self.facts.get(atom.subject)
        given = fact is not None and fact.question is not None
        literal = isinstance(self.resolved(atom).operand, Literals)
        return literal and given and atom.subject not in self.ruleset.computed

    def literal(self, test: Test) -> Lit:
        """The signal of a written condition."""
        atom, straight = atom_of(test)
        if atom.subject in self.derived:
            assert isinstance(atom.operand, Literals)
            yes = atom.operand.values == ("ja",)
            return Lit(self.signal_of[atom.subject], straight == yes)
        return Lit(self.signal_of[atom], straight)

    def formula(self, condition: Condition, straight: bool = True) -> Formula:
        """A condition as literals under all and some; De Morgan holds in Kleene's logic."""
        if isinstance(condition, Test):
            literal = self.literal(condition)
            return Lit(literal.signal, literal.straight == straight)
        inner = straight != (condition.word == "geen_van")
        every = (condition.word == "alle") == inner if condition.word != "geen_van" else not inner
        return Node(every, tuple(self.formula(part, inner) for part in condition.parts))

    def _prepare_reading(self) -> None:
        groups: dict[str, list[Atom]] = {}
        for atom in self.atoms:
            if self.is_single(atom):
                groups.setdefault(atom.subject, []).append(self.resolved(atom))
        self.single = tuple((name, self._reader(name, found)) for name, found in groups.items())
        self.double = tuple(atom for atom in self.atoms if not self.is_single(atom))
        self._between = tuple(self._comparer(atom) for atom in self.double)

    def _reader(self, name: str, atoms: Sequence[Atom]) -> Callable[[Any], str]:
        """Reads the truths of all single atoms of a fact from its value, from a table where it can."""
        kind = self.facts[name].kind

        def spell(value: Any) -> str:
            return "".join(holds(atom, kind, value) for atom in atoms)

        if kind.name in ("ja_nee", "keuze"):
            return {value: spell(value) for value in (*kind.choices, None)}.__getitem__
        return _by_steps(kind, atoms, spell) if kind.ordered else spell

    def _comparer(self, atom: Atom) -> Callable[[Values], str]:
        """Compares two facts of one kind directly: their values order as their numbers do."""
        ref, subject = atom.operand, atom.subject
        facts = {subject, atom.other} <= set(self.facts)
        if not (isinstance(ref, Ref) and facts) or ref.grain or not self.kind(subject).ordered:
            return lambda values: self.truth(atom, values)
        compare, other = _COMPARE[atom.comparison], ref.name

        def between(values: Values) -> str:
            one, two = values.get(subject), values.get(other)
            if one is None or two is None:
                return OPEN
            return YES if compare(one, two) else NO

        return between

    def vector(self, values: Values) -> str:
        """The truth of every atom for typed values; a missing or None value is open."""
        get = values.get
        known = "".join([read(get(name)) for name, read in self.single])
        return known + "".join([compare(values) for compare in self._between])

    def truth(self, atom: Atom, values: Values) -> str:
        """The truth of one atom for typed values."""
        kind, value = self.kind(atom.subject), self.value(atom.subject, values)
        if not isinstance(atom.operand, Ref):
            return holds(atom, kind, value)
        other = atom.operand.name
        return holds_between(atom, kind, value, self.kind(other), self.value(other, values))

    def value(self, name: str, values: Values) -> Any:
        """The value of a fact or parameter, or None while it is open."""
        if name in self.facts or name in values:
            return values.get(name)
        value = self.constants[name]
        per = self.parameters[name].per
        return value.get(values.get(per)) if per and isinstance(value, Mapping) else value

    def lacking(self, name: str, values: Values) -> str | None:
        """What is open when a value is: the fact, the parameter, or the fact it is listed by."""
        value = self.value(name, values)
        if value is not None:
            return name if isinstance(value, Span) else None
        per = self.parameters[name].per if name not in self.facts else None
        return per if per and self.constants[name] is not None and values.get(per) is None else name

    def facts_of(self, atom: Atom) -> tuple[str, ...]:
        """The facts an atom looks at."""
        names = (atom.subject, *((atom.other,) if atom.other else ()))
        return tuple(name for name in names if name in self.facts)


def _by_steps(
    kind: Kind, atoms: Sequence[Atom], spell: Callable[[Any], str]
) -> Callable[[Any], str]:
    """Read an ordered value by its place between the written limits."""
    limits = sorted(
        {kind.ordinal(v) for atom in atoms if atom.comparison != "known" for v in _written(atom)}
    )
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


def _written(atom: Atom) -> tuple[Any, ...]:
    assert isinstance(atom.operand, Literals)
    return atom.operand.values


def _speaks(rule: Rule) -> bool:
    then = rule.then
    return not then.verdict and bool(then.steps or then.requirements or then.notes or then.signals)


def _in_force(rule: Rule, day: date) -> bool:
    begun = rule.valid_from is None or rule.valid_from <= day
    return begun and (rule.valid_to is None or day <= rule.valid_to)


def needs(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """For each derived fact the names its rules look at."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        if rule.then.derives:
            looked = found.setdefault(rule.then.derives, set())
            for test in tests(rule.when):
                looked.add(test.subject)
                if isinstance(test.operand, Ref):
                    looked.add(test.operand.name)
    return found


def circle(needed: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The derived facts that wait for each other, if any."""
    left = dict(needed)
    while ready := [name for name, looked in left.items() if not looked & set(left)]:
        for name in ready:
            del left[name]
    return tuple(left)


def _in_order(needed: Mapping[str, set[str]]) -> tuple[str, ...]:
    order: list[str] = []
    while len(order) < len(needed):
        ready = [n for n in needed if n not in order and not needed[n] & (set(needed) - set(order))]
        if not ready:
            raise ValueError("derived facts wait for each other")
        order += ready
    return tuple(order)


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
    if (
        isinstance(formula, Node)
        and formula.every
        and all(isinstance(p, Lit) for p in formula.parts)
    ):
        stops = [(p.signal, NO if p.straight else YES) for p in formula.parts if isinstance(p, Lit)]

        def flat(row: str) -> str:
            answer = YES
            for signal, stop in stops:
                truth = row[signal]
                if truth == stop:
                    return NO
                if truth == OPEN:
                    answer = OPEN
            return answer

        return flat
    return lambda row: kleene(formula, row)


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


MOST_ALTERNATIVES = 200


class TooManyAlternatives(ValueError):
    """A condition with more alternatives than the matcher should hold."""
