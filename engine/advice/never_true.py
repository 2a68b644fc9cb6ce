"""nooit-waar: a rule whose conditions can't hold together, whatever the answers."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Rulebook
from engine.reachable import Reachable
from engine.sides import sides


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find rules that hold on no day of their ruleset."""
    parts = [side for ruleset in rulebook.rulesets for side in sides(rulebook, ruleset)]
    for book, ruleset in parts:
        days = list(Reachable.all(book, ruleset))
        for rule in ruleset.rules:
            if not any(day.can_hold(rule) for day in days):
                text = f"de voorwaarden van {rule.number} kunnen nooit samen gelden."
                yield Finding(ruleset.file, rule.line, "nooit-waar", text, Level.WAARSCHUWING)
