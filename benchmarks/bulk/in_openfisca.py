"""The billing rules as OpenFisca variables: formulas over all lines as a population.

OpenFisca knows no onbekend: a missing input would silently be its default. So choices are numbers
with -1 for unknown, and what can be onbekend is two variables, certain and possible. The formulas
say what `in_numpy` says; OpenFisca asks for what it needs, and keeps what it worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl

from benchmarks.bulk import in_numpy as by_hand
from benchmarks.bulk.peer import FORM, MAIN, TARIFF, Peer, compared

# Of the extra "bench", so mypy need not find them.
_units: Any = import_module("openfisca_core.periods").DateUnit
_variable: Any = import_module("openfisca_core.variables").Variable
_entity: Any = import_module("openfisca_core.entities").build_entity
_builder: Any = import_module("openfisca_core.simulations").SimulationBuilder
_system: Any = import_module("openfisca_core.taxbenefitsystems").TaxBenefitSystem

_LINE = _entity("regel", "regels", "Een regel", is_person=True)
_YEAR = "2021"
_INPUTS = (
    *("declarant_soort", "datum_bijeenkomst", "vaste_deelnemer", "uitgenodigd_door"),
    *("op_uitnodiging", "contractstatus", "levert_individuele_voorziening", "voorziening_begin"),
    *("voorziening_eind", "gi_voert_maatregel_uit", "minuten_aanwezig", "bedrag_gedeclareerd"),
    *("gemeente_van_casus", "minuten_reis_en_voorbereiding", "factuurkwartaal"),
    *("factuurkenmerk", "factuuradres_juist", "factuur_verzendwijze", "factuur_mailadres"),
)
_RESULTS = ("oordeel", "bedrag", "regels", "vorm", "vormregels")


class OpenFisca(Peer):
    """A simulation for each table; its inputs are set within the time."""

    name = "OpenFisca"

    def __init__(self) -> None:
        self.system = _system([_LINE])
        for name in _INPUTS:
            self._add(name, int, None)
        for name, formula in _PAIRS.items():
            for plane in (0, 1):
                self._add(f"{name}_{plane}", bool, _plane(formula, plane))
        for name, formula in _FORMULAS.items():
            self._add(name, int, formula)

    def _add(self, name: str, kind: type, formula: Any) -> None:
        made = {"value_type": kind, "entity": _LINE, "definition_period": _units.YEAR}
        made |= {"label": name} | ({"formula": formula} if formula else {"default_value": -1})
        self.system.add_variable(type(name, (_variable,), made))

    def take(self, lines: pl.DataFrame) -> pl.DataFrame:
        return lines

    def decide(self, taken: pl.DataFrame) -> Any:
        simulation = _builder().build_default_simulation(self.system, len(taken))
        for name, column in by_hand.arrays(taken).items():
            if name in _INPUTS:
                simulation.set_input(name, _YEAR, column)
        return [simulation.calculate(name, _YEAR) for name in _RESULTS]

    def said(self, decided: Any) -> pl.DataFrame:
        main, cents, rules, form, form_rules = decided
        amounts = [None if cent < 0 else int(cent) for cent in cents]
        named = np.array(MAIN)[main].tolist(), np.array(FORM)[form].tolist()
        return compared(named[0], amounts, rules, named[1], form_rules)


def _plane(formula: Callable[..., by_hand.Pair], plane: int) -> Any:
    def one(line: Any, period: Any) -> Any:
        return formula(line, period)[plane]

    return one


def _pair(line: Any, period: Any, name: str) -> by_hand.Pair:
    return line(f"{name}_0", period), line(f"{name}_1", period)


def _organisation(line: Any, period: Any) -> by_hand.Pair:
    party = line("declarant_soort", period)
    return (party == 0) | (party == 1), party <= 1


def _invited(line: Any, period: Any) -> by_hand.Pair:
    by = line("uitgenodigd_door", period)
    fixed = by_hand._is(line("vaste_deelnemer", period), 0)
    follows = by_hand._either(fixed, ((by >= 0) & (by < 3), by < 3))
    return by_hand._first(line("op_uitnodiging", period), follows)


def _provides(line: Any, period: Any) -> by_hand.Pair:
    day = line("datum_bijeenkomst", period)
    begin, end = line("voorziening_begin", period), line("voorziening_eind", period)
    begun = (begin >= 0) & (begin <= day), begin <= day
    lasts = (end >= 0) & (end >= day), (end < 0) | (end >= day)
    given = line("levert_individuele_voorziening", period)
    return by_hand._first(given, by_hand._both(begun, lasts))


def _barring(line: Any, period: Any) -> list[by_hand.Pair]:
    names = ("organisatie", "voorziening", "uitnodiging")
    org, provides, invited = (_pair(line, period, name) for name in names)
    absent = by_hand._is(line("minuten_aanwezig", period), 0)
    return [by_hand._both(org, one) for one in (provides, by_hand._not(invited), absent)]


def _referring(line: Any, period: Any, alone: bool) -> list[by_hand.Pair]:
    """The rules that refer, or with `alone` what they come to whoever declares."""
    org, party = _pair(line, period, "organisatie"), line("declarant_soort", period)
    contract = line("contractstatus", period)
    elsewhere = contract > 0, contract != 0
    other = by_hand._is(line("gemeente_van_casus", period), 7)
    executes = by_hand._is(line("gi_voert_maatregel_uit", period), 0)
    measure = by_hand._both((party == 1, (party == 1) | (party < 0)), executes)
    if alone:
        return [by_hand._not(org), elsewhere, measure, other]
    both = by_hand._both
    return [by_hand._not(org), both(org, elsewhere), measure, both(org, other)]


def _pays(line: Any, period: Any) -> Any:
    day, minutes = line("datum_bijeenkomst", period), line("minuten_aanwezig", period)
    priced = (day >= by_hand._FIRST_2021) & (day < by_hand._FIRST_2022) & (minutes >= 0)
    known = (line("bedrag_gedeclareerd", period) >= 0) & (_travel(line, period) >= 0)
    return ~(line("geweerd_1", period) | line("voorgelegd_1", period)) & priced & known


def _travel(line: Any, period: Any) -> Any:
    return line("minuten_reis_en_voorbereiding", period)


def _main(line: Any, period: Any) -> Any:
    barred, referred = _pair(line, period, "geweerd"), _pair(line, period, "voorgelegd")
    pays = line("betaalt_0", period)
    conditions = [*barred, referred[0], ~pays, pays & (_travel(line, period) > 0)]
    return np.select(conditions, [0, 4, 1, 4, 2], 3)


def _amount(line: Any, period: Any) -> Any:
    fee = (2 * line("minuten_aanwezig", period).astype(np.int64) * TARIFF + 60) // 120
    due = np.minimum(fee, line("bedrag_gedeclareerd", period))
    return np.where(line("betaalt_0", period), due, -1)


def _rules(line: Any, period: Any) -> Any:
    barred, refers = _pair(line, period, "geweerd"), line("voorgelegd_0", period)
    pays, partly = line("betaalt_0", period), _travel(line, period) > 0
    found = by_hand._bits(_barring(line, period), 0) * barred[0]
    found += by_hand._bits(_referring(line, period, False), 3) * (refers & ~barred[1])
    return found + (pays & partly) * 2**7 + (pays & ~partly) * 2**8


def _form(place: int) -> Callable[..., Any]:
    names = [name for name in _INPUTS if name.startswith("factuur")]

    def one(line: Any, period: Any) -> Any:
        columns = {name: line(name, period) for name in names}
        return by_hand._form(columns, line("datum_bijeenkomst", period))[place]

    return one


_PAIRS: dict[str, Callable[..., by_hand.Pair]] = {
    "organisatie": _organisation,
    "uitnodiging": _invited,
    "voorziening": _provides,
    "geweerd": lambda line, period: reduce(by_hand._either, _barring(line, period)),
    "voorgelegd": lambda line, period: reduce(by_hand._either, _referring(line, period, True)),
    "betaalt": lambda line, period: (_pays(line, period), _pays(line, period)),
}
_FORMULAS = {
    "oordeel": _main,
    "bedrag": _amount,
    "regels": _rules,
    "vorm": _form(0),
    "vormregels": _form(1),
}
