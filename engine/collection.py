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

from engine.decider import Decider
from engine.model import SUPPLEMENT, Rulebook, Ruleset
from engine.outcome import Outcome
from engine.sides import sides
from engine.truth import OPEN, YES
from engine.values import Span


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it came out: its key, its place (equal items share one), and its outcome."""

    key: str
    place: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Collected:
    """The items, best first, and the outcome of the whole."""

    items: tuple[Item, ...]
    whole: Outcome


class CollectionDecider:
    """Decides with one ruleset on a collection."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset) -> None:
        self.ruleset, self.facts = ruleset, rulebook.facts
        single, whole = sides(rulebook, ruleset)
        self.single, self.whole = Decider(*single), Decider(*whole)

    def decide(
        self,
        shared: Mapping[str, Any],
        items: Sequence[tuple[str, Mapping[str, Any]]],
        day: date,
        other_facts: str = "onbekend",
    ) -> Collected:
        """Decide on shared facts and on each item's own; an item's own answer goes first."""
        outcomes = [
            (key, self.single.decide({**shared, **own}, day, other_facts)) for key, own in items
        ]
        counted = {
            count.name: _span([_counted(outcome, place) for _, outcome in outcomes])
            for place, count in enumerate(self.ruleset.counts)
        }
        whole = self.whole.decide({**shared, **counted}, day, other_facts)
        return Collected(self._ranked(outcomes), whole)

    def _ranked(self, outcomes: Sequence[tuple[str, Outcome]]) -> tuple[Item, ...]:
        ordered = sorted(outcomes, key=lambda pair: self._weight(pair[1]))
        weights = [self._weight(outcome) for _, outcome in ordered]
        return tuple(
            Item(key, weights.index(weights[place]) + 1, outcome)
            for place, (key, outcome) in enumerate(ordered)
        )

    def _weight(self, outcome: Outcome) -> tuple[int, ...]:
        """Lower is better; an item to be supplemented stands just before the heaviest outcome."""
        track = self.ruleset.tracks[0]
        heaviest_last = [*reversed(track.verdicts)]
        heaviest_last.insert(-1, SUPPLEMENT)
        weight = []
        for name in self.ruleset.ranking:
            if name == track.name:
                weight.append(
                    heaviest_last.index(outcome.verdict) if outcome.verdict in heaviest_last else -1
                )
            else:
                choices = [*self.facts[name].kind.choices]
                value = outcome.values.get(name)
                weight.append(choices.index(value) if value in choices else len(choices))
        return tuple(weight)


def _counted(outcome: Outcome, place: int) -> str:
    return outcome.judgement.counted[place] if outcome.judgement else OPEN


def _span(truths: Sequence[str]) -> int | Span:
    """How many hold: a number when all are settled, else from certain to possible."""
    certain, possible = truths.count(YES), truths.count(YES) + truths.count(OPEN)
    return certain if certain == possible else Span(certain, possible)
