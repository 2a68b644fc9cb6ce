"""Products, dates and amounts: exact whole cents and minutes, rounded once, half-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import prod
from typing import Any

from engine import calendar
from engine.model import AmountSpec, DatePlus, Product
from engine.names import Values
from engine.outcome import Amount
from engine.program import Program

MINUTES_AN_HOUR = 60


Computer = Callable[[Values], Any]


def compute(program: Program, formula: Product | DatePlus, values: Values, free_days: str) -> Any:
    """The value of a product or a date plus a term, or None while something in it is open."""
    return computer(program, formula, free_days)(values)


def computer(program: Program, formula: Product | DatePlus, free_days: str) -> Computer:
    """Computes a formula, made ready for many inputs."""
    if isinstance(formula, Product):
        return _multiplier(program, formula)
    term = program.constants.get(formula.term)
    if term is None:
        return lambda _: None
    unit = program.kind(formula.term).name

    def add(values: Values) -> date | None:
        day = values.get(formula.day)
        return None if day is None else last_day(day, term, unit, free_days)

    return add


def last_day(day: date, term: int, unit: str, free_days: str) -> date | None:
    """The last day of a term in one of TERMS that begins on the day after `day`."""
    if unit == "dagen":
        return day + timedelta(days=term)
    try:
        if unit == "maanden":
            return calendar.add_months(day, term)
        return calendar.add_working_days(day, term, _days(free_days))
    except calendar.CalendarError:
        return None


@lru_cache(maxsize=8)
def _days(free_days: str) -> frozenset[date]:
    return calendar.from_text(free_days)


def _multiplier(program: Program, product: Product) -> Computer:
    """Multiplies whole numbers, such as minutes and cents; what is constant only once."""
    kinds = {name: program.kind(name) for name in product.factors}
    fixed = [name for name in product.factors if program.is_constant(name)]
    if any(program.constants[name] is None for name in fixed):
        return lambda _: None
    once = prod([kinds[name].ordinal(program.constants[name]) for name in fixed])
    others = [(name, kinds[name].ordinal) for name in product.factors if name not in fixed]
    money = any(kind.name.startswith("bedrag") for kind in kinds.values())
    rates = sum(kinds[name].name == "bedrag_per_uur" for name in product.factors)
    divide = MINUTES_AN_HOUR**rates

    def multiply(values: Values) -> Decimal | int | None:
        number = once
        for name, ordinal in others:
            value = program.value(name, values)
            if value is None:
                return None
            number *= ordinal(value)
        # Half-up on whole cents: numbers are never negative here.
        rounded = (2 * number + divide) // (2 * divide)
        return Decimal(rounded).scaleb(-2) if money else rounded

    return multiply


def inputs_of(formula: Product | DatePlus) -> tuple[str, ...]:
    """The facts and parameters a formula looks at."""
    return formula.factors if isinstance(formula, Product) else (formula.day, formula.term)


def basis_of(program: Program, name: str) -> Iterator[str]:
    """What a name is computed from in the end: facts and parameters; of one as such, itself."""
    formula = program.ruleset.computed.get(name)
    if formula is None:
        yield name
        return
    for part in inputs_of(formula):
        yield from basis_of(program, part)


def sources_of(program: Program, spec: AmountSpec) -> Iterator[str]:
    """The facts and parameters that an amount is made from."""
    for name in filter(None, (spec.value, spec.at_most, spec.borne_by)):
        yield from basis_of(program, name)


def payable(program: Program, spec: AmountSpec, values: Values) -> Amount | None:
    """The amount of an outcome, never more than its ceiling; None while a part is open."""
    value = values.get(spec.value)
    if value is None:
        return None
    formula = program.ruleset.computed.get(spec.value)
    factors = formula.factors if isinstance(formula, Product) else ()
    parts = [(name, program.value(name, values)) for name in factors]
    parts.append((spec.value, value))
    limit = values.get(spec.at_most) if spec.at_most else None
    if spec.at_most and limit is not None:
        parts.append((spec.at_most, limit))
        value = min(value, limit)
    return Amount(value, tuple(parts), spec.at_most, spec.borne_by)
