"""te-samengesteld: conditions with more alternatives than the engine is given."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding
from engine.model import Condition, Rulebook, Ruleset, Test

MOST_ALTERNATIVES, MOST_TOGETHER = 100, 28


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find rules that spread out over too many alternatives, or too many conditions at once."""
    for rule in ruleset.rules:
        straight, turned = size(rule.when, True), size(rule.when, False)
        if straight[0] > MOST_ALTERNATIVES or straight[1] > MOST_TOGETHER or turned[0] < 0:
            text = "deze regel heeft te veel combinaties. Maak er twee regels van."
            yield Finding(ruleset.file, rule.line, "te-samengesteld", text)


def size(condition: Condition, straight: bool) -> tuple[int, int]:
    """The number of alternatives, and the most conditions in one of them."""
    if isinstance(condition, Test):
        return 1, 1
    inner = straight != (condition.word == "geen_van")
    every = (condition.word != "een_van") == straight if condition.word != "geen_van" else straight
    sizes = [size(part, inner) for part in condition.parts]
    if not every:
        return sum(count for count, _ in sizes), max((most for _, most in sizes), default=0)
    product = 1
    for count, _ in sizes:
        product *= count
    return product, sum(most for _, most in sizes)
