"""The billing rules of FoodValley for business-rules, written by hand from `rules/billing.yaml`."""

from __future__ import annotations

from typing import Any

Condition = dict[str, Any]
Rules = list[dict[str, Any]]


def _all(*parts: Condition) -> Condition:
    return {"all": list(parts)}


def _any(*parts: Condition) -> Condition:
    return {"any": list(parts)}


def _is(name: str, *values: str) -> Condition:
    tests = [{"name": name, "operator": "equal_to", "value": value} for value in values]
    return tests[0] if len(tests) == 1 else {"any": tests}


def _more(name: str, number: int) -> Condition:
    return {"name": name, "operator": "greater_than", "value": number}


def _less(name: str, number: int) -> Condition:
    return {"name": name, "operator": "less_than", "value": number}


def _yes(name: str) -> Condition:
    return {"name": name, "operator": "is_true", "value": None}


def _set(fact: str, value: str, conditions: Condition) -> dict[str, Any]:
    action = {"name": "set_fact", "params": {"fact": fact, "value": value}}
    return {"conditions": conditions, "actions": [action]}


def _holds(rule: str, outcome: str, conditions: Condition) -> dict[str, Any]:
    action = {"name": "holds", "params": {"rule": rule, "outcome": outcome}}
    return {"conditions": conditions, "actions": [action]}


def _may(outcome: str, conditions: Condition) -> dict[str, Any]:
    return {
        "conditions": conditions,
        "actions": [{"name": "may_hold", "params": {"outcome": outcome}}],
    }


_ORGANISATIONS = ("jeugdhulpaanbieder", "gecertificeerde_instelling")
_OTHERS = (
    "externe_deskundige",
    "gemeentelijke_toegang_of_lokaal_team",
    "ret_functionaris",
    "overige_partij",
)
_ELSEWHERE = ("landelijk_ingekocht", "licht_contract", "niet_gecontracteerd")
_SEVEN = ("barneveld", "ede", "nijkerk", "renswoude", "rhenen", "scherpenzeel", "veenendaal")
_ORG = _is("declarant_soort", *_ORGANISATIONS)
_ORG_MAYBE = _is("declarant_soort", *_ORGANISATIONS, "")
_GI = _is("declarant_soort", "gecertificeerde_instelling")
_GI_MAYBE = _is("declarant_soort", "gecertificeerde_instelling", "")
_NOBODY_KNOWN = _is("declarant_soort", "")
_PROVIDES = "levert_individuele_voorziening"
_PAID = (
    _ORG,
    _is("op_uitnodiging", "ja"),
    _is("contractstatus", "inkoopnetwerk"),
    _is(_PROVIDES, "nee"),
    _more("minuten_aanwezig", 0),
    _is("gemeente_van_casus", *_SEVEN),
)
_KENMERK = "uren regionaal expertteam foodvalley"
_MAIL = "bedrijfsvoering@jeugdfv.nl"
_WRONG_KENMERK = {
    "name": "factuurkenmerk",
    "operator": "matches_regex",
    "value": f"^(?!{_KENMERK}$).",
}
_WRONG_MAIL = {"name": "factuur_mailadres", "operator": "matches_regex", "value": f"^(?!{_MAIL}$)."}
_NOT, _REFER = "niet_declarabel", "voorleggen"
_PARTLY, _PAY, _BACK = "deels_declarabel", "declarabel", "terug_naar_indiener"

DERIVING: Rules = [
    _set("op_uitnodiging", "ja", _is("vaste_deelnemer", "ja")),
    _set("op_uitnodiging", "ja", _is("uitgenodigd_door", "voorzitter", "coordinator", "gemeente")),
    _set(
        "op_uitnodiging",
        "nee",
        _all(_is("vaste_deelnemer", "nee"), _is("uitgenodigd_door", "niemand")),
    ),
    _set(_PROVIDES, "nee", _any(_yes("begint_later"), _yes("eindigde_eerder"))),
    _set(_PROVIDES, "ja", _all(_yes("begin_bekend"), _yes("eind_bekend"))),
]

JUDGING: Rules = [
    _holds("DEC-FV-07", _NOT, _all(_ORG, _is(_PROVIDES, "ja"))),
    _may(_NOT, _all(_ORG_MAYBE, _is(_PROVIDES, "ja", ""))),
    _holds("DEC-FV-08", _NOT, _all(_ORG, _is("op_uitnodiging", "nee"))),
    _may(_NOT, _all(_ORG_MAYBE, _is("op_uitnodiging", "nee", ""))),
    _holds(
        "DEC-FV-09", _NOT, _all(_ORG, _more("minuten_aanwezig", -1), _less("minuten_aanwezig", 1))
    ),
    _may(_NOT, _all(_ORG_MAYBE, _less("minuten_aanwezig", 1))),
    _holds("DEC-FV-10", _REFER, _is("declarant_soort", *_OTHERS)),
    _may(_REFER, _NOBODY_KNOWN),
    _holds("DEC-FV-11", _REFER, _all(_ORG, _is("contractstatus", *_ELSEWHERE))),
    _may(_REFER, _all(_ORG_MAYBE, _is("contractstatus", *_ELSEWHERE, ""))),
    _holds("DEC-FV-12", _REFER, _all(_GI, _is("gi_voert_maatregel_uit", "ja"))),
    _may(_REFER, _all(_GI_MAYBE, _is("gi_voert_maatregel_uit", "ja", ""))),
    _holds("DEC-FV-13", _REFER, _all(_ORG, _is("gemeente_van_casus", "andere_gemeente"))),
    _may(_REFER, _all(_ORG_MAYBE, _is("gemeente_van_casus", "andere_gemeente", ""))),
    # Whoever declares, these go to a human: DEC-FV-10 or one of DEC-FV-11 and DEC-FV-13 holds.
    _holds(
        "",
        "hoe_dan_ook",
        _all(
            _NOBODY_KNOWN,
            _any(_is("contractstatus", *_ELSEWHERE), _is("gemeente_van_casus", "andere_gemeente")),
        ),
    ),
    _holds("DEC-FV-14", _PARTLY, _all(*_PAID, _more("minuten_reis_en_voorbereiding", 0))),
    _may(_PARTLY, _less("minuten_reis_en_voorbereiding", 0)),
    _holds("DEC-FV-15", _PAY, _all(*_PAID)),
    _holds("DEC-FV-16", _BACK, _yes("kwartaal_wijkt_af")),
    _may(_BACK, _is("factuurkwartaal", "")),
    _holds("DEC-FV-17", _BACK, _WRONG_KENMERK),
    _may(_BACK, _is("factuurkenmerk", "")),
    _holds("DEC-FV-18", _BACK, _is("factuuradres_juist", "nee")),
    _may(_BACK, _is("factuuradres_juist", "")),
    _holds("DEC-FV-19", _BACK, _is("factuur_verzendwijze", "post", "anders")),
    _may(_BACK, _is("factuur_verzendwijze", "")),
    _holds("DEC-FV-20", _BACK, _all(_is("factuur_verzendwijze", "email"), _WRONG_MAIL)),
    _may(_BACK, _all(_is("factuur_verzendwijze", "email"), _is("factuur_mailadres", ""))),
    # Not by mail, or to another address: one of DEC-FV-19 and DEC-FV-20 holds.
    _holds("", "hoe_dan_ook_terug", _all(_is("factuur_verzendwijze", ""), _WRONG_MAIL)),
]

_NOTE = "let_op"
_PAYS = _is("betaalt", "ja")
REMARKS: Rules = [
    _holds("DEC-FV-07", _NOTE, _all(_ORG, _is(_PROVIDES, "ja"))),
    _holds("DEC-FV-10", _NOTE, _is("declarant_soort", *_OTHERS)),
    _holds("DEC-FV-21", _NOTE, _is("vorm", _BACK)),
    _holds(
        "DEC-FV-22",
        _NOTE,
        _all(
            _ORG,
            _is(_PROVIDES, "nee"),
            _is("op_uitnodiging", "ja"),
            _more("minuten_aanwezig", 0),
            _yes("begin_bekend"),
            _yes("eind_bekend"),
            _yes("in_kwartaal"),
        ),
    ),
    _holds("DEC-FV-23", _NOTE, _all(_GI, _is(_PROVIDES, "ja"))),
    _holds("DEC-FV-24", _NOTE, _all(_PAYS, _yes("tarief_wijkt_af"))),
    _holds("DEC-FV-25", _NOTE, _all(_PAYS, _more("bedrag_verschil", 0))),
    _holds("DEC-FV-26", _NOTE, _all(_PAYS, _less("bedrag_verschil", 0))),
    _holds("DEC-FV-27", _NOTE, _all(_PAYS, _more("langer_dan_bijeenkomst", 0))),
    _holds("DEC-FV-28", _NOTE, _all(_PAYS, _more("minuten_aanwezig", 120))),
    _holds(
        "DEC-FV-29",
        _NOTE,
        _all(_PAYS, _more("casussen_in_bijeenkomst", 1), _more("langer_dan_bijeenkomst", -1)),
    ),
]
