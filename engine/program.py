"""A ruleset made ready for one set of parameter values: signals, formulas and layers.

A signal is one character of truth. The vector of an input holds the atoms first; behind them come
the derived facts, and last the outcomes that rules without a verdict may ask about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from engine.atoms import Atom, as_written, atom_of, holds, holds_between, over
from engine.formulas import Formula, Lit, Node
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
from engine.names import Names, Values
from engine.sides import with_counts
from engine.truth import NO, OPEN
from engine.values import Span
from engine.vectors import Table, comparer


class Program(Names):
    """Everything about a ruleset on a day that does not depend on the input."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, day: date) -> None:
        facts = with_counts(rulebook.facts, ruleset)
        super().__init__(facts, rulebook.parameters.get(ruleset.region, {}), day)
        self.rulebook, self.ruleset = rulebook, ruleset
        self.counts = {count.name: count for count in ruleset.counts}
        self.rules = tuple(r for r in ruleset.rules if _in_force(r, day) and not self._dead(r))
        self.tracks: Mapping[str, Track] = {track.name: track for track in ruleset.tracks}
        self.main = ruleset.tracks[0].name
        self.deriving = tuple(rule for rule in self.rules if rule.then.derives)
        self.judging = tuple(rule for rule in self.rules if rule.then.verdict)
        self.speaking = tuple(rule for rule in self.rules if _speaks(rule))
        self.derived = _in_order(self._derivations())
        self._number_signals()
        self.formulas = {rule.number: self.formula(rule.when) for rule in self.rules}
        self.formulas |= {count.name: self.formula(count.when) for count in ruleset.counted}
        self._prepare_reading()

    def _derivations(self) -> dict[str, set[str]]:
        """What each derived fact looks at; one that can't be given is nee without a rule."""
        idle = (rule.then.derives for rule in self.ruleset.rules)
        closed = {name: set[str]() for name in idle if name and not self.facts[name].question}
        return closed | needs(self.deriving)

    def derivations(self, name: str) -> list[Formula]:
        """The formulas that make a derived fact."""
        return [self.formulas[rule.number] for rule in self.deriving if rule.then.derives == name]

    def behind(self, name: str) -> list[Formula]:
        """The formulas to look at when a derived fact is open; none when it can be given."""
        return [] if self.facts[name].question else self.derivations(name)

    def _number_signals(self) -> None:
        conditions = [rule.when for rule in self.rules]
        conditions += [count.when for count in self.ruleset.counted]
        written = [atom_of(test)[0] for condition in conditions for test in tests(condition)]
        atoms = dict.fromkeys(a for a in written if a.subject not in self.derived)
        outcomes = [atom for atom in atoms if atom.subject in self.tracks]
        order = {name: place for place, name in enumerate(self.facts)}
        plain = [atom for atom in atoms if atom.subject not in self.tracks]
        plain.sort(key=lambda a: (not self.is_single(a), order.get(a.subject, -1), _pair(a)))
        self.atoms: tuple[Atom, ...] = tuple(plain)
        self.outcomes: tuple[Atom, ...] = tuple(outcomes)
        self.width = len(plain)
        signals: list[Any] = [*plain, *self.derived, *outcomes]
        self.signal_of: dict[Any, int] = {signal: place for place, signal in enumerate(signals)}
        self.total = len(signals)

    def _dead(self, rule: Rule) -> bool:
        """Whether a parameter alone keeps a rule from holding, such as a reading not chosen."""
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
        """Whether the truth of an atom follows from one given fact, or one count, alone."""
        fact = self.facts.get(atom.subject)
        given = atom.subject in self.counts or (fact is not None and fact.question is not None)
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
        self.single = tuple((n, Table(self.facts[n].kind, own)) for n, own in groups.items())
        self.double = tuple(atom for atom in self.atoms if not self.is_single(atom))
        pairs = [[*atoms] for _, atoms in groupby(self.double, _pair)]
        self._between = tuple(self._comparer(atoms) for atoms in pairs)

    def _comparer(self, atoms: Sequence[Atom]) -> Callable[[Values], str]:
        """Reads atoms that compare the same two names."""
        ref, kind = atoms[0].operand, self.kind(atoms[0].subject)
        names = {atoms[0].subject, atoms[0].other or ""}
        if isinstance(ref, Ref) and kind.ordered and names <= set(self.facts):
            quick = comparer(atoms, kind, ref.name, self.kind(ref.name), ref.grain)
            return self._spanning(atoms, quick) if names & set(self.counts) else quick
        if not any(self.facts_of(atom) for atom in atoms):
            settled = "".join([self.truth(atom, {}) for atom in atoms])
            return lambda _: settled
        return lambda values: "".join([self.truth(atom, values) for atom in atoms])

    def _spanning(
        self, atoms: Sequence[Atom], quick: Callable[[Values], str]
    ) -> Callable[[Values], str]:
        """Reads comparisons with a count, which may be a span."""
        names = [name for name in (atoms[0].subject, atoms[0].other) if name in self.counts]
        one, other = names[0], names[-1]

        def read(values: Values) -> str:
            if type(values.get(one)) is Span or type(values.get(other)) is Span:
                return "".join([self.truth(atom, values) for atom in atoms])
            return quick(values)

        return read

    def vector(self, values: Values) -> str:
        """The truth of every atom for typed values; a missing or None value is open."""
        get = values.get
        known = "".join([table[get(name)] for name, table in self.single])
        return known + "".join([compare(values) for compare in self._between])

    def truth(self, atom: Atom, values: Values) -> str:
        """The truth of one atom for typed values."""
        kind, value = self.kind(atom.subject), self.value(atom.subject, values)
        if not isinstance(atom.operand, Ref):
            return holds(atom, kind, value)
        other_kind = self.kind(atom.operand.name)
        other = self.value(atom.operand.name, values)
        if not (isinstance(value, Span) or isinstance(other, Span)):
            return holds_between(atom, kind, value, other_kind, other)
        return OPEN if value is None or other is None else over(atom, _ends(value), _ends(other))

    def names_of(self, atom: Atom) -> tuple[str, ...]:
        """The facts and parameters an atom looks at, with the facts that these are listed by."""
        names = (atom.subject, *((atom.other,) if atom.other else ()))
        return (*names, *self.listers(names))

    def facts_of(self, atom: Atom) -> tuple[str, ...]:
        """The facts an atom looks at."""
        return tuple(name for name in self.names_of(atom) if name in self.facts)


def _pair(atom: Atom) -> tuple[str, str, str]:
    """What an atom compares: its subject, and another name in periods of a grain."""
    operand = atom.operand
    other = (operand.name, operand.grain) if isinstance(operand, Ref) else ("", "")
    return atom.subject, *other


def _ends(value: Any) -> tuple[int, int]:
    return (value.low, value.high) if isinstance(value, Span) else (value, value)


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
    while left := [name for name in needed if name not in order]:
        ready = [name for name in left if not needed[name] & set(left)]
        if not ready:
            raise ValueError("derived facts wait for each other")
        order += ready
    return tuple(order)
