"""What is asked of a row of truths: how it is settled, or which formulas can still turn it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from engine.formulas import Formula, evaluator, signals
from engine.model import REFER, AmountSpec, Literals, Rule, Track
from engine.program import Program
from engine.truth import NO, OPEN, YES


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a track comes to: an outcome (None when no rule holds) and the amount it carries."""

    verdict: str | None
    amount: AmountSpec | None


Settled = tuple[Leaf, list[int]]


class Question:
    """Whether at least one of some formulas holds: a leaf J or N."""

    def __init__(self, program: Program, formulas: Sequence[Formula]) -> None:
        self.formulas = tuple(formulas)
        self.read = [evaluator(formula) for formula in formulas]
        self._pick = [_picker(program, formula) for formula in formulas]

    def settle(self, row: str) -> Settled:
        """What a row comes to if all that is open falls, and the formulas that can still turn it.

        When there are none of these, Kleene's logic settles the question.
        """
        truths = [read(row) for read in self.read]
        if YES in truths:
            return Leaf(YES, None), []
        return Leaf(NO, None), [number for number, truth in enumerate(truths) if truth == OPEN]

    def rest(self, turning: Sequence[int], row: str) -> tuple[object, ...]:
        """All of a row that some formulas can still depend on."""
        return tuple([(number, self._pick[number](row)) for number in turning])


class TrackQuestion(Question):
    """What a track comes to: the heaviest outcome with a rule that holds, with its amount."""

    def __init__(self, program: Program, track: Track) -> None:
        rules = program.judging
        super().__init__(program, [program.formulas[rule.number] for rule in rules])
        self.track, self.rules = track, rules
        self.levels = [
            (verdict, [n for n, rule in enumerate(rules) if _gives(rule, track, verdict)])
            for verdict in track.verdicts
        ]
        self.numbers = sorted(number for _, numbers in self.levels for number in numbers)
        found = {Leaf(verdict, rules[n].then.amount) for verdict, own in self.levels for n in own}
        self.ends = frozenset(found | {Leaf(track.otherwise, None)})

    def settle(self, row: str) -> Settled:
        """As a question is settled, by plain evaluation of a row."""
        return self.settle_by(lambda number: self.read[number](row))

    def settle_by(self, truth_of: Callable[[int], str]) -> Settled:
        """As a question is settled, by the truth of each rule."""
        turning: list[int] = []
        for verdict, numbers in self.levels:
            certain: list[int] = []
            opens: list[int] = []
            for number in numbers:
                truth = truth_of(number)
                if truth != NO:
                    (certain if truth == YES else opens).append(number)
            if certain:
                amount = next((a for n in certain if (a := self.rules[n].then.amount)), None)
                turning += [n for n in opens if self.rules[n].then.amount not in (None, amount)]
                return Leaf(verdict, amount), turning
            turning += opens
        return Leaf(self.track.otherwise, None), turning


class CountQuestion(Question):
    """Whether an item counts: a leaf with one truth for each count that it is held against."""

    def __init__(self, program: Program, tracks: Mapping[str, TrackQuestion]) -> None:
        counted = [program.formulas[count.name] for count in program.ruleset.counted]
        judging = [program.formulas[rule.number] for rule in program.judging]
        super().__init__(program, [*counted, *judging])
        self.program, self.many = program, len(counted)
        looked_at = {signal for formula in counted for signal in signals(formula)}
        asked = {a.subject for a in program.outcomes if program.signal_of[a] in looked_at}
        self.tracks = [track for name, track in tracks.items() if name in asked]

    def settle(self, row: str) -> Settled:
        """The truth of each count, and the formulas that can still turn one that is open."""
        settled = [track.settle(row) for track in self.tracks]
        can: dict[str, set[str]] = {}
        for track, (leaf, numbers) in zip(self.tracks, settled, strict=True):
            ends = {track.rules[n].then.verdict for n in numbers} | {leaf.verdict}
            can[track.track.name] = {end or REFER for end in ends}
        filled = with_outcomes(self.program, row, can)
        truths = [read(filled) for read in self.read[: self.many]]
        turning = [number for number, truth in enumerate(truths) if truth == OPEN]
        if not turning:
            return Leaf("".join(truths), None), []
        turning += [self.many + number for _, numbers in settled for number in numbers]
        return Leaf(
            " ".join(["".join(truths), *[str(leaf.verdict) for leaf, _ in settled]]), None
        ), turning


def with_outcomes(program: Program, row: str, can: Mapping[str, set[str]]) -> str:
    """A row with the signals that ask about outcomes, by all that each track can come to."""
    truths = list(row)
    for atom in program.outcomes:
        if (ends := can.get(atom.subject)) is not None:
            assert isinstance(atom.operand, Literals)
            wanted = set(atom.operand.values)
            truth = YES if ends <= wanted else OPEN if ends & wanted else NO
            truths[program.signal_of[atom]] = truth
    return "".join(truths)


def _gives(rule: Rule, track: Track, verdict: str) -> bool:
    return (rule.then.track, rule.then.verdict) == (track.name, verdict)


def _picker(program: Program, formula: Formula) -> Callable[[str], Any]:
    return itemgetter(*sorted(_reads(program, formula)) or (0,))


def _reads(program: Program, formula: Formula) -> set[int]:
    """The signals of a formula, with those behind derived facts that can't be given."""
    found = set(signals(formula))
    for signal in [s for s in found if program.width <= s < program.width + len(program.derived)]:
        for inner in program.behind(program.derived[signal - program.width]):
            found |= _reads(program, inner)
    return found
