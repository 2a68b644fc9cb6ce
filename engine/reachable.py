"""What a ruleset can come to over all answers: rules that can hold, and gaps without an outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from engine.completions import Completions, State, TooManyCompletions
from engine.diagram import Diagram
from engine.firing import Firing
from engine.formulas import Formula, Node
from engine.model import Conclusion, Rule, Rulebook, Ruleset, Track
from engine.program import Program
from engine.questions import Leaf, Question
from engine.sides import sides
from engine.truth import YES

MOST_STEPS = 200_000
TOO_MANY = "er zijn meer combinaties dan na te gaan is"


@dataclass(frozen=True, slots=True)
class Hole:
    """A combination of answers without an outcome; `accepted` names the gap that allows it."""

    accepted: str | None
    reason: str | None
    example: dict[str, Any]
    sentences: tuple[str, ...]


class Reachable:
    """Walks all answers of a ruleset under the parameter values of one day."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, day: date) -> None:
        self.rulebook, self.day = rulebook, day
        self.program = Program(rulebook, ruleset, day)
        self.completions = Completions(self.program, Firing(self.program), MOST_STEPS)

    @classmethod
    def all(cls, rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Reachable]:
        """One for each set of parameter values and rules in the ruleset's own period."""
        for day in days_of_change(rulebook, ruleset):
            yield cls(rulebook, ruleset, day)

    def blank(self) -> State:
        """The state in which nothing is known."""
        return self.completions.start({}, self.program.vector({}), {})

    def can_hold(self, rule: Rule) -> bool:
        """Whether some answers make a rule hold that decides or derives something.

        A rule that a parameter puts aside, such as a reading not chosen, counts as one that can.
        """
        decides = rule.then.verdict or rule.then.derives
        formula = self.program.formulas.get(rule.number)
        return not decides or formula is None or self._can(formula)

    def together(self, one: Rule, two: Rule) -> bool:
        """Whether some answers make both rules hold."""
        formulas = self.program.formulas
        if one.number not in formulas or two.number not in formulas:
            return False
        return self._can(Node(True, (formulas[one.number], formulas[two.number])))

    def _can(self, formula: Formula) -> bool:
        """Whether a formula can hold; what can't be gone through counts as what can."""
        try:
            reach = self.completions.reach(Question(self.program, [formula]), self.blank())
        except TooManyCompletions:
            return True
        return Leaf(YES, None) in reach.leaves

    def ways(self) -> Iterator[tuple[Leaf, dict[str, Any]]]:
        """Each way to an outcome of the main track, with the answers that matter on that way.

        Raises TooManyCompletions where these can't be gone through.
        """
        question = self.completions.questions[self.program.main]
        diagram = self.completions.diagram(question, self.blank())
        yield from self._walk(diagram, diagram.root, {})

    def _walk(
        self, diagram: Diagram, node: int, so_far: dict[str, Any]
    ) -> Iterator[tuple[Leaf, dict[str, Any]]]:
        key = diagram.keys[node]
        if isinstance(key, Leaf):
            yield key, so_far
            return
        name, children = key
        for value, child in zip(self._answers(name), children, strict=True):
            yield from self._walk(diagram, child, {**so_far, name: value})

    def _answers(self, name: str) -> tuple[Any, ...]:
        derived = name in self.completions.askable
        return ("ja", "nee") if derived else self.completions.cells.of(name, {})


def days_of_change(rulebook: Rulebook, ruleset: Ruleset) -> list[date]:
    """The first day of the ruleset and each later day on which rules or parameters change."""
    periods: list[Any] = [*ruleset.rules]
    for parameter in rulebook.parameters.get(ruleset.region, {}).values():
        periods += parameter.values
    days = {ruleset.valid_from}
    days |= {p.valid_from for p in periods if p.valid_from}
    days |= {p.valid_to + timedelta(days=1) for p in periods if p.valid_to}
    return sorted(day for day in days if ruleset.covers(day))


def find_gaps(rulebook: Rulebook, ruleset: Ruleset) -> tuple[Hole, ...]:
    """The combinations of answers without an outcome, accepted or not, on any day of the rules."""
    rulebook, single = sides(rulebook, ruleset)[0]
    widened = _with_gaps(single)
    reasons = {gap.name: gap.reason for gap in ruleset.gaps}
    holes: dict[object, Hole] = {}
    for reachable in Reachable.all(rulebook, widened):
        try:
            ways = [way for way in reachable.ways() if way[0].verdict in (None, *reasons)]
        except TooManyCompletions:
            holes[TOO_MANY] = Hole(None, None, {}, (TOO_MANY,))
            continue
        for leaf, answers in ways:
            sentences = tuple(_told(rulebook, answers))
            hole = Hole(leaf.verdict, reasons.get(leaf.verdict or ""), answers, sentences)
            holes.setdefault((leaf.verdict, sentences), hole)
    return tuple(holes.values())


def _with_gaps(ruleset: Ruleset) -> Ruleset:
    """The ruleset with its accepted gaps as the lightest outcomes of the main track."""
    main = ruleset.tracks[0]
    track = Track(main.name, (*main.verdicts, *(gap.name for gap in ruleset.gaps)), main.otherwise)
    rules = [
        Rule(
            gap.name,
            gap.name,
            (),
            gap.when,
            _outcome(main.name, gap.name),
            None,
            None,
            None,
            gap.line,
        )
        for gap in ruleset.gaps
    ]
    return replace(ruleset, tracks=(track, *ruleset.tracks[1:]), rules=(*ruleset.rules, *rules))


def _outcome(track: str, verdict: str) -> Conclusion:
    return Conclusion(track, verdict, "", None, (), (), (), (), None)


def _told(rulebook: Rulebook, answers: dict[str, Any]) -> Iterator[str]:
    for name, value in answers.items():
        if name in rulebook.facts:
            fact = rulebook.facts[name]
            yield f"{fact.label}: {fact.kind.show(value)}"
        else:
            yield f"{name}: {value}"
