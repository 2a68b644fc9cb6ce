"""The clauses of the sources, and what rests on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from api.blueprints import Blueprint, Gives
from api.current import service
from api.fields import Shape
from api.inputs import DecisionFilter
from api.outfields import many, maybe, text

blueprint = Blueprint("clausules", __name__, description="Waar de regels op rusten.")


class ClauseShape(Shape):
    """A clause, in our words."""

    component = "Clausule"
    clausule = text(attribute="clause.name")
    document = text(attribute="clause.title")
    vindplaats = text(attribute="clause.place")
    bronregels = text(attribute="clause.lines", description="De regelnummers in het brondocument.")
    regio = text(attribute="clause.region")
    samenvatting = text(attribute="clause.summary")
    besluiten = fields.List(fields.String(), required=True, attribute="clause.decisions")
    toetsbaar = text(attribute="clause.decidable", description="ja, deels of nee")
    groep = text(attribute="clause.group", description="De eerste clausule die dit ook zegt.")
    punten = fields.List(fields.String(), required=True, attribute="clause.points")
    nietGeautomatiseerd = maybe(attribute="clause.not_automated")
    regels = fields.List(fields.String(), required=True, attribute="rules")
    parameters = fields.List(fields.String(), required=True)


class ClauseListShape(Shape):
    """Clauses in the order of the sources."""

    component = "Clausules"
    resultaten = many(ClauseShape)


@blueprint.operation(
    "GET",
    "/clausules",
    summary="Lees de clausules, met de regels die erop rusten",
    name="leesClausules",
    query=DecisionFilter,
    gives=Gives(ClauseListShape, "De clausules, in de volgorde van de bronnen."),
)
def show(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """List the clauses."""
    return {"resultaten": service().catalogue.clauses(**query)}
