"""voorbeeld-ontbreekt: a rule that no worked example makes speak."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Rulebook
from engine.worked import run_examples


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find rules that hold in no example of their decision and region."""
    held: set[str] = set()
    for run in run_examples(rulebook):
        held |= run.held
    for ruleset in rulebook.rulesets:
        for rule in ruleset.rules:
            conditional = (
                rule.then.verdict or rule.then.derives or rule.then.notes or rule.then.steps
            )
            if conditional and rule.number not in held:
                text = f"geen voorbeeld laat {rule.number} gelden. Voeg er een toe onder examples."
                yield Finding(ruleset.file, rule.line, "voorbeeld-ontbreekt", text, Level.OPMERKING)
