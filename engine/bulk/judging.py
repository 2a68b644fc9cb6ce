"""What the lines of a block come to: all that a single judgement says, as planes of lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

import numpy as np

from engine.amounts import sources_of
from engine.bulk.logic import Logic
from engine.bulk.numbers import EPOCH
from engine.bulk.paths import Variable
from engine.bulk.planes import Plane, Truth, any_of, kleene, pack, unpack
from engine.bulk.reading import Block
from engine.bulk.walk import Chance, Walk
from engine.model import REFER, SUPPLEMENT, AmountSpec, Literals, Rule
from engine.questions import TrackQuestion
from engine.truth import YES

Named = dict[str, Plane]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the lines of a block come to on one track.

    A line has one of `verdicts`, and at most one of `amounts`. `reasons` and `reasons_open` are by
    rule number, `missing` by fact or parameter, `spoken` by the number of a rule with an outcome
    that made that outcome.
    """

    verdicts: Named
    silent: Plane
    amounts: dict[AmountSpec, Plane]
    reasons: Named
    reasons_open: Named
    missing: Named
    reachable: Named
    spoken: Named


class BlockJudging:
    """Judges the lines of one block; `hard` are those that only a single decision can settle."""

    def __init__(self, logic: Logic, block: Block) -> None:
        self.logic, self.block, self.program = logic, block, logic.program
        self.signals: dict[int, Truth] = {
            self.program.signal_of[atom]: block.truth(atom) for atom in self.program.atoms
        }
        tangled = [self.signals[signal].open for signal in logic.tangled]
        self.hard = any_of([*tangled, *map(self._narrow, logic.roomy)], block.none)
        self.chances = [self._chance(variable) for variable in logic.variables]
        self._derive()
        self.rules = {rule.number: self._holds(rule) for rule in self.program.judging}
        self.tracks = {name: self._track(logic.question(name)) for name in logic.tracks}
        self._tell_outcomes()
        self.speaking = {rule.number: self._holds(rule) for rule in self.program.speaking}

    def _holds(self, rule: Rule) -> Truth:
        return self._kleene(self.program.formulas[rule.number])

    def _kleene(self, formula: object) -> Truth:
        every, none = self.block.every, self.block.none
        return kleene(formula, self.signals, Truth(every, every), Truth(none, none))  # type: ignore[arg-type]

    def _chance(self, variable: Variable) -> Chance:
        """Where a variable can be in each of its rows; a derived fact is filled in later."""
        if variable.signals[0] not in self.signals:
            return Chance((), self.block.none)
        truths = [self.signals[signal] for signal in variable.signals]
        open_ones = truths[0].open if len(truths) == 1 else self.block.opens(variable.name)
        rows = [
            reduce(
                and_,
                [t.certain if a == YES else ~t.possible for a, t in zip(row, truths, strict=True)],
            )
            for row in variable.rows
        ]
        return Chance(tuple([row | open_ones for row in rows]), open_ones)

    def _narrow(self, name: str) -> Plane:
        """Where a fact is open that can't be in each of its rows beside the date of the line."""
        block, date_fact = self.block, self.logic.date_fact
        open_ones = block.opens(name)
        where = unpack(open_ones, block.count).view(np.bool_)
        if not where.any() or block.is_within(date_fact, self.logic.roomy[name]):
            return block.none
        days = block.days(date_fact)
        known = {
            day: self.logic.is_wide(name, date.fromordinal(int(day) + EPOCH))
            for day in np.unique(days[where])
        }
        wide = np.array([*known.values()])[np.searchsorted([*known], days[where])]
        found = np.zeros(block.count, np.bool_)
        found[where] = ~wide
        return pack(found)

    def _derive(self) -> None:
        """Each derived fact: as given, else as all completions of its parts agree on."""
        places = {variable.name: n for n, variable in enumerate(self.logic.variables)}
        for name in self.program.derived:
            if name in self.logic.deriving:
                truth = self._closed(name)
                rows = (truth.possible, ~truth.certain)
                self.chances[places[name]] = Chance(rows, truth.open)
            else:
                parts = [self._kleene(formula) for formula in self.program.derivations(name)]
                truth = Truth(
                    any_of([part.certain for part in parts], self.block.none),
                    any_of([part.possible for part in parts], self.block.none),
                )
            self.signals[self.program.signal_of[name]] = truth

    def _closed(self, name: str) -> Truth:
        walk = Walk(self.logic.deriving[name], self.chances, self.block)
        ends = {leaf.verdict: plane for leaf, plane in walk.ends()}
        none = self.block.none
        certain, possible = ~ends.get("N", none), ends.get("J", none)
        yes, no = (self.block.chosen(name, place) for place in (0, 1))
        return Truth(yes | (certain & ~no), yes | (possible & ~no))

    def _track(self, question: TrackQuestion) -> Judged:
        none = self.block.none
        walk = Walk(self.logic.tracks[question.track.name], self.chances, self.block)
        ends = [*walk.ends()]
        missing = self._missing(walk)
        waiting = any_of([*missing.values()], none)
        settled: dict[str | None, Plane] = {}
        reachable: Named = {}
        amounts: dict[AmountSpec, Plane] = {}
        for leaf, plane in ends:
            settled[leaf.verdict] = settled.get(leaf.verdict, none) | (plane & ~waiting)
            end = leaf.verdict or REFER
            reachable[end] = reachable.get(end, none) | plane
            if leaf.amount:
                amounts[leaf.amount] = amounts.get(leaf.amount, none) | (plane & ~waiting)
        silent = settled.pop(None, none)
        verdicts = {word: plane for word, plane in settled.items() if word}
        reasons, spoken, still = self._reasons(question, verdicts, silent, reachable, waiting)
        verdicts = {**verdicts, REFER: verdicts.get(REFER, none) | silent, SUPPLEMENT: waiting}
        return Judged(verdicts, silent, amounts, reasons, still, missing, reachable, spoken)

    def _missing(self, walk: Walk) -> Named:
        """What the outcome hangs on, and what an amount that can be reached still needs."""
        found, program = walk.missing(), self.program
        for leaf, plane in walk.ends():
            for name in sources_of(program, leaf.amount) if leaf.amount else ():
                for lacking, where in self._lacking(name):
                    found[lacking] = found.get(lacking, self.block.none) | (plane & where)
        for name in {*found} & {*self.logic.counted.values()}:
            self._ask_for(name, found)
        return found

    def _ask_for(self, name: str, found: Named) -> None:
        """Ask for what a count hangs on of its own line; name the count where all that is known."""
        hangs, behind = found[name], self.program.counts[name].looks_at
        for other in behind:
            found[other] = found.get(other, self.block.none) | (hangs & self.block.opens(other))
        known = ~any_of([self.block.opens(other) for other in behind], self.block.none)
        found[name] = hangs & known

    def _lacking(self, name: str) -> Iterator[tuple[str, Plane]]:
        """What is open where a name is: itself, or the fact that a parameter is listed by."""
        per = None if name in self.program.facts else self.program.parameters[name].per
        unset = self.block.opens(name)
        if per is None:
            yield name, unset
            return
        open_lister = self.block.opens(per)
        yield per, unset & open_lister
        yield name, unset & ~open_lister

    def _reasons(
        self,
        question: TrackQuestion,
        verdicts: Named,
        silent: Plane,
        reachable: Named,
        waiting: Plane,
    ) -> tuple[Named, Named, Named]:
        """The rules that made an outcome and those that speak, and those that may yet make one."""
        reasons: Named = {}
        spoken: Named = {}
        still: Named = {}
        none = self.block.none
        for verdict, numbers in question.levels:
            truths = {
                question.rules[n].number: self.rules[question.rules[n].number] for n in numbers
            }
            settled = verdicts.get(verdict, none)
            can = waiting & reachable.get(verdict, none)
            alone = settled & ~any_of([truth.certain for truth in truths.values()], none)
            if verdict == question.track.verdicts[-1]:
                alone = alone | silent
            for number, truth in truths.items():
                spoken[number] = truth.certain & settled
                reasons[number] = spoken[number] | (truth.certain & can)
                still[number] = truth.open & (can | alone)
        return reasons, spoken, still

    def _tell_outcomes(self) -> None:
        """The signals that ask what a track comes to, or can still come to."""
        none = self.block.none
        for atom in self.program.outcomes:
            assert isinstance(atom.operand, Literals)
            track, wanted = self.tracks[atom.subject], {*atom.operand.values}
            others = [p for word, p in track.reachable.items() if word not in wanted]
            ours = [p for word, p in track.reachable.items() if word in wanted]
            waiting = track.verdicts[SUPPLEMENT] if SUPPLEMENT in wanted else none
            truth = Truth(~any_of(others, none) | waiting, any_of(ours, none) | waiting)
            self.signals[self.program.signal_of[atom]] = truth

    def waiting(self) -> Plane:
        """The lines of which something must still be supplied, or done by a rule that speaks."""
        speaks = {number: truth.certain for number, truth in self.speaking.items()}
        for track in self.tracks.values():
            speaks |= track.spoken
        main = self.tracks[self.program.main].verdicts[SUPPLEMENT]
        undone = [
            speaks[rule.number] & ~self._done(requirement.done)
            for rule in self.program.rules
            if rule.number in speaks
            for requirement in rule.then.requirements
        ]
        return any_of([main, *undone], main)

    def _done(self, name: str) -> Plane:
        if name in self.program.derived:
            return self.signals[self.program.signal_of[name]].certain
        return self.block.chosen(name, 0)
