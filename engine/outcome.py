"""What a decision says, as typed structure; words come last, in `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.model import (
    NO_RULES,
    SUPPLEMENT,
    AmountSpec,
    Condition,
    Requirement,
    Rule,
    Ruleset,
    Signal,
    Step,
)
from engine.truth import YES


@dataclass(frozen=True, slots=True)
class RuleReport:
    """A rule, its truth, and the truth of each of its lines; all written J, N or O."""

    rule: Rule
    truth: str
    lines: str


@dataclass(frozen=True, slots=True)
class TrackReport:
    """What a track came to, why, and the open names it still hangs on.

    `reachable` has the outcomes that it can still come to; `of_items` the open facts of items that
    the whole of a collection hangs on, each after the key of its item.
    """

    track: str
    verdict: str
    silent: bool
    reasons: tuple[RuleReport, ...]
    missing: tuple[str, ...]
    missing_parameters: tuple[str, ...]
    reachable: tuple[str, ...] = ()
    of_items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """All of an outcome that inputs with the same truths share; `vector` holds these truths.

    `behind` has the open facts that derived facts hang on which are themselves asked.
    """

    vector: str
    tracks: tuple[TrackReport, ...]
    amount: AmountSpec | None
    complete: bool
    steps: tuple[tuple[Step, Rule], ...]
    requirements: tuple[tuple[Requirement, str, Rule], ...]
    notes: tuple[tuple[str, Rule], ...]
    signals: tuple[tuple[Signal, Rule], ...]
    to_check: tuple[str, ...]
    contradicted: tuple[tuple[str, str], ...]
    counted: tuple[str, ...] = ()
    behind: frozenset[str] = frozenset()

    @property
    def main(self) -> TrackReport:
        """The track that makes the outcome."""
        return self.tracks[0]

    @property
    def provisional(self) -> bool:
        """Whether something must still be answered or done before the outcome takes effect."""
        waiting = any(truth != YES for _, truth, _ in self.requirements)
        return waiting or self.main.verdict == SUPPLEMENT


@dataclass(frozen=True, slots=True)
class Amount:
    """Euros to the cent, how they came about, and the fact that says who bears them."""

    value: Decimal
    parts: tuple[tuple[str, Any], ...]
    ceiling: str | None
    borne_by: str | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other values of some facts, each told as a condition, and the better outcome they give."""

    changes: tuple[tuple[str, Condition], ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one input; `judgement` is None where no rules are in force.

    `due` holds the last day of each step of the judgement, None where it has none or is open.
    """

    decision: str
    region: str
    reference_date: date
    version: str
    ruleset: Ruleset | None
    judgement: Judgement | None
    values: Mapping[str, Any]
    constants: Mapping[str, Any]
    amount: Amount | None
    assumptions: tuple[str, ...] = ()
    due: tuple[date | None, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def verdict(self) -> str:
        """What it comes to."""
        return self.judgement.main.verdict if self.judgement else NO_RULES

    @property
    def vector(self) -> str:
        """The truth of each condition, as letters; empty where no rules are in force."""
        return self.judgement.vector if self.judgement else ""

    @property
    def provisional(self) -> bool:
        """Whether something must still be answered or done before it takes effect."""
        return self.judgement is not None and self.judgement.provisional
