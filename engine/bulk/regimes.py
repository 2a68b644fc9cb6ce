"""Which regime decides a line by its day, and which regimes ask the same and can go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.decide import Decisions
from engine.decider import Decider, Regime
from engine.model import DatePlus, Ruleset
from engine.program import Program
from engine.reachable import days_of_change


@dataclass(frozen=True, slots=True)
class Period:
    """From a day on: the regime in force with its decider, or None where there are no rules."""

    first: date
    decider: Decider | None
    regime: Regime | None


def periods(decisions: Decisions, rulesets: Sequence[Ruleset]) -> list[Period]:
    """The periods of the rulesets of one decision and region, in order."""
    days = {day for ruleset in rulesets for day in days_of_change(decisions.rulebook, ruleset)}
    days |= {r.valid_to + timedelta(days=1) for r in rulesets if r.valid_to}
    found = []
    for day in sorted(days):
        decider = decisions.find(rulesets[0].decision, rulesets[0].region, day)
        found.append(Period(day, decider, decider.regime(day) if decider else None))
    return found


def likeness(regime: Regime) -> object:
    """What regimes share that can be decided together: all but rates that only pay or remind."""
    program = regime.program
    weighing = {*regime.judging.completions.cells.touching}
    weighing |= {f.term for f in program.ruleset.computed.values() if isinstance(f, DatePlus)}
    kept = [
        (name, repr(value))
        for name, value in program.constants.items()
        if name in weighing or not _is_rate(program, name)
    ]
    return program.ruleset.file, tuple(rule.number for rule in program.rules), tuple(kept)


def _is_rate(program: Program, name: str) -> bool:
    """Whether a parameter is a plain number, which a column can hold."""
    return program.kind(name).ordered and not program.parameters[name].per
