"""Decides on a collection: each item by itself, then the whole by counts over the items.

A ruleset with a collection is two rulesets: one that sees an item with the facts it shares, and one
that sees the shared facts with the counts. A count over items that are not settled is a span, and a
comparison is open where the span straddles it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.decider import Decider, Regime
from engine.hanging import Hanging, Part, span
from engine.model import Rulebook, Ruleset
from engine.outcome import Outcome
from engine.ranking import Item, Scale, by_choice, by_outcome, ranked
from engine.sides import of_items, sides
from engine.truth import OPEN, YES
from engine.values import Span


@dataclass(frozen=True, slots=True)
class Collected:
    """The items, best first, and the outcome of the whole."""

    items: tuple[Item, ...]
    whole: Outcome


Given = Sequence[tuple[str, Mapping[str, Any]]]


class CollectionDecider:
    """Decides with one ruleset on a collection."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset) -> None:
        self.ruleset, self.facts = ruleset, rulebook.facts
        single, whole = sides(rulebook, ruleset)
        self.single, self.whole = Decider(*single), Decider(*whole)
        self.counts = [count.name for count in ruleset.counts if not count.same]
        self.own = of_items(rulebook, ruleset)

    def decide(
        self,
        shared: Mapping[str, Any],
        items: Given,
        day: date,
        other_facts: str = "onbekend",
    ) -> Collected:
        """Decide on shared facts and on each item's own; an item's own answer goes first."""
        counts = self.single.regime(day).counting.together([{**shared, **own} for _, own in items])
        outcomes = {
            key: self.single.decide({**shared, **own, **counted}, day, other_facts)
            for (key, own), counted in zip(items, counts, strict=True)
        }
        scales = {key: self._scales(outcome, day) for key, outcome in outcomes.items()}
        whole = self._decide_whole(shared, items, outcomes, day, other_facts)
        return Collected(ranked(outcomes, scales), whole)

    def _decide_whole(
        self,
        shared: Mapping[str, Any],
        items: Given,
        outcomes: Mapping[str, Outcome],
        day: date,
        other_facts: str,
    ) -> Outcome:
        """Decide by the counts; while one is open, by all that the items can still come to."""
        rows = ["".join(o.judgement.counted) for o in outcomes.values() if o.judgement]
        if not any(OPEN in row for row in rows):
            return self.whole.decide({**shared, **self._spans(rows)}, day, other_facts)
        hanging = self._hanging(items, outcomes, day)
        rows = [
            hanging.counts_of(part) if OPEN in row else row
            for part, row in zip(hanging.parts, rows, strict=True)
        ]
        return self.whole.decide({**shared, **self._spans(rows)}, day, other_facts, hanging.reach)

    def _spans(self, rows: Sequence[str]) -> dict[str, int | Span]:
        return {n: span([row[place] for row in rows]) for place, n in enumerate(self.counts)}

    def _hanging(self, items: Given, outcomes: Mapping[str, Outcome], day: date) -> Hanging:
        single, whole = self.single.regime(day), self.whole.regime(day)
        parts = [
            self._part(single, key, outcomes[key], frozenset({*self.own, *own}))
            for key, own in items
        ]
        both = whole.judging.completions, single.judging.completions
        return Hanging(*both, self.counts, parts)

    def _part(self, regime: Regime, key: str, outcome: Outcome, own: frozenset[str]) -> Part:
        judging = regime.judging
        given = judging.given(outcome.values)
        state = judging.completions.start(outcome.values, outcome.vector, given)
        return Part(key, state, own)

    def _scales(self, outcome: Outcome, day: date) -> list[Scale]:
        """What an item is ranked by: its outcome, and answers given or derived."""
        assert outcome.judgement is not None
        track, report = self.single.ruleset.tracks[0], outcome.judgement.main
        derived = self.single.regime(day).judging.derived(outcome.values, outcome.vector)
        answers = {n: "ja" if t == YES else "nee" for n, t in derived.items() if t != OPEN}
        answers |= {name: value for name, value in outcome.values.items() if value is not None}
        return [
            by_outcome(track, report)
            if name == track.name
            else by_choice([*self.facts[name].kind.choices], answers.get(name))
            for name in self.ruleset.ranking
        ]
