"""What all decisions share: putting a case, listing, giving back, and what a human decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response

from api import BASE_PATH
from api.answers import (
    AnswerShape,
    DecidedListShape,
    DecidedShape,
    OutcomePageShape,
    SummaryShape,
)
from api.blueprints import Blueprint, Gives
from api.chosen import Chosen
from api.current import service
from api.fields import Shape
from api.inputs import CaseShape, HumanDecisionShape, PageShape, case_shape
from api.naming import NAMED
from api.replies import link_header, reply
from api.service import Case, Page
from api.store import HumanDecision, OutcomeRecord


@dataclass(frozen=True, slots=True)
class Resource:
    """A decision as a resource: its name in the rules, and an example case."""

    decision: str
    example: Mapping[str, Any]
    human_example: Mapping[str, Any]

    @property
    def plural(self) -> str:
        """What its answers are called."""
        return NAMED[self.decision].plural

    @property
    def singular(self) -> str:
        """What one answer is called."""
        return NAMED[self.decision].singular

    @property
    def path(self) -> str:
        """The path below the base."""
        return f"/{self.plural}"

    @property
    def title(self) -> str:
        """The singular as part of an operation's id."""
        return self.singular.capitalize()

    @property
    def case_component(self) -> str:
        """The name of a case for this decision in the OpenAPI document."""
        return f"{self.title}Aanvraag"

    @property
    def case_shape(self) -> type[CaseShape]:
        """The shape of a case for this decision."""
        return case_shape(self.decision, self.case_component)

    @property
    def answer_shape(self) -> type[Shape]:
        """The shape of an answer."""
        return AnswerShape

    @property
    def human_shape(self) -> type[Shape]:
        """The shape of what a human decides."""
        return HumanDecisionShape

    @property
    def decided_shape(self) -> type[Shape]:
        """The shape of what a human decided."""
        return DecidedShape

    @property
    def decided_list_shape(self) -> type[Shape]:
        """The shape of all that humans decided."""
        return DecidedListShape

    def record(self, record: OutcomeRecord, said: Mapping[str, Any]) -> HumanDecision:
        """Keep what a human decided after an outcome."""
        return service().record_decision(record, said["oordeel"], said["reden"], said["rol"])


def routes(resource: Resource) -> Blueprint:
    """A blueprint with the routes of one decision."""
    blueprint = Blueprint(resource.plural, __name__, description=f"{resource.title}: advies.")
    for add in (_add_create, _add_list, _add_read, _add_decide, _add_decided):
        add(blueprint, resource)
    return blueprint


def _add_create(blueprint: Blueprint, resource: Resource) -> None:
    @blueprint.operation(
        "POST",
        resource.path,
        summary=f"Toets een {resource.singular}",
        name=f"toets{resource.title}",
        body=resource.case_shape(),
        example=resource.example,
        gives=Gives(
            resource.answer_shape, "De uitkomst.", 201, {"Location": "Waar zij te lezen is."}
        ),
    )
    def create(case: Case) -> Response:
        """Decide on one case and keep the outcome."""
        answer = service().assess(resource.decision, case)
        place = f"{BASE_PATH}{resource.path}/{answer['id']}"
        return reply(answer, 201, headers={"Location": place})


def _add_list(blueprint: Blueprint, resource: Resource) -> None:
    @blueprint.operation(
        "GET",
        resource.path,
        summary=f"Lees de uitkomsten per {resource.singular}",
        name=f"leesLijst{resource.title}",
        query=PageShape,
        gives=Gives(OutcomePageShape, "Nieuwste eerst.", 200, {"Link": "first, prev, next, last"}),
    )
    def show_all(query: Mapping[str, Any]) -> Response:
        """List outcomes, newest first."""
        region = query.get("region")
        chosen = Chosen(resource.decision, region)
        page = service().outcomes(chosen, page=query["page"], page_size=query["page_size"])
        links = link_header(f"{BASE_PATH}{resource.path}", page, region)
        return reply(_listing(page), headers={"Link": links})


def _add_read(blueprint: Blueprint, resource: Resource) -> None:
    @blueprint.operation(
        "GET",
        f"{resource.path}/<uuid:id>",
        summary=f"Lees een {resource.singular} terug",
        name=f"lees{resource.title}",
        problems=(404,),
        gives=Gives(resource.answer_shape, "De uitkomst, precies zoals zij is gegeven."),
    )
    def show(id: UUID) -> Response:
        """Give one outcome just as it was given."""
        return reply(service().outcome(str(id), resource.decision).answer)


def _add_decide(blueprint: Blueprint, resource: Resource) -> None:
    @blueprint.operation(
        "POST",
        f"{resource.path}/<uuid:id>/besluiten",
        summary=f"Leg vast wat een mens besluit over een {resource.singular}",
        name=f"besluitOver{resource.title}",
        body=resource.human_shape(),
        example=resource.human_example,
        problems=(404,),
        gives=Gives(resource.decided_shape, "Het besluit is vastgelegd.", 201),
    )
    def decide(said: Mapping[str, Any], id: UUID) -> HumanDecision:
        """Record what a human decided after an outcome."""
        return resource.record(service().outcome(str(id), resource.decision), said)


def _add_decided(blueprint: Blueprint, resource: Resource) -> None:
    @blueprint.operation(
        "GET",
        f"{resource.path}/<uuid:id>/besluiten",
        summary=f"Lees wat mensen besloten over een {resource.singular}",
        name=f"leesBesluitenOver{resource.title}",
        problems=(404,),
        gives=Gives(resource.decided_list_shape, "De besluiten, oudste eerst."),
    )
    def decided(id: UUID) -> Mapping[str, Any]:
        """List what humans decided after an outcome."""
        record = service().outcome(str(id), resource.decision)
        return {"resultaten": service().human_decisions(record)}


def _listing(page: Page) -> dict[str, object]:
    names = SummaryShape().fields
    return {
        "resultaten": [{name: record.answer[name] for name in names} for record in page.records],
        "page": page.number,
        "pageSize": page.size,
        "totaal": page.total,
    }
