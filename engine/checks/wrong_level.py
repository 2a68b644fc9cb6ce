"""verkeerd-niveau: a rule about one item that asks for the whole, or the other way round.

An item is decided before anything is counted, and the whole knows its items by counts alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.findings import Finding
from engine.model import Ref, Rule, Rulebook, Ruleset, tests
from engine.sides import is_whole, of_items, of_whole

OF_WHOLE = "'{}' gaat over het geheel. Een regel over één onderdeel kan dat niet weten."
OF_ITEM = "'{}' gaat over één onderdeel. Gebruik in een regel over het geheel een telling."
COUNTED = "'{}' gaat over het geheel. Een telling kijkt naar één onderdeel."
_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find names of the other side in the conditions and texts of rules, and in counts."""
    if not ruleset.collection:
        return
    items, beyond = of_items(rulebook, ruleset), of_whole(ruleset)
    for rule in ruleset.rules:
        whole = is_whole(rule, ruleset, items)
        strange, sentence = (items, OF_ITEM) if whole else (beyond, OF_WHOLE)
        for name, line in _looked_at(rule):
            if name in strange:
                yield Finding(ruleset.file, line, "verkeerd-niveau", sentence.format(name))
    for count in ruleset.counts:
        for test in tests(count.when):
            if test.subject in beyond:
                text = COUNTED.format(test.subject)
                yield Finding(ruleset.file, test.line, "verkeerd-niveau", text)


def _looked_at(rule: Rule) -> Iterator[tuple[str, int]]:
    """The names in conditions, each on its line, and those in texts on the line of the rule."""
    for test in tests(rule.when):
        yield test.subject, test.line
        if isinstance(test.operand, Ref):
            yield test.operand.name, test.line
    then = rule.then
    texts = [then.reason or "", *then.notes]
    texts += [text for step in then.steps for text in (step.who, step.what)]
    texts += [text for signal in then.signals for text in (signal.to, signal.what)]
    texts += [text for needed in then.requirements for text in (needed.who, needed.what)]
    yield from ((name, rule.line) for text in texts for name in _PLACEHOLDER.findall(text))
