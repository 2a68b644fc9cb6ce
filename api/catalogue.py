"""What the rules in use hold, listed for forms, readers and clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from engine.amounts import inputs_of
from engine.decide import Decisions
from engine.loader import ruleset_version
from engine.model import Clause, Condition, Fact, Parameter, Ref, Rule, Ruleset, tests
from engine.program import needs
from engine.sentences import Sentences
from engine.values import Kind


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact that a decision asks: `core` when it can weigh in an outcome or an amount."""

    fact: Fact
    core: bool
    follows_from: tuple[str, ...]

    @property
    def choices(self) -> list[dict[str, str]]:
        """The choices with their labels."""
        return [{"keuze": name, "label": label} for name, label in self.fact.kind.choices.items()]

    @property
    def usual(self) -> Any:
        """The usual value in JSON, or None."""
        return in_json(self.fact.kind, self.fact.usual)


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule with its ruleset and its Dutch sentences."""

    version: str
    ruleset: Ruleset
    rule: Rule
    lines: tuple[str, ...]

    @property
    def first_day(self) -> date:
        """The first day of the rule, or of its ruleset."""
        return self.rule.valid_from or self.ruleset.valid_from

    @property
    def last_day(self) -> date | None:
        """The last day of the rule, or of its ruleset."""
        return self.rule.valid_to or self.ruleset.valid_to


@dataclass(frozen=True, slots=True)
class UsedClause:
    """A clause with the rules and parameters that rest on it."""

    clause: Clause
    rules: tuple[str, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionParameter:
    """A parameter of one region."""

    region: str
    parameter: Parameter

    @property
    def values(self) -> list[dict[str, Any]]:
        """The dated values in JSON."""
        return [
            {
                "waarde": in_json(self.parameter.kind, dated.value),
                "geldigVanaf": dated.valid_from,
                "geldigTotEnMet": dated.valid_to,
                "bronnen": dated.sources,
            }
            for dated in self.parameter.values
        ]


def in_json(kind: Kind, value: Any) -> Any:
    """A value in JSON; one that differs by the choices of a fact is an object."""
    if isinstance(value, Mapping):
        return {name: in_json(kind, inner) for name, inner in value.items()}
    return None if value is None else kind.to_json(value)


class Catalogue:
    """Lists what one rulebook holds; a filter that is None lets all through."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions, self.rulebook = decisions, decisions.rulebook

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions that the rules know."""
        named = {ruleset.region for ruleset in self.rulebook.rulesets}
        return tuple(sorted(named | set(self.rulebook.parameters)))

    @cached_property
    def named_decisions(self) -> tuple[str, ...]:
        """The decisions that the rules can take."""
        return tuple(sorted({ruleset.decision for ruleset in self.rulebook.rulesets}))

    def rulesets(
        self, decision: str | None = None, region: str | None = None, day: date | None = None
    ) -> Iterator[Ruleset]:
        """The rulesets of a decision and a region that are in force on a day."""
        for ruleset in self.rulebook.rulesets:
            wanted = decision in (None, ruleset.decision) and region in (None, ruleset.region)
            if wanted and (day is None or ruleset.covers(day)):
                yield ruleset

    def verdicts(self, decision: str) -> tuple[str, ...]:
        """The outcomes that any ruleset of a decision knows, in the order of the rules."""
        found = (v for ruleset in self.rulesets(decision) for v in ruleset.tracks[0].verdicts)
        return tuple(dict.fromkeys(found))

    def facts(self, decision: str, region: str, day: date | None = None) -> tuple[AskedFact, ...]:
        """What a form must ask, in the order of the vocabulary."""
        found = [_Weighing(ruleset) for ruleset in self.rulesets(decision, region, day)]
        known = {name for weighing in found for name in weighing.all}
        core = {name for weighing in found for name in weighing.core}
        return tuple(
            AskedFact(fact, name in core, self._asked({n for w in found for n in w.behind(name)}))
            for name, fact in self.rulebook.facts.items()
            if name in known and fact.question
        )

    def _asked(self, names: set[str]) -> tuple[str, ...]:
        return tuple(n for n, fact in self.rulebook.facts.items() if n in names and fact.question)

    def rules(self, decision: str | None = None, region: str | None = None) -> Iterator[ToldRule]:
        """The rules in the order of their files."""
        for ruleset in self.rulesets(decision, region):
            sentences = Sentences(self.rulebook, ruleset)
            version = ruleset_version(self.rulebook, ruleset)
            for rule in ruleset.rules:
                lines = tuple(line.strip() for line in sentences.rule(rule))
                yield ToldRule(version, ruleset, rule, lines)

    def clauses(
        self, decision: str | None = None, region: str | None = None
    ) -> Iterator[UsedClause]:
        """The clauses of a region, and of a decision that they or a rule on them concern."""
        for clause in self.rulebook.clauses.values():
            rules = self._resting.get(clause.name, {})
            concerns = {*clause.decisions, *rules.values()}
            if region in (None, clause.region) and (decision is None or decision in concerns):
                parameters = self._setting.get(clause.name, ())
                yield UsedClause(clause, tuple(rules), tuple(parameters))

    @cached_property
    def _resting(self) -> Mapping[str, Mapping[str, str]]:
        """For each clause the rules on it, each with its decision."""
        found: dict[str, dict[str, str]] = {}
        for ruleset in self.rulebook.rulesets:
            for rule in ruleset.rules:
                for name in rule.sources:
                    found.setdefault(name, {})[rule.number] = ruleset.decision
        return found

    @cached_property
    def _setting(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for item in self.parameters():
            for name in item.parameter.sources:
                found.setdefault(name, []).append(item.parameter.name)
        return found

    def parameters(self, region: str | None = None) -> Iterator[RegionParameter]:
        """The parameters of a region, with all their dated values."""
        for name in self.regions:
            if region in (None, name):
                for parameter in self.rulebook.parameters.get(name, {}).values():
                    yield RegionParameter(name, parameter)


class _Weighing:
    """Which names of a ruleset can weigh in an outcome, and which only in what is said beside."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.needed = needs(ruleset.rules)
        self.needed |= {name: set(inputs_of(f)) for name, f in ruleset.computed.items()}
        self.needed |= {count.name: set(_looked_at(count.when)) for count in ruleset.counts}
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
