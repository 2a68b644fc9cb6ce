"""voorbeeld-wijkt-af: a worked example that comes out otherwise than was written."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding
from engine.model import Rulebook
from engine.worked import run_examples


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find examples that fail."""
    for run in run_examples(rulebook):
        for difference in run.differences:
            text = f"voorbeeld '{run.example.name}': {difference}"
            yield Finding(run.example.file, run.example.line, "voorbeeld-wijkt-af", text)
