"""gat: answers for which no rule gives an outcome, and that nobody accepted by name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Rulebook
from engine.reachable import find_gaps


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find combinations of answers without an outcome."""
    for ruleset in rulebook.rulesets:
        for hole in find_gaps(rulebook, ruleset):
            if hole.accepted is None:
                example = "; ".join(hole.sentences)
                text = (
                    f"geen regel geeft een oordeel bij: {example}. "
                    "Voeg een regel toe, of aanvaard dit onder 'aanvaarde_gaten'."
                )
                yield Finding(ruleset.file, 1, "gat", text, Level.WAARSCHUWING)
