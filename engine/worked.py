"""Runs worked examples: what came out beside what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.decide import Decisions
from engine.model import Example, Rulebook
from engine.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Run:
    """One example as it came out: the rules that held, and each difference as a Dutch phrase."""

    example: Example
    held: frozenset[str]
    differences: tuple[str, ...]


def run_examples(rulebook: Rulebook) -> tuple[Run, ...]:
    """Run all examples of a rulebook."""
    return _run(_Same(rulebook))


@dataclass(frozen=True, slots=True)
class _Same:
    """A rulebook by identity, so that one reading is run once."""

    rulebook: Rulebook

    def __hash__(self) -> int:
        return id(self.rulebook)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.rulebook is self.rulebook


@lru_cache(maxsize=2)
def _run(same: _Same) -> tuple[Run, ...]:
    decisions = Decisions(same.rulebook)
    return tuple(_one(example, decisions) for example in same.rulebook.examples)


def _one(example: Example, decisions: Decisions) -> Run:
    outcome = decisions.decide(
        example.decision, example.region, example.given, example.reference_date, example.other_facts
    )
    differences = tuple(_differences(example, outcome))
    return Run(example, frozenset(held(outcome, decisions)), differences)


def differs(example: Example, decisions: Decisions) -> bool:
    """Whether an example comes out otherwise than was written."""
    outcome = decisions.decide(
        example.decision, example.region, example.given, example.reference_date, example.other_facts
    )
    return next(_differences(example, outcome), None) is not None


def held(outcome: Outcome, decisions: Decisions) -> Iterator[str]:
    """The numbers of the rules that hold for an input, whether or not theirs is the outcome."""
    decider = decisions.find(outcome.decision, outcome.region, outcome.reference_date)
    if decider is None or outcome.judgement is None:
        return
    yield from decider.regime(outcome.reference_date).judging.holding(
        outcome.values, outcome.vector
    )
    yield from (rule.number for _, rule in outcome.judgement.notes)
    yield from (rule.number for _, rule in outcome.judgement.steps)


def _differences(example: Example, outcome: Outcome) -> Iterator[str]:
    for key, wanted in example.expected.items():
        tell = _TOLD.get(key)
        got = tell(outcome) if tell else _track(outcome, key)
        if isinstance(wanted, tuple) and isinstance(got, tuple):
            same = set(wanted) == set(got)
        else:
            same = wanted == got
        if not same:
            yield f"{key} is {_shown(got)}, en verwacht was {_shown(wanted)}."


def _shown(value: Any) -> str:
    return ", ".join(value) or "niets" if isinstance(value, tuple) else str(value)


def _track(outcome: Outcome, name: str) -> str:
    tracks = outcome.judgement.tracks if outcome.judgement else ()
    return next(
        (track.verdict for track in tracks if track.track == name), "(dit spoor is er niet)"
    )


def _missing(outcome: Outcome) -> tuple[str, ...]:
    main = outcome.judgement.main if outcome.judgement else None
    return (*main.missing, *main.missing_parameters) if main else ()


def _rules(outcome: Outcome) -> tuple[str, ...]:
    reasons = outcome.judgement.main.reasons if outcome.judgement else ()
    return tuple(report.rule.number for report in reasons if report.truth == "J")


def _notes(outcome: Outcome) -> tuple[str, ...]:
    notes = outcome.judgement.notes if outcome.judgement else ()
    return tuple(dict.fromkeys(rule.number for _, rule in notes))


def _steps(outcome: Outcome) -> tuple[str, ...]:
    steps = outcome.judgement.steps if outcome.judgement else ()
    return tuple(dict.fromkeys(rule.number for _, rule in steps))


_TOLD: Mapping[str, Callable[[Outcome], Any]] = {
    "oordeel": lambda outcome: outcome.verdict,
    "bedrag": lambda outcome: (
        str(outcome.amount.value).replace(".", ",") if outcome.amount else "geen"
    ),
    "ontbreekt": _missing,
    "regels": _rules,
    "let_op": _notes,
    "stappen": _steps,
    "stil": lambda outcome: "ja" if outcome.judgement and outcome.judgement.main.silent else "nee",
    "status": lambda outcome: "voorlopig" if outcome.provisional else "definitief",
}
