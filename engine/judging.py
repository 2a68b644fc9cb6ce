"""The judgement on a truth vector: what each track comes to, and what the rules then say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.amounts import basis_of, sources_of
from engine.atoms import Atom
from engine.completions import Completions, Reach, State, TooManyCompletions
from engine.firing import Firing
from engine.formulas import evaluator, open_literals, signals
from engine.model import REFER, SUPPLEMENT, Literals, Rule
from engine.outcome import Judgement, RuleReport, TrackReport
from engine.program import Program
from engine.questions import TrackQuestion, with_outcomes
from engine.sentences import parts_of
from engine.truth import NO, OPEN, YES
from engine.values import Span

Reaching = Callable[[TrackQuestion, State], Reach]


@dataclass(frozen=True, slots=True)
class _Track:
    """What a track comes to, and all it can still come to; `complete` unless that was too much."""

    report: TrackReport
    reach: Reach
    complete: bool


class Judging:
    """Judges for one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.firing = Firing(program)
        self.completions = Completions(program, self.firing)
        self.lines = {
            rule.number: [evaluator(program.formula(part)) for part in parts_of(rule.when)]
            for rule in program.rules
        }
        self._counts_at = {
            signal: [name for name in program.facts_of(atom) if name in program.counts]
            for signal, atom in enumerate(program.atoms)
        }
        self._looked_at = [_looked_at(program, atom) for atom in program.atoms]
        self._resting = self._resting_on_usual()
        self._counted = [evaluator(program.formulas[c.name]) for c in program.ruleset.counted]

    def judge(
        self, values: Mapping[str, Any], vector: str, reach: Reaching | None = None
    ) -> Judgement:
        """Judge typed values whose truth vector is known.

        `reach` tells what a track can still come to where the completions here don't know all.
        """
        given = self.given(values)
        state = self.completions.start(values, vector, given)
        truths = self.firing.judging.truths(state.row)
        reach = reach or self.completions.reach
        tracks = [self._track(q, truths, state, reach) for q in self.completions.questions.values()]
        row = self._with_outcomes(state.row, tracks)
        contradicted = tuple(self._contradicted(vector, given))
        return self._assemble(vector, tracks, row, state, contradicted)

    def holding(self, values: Mapping[str, Any], vector: str) -> Iterator[str]:
        """The numbers of the deciding and deriving rules that hold for an input."""
        row = self.firing.derive(vector, self.given(values))
        for rule in (*self.program.deriving, *self.program.judging):
            if evaluator(self.program.formulas[rule.number])(row) == YES:
                yield rule.number

    def given(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The truths of derived facts that were given."""
        derived = self.program.derived
        return {name: YES if values[name] == "ja" else NO for name in derived if values.get(name)}

    def derived(self, values: Mapping[str, Any], vector: str) -> dict[str, str]:
        """The truth of each derived fact."""
        row = self.firing.derive(vector, self.given(values))
        return {name: row[self.program.signal_of[name]] for name in self.program.derived}

    def _track(
        self, question: TrackQuestion, truths: str, state: State, reaching: Reaching
    ) -> _Track:
        """Settle by what durable_rules said; where that doesn't settle it, by completions."""
        leaf, turning = question.settle_by(truths.__getitem__)
        reach, complete = Reach(frozenset({leaf}), ()), True
        try:
            if turning:
                reach = reaching(question, state)
        except TooManyCompletions as many:
            reach, complete = Reach(question.ends, many.names, many.of_items), False
        names = self._asked(self._missing(reach, state), state)
        verdict, silent = self._verdict(reach, names)
        report = TrackReport(
            question.track.name,
            verdict,
            silent,
            tuple(self._reasons(question, truths, verdict, silent, reach, state.row)),
            tuple([name for name in names if name in self.program.facts]),
            tuple([name for name in names if name not in self.program.facts]),
            tuple({leaf.verdict or REFER: None for leaf in reach.leaves}),
            reach.of_items,
        )
        return _Track(report, reach, complete)

    def _missing(self, reach: Reach, state: State) -> tuple[str, ...]:
        amounts = [leaf.amount for leaf in reach.leaves if leaf.amount]
        if not amounts:
            return reach.names
        wanted = {name for amount in amounts for name in sources_of(self.program, amount)}
        lacking = {self.program.lacking(name, state.values) for name in wanted}
        return self.completions.in_order({*reach.names, *filter(None, lacking)})

    def _asked(self, names: tuple[str, ...], state: State) -> tuple[str, ...]:
        """The names with, for a count of like lines, what of its own line it hangs on.

        Where all of that is known it hangs on other lines, and is named itself.
        """
        if not any(name in self.program.counts for name in names):
            return names
        found = [self._behind_count(name, state.values) or (name,) for name in names]
        return self.completions.in_order({name for own in found for name in own})

    def _behind_count(self, name: str, values: Mapping[str, Any]) -> tuple[str, ...]:
        count = self.program.counts.get(name)
        if count is None or not count.same:
            return ()
        number = values.get(name)
        alone = count.same if isinstance(number, Span) and number.own else ()
        looks_at = (other for other in count.looks_at if other not in alone)
        return tuple(other for other in looks_at if values.get(other) is None)

    def _verdict(self, reach: Reach, missing: tuple[str, ...]) -> tuple[str, bool]:
        if missing or reach.of_items:
            return SUPPLEMENT, False
        (leaf,) = reach.leaves
        return (leaf.verdict, False) if leaf.verdict else (REFER, True)

    def _reasons(
        self,
        question: TrackQuestion,
        truths: str,
        verdict: str,
        silent: bool,
        reach: Reach,
        row: str,
    ) -> Iterator[RuleReport]:
        """The rules that made an outcome, can still make one, or fell where none holds.

        Rules that only hold together, each for a part of the open answers, are reported as open.
        """
        made = [(n, question.rules[n].then.verdict) for n in question.numbers]
        wins = {n for n, gives in made if gives == verdict and truths[n] == YES}
        if verdict == SUPPLEMENT:
            reachable = {leaf.verdict for leaf in reach.leaves}
            wins = {n for n, gives in made if gives in reachable and truths[n] != NO}
        elif silent:
            wins = {n for n, gives in made if gives in question.track.verdicts[-1:]}
        elif not wins:
            wins = {n for n, gives in made if gives == verdict and truths[n] == OPEN}
        for number in sorted(wins):
            rule = question.rules[number]
            lines = "".join([read(row) for read in self.lines[rule.number]])
            yield RuleReport(rule, truths[number], lines)

    def _with_outcomes(self, row: str, tracks: Sequence[_Track]) -> str:
        """Fill the signals that ask about outcomes: open while the track can go both ways.

        That a track is to be supplemented is certain; what it can come to then is not.
        """
        if not self.program.outcomes:
            return row
        ends = {track.report.track: {*track.report.reachable} for track in tracks}
        filled = with_outcomes(self.program, row, ends)
        waiting = {t.report.track for t in tracks if t.report.verdict == SUPPLEMENT}
        for atom in self.program.outcomes:
            assert isinstance(atom.operand, Literals)
            if SUPPLEMENT in atom.operand.values and atom.subject in waiting:
                place = self.program.signal_of[atom]
                filled = filled[:place] + YES + filled[place + 1 :]
        return filled

    def _assemble(
        self,
        vector: str,
        tracks: Sequence[_Track],
        row: str,
        state: State,
        contradicted: tuple[tuple[str, str], ...],
    ) -> Judgement:
        reports = tuple([track.report for track in tracks])
        speaking = [*zip(self.program.speaking, self.firing.speaking.truths(row), strict=True)]
        rules = [*_spoken(reports), *[rule for rule, truth in speaking if truth == YES]]
        thens = [(rule.then, rule) for rule in rules]
        settled = reports[0].verdict != SUPPLEMENT
        return Judgement(
            vector,
            reports,
            next(iter(tracks[0].reach.leaves)).amount if settled else None,
            tracks[0].complete,
            tuple([(step, rule) for then, rule in thens for step in then.steps]),
            tuple(
                [
                    (r, self._done(r.done, state), rule)
                    for then, rule in thens
                    for r in then.requirements
                ]
            ),
            tuple([(note, rule) for then, rule in thens for note in then.notes]),
            tuple([(signal, rule) for then, rule in thens for signal in then.signals]),
            self._to_check(
                [rule for rule, truth in speaking if truth == OPEN], row, state, reports
            ),
            contradicted,
            tuple([read(row) for read in self._counted]),
            self._hanging({name for track in reports for name in track.missing}, state),
        )

    def _hanging(self, names: Iterable[str], state: State) -> frozenset[str]:
        """The open facts that derived facts among some names hang on, however far behind.

        Of derived facts behind which nothing can be assumed there is no need to know it.
        """
        derived = [n for n in names if n in self._resting and n in self.completions.askable]
        found = {other for name in derived for other in self._behind_derived(name, state)}
        return frozenset(found | self._hanging(found, state) if found else found)

    def _resting_on_usual(self) -> frozenset[str]:
        """The derived facts with a fact somewhere behind them that has a usual value."""
        program = self.program
        found = {name for name, fact in program.facts.items() if fact.usual is not None}
        behind = [*self._looked_at, *[(name,) for name in program.derived]]
        for name in program.derived:
            used = {s for formula in program.derivations(name) for s in signals(formula)}
            if any(found.intersection(behind[s]) for s in used if s < len(behind)):
                found.add(name)
        return frozenset(found)

    def _behind_derived(self, name: str, state: State) -> tuple[str, ...]:
        try:
            return self.completions.reach(self.completions.deriving[name], state).names
        except TooManyCompletions as too_many:
            return too_many.names

    def _done(self, name: str, state: State) -> str:
        if name in self.program.derived:
            return state.row[self.program.signal_of[name]]
        return {"ja": YES, "nee": NO, None: OPEN}[state.values.get(name)]

    def _to_check(
        self, rules: Sequence[Rule], row: str, state: State, tracks: Sequence[TrackReport]
    ) -> tuple[str, ...]:
        """Open facts of reminders that are open: shown, never asked."""
        names: set[str] = set()
        for rule in rules:
            for literal in open_literals(self.program.formulas[rule.number], row):
                names.update(self._behind(literal.signal, row, state.values))
        asked = {name for track in tracks for name in track.missing}
        return self.completions.in_order(names - asked)

    def _behind(self, signal: int, row: str, values: Mapping[str, Any]) -> Iterator[str]:
        """The open facts that keep a signal open."""
        program = self.program
        if signal < program.width:
            yield from (name for name in self._looked_at[signal] if values.get(name) is None)
            for name in self._counts_at.get(signal, ()):
                if type(values.get(name)) is Span:
                    yield from self._behind_count(name, values)
            return
        place = signal - program.width
        for name in program.derived[place : place + 1]:  # an outcome lies behind the derived facts
            if name in self.completions.askable:
                yield name
            for formula in program.behind(name):
                for literal in open_literals(formula, row):
                    yield from self._behind(literal.signal, row, values)

    def _contradicted(self, vector: str, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Given derived facts that the other answers contradict: what is given counts."""
        for name, truth in given.items():
            others = {other: value for other, value in given.items() if other != name}
            derived = self.firing.derive(vector, others)[self.program.signal_of[name]]
            if derived not in (OPEN, truth):
                yield name, derived


def _looked_at(program: Program, atom: Atom) -> tuple[str, ...]:
    """The facts that an atom looks at; of a computed one those that it is computed from."""
    parts = [part for name in program.facts_of(atom) for part in basis_of(program, name)]
    return tuple(part for part in parts if part in program.facts)


def _spoken(tracks: Sequence[TrackReport]) -> list[Rule]:
    """The rules with an outcome that speak: they hold, and theirs is the outcome."""
    return [
        report.rule
        for track in tracks
        for report in track.reasons
        if report.truth == YES and report.rule.then.verdict == track.verdict
    ]
