"""Small wrong changes to rules, to see whether the worked examples would notice each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from engine.decide import Decisions
from engine.formulas import TooManyAlternatives
from engine.model import Condition, Group, Literals, Rule, Rulebook, Ruleset, Test
from engine.worked import differs

_TURNED = {
    "": "niet",
    "niet": "",
    "minstens": "minder_dan",
    "minder_dan": "minstens",
    "hoogstens": "meer_dan",
    "meer_dan": "hoogstens",
    "vanaf": "voor",
    "voor": "vanaf",
    "tot_en_met": "na",
    "na": "tot_en_met",
}
_SWAPPED = {"alle": "een_van", "een_van": "alle", "geen_van": "een_van"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed ruleset: which rule, and what was changed (Dutch)."""

    rule: str
    change: str
    ruleset: Ruleset


def mutants(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Mutant]:
    """Every small change of every rule of a ruleset, and of its period."""
    for place, rule in enumerate(ruleset.rules):
        for change, mutated in _changed(rulebook, ruleset, rule):
            rules = (*ruleset.rules[:place], mutated, *ruleset.rules[place + 1 :])
            yield Mutant(rule.number, change, replace(ruleset, rules=rules))
    day = timedelta(days=1)
    for shift in (-day, day):
        moved = replace(ruleset, valid_from=ruleset.valid_from + shift)
        yield Mutant("geldigheid", f"begint op {moved.valid_from}", moved)
        if ruleset.valid_to:
            moved = replace(ruleset, valid_to=ruleset.valid_to + shift)
            yield Mutant("geldigheid", f"eindigt op {moved.valid_to}", moved)


def unnoticed(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Mutant]:
    """The changes that no example of the ruleset's decision and region notices."""
    same = (ruleset.decision, ruleset.region)
    examples = [e for e in rulebook.examples if (e.decision, e.region) == same]
    for mutant in mutants(rulebook, ruleset):
        others = tuple(mutant.ruleset if r is ruleset else r for r in rulebook.rulesets)
        decisions = Decisions(replace(rulebook, rulesets=others))
        try:
            if not any(differs(example, decisions) for example in examples):
                yield mutant
        except TooManyAlternatives:
            continue


def _changed(rulebook: Rulebook, ruleset: Ruleset, rule: Rule) -> Iterator[tuple[str, Rule]]:
    for change, when in _conditions(rulebook, ruleset, rule.when):
        yield change, replace(rule, when=when)
    then = rule.then
    verdicts = next((t.verdicts for t in ruleset.tracks if t.name == then.track), ())
    for verdict in verdicts:
        if verdict != then.verdict:
            yield f"oordeel wordt {verdict}", replace(rule, then=replace(then, verdict=verdict))
    for name in ("notes", "steps", "requirements", "signals"):
        items = getattr(then, name)
        for place in range(len(items)):
            left: dict[str, Any] = {name: (*items[:place], *items[place + 1 :])}
            yield f"{_WORDS[name]} {place + 1} weg", replace(rule, then=replace(then, **left))


_WORDS = {"notes": "let_op", "steps": "stap", "requirements": "voorwaarde", "signals": "signaal"}


def _conditions(
    rulebook: Rulebook, ruleset: Ruleset, condition: Condition
) -> Iterator[tuple[str, Condition]]:
    if isinstance(condition, Test):
        yield from _tests(rulebook, ruleset, condition)
        return
    if len(condition.parts) > 1:
        yield (
            f"{condition.word} wordt {_SWAPPED[condition.word]}",
            replace(condition, word=_SWAPPED[condition.word]),
        )
    for place, part in enumerate(condition.parts):
        before, after = condition.parts[:place], condition.parts[place + 1 :]
        if before or after:
            yield f"zonder {_named(part)}", replace(condition, parts=(*before, *after))
        for change, inner in _conditions(rulebook, ruleset, part):
            yield change, replace(condition, parts=(*before, inner, *after))


def _named(part: Condition) -> str:
    return part.subject if isinstance(part, Test) else part.word


def _tests(rulebook: Rulebook, ruleset: Ruleset, test: Test) -> Iterator[tuple[str, Condition]]:
    if test.word in _TURNED:
        yield f"{test.subject} omgekeerd", replace(test, word=_TURNED[test.word])
    else:
        yield f"{test.subject} omgekeerd", Group("geen_van", (test,))
    if not isinstance(test.operand, Literals):
        return
    values = test.operand.values
    for value in values if len(values) > 1 else ():
        left = tuple(other for other in values if other != value)
        yield f"{test.subject} zonder {value}", replace(test, operand=Literals(left))
    yield from _moved(rulebook, ruleset, test, values)


def _moved(
    rulebook: Rulebook, ruleset: Ruleset, test: Test, values: tuple[Any, ...]
) -> Iterator[tuple[str, Condition]]:
    known = rulebook.facts.get(test.subject) or rulebook.parameters[ruleset.region].get(
        test.subject
    )
    if known is None or not known.kind.ordered or test.word == "bekend":
        return
    low, high = known.kind.bounds()
    for shift in (-1, 1):
        number = known.kind.ordinal(values[0]) + shift
        if low <= number <= high:
            value = known.kind.from_ordinal(number)
            yield f"{test.subject} {value}", replace(test, operand=Literals((value,)))
