"""Small wrong changes to the values that rules decide with, and to periods of validity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from engine.amounts import inputs_of
from engine.model import Dated, Parameter, Ref, Rule, Rulebook, Ruleset, tests

Period = TypeVar("Period", Rule, Ruleset, Dated)


def periods(dated: Period) -> Iterator[tuple[str, Period]]:
    """A first or last day moved by one."""
    for shift in (timedelta(days=-1), timedelta(days=1)):
        if dated.valid_from:
            day = dated.valid_from + shift
            yield f"begint op {day}", replace(dated, valid_from=day)
        if dated.valid_to:
            day = dated.valid_to + shift
            yield f"eindigt op {day}", replace(dated, valid_to=day)


def shifted(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[tuple[str, Parameter]]:
    """Each parameter that a ruleset decides with, with one of its values or periods changed."""
    known = rulebook.parameters.get(ruleset.region, {})
    for name in dict.fromkeys(_used(ruleset)):
        yield from _changed(known[name], ruleset) if name in known else ()


def _used(ruleset: Ruleset) -> Iterator[str]:
    """The names in conditions, in what is computed, and in the last days of steps."""
    conditions = [rule.when for rule in ruleset.rules] + [count.when for count in ruleset.counts]
    for condition in conditions:
        for test in tests(condition):
            yield test.subject
            yield from (test.operand.name,) if isinstance(test.operand, Ref) else ()
    for formula in ruleset.computed.values():
        yield from inputs_of(formula)
    yield from (step.due.term for rule in ruleset.rules for step in rule.then.steps if step.due)


def _changed(parameter: Parameter, ruleset: Ruleset) -> Iterator[tuple[str, Parameter]]:
    """Another value, or a last day moved where the rules go on behind it."""
    for place, dated in enumerate(parameter.values):
        made = [(told, replace(dated, value=value)) for told, value in _values(parameter, dated)]
        if dated.valid_to and ruleset.covers(dated.valid_to + timedelta(days=1)):
            made += [(told, new) for told, new in periods(dated) if new.valid_to != dated.valid_to]
        for told, new in made:
            values = (*parameter.values[:place], new, *parameter.values[place + 1 :])
            yield told, replace(parameter, values=values)


def _values(parameter: Parameter, dated: Dated) -> Iterator[tuple[str, Any]]:
    """A value one lower and one higher, or some choices with one less."""
    kind, value = parameter.kind, dated.value
    if kind.name == "keuzes" and isinstance(value, frozenset):
        yield from ((f"zonder {choice}", value - {choice}) for choice in sorted(value))
    if not kind.ordered or value is None:
        return
    low, high = kind.bounds()
    for number in (kind.ordinal(value) - 1, kind.ordinal(value) + 1):
        if low <= number <= high:
            yield f"wordt {kind.from_ordinal(number)}", kind.from_ordinal(number)
