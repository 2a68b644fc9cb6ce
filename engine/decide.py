"""Facts in, outcome out: the day picks the ruleset, and the ruleset decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from engine.collection import Collected, CollectionDecider
from engine.decider import Decider
from engine.model import Rulebook, Ruleset
from engine.outcome import Outcome
from engine.sides import of_items

Items = Sequence[tuple[str, Mapping[str, Any]]]


class NoDate(ValueError):
    """Neither a reference date nor the date fact was given; `fact` is its name."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class Decisions:
    """All decisions of a rulebook: finds the ruleset in force and decides with it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        singles = [r for r in rulebook.rulesets if not r.collection]
        collecting = [r for r in rulebook.rulesets if r.collection]
        self.deciders = {r.file: Decider(rulebook, r) for r in singles}
        self.collecting = {r.file: CollectionDecider(rulebook, r) for r in collecting}
        self.known: dict[tuple[str, str], list[Ruleset]] = {}
        for ruleset in rulebook.rulesets:
            self.known.setdefault((ruleset.decision, ruleset.region), []).append(ruleset)

    def find(self, decision: str, region: str, day: date) -> Decider | None:
        """The decider whose ruleset is in force; of a collection, the one for the whole."""
        for ruleset in self._of(decision, region):
            if ruleset.covers(day):
                return self.decider_of(ruleset)
        return None

    def decider_of(self, ruleset: Ruleset) -> Decider:
        """The decider of a ruleset; of a collection that of its whole, or of one of its items."""
        if not ruleset.collection:
            return self.deciders[ruleset.file]
        both = self.collecting[ruleset.file]
        return both.single if ruleset == both.single.ruleset else both.whole

    def collection_of(self, decision: str, region: str | None = None) -> str | None:
        """The name of the collection that a decision is about, in a region or in any."""
        of = [r for r in self.rulebook.rulesets if r.decision == decision]
        found = (r.collection for r in of if region in (None, r.region))
        return next((name for name in found if name), None)

    @cached_property
    def own_facts(self) -> frozenset[str]:
        """The facts that an item of a collection has for itself, in any decision and region."""
        found = [ruleset for ruleset in self.rulebook.rulesets if ruleset.collection]
        names = {name for ruleset in found for name in of_items(self.rulebook, ruleset)}
        return frozenset(names & set(self.rulebook.facts))

    def _of(self, decision: str, region: str) -> list[Ruleset]:
        return self.known.get((decision, region), [])

    def day_of(
        self, decision: str, region: str, given: Mapping[str, Any], day: date | None
    ) -> date:
        """The day that picks the rules: the one given, else the decision's own date fact."""
        if day is not None:
            return day
        for ruleset in self._of(decision, region):
            found: date | None = given.get(ruleset.date_fact)
            if found is not None:
                return found
        names = {ruleset.date_fact for ruleset in self._of(decision, region)}
        raise NoDate(min(names, default="peildatum"))

    def decide(
        self,
        decision: str,
        region: str,
        given: Mapping[str, Any],
        day: date | None = None,
        other_facts: str = "onbekend",
    ) -> Outcome:
        """Decide on typed facts; raises NoDate when there is no date to go by."""
        on = self.day_of(decision, region, given, day)
        decider = self.find(decision, region, on)
        if decider is None:
            return no_rules(decision, region, given, on)
        return decider.decide(given, on, other_facts)

    def decide_items(
        self,
        decision: str,
        region: str,
        given: Mapping[str, Any],
        items: Items,
        day: date | None = None,
        other_facts: str = "onbekend",
    ) -> Collected:
        """Decide on a collection: shared facts, and each item's key with its own facts."""
        on = self.day_of(decision, region, given, day)
        ruleset = self.rulebook.find(decision, region, on)
        if ruleset is None or not ruleset.collection:
            return Collected((), no_rules(decision, region, given, on))
        return self.collecting[ruleset.file].decide(given, items, on, other_facts)

    def decide_lines(
        self,
        decision: str,
        region: str,
        lines: Sequence[Mapping[str, Any]],
        other_facts: str = "onbekend",
    ) -> tuple[Outcome | None, ...]:
        """Decide on lines together, each by its own date; None for a line without a date.

        Such as those of one invoice file: the counts of each line are over all of them, as
        `engine.alike` tells. The order matters, since some counts are over earlier lines.
        """
        days = [self._day(decision, region, line) for line in lines]
        deciders = [self.find(decision, region, day) if day else None for day in days]
        regimes = [
            d.regime(day) if d and day else None for d, day in zip(deciders, days, strict=True)
        ]
        counts = {id(regime): regime.counting.together(lines) for regime in {*regimes} if regime}
        return tuple(
            self.decide(
                decision, region, {**line, **(counts[id(r)][n] if r else {})}, day, other_facts
            )
            if day
            else None
            for n, (line, day, r) in enumerate(zip(lines, days, regimes, strict=True))
        )

    def _day(self, decision: str, region: str, given: Mapping[str, Any]) -> date | None:
        try:
            return self.day_of(decision, region, given, None)
        except NoDate:
            return None

    def decide_any(
        self,
        decision: str,
        region: str,
        given: Mapping[str, Any],
        items: Items = (),
        day: date | None = None,
        other_facts: str = "onbekend",
    ) -> Collected:
        """Decide, on a collection where the decision is about one; else the whole stands alone."""
        if self.collection_of(decision, region) is None:
            return Collected((), self.decide(decision, region, given, day, other_facts))
        return self.decide_items(decision, region, given, items, day, other_facts)


def no_rules(decision: str, region: str, given: Mapping[str, Any], day: date) -> Outcome:
    """The outcome where no ruleset is in force: that, and nothing else."""
    return Outcome(decision, region, day, "", None, None, given, {}, None)
