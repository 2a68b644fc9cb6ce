"""Products, dates and amounts: exact whole cents and minutes, rounded once, half-up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine import calendar
from engine.model import AmountSpec, DatePlus, Product
from engine.names import Values
from engine.outcome import Amount
from engine.program import Program

MINUTES_AN_HOUR = 60


def compute(program: Program, formula: Product | DatePlus, values: Values, free_days: str) -> Any:
    """The value of a product or a date plus a term, or None while something in it is open."""
    if isinstance(formula, Product):
        return _product(program, formula, values)
    day, term = values.get(formula.day), program.constants.get(formula.term)
    if day is None or term is None:
        return None
    return last_day(day, term, program.kind(formula.term).name, free_days)


def last_day(day: date, term: int, unit: str, free_days: str) -> date | None:
    """The last day of a term in `werkdagen` or `dagen` that begins on the day after `day`."""
    if unit == "dagen":
        return day + timedelta(days=term)
    try:
        return calendar.add_working_days(day, term, _days(free_days))
    except calendar.CalendarError:
        return None


@lru_cache(maxsize=8)
def _days(free_days: str) -> frozenset[date]:
    return calendar.from_text(free_days)


def _product(program: Program, product: Product, values: Values) -> Decimal | int | None:
    number, divide, money = 1, 1, False
    for name in product.factors:
        value = program.value(name, values)
        if value is None:
            return None
        kind = program.kind(name)
        number *= kind.ordinal(value)
        money = money or kind.name.startswith("bedrag")
        divide *= MINUTES_AN_HOUR if kind.name == "bedrag_per_uur" else 1
    # Half-up on whole cents: numbers are never negative here.
    rounded = (2 * number + divide) // (2 * divide)
    return Decimal(rounded).scaleb(-2) if money else rounded


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
