"""What a file of lines is about: one decision in one region, and which facts do what in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.bulk.columns import Columns
from engine.bulk.decider import BulkDecider
from engine.decider import NOT_AT_ISSUE
from engine.explain import Explainer
from engine.model import AmountSpec, Fact, Product, Rulebook, Ruleset
from engine.values import UNKNOWN

OTHER_FACTS = (UNKNOWN, NOT_AT_ISSUE)


@dataclass(frozen=True, slots=True)
class Roles:
    """The facts that totals are made of; None where the rules have no such fact."""

    claimed: str | None
    payer: str | None
    minutes: str | None


class Subject:
    """The rules that lines are decided with, ready to use for many files."""

    def __init__(self, rulebook: Rulebook, decision: str, region: str) -> None:
        """Make ready; ValueError when there are no rules for lines of this decision here.

        Neither are there files of lines for a decision that asks a special fact: a file is kept.
        """
        self.rulebook, self.region = rulebook, region
        self.bulk = BulkDecider(rulebook, decision, region)
        self.explainer = Explainer(rulebook)
        self.rulesets = tuple(
            r for r in rulebook.rulesets if (r.decision, r.region) == (decision, region)
        )
        self.asked: tuple[Fact, ...] = tuple(
            fact for name, fact in rulebook.facts.items() if name in self.bulk.columns
        )
        if special := [fact.name for fact in self.asked if fact.special]:
            raise ValueError(f"special facts can't stand in a file: {', '.join(special)}")
        self.sides = tuple(dict.fromkeys(t.name for r in self.rulesets for t in r.tracks[1:]))
        self.settled = {t.name: t.otherwise for r in self.rulesets for t in r.tracks[1:]}
        self.roles = self._roles()
        self.values = Columns(rulebook.facts, set(self.bulk.columns)).values

    def usual(self, other_facts: str) -> dict[str, Any]:
        """The values of facts that are not asked, when the sender says that they are no issue."""
        if other_facts != NOT_AT_ISSUE:
            return {}
        return {fact.name: fact.usual for fact in self.asked if fact.usual is not None}

    def _roles(self) -> Roles:
        return Roles(
            self._one(lambda ruleset, spec: spec.at_most),
            self._one(lambda ruleset, spec: spec.borne_by),
            self._one(self._timed),
        )

    def _timed(self, ruleset: Ruleset, spec: AmountSpec) -> str | None:
        formula = ruleset.computed.get(spec.value)
        factors = formula.factors if isinstance(formula, Product) else ()
        facts = (self.rulebook.facts.get(name) for name in factors)
        return next((f.name for f in facts if f and f.kind.name == "minuten"), None)

    def _one(self, pick: Callable[[Ruleset, AmountSpec], str | None]) -> str | None:
        """The fact that all amounts agree on, if they do."""
        found = {pick(ruleset, spec) for ruleset, spec in self._amounts()}
        return found.pop() if len(found) == 1 else None

    def _amounts(self) -> Iterator[tuple[Ruleset, AmountSpec]]:
        for ruleset in self.rulesets:
            for rule in ruleset.rules:
                if rule.then.amount:
                    yield ruleset, rule.then.amount
