"""One ruleset decides: the truth vector is the key, the engine runs once for each new key."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from engine.alike import Counting
from engine.alternatives import Alternatives
from engine.amounts import compute, computer, inputs_of, payable, sources_of
from engine.judging import Judging, Reaching
from engine.loader import ruleset_version
from engine.model import Rulebook, Ruleset, Step
from engine.outcome import Judgement, Outcome
from engine.program import Program
from engine.values import Span

NOT_AT_ISSUE = "niet_aan_de_orde"
_MOST_KEPT = 50_000


class Regime:
    """A ruleset under one set of parameter values, with what it judged before."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, day: date) -> None:
        self.program = Program(rulebook, ruleset, day)
        self.judging = Judging(self.program)
        cells = self.judging.completions.cells
        self.alternatives = Alternatives(self.program, cells, self._verdict)
        self.counting, self.counts = Counting(self.program), tuple(self.program.counts)
        self.memo: dict[object, Judgement] = {}
        self.hanging: set[object] = set()
        self.lock = threading.Lock()
        program, weighed, self.free_days = self.program, self._weighed(), rulebook.texts["kalender"]
        self.computers = {
            name: computer(program, formula, self.free_days)
            for name, formula in ruleset.computed.items()
        }
        told_open = {name for name, table in program.single if table.tells_open}
        self.weighed = tuple(n for n in program.facts if n in weighed and n not in told_open)
        self.told = tuple(dict.fromkeys([*program.derived, *self._done()]))
        self.listed = tuple(name for name, p in program.parameters.items() if p.per)
        self.paired = self.judging.completions.cells.paired
        usual = {name: program.facts[name].usual for name in self._asked() | weighed}
        self.usual = {name: value for name, value in usual.items() if value is not None}

    def _weighed(self) -> set[str]:
        """The facts of which it matters whether they are open, apart from their truths."""
        program = self.program
        amounts = [rule.then.amount for rule in program.judging if rule.then.amount]
        names = {name for spec in amounts for name in sources_of(program, spec)}
        names |= {name for atom in program.double for name in program.facts_of(atom)}
        for formula in program.ruleset.computed.values():
            names |= set(inputs_of(formula))
        return {name for name in names | set(program.listers(names)) if name in program.facts}

    def _done(self) -> set[str]:
        return {r.done for rule in self.program.rules for r in rule.then.requirements}

    def _asked(self) -> set[str]:
        return {n for atom in self.program.atoms for n in self.program.facts_of(atom)}

    def completed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The facts with the counts of a line by itself, and with what is computed from them."""
        values = dict(given)
        if self.counting.counts:
            values |= self.counting.alone(values)
        for name, computed in self.computers.items():
            values[name] = computed(values)
        return values

    def judge(self, values: Mapping[str, Any], reach: Reaching | None = None) -> Judgement:
        """The judgement on typed values, remembered by all that it can depend on.

        That is the truths, what is told, what is open and between which ends a count lies; and
        where it looked into the cells of open names that are compared with others, also these.
        With `reach` it depends on more than these values, and it isn't remembered.
        """
        get = values.get
        vector = self.program.vector(values)
        if reach is not None:
            with self.lock:
                return self.judging.judge(values, vector, reach)
        told = tuple([get(name) for name in self.told])
        opens = tuple([get(name) is None for name in self.weighed])
        listed = tuple([self.program.value(name, values) is None for name in self.listed])
        key: object = (vector, told, opens, listed, self._spans(values))
        found = self.memo.get(key)
        if found is None and key in self.hanging:
            found = self.memo.get((key, self._signature(values)))
        return found or self._first(key, values, vector)

    def _spans(self, values: Mapping[str, Any]) -> object:
        """The counts that are not settled, and what is open of their own line."""
        get = values.get
        spans = [(name, n) for name in self.counts if type(n := get(name)) is Span]
        if not spans:
            return None
        looked_at = [other for name, _ in spans for other in self.program.counts[name].looks_at]
        return (*spans, *[get(other) is None for other in looked_at])

    def _verdict(self, values: Mapping[str, Any]) -> str:
        """The main outcome on supposed values, which nobody gave: it isn't remembered."""
        with self.lock:
            return self.judging.judge(values, self.program.vector(values)).main.verdict

    def _first(self, key: object, values: Mapping[str, Any], vector: str) -> Judgement:
        with self.lock:
            cells = self.judging.completions.cells
            cells.looked = False
            found = self.judging.judge(values, vector)
            looked = cells.looked
        if len(self.memo) >= _MOST_KEPT:
            self._drop()
        if looked:
            self.hanging.add(key)
            key = (key, self._signature(values))
        self.memo[key] = found
        return found

    def due(self, step: Step, values: Mapping[str, Any]) -> date | None:
        """The last day of a step, if it has one and that is known."""
        if step.due is None:
            return None
        found: date | None = compute(self.program, step.due, values, self.free_days)
        return found

    def _signature(self, values: Mapping[str, Any]) -> object:
        """What the memory must know of open names whose cells depend on what is known."""
        cells = self.judging.completions.cells
        opens = [name for name in self.paired if values.get(name) is None]
        return tuple([cells.signature(name, values) for name in opens])

    def _drop(self) -> None:
        self.memo.clear()
        self.hanging.clear()

    def forget(self) -> None:
        """Drop all that was remembered, so that the next decision is a first one."""
        self._drop()
        self.alternatives.memo.clear()
        for layer in self.judging.firing.layers:
            layer.forget()


class Decider:
    """Decides with one ruleset."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset) -> None:
        self.rulebook, self.ruleset = rulebook, ruleset
        self.version = ruleset_version(rulebook, ruleset)
        self._borders = sorted(self._changes())
        self._regimes: dict[int, Regime] = {}
        self._lock = threading.Lock()

    def _changes(self) -> set[date]:
        periods: list[Any] = [*self.ruleset.rules]
        for parameter in self.rulebook.parameters.get(self.ruleset.region, {}).values():
            periods += parameter.values
        first = {period.valid_from for period in periods if period.valid_from}
        after = {period.valid_to + timedelta(days=1) for period in periods if period.valid_to}
        return first | after

    def regime(self, day: date) -> Regime:
        """The rules and parameter values of a day, made ready once."""
        place = bisect_right(self._borders, day)
        if place not in self._regimes:
            with self._lock:
                if place not in self._regimes:
                    self._regimes[place] = Regime(self.rulebook, self.ruleset, day)
        return self._regimes[place]

    def decide(
        self,
        given: Mapping[str, Any],
        day: date,
        other_facts: str = "onbekend",
        reach: Reaching | None = None,
    ) -> Outcome:
        """Decide on typed facts; None is an answer nobody knows, an absent fact was not asked.

        With `other_facts` "niet_aan_de_orde" an absent fact takes its usual value, if it has one;
        the outcome names each such assumption that matters. `reach` is that of `Judging.judge`.
        """
        regime = self.regime(day)
        assumed: dict[str, Any] = {}
        if other_facts == NOT_AT_ISSUE:
            assumed = {name: value for name, value in regime.usual.items() if name not in given}
        values = regime.completed({**given, **assumed} if assumed else given)
        judgement = regime.judge(values, reach)
        spec, steps = judgement.amount, judgement.steps
        return Outcome(
            self.ruleset.decision,
            self.ruleset.region,
            day,
            self.version,
            self.ruleset,
            judgement,
            values,
            regime.program.constants,
            payable(regime.program, spec, values) if spec else None,
            self._mattering(regime, given, assumed) if assumed else (),
            tuple([regime.due(step, values) for step, _ in steps]) if steps else (),
            regime.alternatives.of(values, judgement),
        )

    def _mattering(
        self, regime: Regime, given: Mapping[str, Any], assumed: Mapping[str, Any]
    ) -> tuple[str, ...]:
        """The assumptions that the outcome hangs on, also those behind a derived fact."""
        judgement = regime.judge(regime.completed(given))
        asked = {name for track in judgement.tracks for name in track.missing}
        return tuple(name for name in assumed if name in asked or name in judgement.behind)
