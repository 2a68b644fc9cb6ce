"""kringverwijzing: facts that are derived from each other, so that none can be derived first."""

from __future__ import annotations

from collections.abc import Iterator

from engine.enumeration import listed
from engine.findings import Finding
from engine.model import Rulebook, Ruleset, Test, tests
from engine.program import circle, needs


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find derived facts that wait for each other."""
    waiting = circle(needs(ruleset.rules))
    for rule in ruleset.rules:
        if rule.then.derives in waiting:
            named = listed([f"'{name}'" for name in waiting], "en")
            blame = next((t for t in tests(rule.when) if _waits(t, waiting)), None)
            text = f"{named} worden uit elkaar afgeleid. Haal één van die verwijzingen weg."
            yield Finding(ruleset.file, blame.line if blame else rule.line, "kringverwijzing", text)


def _waits(test: Test, waiting: tuple[str, ...]) -> bool:
    return test.subject in waiting or getattr(test.operand, "name", None) in waiting
