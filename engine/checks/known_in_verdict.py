"""bekend-in-oordeel: an outcome hangs on `bekend`; an answer must never turn what is settled.

So does a count that asks for it, or for the items that are to be supplemented.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding
from engine.model import SUPPLEMENT, Literals, Rulebook, Ruleset, tests


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
    for count in ruleset.counts:
        for test in tests(count.when):
            waits = isinstance(test.operand, Literals) and SUPPLEMENT in test.operand.values
            if test.word == "bekend" or waits:
                text = (
                    "een telling kan niet vragen wat er al bekend is, alleen wat het antwoord is."
                )
                yield Finding(ruleset.file, test.line, "bekend-in-oordeel", text)
