"""Tariffs, terms, lists and addresses: dated, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from api.blueprints import Blueprint, Gives
from api.current import service
from api.fields import Shape
from api.inputs import RegionFilter
from api.outfields import day, many, maybe, text

blueprint = Blueprint("parameters", __name__, description="Tarieven, termijnen en lijsten.")


class ValueShape(Shape):
    """A value in a period; null while it is still to be set."""

    component = "ParameterWaarde"
    waarde = fields.Raw(required=True, allow_none=True)
    geldigVanaf = day()
    geldigTotEnMet = day(allow_none=True)
    bronnen = fields.List(fields.String(), required=True)


class ParameterShape(Shape):
    """A parameter of a region."""

    component = "Parameter"
    parameter = text(attribute="parameter.name")
    titel = text(attribute="parameter.title")
    regio = text(attribute="region")
    type = text(attribute="parameter.kind.name")
    per = maybe(
        attribute="parameter.per", description="Het keuzefeit waarnaar de waarde verschilt."
    )
    toelichting = maybe(attribute="parameter.note")
    bronnen = fields.List(fields.String(), required=True, attribute="parameter.sources")
    waarden = many(ValueShape, attribute="values")


class ParameterListShape(Shape):
    """The parameters of one or more regions."""

    component = "Parameters"
    resultaten = many(ParameterShape)


@blueprint.operation(
    "GET",
    "/parameters",
    summary="Lees tarieven, termijnen en lijsten",
    name="leesParameters",
    query=RegionFilter,
    gives=Gives(ParameterListShape, "De parameters met al hun waarden."),
)
def show(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """List the parameters."""
    return {"resultaten": service().catalogue.parameters(**query)}
