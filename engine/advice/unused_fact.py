"""feit-ongebruikt: a fact that no rule looks at, makes or names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Condition, DatePlus, Product, Ref, Rule, Rulebook, tests

_NAMED = re.compile(r"\{([a-z0-9_]+)\}")


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find facts that nothing uses."""
    used: set[str | None] = set()
    for ruleset in rulebook.rulesets:
        used |= {ruleset.date_fact, *ruleset.computed}
        for computed in ruleset.computed.values():
            used |= set(computed.factors if isinstance(computed, Product) else (computed.day,))
        used |= set(ruleset.ranking)
        for count in ruleset.counts:
            used |= {*count.looks_at, *_looked_at(count.when)}
        for rule in ruleset.rules:
            used |= set(_used(rule))
    for fact in rulebook.facts.values():
        if fact.name not in used:
            text = f"geen regel gebruikt het feit '{fact.name}'."
            yield Finding(rulebook.vocabulary, fact.line, "feit-ongebruikt", text, Level.OPMERKING)


def _looked_at(condition: Condition) -> Iterator[str | None]:
    for test in tests(condition):
        yield test.subject
        yield test.operand.name if isinstance(test.operand, Ref) else None


def _used(rule: Rule) -> Iterator[str | None]:
    yield from _looked_at(rule.when)
    then = rule.then
    yield then.derives
    if then.amount:
        yield from (then.amount.value, then.amount.at_most, then.amount.borne_by)
    yield from (requirement.done for requirement in then.requirements)
    yield from (s.due.day for s in then.steps if isinstance(s.due, DatePlus))
    texts = [
        then.reason or "",
        *then.notes,
        *(step.what for step in then.steps),
        *(requirement.what for requirement in then.requirements),
        *(signal.what for signal in then.signals),
    ]
    yield from (name for text in texts for name in _NAMED.findall(text))
