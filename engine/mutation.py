"""Small wrong changes to rules, to see whether the worked examples would notice each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from engine.decide import Decisions
from engine.formulas import TooManyAlternatives
from engine.model import (
    Conclusion,
    Condition,
    DatePlus,
    Group,
    Literals,
    Parameter,
    Product,
    Rule,
    Rulebook,
    Ruleset,
    Test,
)
from engine.shifting import periods, shifted
from engine.values import TERMS
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
# Where a change is of no rule in particular.
_RANKING, _PERIOD = "rangorde", "geldigheid"
_SWAPPED = {"alle": "een_van", "een_van": "alle", "geen_van": "een_van"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed ruleset or parameter: which rule or value, and what was changed (Dutch)."""

    rule: str
    change: str
    ruleset: Ruleset
    parameter: Parameter | None = None

    def put_in(self, rulebook: Rulebook, ruleset: Ruleset) -> Rulebook:
        """The rulebook with only the rulesets like the one that was changed, and the change."""
        same = (ruleset.decision, ruleset.region)
        alike = [r for r in rulebook.rulesets if (r.decision, r.region) == same]
        rulesets = tuple(self.ruleset if r is ruleset else r for r in alike)
        parameters = dict(rulebook.parameters.get(ruleset.region, {}))
        if self.parameter:
            parameters[self.parameter.name] = self.parameter
        values = {**rulebook.parameters, ruleset.region: parameters}
        return replace(rulebook, rulesets=rulesets, parameters=values)


def mutants(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Mutant]:
    """Every small change of a ruleset: its rules, counts, ranking and period, and what it uses.

    Changes of one rule that read alike are numbered.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for number, change, changed in _all(rulebook, ruleset):
        seen[number, change] += 1
        again = seen[number, change]
        yield Mutant(number, f"{change} ({again})" if again > 1 else change, changed)
    for change, parameter in shifted(rulebook, ruleset):
        yield Mutant(parameter.name, change, ruleset, parameter)


def _all(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[tuple[str, str, Ruleset]]:
    for place, rule in enumerate(ruleset.rules):
        for change, mutated in _changed(rulebook, ruleset, rule):
            rules = (*ruleset.rules[:place], mutated, *ruleset.rules[place + 1 :])
            yield rule.number, change, replace(ruleset, rules=rules)
        for change, formula in _computed(rulebook, ruleset, rule.then.computes):
            computed = {**ruleset.computed, rule.then.computes or "": formula}
            yield rule.number, change, replace(ruleset, computed=computed)
    for place, count in enumerate(ruleset.counts):
        for change, when in _conditions(rulebook, ruleset, count.when):
            counts = [*ruleset.counts]
            counts[place] = replace(count, when=when)
            yield count.name, change, replace(ruleset, counts=tuple(counts))
    for name in ruleset.ranking:
        left = tuple(other for other in ruleset.ranking if other != name)
        yield _RANKING, f"zonder {name}", replace(ruleset, ranking=left)
    for change, moved in periods(ruleset):
        yield _PERIOD, change, moved


def _computed(
    rulebook: Rulebook, ruleset: Ruleset, name: str | None
) -> Iterator[tuple[str, Product | DatePlus]]:
    """A product with a factor less, or another term behind a date."""
    formula = ruleset.computed.get(name or "")
    if isinstance(formula, Product):
        for place, factor in enumerate(formula.factors):
            left = (*formula.factors[:place], *formula.factors[place + 1 :])
            yield f"zonder {factor}", Product(left)
    elif formula is not None:
        known = rulebook.parameters[ruleset.region]
        terms = [p for p in known.values() if p.kind.name in TERMS]
        for term in terms:
            if _lasts(term) != _lasts(known[formula.term]):
                yield f"termijn wordt {term.name}", replace(formula, term=term.name)


def _lasts(term: Parameter) -> tuple[object, ...]:
    """How long a term lasts, in which days and when."""
    return term.kind.name, *((d.value, d.valid_from, d.valid_to) for d in term.values)


def unnoticed(rulebook: Rulebook, ruleset: Ruleset, made: Iterable[Mutant]) -> Iterator[Mutant]:
    """The changes that no example of the ruleset's decision and region notices.

    An example that noticed a change is tried first on the next: rules stand among their like.
    """
    same = (ruleset.decision, ruleset.region)
    examples = [e for e in rulebook.examples if (e.decision, e.region) == same]
    for mutant in made:
        try:
            decisions = Decisions(mutant.put_in(rulebook, ruleset))
            place = next((n for n, e in enumerate(examples) if differs(e, decisions)), None)
        except TooManyAlternatives:
            continue
        if place is None:
            yield mutant
        else:
            examples.insert(0, examples.pop(place))


def _changed(rulebook: Rulebook, ruleset: Ruleset, rule: Rule) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule.when, Test):
        yield f"zonder {rule.when.subject}", replace(rule, when=Group("alle", ()))
    for change, when in _conditions(rulebook, ruleset, rule.when):
        yield change, replace(rule, when=when)
    for change, then in _conclusions(ruleset, rule.then):
        yield change, replace(rule, then=then)
    yield from periods(rule)


def _conclusions(ruleset: Ruleset, then: Conclusion) -> Iterator[tuple[str, Conclusion]]:
    verdicts = next((t.verdicts for t in ruleset.tracks if t.name == then.track), ())
    for verdict in verdicts:
        if verdict != then.verdict:
            yield f"oordeel wordt {verdict}", replace(then, verdict=verdict)
    for name, word in _WORDS.items():
        items = getattr(then, name)
        for place in range(len(items)):
            left: dict[str, Any] = {name: (*items[:place], *items[place + 1 :])}
            yield f"{word} {place + 1} weg", replace(then, **left)
    for place, step in enumerate(then.steps):
        if step.due:
            undated = (*then.steps[:place], replace(step, due=None), *then.steps[place + 1 :])
            yield f"stap {place + 1} zonder termijn", replace(then, steps=undated)
    if then.amount and then.amount.at_most:
        yield "bedrag zonder grens", replace(then, amount=replace(then.amount, at_most=None))


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
