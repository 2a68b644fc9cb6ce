"""vraag-ontbreekt: a rule needs a fact that nobody is asked for and that no rule derives."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding
from engine.model import Product, Ref, Rule, Rulebook, Ruleset, tests


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find facts without a question that nothing derives or computes."""
    made = {rule.then.derives for rule in ruleset.rules} | set(ruleset.computed)
    parts = [f for c in ruleset.computed.values() for f in _inputs(c)]
    for rule in ruleset.rules:
        for name, line in [*_looked_at(rule), *((part, rule.line) for part in parts)]:
            fact = rulebook.facts.get(name)
            if fact is not None and fact.question is None and name not in made:
                text = f"'{name}' heeft geen 'vraag', en geen regel leidt het af."
                yield Finding(ruleset.file, line, "vraag-ontbreekt", text)


def _looked_at(rule: Rule) -> Iterator[tuple[str, int]]:
    for test in tests(rule.when):
        yield test.subject, test.line
        if isinstance(test.operand, Ref):
            yield test.operand.name, test.line
    amount = rule.then.amount
    for name in filter(None, (amount.value, amount.at_most, amount.borne_by) if amount else ()):
        yield name, rule.line


def _inputs(computed: object) -> tuple[str, ...]:
    return computed.factors if isinstance(computed, Product) else (getattr(computed, "day", ""),)
