"""berekend-in-oordeel: an outcome that hangs on a computed amount or date.

Which facts are missing can't be told exactly through a calculation, so such a rule may only remind.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding
from engine.model import Ref, Rulebook, Ruleset, tests


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find computed facts in the conditions of rules with an outcome or a derived fact."""
    for rule in ruleset.rules:
        if not (rule.then.verdict or rule.then.derives):
            continue
        for test in tests(rule.when):
            names = {test.subject, test.operand.name if isinstance(test.operand, Ref) else ""}
            for name in sorted(names & set(ruleset.computed)):
                text = f"'{name}' wordt berekend. Een oordeel mag daar niet van afhangen."
                yield Finding(ruleset.file, test.line, "berekend-in-oordeel", text)
