"""gat-overbodig: an accepted gap that isn't one (any more)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Rulebook
from engine.reachable import find_gaps


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find accepted gaps for which every combination has an outcome."""
    for ruleset in rulebook.rulesets:
        if not ruleset.gaps:
            continue
        used = {hole.accepted for hole in find_gaps(rulebook, ruleset)}
        for gap in ruleset.gaps:
            if gap.name not in used:
                text = f"het gat '{gap.name}' is gedicht: een regel geeft hier een oordeel."
                yield Finding(ruleset.file, gap.line, "gat-overbodig", text, Level.WAARSCHUWING)
