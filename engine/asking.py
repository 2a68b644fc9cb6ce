"""In which order a form asks, and which answers make a question pointless: read off the rules.

The engine says what can still matter beside each answer that a fact can have by itself. The fact
after which the fewest questions are left stands first. What can't matter beside one answer can't
matter beside that answer and more either; so the answers beside which it can are a condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine.amounts import basis_of, inputs_of
from engine.decider import Decider
from engine.model import Condition, Group, Literals, Rulebook, Ruleset, Test
from engine.outcome import Outcome
from engine.program import Program, needs
from engine.sides import sides
from engine.truth import OPEN

_CHOSEN = ("ja_nee", "keuze")


@dataclass(frozen=True, slots=True)
class Still:
    """What can still matter: to each track in turn, and to what is only said beside these."""

    tracks: Mapping[str, tuple[str, ...]]
    beside: frozenset[str]

    def __contains__(self, name: str) -> bool:
        return name in self.beside or any(name in names for names in self.tracks.values())


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """A fact can matter only while another is open, or when that has one of these answers."""

    fact: str
    answers: tuple[str, ...]


class Asking:
    """How to ask for what one ruleset decides on a day."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, day: date) -> None:
        both = sides(rulebook, _awaiting(ruleset))
        self.sides, self.day = [Decider(*side) for side in both], day
        self.programs = [side.regime(day).program for side in self.sides]
        self.facts = {n: fact for program in self.programs for n, fact in program.facts.items()}
        self.place = {name: place for place, name in enumerate(self.facts)}
        self.wholes = _wholes(self.programs)
        self.blank = self.still({})
        asked = [n for n, f in self.facts.items() if f.question and self.matters(n, self.blank)]
        self.answers = {name: dict(self._answers(name)) for name in asked}
        self.first = ruleset.date_fact
        self.order = tuple(sorted({self.first, *asked}, key=self._rank))

    def still(self, given: Mapping[str, Any]) -> Still:
        """What can still matter beside the given facts."""
        tracks: dict[str, tuple[str, ...]] = {}
        beside: set[str] = set()
        for side, program in zip(self.sides, self.programs, strict=True):
            outcome = side.decide(given, self.day)
            assert outcome.judgement is not None
            tracks |= {track.track: track.missing for track in outcome.judgement.tracks}
            beside |= {*outcome.judgement.to_check, *_waiting(outcome, program)}
        return Still(tracks, frozenset(beside))

    def matters(self, name: str, still: Still) -> bool:
        """Whether a fact, or one that follows from it, can still matter."""
        return any(n in still for n in (name, *self.wholes.get(name, ())))

    def open(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
        """The facts without a value that can still matter, in the order of asking.

        Beside each stands the track that it can matter to; None for what is only said beside.
        """
        still = self.still(given)
        for name in dict.fromkeys((*self.order, *self.facts)):
            asked = self.facts[name].question and given.get(name) is None
            if asked and self.matters(name, still):
                yield name, self.track_of(name, still)

    def track_of(self, name: str, still: Still | None = None) -> str | None:
        """The first track that a fact can matter to; None for what is only said beside."""
        names, tracks = {name, *self.wholes.get(name, ())}, (still or self.blank).tracks
        return next((track for track, asked in tracks.items() if names & {*asked}), None)

    def only_if(self, name: str) -> tuple[OnlyIf, ...]:
        """What must hold of facts that are asked earlier, all of it, for a fact to matter."""
        if name not in self.answers:
            return ()
        earlier = self.order[: self.order.index(name)]
        return tuple(found for other in earlier if (found := self._condition(name, other)))

    def _condition(self, name: str, other: str) -> OnlyIf | None:
        answers = self.answers.get(other, {})
        left = [answer for answer, still in answers.items() if self.matters(name, still)]
        if self.facts[other].kind.name not in _CHOSEN or len(left) == len(answers):
            return None
        return OnlyIf(other, tuple(left))

    def _answers(self, name: str) -> Iterator[tuple[Any, Still]]:
        """The choices of a fact, or a value for each way in which it can matter by itself."""
        kind = self.facts[name].kind
        for value in kind.choices if kind.name in _CHOSEN else self._cells(name):
            yield value, self.still({name: value})

    def _cells(self, name: str) -> Iterable[Any]:
        for side, program in zip(self.sides, self.programs, strict=True):
            cells = side.regime(self.day).judging.completions.cells
            if name in program.facts and name in cells.touching and name not in cells.paired:
                return cells.of(name, {})
        return ()

    def _rank(self, name: str) -> tuple[float, ...]:
        """Its track, what is then left to ask of that on average, and its place in the vocabulary.

        The date that picks the rules goes first. What another fact follows from stands behind it.
        """
        track = self.track_of(name)
        if name == self.first:
            return (-1,)
        if track is None:
            return len(self.blank.tracks), self.place[name]
        asked = self.blank.tracks[track]
        leader = next(n for n in (name, *self.wholes.get(name, ())) if n in asked)
        left = [len(still.tracks[track]) for still in self.answers[leader].values()] or [len(asked)]
        number = [*self.blank.tracks].index(track)
        follows = name != leader
        return number, sum(left) / len(left), self.place[leader], follows, self.place[name]


def _awaiting(ruleset: Ruleset) -> Ruleset:
    """The ruleset as one that still asks reads it: what isn't known yet may become so."""
    return replace(ruleset, rules=tuple(replace(r, when=_await(r.when)) for r in ruleset.rules))


def _await(condition: Condition) -> Condition:
    if isinstance(condition, Group):
        return replace(condition, parts=tuple(map(_await, condition.parts)))
    if condition.word != "bekend":
        return condition
    # Held against no value at all: open while it is not known, and then never equal.
    known = condition.operand == Literals(("ja",))
    return Test(condition.subject, "niet" if known else "", Literals(()), condition.line)


def _waiting(outcome: Outcome, program: Program) -> Iterator[str]:
    """The facts that say whether a requirement is done, or that the last day of a step needs."""
    judgement = outcome.judgement
    assert judgement is not None
    yield from (required.done for required, truth, _ in judgement.requirements if truth == OPEN)
    for (step, _), day in zip(judgement.steps, outcome.due, strict=True):
        if step.due and day is None:
            yield from basis_of(program, step.due.day)


def _wholes(programs: Iterable[Program]) -> dict[str, tuple[str, ...]]:
    """For each name the facts that follow from it and that may be given all the same."""
    found: dict[str, tuple[str, ...]] = {}
    for program in programs:
        needed = needs(program.deriving)
        needed |= {name: {*inputs_of(f)} for name, f in program.ruleset.computed.items()}
        for whole in (name for name in program.derived if program.facts[name].question):
            for part in _behind(whole, needed):
                found[part] = (*found.get(part, ()), whole)
    return found


def _behind(name: str, needed: Mapping[str, set[str]]) -> set[str]:
    found = set(needed.get(name, ()))
    while more := {n for one in found for n in needed.get(one, ())} - found:
        found |= more
    return found
