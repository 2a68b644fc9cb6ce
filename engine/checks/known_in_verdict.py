"""bekend-in-oordeel: an outcome hangs on `bekend`; an answer must never turn what is settled."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding
from engine.model import Rulebook, Ruleset, tests


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find `bekend` in rules with an outcome or a derived fact, and on derived facts."""
    derived = {rule.then.derives for rule in ruleset.rules}
    for rule in ruleset.rules:
        for test in tests(rule.when):
            if test.word != "bekend":
                continue
            if rule.then.verdict or rule.then.derives:
                text = "'bekend' mag alleen in een regel zonder oordeel of 'stel' staan."
                yield Finding(ruleset.file, test.line, "bekend-in-oordeel", text)
            elif test.subject in derived:
                text = f"'{test.subject}' wordt afgeleid. Daar kan 'bekend' niet bij staan."
                yield Finding(ruleset.file, test.line, "bekend-in-oordeel", text)
