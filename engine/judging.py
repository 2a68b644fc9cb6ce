"""The judgement on a truth vector: what each track comes to, and what the rules then say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.amounts import inputs_of, sources_of
from engine.completions import Completions, Leaf, Reach, State, TooManyCompletions, open_literals
from engine.firing import Firing
from engine.model import REFER, SUPPLEMENT, Literals, Rule, Track
from engine.outcome import Judgement, RuleReport, TrackReport
from engine.program import Lit, Program, kleene
from engine.sentences import parts_of
from engine.truth import NO, OPEN, YES


class Judging:
    """Judges for one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.firing = Firing(program)
        self.completions = Completions(program, self.firing)
        self.lines = {
            rule.number: tuple(program.formula(part) for part in parts_of(rule.when))
            for rule in program.rules
        }

    def judge(self, values: Mapping[str, Any], vector: str) -> Judgement:
        """Judge typed values whose truth vector is known."""
        program = self.program
        given = {n: YES if values[n] == "ja" else NO for n in program.derived if values.get(n)}
        state = self.completions.start(values, vector, given)
        found = [self._track(track, state) for track in program.tracks.values()]
        tracks = tuple(report for report, _, _ in found)
        _, leaf, complete = found[0]
        row = self._with_outcomes(
            state.row,
            [(t.track, reach) for t, (_, reach, _) in zip(tracks, found, strict=True)],
            tracks,
        )
        spoken = self._spoken(tracks, row)
        speaking = self.firing.speaking.truths(row)
        return self._assemble(tracks, leaf, complete, spoken, speaking, row, state, vector, given)

    def holding(self, values: Mapping[str, Any], vector: str) -> Iterator[str]:
        """The numbers of the deciding and deriving rules that hold for an input."""
        program = self.program
        given = {n: YES if values[n] == "ja" else NO for n in program.derived if values.get(n)}
        row = self.firing.derive(vector, given)
        for rule in (*program.deriving, *program.judging):
            if kleene(program.formulas[rule.number], row) == YES:
                yield rule.number

    def _track(self, track: Track, state: State) -> tuple[TrackReport, Reach, bool]:
        complete = True
        try:
            reach = self.completions.reach(track, state)
        except TooManyCompletions as too_many:
            reach, complete = (
                Reach(
                    frozenset({Leaf(None, None), Leaf(SUPPLEMENT, None)}),
                    tuple(sorted(too_many.names, key=self.completions.order.__getitem__)),
                ),
                False,
            )
        names = self._missing(reach, state)
        verdict, silent = self._verdict(track, reach, names)
        facts = tuple(name for name in names if name in self.program.facts)
        parameters = tuple(name for name in names if name not in self.program.facts)
        reasons = tuple(self._reasons(track, verdict, silent, reach, state))
        return TrackReport(track.name, verdict, silent, reasons, facts, parameters), reach, complete

    def _missing(self, reach: Reach, state: State) -> tuple[str, ...]:
        names: set[Any] = set(reach.names)
        for leaf in reach.leaves:
            if leaf.amount:
                wanted = sources_of(self.program, leaf.amount)
                names |= {self.program.lacking(name, state.values) for name in wanted} - {None}
        return tuple(sorted(names, key=self.completions.order.__getitem__))

    def _verdict(self, track: Track, reach: Reach, missing: tuple[str, ...]) -> tuple[str, bool]:
        if missing:
            return SUPPLEMENT, False
        (leaf,) = reach.leaves
        return (leaf.verdict, False) if leaf.verdict else (REFER, True)

    def _reasons(
        self, track: Track, verdict: str, silent: bool, reach: Reach, state: State
    ) -> Iterator[RuleReport]:
        reachable = {leaf.verdict for leaf in reach.leaves}
        truths = self.firing.judging.truths(state.row)
        for rule, truth in zip(self.program.judging, truths, strict=True):
            if rule.then.track != track.name:
                continue
            wins = truth == YES and rule.then.verdict == verdict
            hangs = verdict == SUPPLEMENT and truth != NO and rule.then.verdict in reachable
            fell = silent and rule.then.verdict in track.verdicts[-1:]
            if wins or hangs or fell:
                yield self._report(rule, truth, state.row)

    def _report(self, rule: Rule, truth: str, row: str) -> RuleReport:
        return RuleReport(
            rule, truth, "".join(kleene(line, row) for line in self.lines[rule.number])
        )

    def _with_outcomes(
        self, row: str, reaches: list[tuple[str, Reach]], tracks: tuple[TrackReport, ...]
    ) -> str:
        """Fill the signals that ask about outcomes: open while the track can go both ways."""
        reach = dict(reaches)
        reported = {track.track: track for track in tracks}
        signals = list(row)
        for atom in self.program.outcomes:
            assert isinstance(atom.operand, Literals)
            wanted = set(atom.operand.values)
            track = reported[atom.subject]
            if track.verdict == SUPPLEMENT and SUPPLEMENT not in wanted:
                can = {leaf.verdict or REFER for leaf in reach[atom.subject].leaves}
            else:
                can = {track.verdict}
            truth = YES if can <= wanted else OPEN if can & wanted else NO
            signals[self.program.signal_of[atom]] = truth
        return "".join(signals)

    def _spoken(self, tracks: tuple[TrackReport, ...], row: str) -> list[Rule]:
        """The rules with an outcome that speak: they hold, and theirs is the outcome."""
        return [
            report.rule
            for track in tracks
            for report in track.reasons
            if report.truth == YES and report.rule.then.verdict == track.verdict
        ]

    def _assemble(
        self,
        tracks: tuple[TrackReport, ...],
        reach: Reach,
        complete: bool,
        spoken: list[Rule],
        speaking: str,
        row: str,
        state: State,
        vector: str,
        given: Mapping[str, str],
    ) -> Judgement:
        rules = [
            *spoken,
            *(r for r, t in zip(self.program.speaking, speaking, strict=True) if t == YES),
        ]
        settled = tracks[0].verdict != SUPPLEMENT
        amount = next(iter(reach.leaves)).amount if settled else None
        return Judgement(
            tracks,
            amount,
            complete,
            tuple((step, rule) for rule in rules for step in rule.then.steps),
            tuple(
                (r, self._done(r.done, state), rule)
                for rule in rules
                for r in rule.then.requirements
            ),
            tuple((note, rule) for rule in rules for note in rule.then.notes),
            tuple((signal, rule) for rule in rules for signal in rule.then.signals),
            self._to_check(speaking, row, state, tracks),
            tuple(self._contradicted(vector, given)),
            tuple(kleene(self.program.formulas[c.name], row) for c in self.program.ruleset.counts),
        )

    def _done(self, name: str, state: State) -> str:
        if name in self.program.derived:
            return state.row[self.program.signal_of[name]]
        return {"ja": YES, "nee": NO, None: OPEN}[state.values.get(name)]

    def _to_check(
        self, speaking: str, row: str, state: State, tracks: tuple[TrackReport, ...]
    ) -> tuple[str, ...]:
        """Open facts of reminders: shown, never asked."""
        asked = {name for track in tracks for name in track.missing}
        names: set[str] = set()
        for rule, truth in zip(self.program.speaking, speaking, strict=True):
            if truth == OPEN:
                literals = open_literals(self.program.formulas[rule.number], row)
                names |= {name for lit in literals for name in self._behind(lit, state)}
        return tuple(n for n in self.completions.order if n in names - asked)

    def _behind(self, literal: Lit, state: State) -> Iterator[str]:
        program = self.program
        if literal.signal >= program.width + len(program.derived):
            return
        if literal.signal >= program.width:
            name = program.derived[literal.signal - program.width]
            yield from (name,) if name in self.completions.askable else ()
            return
        for name in program.facts_of(program.atoms[literal.signal]):
            formula = program.ruleset.computed.get(name)
            parts = inputs_of(formula) if formula else (name,)
            yield from (n for n in parts if n in program.facts and state.values.get(n) is None)

    def _contradicted(self, vector: str, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Given derived facts that the other answers contradict: the given one counts, and is shown."""
        if not given:
            return
        for name, truth in given.items():
            others = {other: value for other, value in given.items() if other != name}
            row = self.firing.derive(vector, others)
            derived = row[self.program.signal_of[name]]
            if derived not in (OPEN, truth):
                yield name, derived
