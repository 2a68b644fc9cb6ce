"""What clients send: a case to decide on, a human's decision, and what a listing is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from api.current import service
from api.fields import (
    Count,
    Date,
    Facts,
    Many,
    Shape,
    Text,
    checked,
    decision_name,
    region_name,
    whole,
)
from api.problems import Fault
from api.service import Case
from api.texts import (
    KEY_FORM,
    LONGEST_REASON,
    bsn_fault,
    code_fault,
    key_fault,
    readable,
    reason_fault,
)
from engine.decider import NOT_AT_ISSUE
from engine.examples import KEY
from engine.values import CODE, LONGEST_CODE, UNKNOWN

OTHER_FACTS = validate.OneOf([UNKNOWN, NOT_AT_ISSUE], error=f"Kies uit: {UNKNOWN}, {NOT_AT_ISSUE}.")
MOST_OPTIONS = 50
TOO_MANY = Fault(f"Geef hoogstens {MOST_OPTIONS} opties.", "te-veel")
NO_LIST = "Hier hoort een lijst van opties te staan, elk met een 'sleutel' en 'feiten'."
PER_OPTION = "Dit feit heeft elke optie voor zich. Geef het onder 'opties'."
PER_CASE = "Dit feit geldt voor alle opties. Geef het onder 'feiten'."
TWICE = "Deze code heeft een andere optie al."
NAME = whole(r"[a-z][a-z0-9_]{0,39}", "Schrijf dit als één woord in kleine letters.")


def _reason() -> Text:
    return Text(
        allow_none=True,
        load_default=None,
        validate=checked(reason_fault),
        metadata={
            "description": "Verplicht als u anders beslist dan het advies. Zonder namen of BSN.",
            "pattern": f"^{readable(LONGEST_REASON)}$",
        },
    )


def _role() -> Text:
    return Text(
        required=True,
        validate=[NAME, checked(bsn_fault)],
        metadata={"description": "De rol van wie beslist, zoals coordinator. Nooit een naam."},
    )


class CaseShape(Shape):
    """A case that is put to one decision; see `case_shape`."""

    decision: ClassVar[str]

    regio = region_name(
        required=True, metadata={"description": "De regio waarvan de regels gelden."}
    )
    casusnummer = Text(
        allow_none=True,
        validate=checked(code_fault),
        metadata={
            "description": "Uw eigen code voor de casus. Nooit een naam of een BSN.",
            "pattern": f"^{CODE}$",
            "maxLength": LONGEST_CODE,
        },
    )
    peildatum = Date(
        allow_none=True,
        metadata={
            "description": "De dag waarvan de regels gelden. "
            "Zonder peildatum telt het datumfeit van het besluit; een van beide is nodig."
        },
    )
    feiten = Facts(required=True)
    overigeFeiten = Text(
        load_default=UNKNOWN,
        validate=OTHER_FACTS,
        metadata={"description": "Wat geldt voor feiten die u weglaat."},
    )

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _check_date(self, data: Mapping[str, Any], original: Any, **_: Any) -> None:
        """Tell in the same answer as other faults that there is no date to go by."""
        given = original.get("feiten") if isinstance(original, dict) else None
        if not isinstance(given, dict) or "regio" not in data or original.get("peildatum"):
            return
        name = service().date_fact(self.decision, data["regio"])
        if name is None:
            raise ValidationError({"peildatum": [no_date("peildatum")]})
        if given.get(name, UNKNOWN) in (UNKNOWN, None):
            raise ValidationError({"feiten": {name: [no_date(name)]}})

    @post_load
    def _case(self, data: Mapping[str, Any], **_: Any) -> Case:
        return Case(
            data["regio"],
            data["feiten"],
            data.get("casusnummer"),
            data.get("peildatum"),
            data["overigeFeiten"],
        )


def no_date(name: str) -> Fault:
    """The fault that no date picks the rules; `name` is the fact that would."""
    either = "" if name == "peildatum" else f" of '{name}'"
    text = f"Geef 'peildatum'{either}. Zonder datum weten wij niet welke regels gelden."
    return Fault(text, "datum-ontbreekt")


def case_shape(
    decision: str, component: str, shape: type[CaseShape] = CaseShape
) -> type[CaseShape]:
    """The shape of a case for one decision, with its name in the OpenAPI document."""
    return type(component, (shape,), {"decision": decision, "component": component})


class OptionShape(Shape):
    """One of the options of a case, with the facts that it has for itself."""

    component = "OptieAanvraag"

    sleutel = Text(
        required=True,
        validate=checked(key_fault),
        metadata={
            "description": "Uw eigen code voor deze optie. Nooit de naam van een mens.",
            "pattern": f"^{KEY_FORM}$",
        },
    )
    feiten = Facts(required=True, own=True)


class OptionsCaseShape(CaseShape):
    """A case with options: each fact stands where it belongs, and each option has its own key."""

    feiten = Facts(required=True, own=False)

    opties = Many(
        fields.Nested(OptionShape),
        NO_LIST,
        required=True,
        validate=checked(lambda found: TOO_MANY if len(found) > MOST_OPTIONS else None),
        metadata={
            "description": "De opties; een lege lijst als er geen enkele is.",
            "maxItems": MOST_OPTIONS,
        },
    )

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _check_options(self, data: Mapping[str, Any], original: Any, **_: Any) -> None:
        """Tell each fact that stands in the wrong place, and each key that stands there twice."""
        if not isinstance(original, dict):
            return
        own, known = service().decisions.own_facts, service().rulebook.facts
        given = original.get("opties")
        rows = given if isinstance(given, list) else []
        seen, faults = set[object](), dict[int, Any]()
        for place, row in enumerate(rows):
            found = _misplaced(row, PER_CASE, lambda name: name in known and name not in own)
            key = row.get(KEY) if isinstance(row, dict) else None
            if isinstance(key, str) and key in seen:
                found[KEY] = [Fault(TWICE, "dubbele-sleutel")]
            seen.add(key if isinstance(key, str) else None)
            faults |= {place: found} if found else {}
        told = _misplaced(original, PER_OPTION, own.__contains__)
        if told or faults:
            raise ValidationError({**told, **({"opties": faults} if faults else {})})

    @post_load
    def _case(self, data: Mapping[str, Any], **more: Any) -> Case:
        items = tuple((option[KEY], option["feiten"]) for option in data["opties"])
        case: Case = super()._case(data, **more)
        return replace(case, items=items)


def _misplaced(row: Any, sentence: str, strange: Callable[[str], bool]) -> dict[str, Any]:
    facts = row.get("feiten") if isinstance(row, dict) else None
    names = [name for name in facts if strange(name)] if isinstance(facts, dict) else []
    return {"feiten": {n: [Fault(sentence, "verkeerde-plaats")] for n in names}} if names else {}


class ChoiceShape(Shape):
    """Which option a human chose."""

    component = "GekozenOptieAanvraag"

    optie = Text(
        required=True,
        allow_none=True,
        validate=checked(key_fault),
        metadata={
            "description": "De sleutel van de gekozen optie, of null als er geen is gekozen.",
            "pattern": f"^{KEY_FORM}$",
        },
    )
    reden = _reason()
    rol = _role()


class HumanDecisionShape(Shape):
    """What a human decides after an advice."""

    component = "BesluitAanvraag"

    oordeel = Text(
        required=True,
        validate=NAME,
        metadata={"description": "Een oordeel dat dit besluit kent, maar niet 'aanvullen'."},
    )
    reden = _reason()
    rol = _role()


class PageShape(Shape):
    """Which page of a listing, and of which region."""

    page = Count(1, 1_000_000, load_default=1, metadata={"description": "Welke bladzijde."})
    page_size = Count(
        1,
        100,
        data_key="pageSize",
        load_default=20,
        metadata={"description": "Hoeveel per bladzijde."},
    )
    region = region_name(
        data_key="regio", metadata={"description": "Alleen uitkomsten van deze regio."}
    )


class RegionFilter(Shape):
    """Only what is of one region."""

    region = region_name(data_key="regio", metadata={"description": "Alleen van deze regio."})


class DecisionFilter(RegionFilter):
    """Only what is of one region and one decision."""

    decision = decision_name(
        data_key="besluit", metadata={"description": "Alleen van dit besluit."}
    )


class FormQuery(Shape):
    """The decision and region that a form is for."""

    decision = decision_name(
        data_key="besluit", required=True, metadata={"description": "Het besluit."}
    )
    region = region_name(data_key="regio", required=True, metadata={"description": "De regio."})
    day = Date(data_key="peildatum", metadata={"description": "Alleen wat op deze dag telt."})
