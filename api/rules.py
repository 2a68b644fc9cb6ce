"""The rules in use, in Dutch sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from api.blueprints import Blueprint, Gives
from api.current import service
from api.fields import Shape
from api.inputs import DecisionFilter
from api.outfields import day, many, text

blueprint = Blueprint("regels", __name__, description="De regels die nu in gebruik zijn.")


class RuleShape(Shape):
    """A rule."""

    component = "Regel"
    regel = text(attribute="rule.number")
    titel = text(attribute="rule.title")
    besluit = text(attribute="ruleset.decision")
    regio = text(attribute="ruleset.region")
    regelsetVersie = text(attribute="version")
    clausules = fields.List(fields.String(), required=True, attribute="rule.sources")
    geldigVanaf = day(attribute="first_day")
    geldigTotEnMet = day(attribute="last_day", allow_none=True)
    zinnen = fields.List(fields.String(), required=True, attribute="lines")


class RuleListShape(Shape):
    """Rules in the order of their files."""

    component = "Regels"
    resultaten = many(RuleShape)


@blueprint.operation(
    "GET",
    "/regels",
    summary="Lees de regels",
    name="leesRegels",
    query=DecisionFilter,
    gives=Gives(RuleListShape, "De regels, in de volgorde van hun bestand."),
)
def show(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """List the rules in use."""
    return {"resultaten": service().catalogue.rules(**query)}
