"""What the rules in use hold, listed for readers and clients; see `api.forms` for forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from engine.decide import Decisions
from engine.loader import ruleset_version
from engine.model import Clause, Parameter, Rule, Ruleset
from engine.sentences import Sentences
from engine.values import Kind


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
