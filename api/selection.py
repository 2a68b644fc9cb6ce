"""Selections: which options may be chosen for a case, in what order, and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.answers import ChosenListShape, ChosenShape, OptionsAnswerShape
from api.current import service
from api.decisions import Resource, routes
from api.fields import Shape
from api.inputs import CaseShape, ChoiceShape, OptionsCaseShape, case_shape
from api.store import HumanDecision, OutcomeRecord


class Selection(Resource):
    """A decision about options: a human chooses one of them, or none."""

    @property
    def case_shape(self) -> type[CaseShape]:
        """The shape of a case with options."""
        return case_shape(self.decision, self.case_component, OptionsCaseShape)

    @property
    def answer_shape(self) -> type[Shape]:
        """The shape of an answer with options."""
        return OptionsAnswerShape

    @property
    def human_shape(self) -> type[Shape]:
        """The shape of a choice."""
        return ChoiceShape

    @property
    def decided_shape(self) -> type[Shape]:
        """The shape of a choice that was made."""
        return ChosenShape

    @property
    def decided_list_shape(self) -> type[Shape]:
        """The shape of all choices that were made."""
        return ChosenListShape

    def record(self, record: OutcomeRecord, said: Mapping[str, Any]) -> HumanDecision:
        """Keep which option a human chose."""
        return service().record_choice(record, said["optie"], said["reden"], said["rol"])


EXAMPLE: Mapping[str, Any] = {
    "regio": "foodvalley",
    "casusnummer": "2021-014",
    "feiten": {"datum_bijeenkomst": "2021-06-10"},
    "opties": [
        {
            "sleutel": "optie-1",
            "feiten": {"contract_van_aanbieder": "inkoopnetwerk", "locatie_aanbod": "binnen_regio"},
        },
        {
            "sleutel": "optie-2",
            "feiten": {
                "contract_van_aanbieder": "niet_gecontracteerd",
                "locatie_aanbod": "buiten_regio",
            },
        },
    ],
    "overigeFeiten": "niet_aan_de_orde",
}

RESOURCE = Selection(
    decision="selection",
    example=EXAMPLE,
    human_example={"optie": "optie-1", "rol": "coordinator"},
)

blueprint = routes(RESOURCE)
