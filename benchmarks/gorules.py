"""GoRules ZEN as a contender: the billing rules as one JDM graph, in `billing.jdm.json`.

The graph was written by hand from `rules/billing.yaml` and holds every rule. It is the fastest of
three ways that were tried: one expression node in which each rule is J, N or O (ZEN has no Kleene:
an unknown under `<` is an error). Decision tables with a row for certain and one for possible took
half as long again with trace, and as long without. The compiled graph is loaded once and called by
key, which is the fast way into ZEN. This host only turns texts into numbers, and leaves out what is
unknown; it checks nothing.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.answer import Answer, Contender, Facts

zen: Any = import_module("zen")  # of the extra "bench", so mypy need not find it
GRAPH = Path(__file__).with_name("billing.jdm.json")


class Zen(Contender):
    """With the trace, which holds for each rule whether it is certain, open or not."""

    name = "GoRules ZEN, met trace"
    options: Any = {"trace": True}  # noqa: RUF012

    def __init__(self) -> None:
        content = zen.ZenDecisionContent(GRAPH.read_text("utf-8"))
        self.engine = zen.ZenEngine({"loader": lambda _: content})

    def decide(self, facts: Facts) -> Any:
        """Evaluate the graph."""
        return self.engine.evaluate("billing", _converted(facts), self.options)

    def answer(self, said: Any) -> Answer:
        """The answer as compared; ZEN leaves out a key that is null."""
        result = said["result"]
        cents = result.get("bedrag")
        return Answer(
            result["oordeel"],
            result["vorm"],
            None if cents is None else int(cents),
            _numbers(result["regels"]),
            _numbers(result["vormregels"]),
            _numbers(result["let_op"] + result["twijfel"]),
        )


class ZenBare(Zen):
    """Without trace: the outcome and rule numbers only."""

    name = "GoRules ZEN, zonder trace"
    options = None


def _converted(facts: Facts) -> dict[str, Any]:
    known = {name: value for name, value in facts.items() if value != "onbekend"}
    day = known.pop("datum_bijeenkomst")
    known["dag"] = int(day.replace("-", ""))
    known["kwartaal"] = f"{day[:4]}-K{(int(day[5:7]) + 2) // 3}"
    begin, end = known.pop("voorziening_begin", None), known.pop("voorziening_eind", None)
    if begin or end:
        known["kwartaal_nr"] = _quarter(day)
    if begin:
        known["begin"], known["begin_kwartaal"] = int(begin.replace("-", "")), _quarter(begin)
    if end:
        known["eind"], known["eind_kwartaal"] = int(end.replace("-", "")), _quarter(end)
    for name in ("bedrag_gedeclareerd", "uurtarief_gedeclareerd"):
        if name in known:
            known[name] = _cents(known[name])
    for name in ("factuurkenmerk", "factuur_mailadres"):
        if name in known:
            known[name] = known[name].casefold()
    return known


def _quarter(day: str) -> int:
    return int(day[:4]) * 4 + (int(day[5:7]) + 2) // 3


def _cents(amount: str) -> int:
    return int(amount.replace(".", "")) if "." in amount else 100 * int(amount)


def _numbers(found: list[str | None]) -> tuple[str, ...]:
    return tuple(sorted({number for number in found if number}))
