"""The billing rules as written for business-rules, told in the words of other engines.

`business_billing` has each rule twice, for certain and for possible, since none of these engines
knows onbekend. Here such a condition becomes what another engine reads, as its manual writes it. A
record has a text for each choice ("" is unknown), numbers (far below zero is unknown), and flags.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.answer import Answer, Facts
from benchmarks.business import UNKNOWN, Case, Marks, _form, _main
from benchmarks.business_billing import DERIVING, JUDGING, Condition

Record = dict[str, Any]
_FLAGS = (
    *("kwartaal_wijkt_af", "begin_bekend", "eind_bekend", "begint_later", "eindigde_eerder"),
    *("kenmerk_wijkt_af", "mail_wijkt_af"),
)
_NUMBERS = ("minuten_aanwezig", "minuten_reis_en_voorbereiding")
_TEXTS = (
    *("declarant_soort", "vaste_deelnemer", "uitgenodigd_door", "op_uitnodiging"),
    *("contractstatus", "levert_individuele_voorziening", "gi_voert_maatregel_uit"),
    *("gemeente_van_casus", "factuurkwartaal", "factuurkenmerk", "factuuradres_juist"),
    *("factuur_verzendwijze", "factuur_mailadres"),
)
_FLAG_OF = {"factuurkenmerk": "kenmerk_wijkt_af", "factuur_mailadres": "mail_wijkt_af"}
NAMES = (*_TEXTS, *_NUMBERS, *_FLAGS)


def record(facts: Facts) -> tuple[Case, Record]:
    """A line as a flat record, with the comparisons that these engines can't make."""
    case = Case(facts)
    found = {name: str(case.facts.get(name, "")) for name in _TEXTS}
    numbers = {name: int(case.facts.get(name, UNKNOWN)) for name in _NUMBERS}
    flags = {
        name: bool(getattr(case, name)()) for name in _FLAGS[:5] if callable(getattr(case, name))
    }
    marks = {
        "kenmerk_wijkt_af": found["factuurkenmerk"] not in ("", _KENMERK),
        "mail_wijkt_af": found["factuur_mailadres"] not in ("", _MAIL),
    }
    return case, {**found, **numbers, **flags, **marks}


_KENMERK, _MAIL = "uren regionaal expertteam foodvalley", "bedrijfsvoering@jeugdfv.nl"


def leaf(condition: Condition) -> tuple[str, str, Any]:
    """A condition on one name: the name, `==`, `<`, `>` or `is`, and the value."""
    name, operator = condition["name"], condition["operator"]
    if operator == "matches_regex":
        return _FLAG_OF[name], "is", True
    if operator == "is_true":
        return name, "is", True
    words = {"equal_to": "==", "less_than": "<", "greater_than": ">"}
    return name, words[operator], condition["value"]


def alternatives(condition: Condition) -> Iterator[Mapping[str, list[tuple[str, Any]]]]:
    """A condition as alternatives, each with the tests that must hold by name."""
    if "any" in condition:
        leaves = [leaf(part) for part in condition["any"] if "name" in part]
        if len(leaves) == len(condition["any"]) and len({name for name, _, _ in leaves}) == 1:
            yield {leaves[0][0]: [("in", [value for _, _, value in leaves])]}
            return
        for part in condition["any"]:
            yield from alternatives(part)
        return
    if "all" not in condition:
        name, word, value = leaf(condition)
        yield {name: [("in", [value]) if word == "==" else (word, value)]}
        return
    rows: list[dict[str, list[tuple[str, Any]]]] = [{}]
    for part in condition["all"]:
        rows = [_merged(row, more) for row in rows for more in alternatives(part)]
    yield from rows


def _merged(one: Mapping[str, Any], two: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [*one.get(name, []), *two.get(name, [])] for name in {**one, **two}}


RULES = [*DERIVING, *JUDGING]


def action(rule: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a rule does: `set` a fact, `holds` by number, or `may` hold; with its two words."""
    (made,) = rule["actions"]
    given = made["params"]
    if made["name"] == "set_fact":
        return "set", given["fact"], given["value"]
    if made["name"] == "holds":
        return "holds", given["outcome"], given["rule"]
    return "may", given["outcome"], ""


class Host:
    """What these engines leave to their host: the policy between certain and possible."""

    def __init__(self, case: Case) -> None:
        self.case, self.marks = case, Marks(case)

    def did(self, kind: str, one: str, two: str) -> None:
        """Note what a rule did."""
        if kind == "holds" and two not in self.marks.certain.get(one, []):
            self.marks.holds(two, one)
        elif kind == "may":
            self.marks.may_hold(one)

    def answer(self) -> Answer:
        """The finished answer."""
        main, _ = _main(self.case, self.marks)
        form, certain = _form(self.marks), self.marks.certain
        cents = None
        if main in ("deels_declarabel", "declarabel"):
            assert self.case.fee is not None
            assert self.case.claimed is not None
            cents = min(self.case.fee, self.case.claimed)
        rules, forms = (tuple(sorted({*certain.get(v, [])} - {""})) for v in (main, form))
        return Answer(main, form, cents, rules, forms, ())
