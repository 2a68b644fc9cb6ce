"""Which clauses the rules rest on, counted by clause and by group; never a percentage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.model import Clause, Rule, Rulebook, Ruleset

RULE, REMINDER, PARAMETER, NOT_AUTOMATED = (
    "regel",
    "herinnering",
    "parameter",
    "niet geautomatiseerd",
)
HOW = (RULE, REMINDER, PARAMETER, NOT_AUTOMATED)


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause in one decision: how it is held (None when it is not), and by which rules."""

    clause: Clause
    decision: str
    how: str | None
    rules: tuple[str, ...]


def coverage(rulebook: Rulebook) -> tuple[Covered, ...]:
    """Every clause in every decision it feeds; a clause that feeds none stands once, under "".

    A clause that feeds only decisions without rule files counts as held when any rule or parameter
    rests on it, or when it says why it is not automated.
    """
    return tuple(found for clause in rulebook.clauses.values() for found in _of(clause, rulebook))


def _of(clause: Clause, rulebook: Rulebook) -> Iterator[Covered]:
    ruled = {r.decision for r in rulebook.rulesets if r.region == clause.region}
    decisions = [decision for decision in clause.decisions if decision in ruled]
    for decision in decisions or [""]:
        rules = [
            rule
            for ruleset in _rulesets(rulebook, clause.region, decision)
            for rule in ruleset.rules
            if clause.name in rule.sources
        ]
        how = _how(clause, rules, rulebook)
        yield Covered(clause, decision, how, tuple(rule.number for rule in rules))


def _rulesets(rulebook: Rulebook, region: str, decision: str) -> Iterator[Ruleset]:
    for ruleset in rulebook.rulesets:
        if ruleset.region == region and decision in ("", ruleset.decision):
            yield ruleset


def _how(clause: Clause, rules: list[Rule], rulebook: Rulebook) -> str | None:
    if any(rule.then.verdict or rule.then.derives for rule in rules):
        return RULE
    if rules:
        return REMINDER
    parameters = rulebook.parameters.get(clause.region, {}).values()
    if any(clause.name in parameter.sources for parameter in parameters):
        return PARAMETER
    return NOT_AUTOMATED if clause.not_automated else None


def counts(found: tuple[Covered, ...], *, by_group: bool) -> dict[str | None, int]:
    """How many clauses, or groups of like clauses, are held in each way (None: not at all).

    A group is held as its best held clause is.
    """
    if not by_group:
        return {how: sum(item.how == how for item in found) for how in (*HOW, None)}
    best: dict[str, str | None] = {}
    order = {how: place for place, how in enumerate((*HOW, None))}
    for item in found:
        group = item.clause.group
        best[group] = min(best.get(group, item.how), item.how, key=order.__getitem__)
    return {how: sum(value == how for value in best.values()) for how in (*HOW, None)}
