"""wijziging-onbekend: an accepted change of a rule that isn't a change that can be made."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Rulebook
from engine.mutation import mutants


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find accepted changes of rules that aren't there, or that no small change reads like."""
    for accepted in rulebook.accepted:
        same = (accepted.decision, accepted.region)
        alike = [r for r in rulebook.rulesets if (r.decision, r.region) == same]
        made = {(m.rule, m.change) for ruleset in alike for m in mutants(rulebook, ruleset)}
        for change in accepted.changes:
            if (accepted.rule, change) not in made:
                text = f"de regel '{accepted.rule}' kent de wijziging '{change}' niet."
                yield Finding(
                    accepted.file, accepted.line, "wijziging-onbekend", text, Level.WAARSCHUWING
                )
