"""business-rules (PyPI) as a contender: its variables and actions; rules are in `business_billing`.

It knows conjunctions, disjunctions and a value set by an action, and no unknown and no outcome.
So an unknown text is "" and an unknown number below zero, each rule with an outcome stands twice
(certain and possible), and this host runs three rounds (derived facts, outcomes, remarks) with the
policy between them. Two facts can't be compared, so their difference is a variable of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.answer import Answer, Contender, Facts
from benchmarks.business_billing import DERIVING, JUDGING, REMARKS

# Of the extra "bench", so mypy need not find them.
_variables: Any = import_module("business_rules.variables")
_actions: Any = import_module("business_rules.actions")
_run_all: Any = import_module("business_rules.engine").run_all
_Variables: type[Any] = _variables.BaseVariables
_Actions: type[Any] = _actions.BaseActions

TARIFF = 9151
UNKNOWN = -1_000_000
_TEXTS = (
    "declarant_soort",
    "vaste_deelnemer",
    "uitgenodigd_door",
    "op_uitnodiging",
    "contractstatus",
    "levert_individuele_voorziening",
    "gi_voert_maatregel_uit",
    "gemeente_van_casus",
    "factuurkwartaal",
    "factuurkenmerk",
    "factuuradres_juist",
    "factuur_verzendwijze",
    "factuur_mailadres",
    "vorm",
    "betaalt",
)
_NUMBERS = ("minuten_aanwezig", "minuten_reis_en_voorbereiding", "casussen_in_bijeenkomst")


def _flag(read: Callable[[Case], bool]) -> Any:
    return _variables.boolean_rule_variable(read)


def _text(name: str) -> Any:
    def read(case: Case) -> str:
        return str(case.facts.get(name, ""))

    return _variables.string_rule_variable(read)


def _number(read: Callable[[Case], int]) -> Any:
    return _variables.numeric_rule_variable(read)


class Case(_Variables):  # type: ignore[misc]
    """The facts of one declaration, and what the rules set."""

    def __init__(self, facts: Facts) -> None:
        self.facts: dict[str, Any] = {n: v for n, v in facts.items() if v != "onbekend"}
        get = self.facts.get
        for name in ("factuurkenmerk", "factuur_mailadres"):
            self.facts[name] = get(name, "").lower()
        self.day = self.facts["datum_bijeenkomst"]
        self.begin, self.end = get("voorziening_begin", ""), get("voorziening_eind", "")
        self.claimed, self.rate = _cents(get("bedrag_gedeclareerd")), get("uurtarief_gedeclareerd")
        minutes = get("minuten_aanwezig")
        self.fee: int | None = None
        if self.day[:4] == "2021" and minutes is not None:
            self.fee = (2 * minutes * TARIFF + 60) // 120

    @_flag
    def kwartaal_wijkt_af(self) -> bool:
        given, own = self.facts.get("factuurkwartaal"), _quarter(self.day)
        return given is not None and given != own

    @_flag
    def begin_bekend(self) -> bool:
        return bool(self.begin)

    @_flag
    def eind_bekend(self) -> bool:
        return bool(self.end)

    @_flag
    def begint_later(self) -> bool:
        return bool(self.begin > self.day)

    @_flag
    def eindigde_eerder(self) -> bool:
        return bool(self.end) and bool(self.end < self.day)

    @_flag
    def in_kwartaal(self) -> bool:
        inside = _quarter(self.begin) <= _quarter(self.day) <= _quarter(self.end)
        return inside and bool(self.begin <= self.end)

    @_flag
    def tarief_wijkt_af(self) -> bool:
        return self.rate is not None and self.day[:4] == "2021" and _cents(self.rate) != TARIFF

    @_number
    def bedrag_verschil(self) -> int:
        return 0 if self.claimed is None or self.fee is None else self.claimed - self.fee

    @_number
    def langer_dan_bijeenkomst(self) -> int:
        minutes, lasted = (self.facts.get(n) for n in ("minuten_aanwezig", "duur_bijeenkomst"))
        return UNKNOWN if minutes is None or lasted is None else int(minutes) - int(lasted)


for _name in _TEXTS:
    setattr(Case, _name, _text(_name))
for _name in _NUMBERS:
    setattr(Case, _name, _number(lambda case, name=_name: int(case.facts.get(name, UNKNOWN))))  # type: ignore[misc]


class Marks(_Actions):  # type: ignore[misc]
    """Writes down what the rules say."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.certain: dict[str, list[str]] = {}
        self.possible: set[str] = set()

    def set_fact(self, fact: str, value: str) -> None:
        """Derive a fact; a given one stays."""
        self.case.facts.setdefault(fact, value)

    def holds(self, rule: str, outcome: str) -> None:
        """Note that a rule holds."""
        self.certain.setdefault(outcome, []).append(rule)

    def may_hold(self, outcome: str) -> None:
        """Note that a rule with this outcome may still hold."""
        self.possible.add(outcome)


class BusinessRules(Contender):
    """Says the outcome and rule numbers; it has no trace."""

    name = "business-rules"

    def decide(self, facts: Facts) -> dict[str, Any]:
        """Run the three rounds."""
        case = Case(facts)
        marks = Marks(case)
        _run_all(DERIVING, case, marks)
        _run_all(JUDGING, case, marks)
        main, pays = _main(case, marks)
        form = _form(marks)
        case.facts |= {"vorm": form, "betaalt": "ja" if pays else "nee"}
        _run_all(REMARKS, case, marks)
        amount = None
        if main in ("deels_declarabel", "declarabel"):
            assert case.fee is not None
            assert case.claimed is not None
            amount = min(case.fee, case.claimed)
        return {
            "oordeel": main,
            "vorm": form,
            "bedrag": amount,
            "regels": marks.certain.get(main, []),
            "vormregels": marks.certain.get(form, []),
            "let_op": marks.certain.get("let_op", []),
        }

    def answer(self, said: dict[str, Any]) -> Answer:
        """The answer as compared."""
        found = (tuple(sorted(said[name])) for name in ("regels", "vormregels", "let_op"))
        return Answer(said["oordeel"], said["vorm"], said["bedrag"], *found)


def _main(case: Case, marks: Marks) -> tuple[str, bool]:
    """The outcome, and whether nothing but the amount or the travel time is open."""
    certain, possible = marks.certain, marks.possible
    if "niet_declarabel" in certain:
        return "niet_declarabel", False
    if "niet_declarabel" in possible:
        return "aanvullen", False
    if "voorleggen" in certain or "hoe_dan_ook" in certain:
        return "voorleggen", False
    if "voorleggen" in possible:
        return "aanvullen", False
    if "deels_declarabel" in possible or case.fee is None or case.claimed is None:
        return "aanvullen", True
    return ("deels_declarabel" if "deels_declarabel" in certain else "declarabel"), True


def _form(marks: Marks) -> str:
    if "terug_naar_indiener" in marks.certain or "hoe_dan_ook_terug" in marks.certain:
        return "terug_naar_indiener"
    return "aanvullen" if "terug_naar_indiener" in marks.possible else "in_orde"


def _quarter(day: str) -> str:
    return f"{day[:4]}-K{(int(day[5:7]) + 2) // 3}"


def _cents(amount: str | None) -> int | None:
    if amount is None:
        return None
    return int(amount.replace(".", "")) if "." in amount else 100 * int(amount)
