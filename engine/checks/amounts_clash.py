"""regels-botsen: two rules with one outcome that can hold together and carry different amounts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.findings import Finding
from engine.model import Rulebook, Ruleset
from engine.reachable import Reachable
from engine.sides import sides


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find pairs of rules that win together with two amounts."""
    rules = [rule for rule in ruleset.rules if rule.then.verdict and rule.then.amount]
    pairs = [
        (one, two)
        for one, two in combinations(rules, 2)
        if (one.then.track, one.then.verdict) == (two.then.track, two.then.verdict)
        and one.then.amount != two.then.amount
    ]
    if not pairs:
        return
    days = [d for book, side in sides(rulebook, ruleset) for d in Reachable.all(book, side)]
    for reachable in days:
        for one, two in pairs:
            if reachable.together(one, two):
                text = f"deze regel en {one.number} kunnen samen gelden, maar geven twee bedragen."
                yield Finding(ruleset.file, two.line, "regels-botsen", text)
