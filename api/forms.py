"""What a form asks: the facts of a decision in order, and what is still open after some answers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from api.catalogue import Catalogue, in_json
from engine.amounts import inputs_of
from engine.asking import Asking, OnlyIf
from engine.model import Condition, Fact, Ref, Rule, Ruleset, tests
from engine.program import needs
from engine.reachable import days_of_change


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact that a decision asks: `core` when it can weigh in an outcome or an amount.

    `track` is the first track that it can matter to; None for what is only said beside. All of
    `only_if` must hold for it to matter, as far as the facts there have an answer.
    """

    fact: Fact
    core: bool
    follows_from: tuple[str, ...] = ()
    track: str | None = None
    only_if: tuple[OnlyIf, ...] = ()

    @property
    def choices(self) -> list[dict[str, str]]:
        """The choices with their labels."""
        return [{"keuze": name, "label": label} for name, label in self.fact.kind.choices.items()]

    @property
    def usual(self) -> Any:
        """The usual value in JSON, or None."""
        return in_json(self.fact.kind, self.fact.usual)


class Forms:
    """Lists what forms ask by one rulebook."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.rulebook = catalogue, catalogue.rulebook
        self._known: dict[tuple[str, date], Asking] = {}

    def facts(self, decision: str, region: str, day: date | None = None) -> tuple[AskedFact, ...]:
        """What a form must ask: what settles most goes first, and reminders go last.

        Without a day all facts that the rules ask on any day, and the conditions that always hold.
        """
        rulesets = [*self.catalogue.rulesets(decision, region, day)]
        found = [_Weighing(ruleset) for ruleset in rulesets]
        known = {name for weighing in found for name in weighing.all}
        core = {name for weighing in found for name in weighing.core}
        ways = [way for ruleset in rulesets for way in self._ways(ruleset, day)]
        order = dict.fromkeys(chain(*(way.order for way in ways), self.rulebook.facts))
        return tuple(
            AskedFact(
                self.rulebook.facts[name],
                name in core,
                self._asked({n for weighing in found for n in weighing.behind(name)}),
                next((track for way in ways if (track := way.track_of(name))), None),
                tuple(_always(name, ways)),
            )
            for name in order
            if name in known and self.rulebook.facts[name].question
        )

    def open(
        self, decision: str, region: str, given: Mapping[str, Any], day: date
    ) -> tuple[AskedFact, ...]:
        """The facts without a value that can still matter beside what is given, in order."""
        found = []
        for ruleset in self.catalogue.rulesets(decision, region, day):
            for name, track in self._asking(ruleset, day).open(given):
                found.append(AskedFact(self.rulebook.facts[name], track is not None, (), track))
        return tuple(found)

    def _ways(self, ruleset: Ruleset, day: date | None) -> Iterator[Asking]:
        """How to ask by a ruleset on a day, or on all days, the last first."""
        days = [day] if day else reversed(days_of_change(self.rulebook, ruleset))
        return (self._asking(ruleset, on) for on in days)

    def _asking(self, ruleset: Ruleset, day: date) -> Asking:
        days = days_of_change(self.rulebook, ruleset)
        key = ruleset.file, days[bisect_right(days, day) - 1]
        if key not in self._known:
            self._known[key] = Asking(self.rulebook, ruleset, key[1])
        return self._known[key]

    def _asked(self, names: set[str]) -> tuple[str, ...]:
        return tuple(n for n, fact in self.rulebook.facts.items() if n in names and fact.question)


def _always(name: str, ways: list[Asking]) -> Iterator[OnlyIf]:
    """The conditions that a fact has in all ways of asking for it."""
    found = [{c.fact: c.answers for c in way.only_if(name)} for way in ways if name in way.order]
    for fact, answers in (found[0] if found else {}).items():
        if all(fact in other for other in found):
            every = dict.fromkeys(chain(answers, *(other[fact] for other in found)))
            yield OnlyIf(fact, tuple(every))


class _Weighing:
    """Which names of a ruleset can weigh in an outcome, and which only in what is said beside."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.needed = needs(ruleset.rules)
        self.needed |= {name: set(inputs_of(f)) for name, f in ruleset.computed.items()}
        whole = [count for count in ruleset.counts if not count.same]
        self.needed |= {count.name: set(_looked_at(count.when)) for count in whole}
        deciding = [rule for rule in ruleset.rules if rule.then.verdict]
        self.core = self._with_sources({ruleset.date_fact, *_names(deciding)})
        self.all = self.core | self._with_sources({*_names(ruleset.rules), *_told(ruleset.rules)})

    def _with_sources(self, names: set[str]) -> set[str]:
        found = set(names)
        while new := {n for name in found for n in self.needed.get(name, ())} - found:
            found |= new
        return found

    def behind(self, name: str) -> set[str]:
        """The names that a derived fact follows from."""
        return self._with_sources(self.needed.get(name, set()))


def _names(rules: tuple[Rule, ...] | list[Rule]) -> Iterator[str]:
    """What conditions look at and amounts are made from."""
    for rule in rules:
        yield from _looked_at(rule.when)
        if amount := rule.then.amount:
            yield from filter(None, (amount.value, amount.at_most, amount.borne_by))


def _looked_at(condition: Condition) -> Iterator[str]:
    for test in tests(condition):
        yield test.subject
        if isinstance(test.operand, Ref):
            yield test.operand.name


def _told(rules: tuple[Rule, ...]) -> Iterator[str]:
    """What steps and requirements look at."""
    for rule in rules:
        yield from (requirement.done for requirement in rule.then.requirements)
        yield from (step.due.day for step in rule.then.steps if step.due)
