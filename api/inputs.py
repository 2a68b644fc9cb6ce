"""What clients send: a case to decide on, a human's decision, and what a listing is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, post_load, validate, validates_schema

from api.current import service
from api.fields import Count, Date, Facts, Shape, Text, checked, decision_name, region_name, whole
from api.problems import Fault
from api.service import Case
from api.texts import CASE_NUMBER, LONGEST_REASON, case_number_fault, readable, reason_fault
from engine.decider import NOT_AT_ISSUE
from engine.values import UNKNOWN

OTHER_FACTS = validate.OneOf([UNKNOWN, NOT_AT_ISSUE], error=f"Kies uit: {UNKNOWN}, {NOT_AT_ISSUE}.")
NAME = whole(r"[a-z][a-z0-9_]{0,39}", "Schrijf dit als één woord in kleine letters.")


class CaseShape(Shape):
    """A case that is put to one decision; see `case_shape`."""

    decision: ClassVar[str]

    regio = region_name(
        required=True, metadata={"description": "De regio waarvan de regels gelden."}
    )
    casusnummer = Text(
        allow_none=True,
        validate=checked(case_number_fault),
        metadata={
            "description": "Uw eigen code voor de casus. Nooit een naam of een BSN.",
            "pattern": f"^{CASE_NUMBER}$",
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


def case_shape(decision: str, component: str) -> type[CaseShape]:
    """The shape of a case for one decision, with its name in the OpenAPI document."""
    return type(component, (CaseShape,), {"decision": decision, "component": component})


class HumanDecisionShape(Shape):
    """What a human decides after an advice."""

    component = "BesluitAanvraag"

    oordeel = Text(
        required=True,
        validate=NAME,
        metadata={"description": "Een oordeel dat dit besluit kent, maar niet 'aanvullen'."},
    )
    reden = Text(
        allow_none=True,
        load_default=None,
        validate=checked(reason_fault),
        metadata={
            "description": "Verplicht als u anders beslist dan het advies. Zonder namen of BSN.",
            "pattern": f"^{readable(LONGEST_REASON)}$",
        },
    )
    rol = Text(
        required=True,
        validate=NAME,
        metadata={"description": "De rol van wie beslist, zoals coordinator. Nooit een naam."},
    )


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
