"""The versions of rules: those in use, and all that ever decided something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from api.blueprints import Blueprint, Gives
from api.current import service
from api.fields import Shape
from api.outfields import day, many, moment, text
from api.service import KnownRuleset

blueprint = Blueprint("regelsets", __name__, description="De versies van de regels.")


class RulesetShape(Shape):
    """A version of the rules of one decision in one region."""

    component = "Regelset"
    versie = text(attribute="version")
    besluit = text(attribute="decision")
    regio = text(attribute="region")
    inGebruik = fields.Boolean(required=True, attribute="in_use")
    geldigVanaf = day(attribute="valid_from", allow_none=True)
    geldigTotEnMet = day(attribute="valid_to", allow_none=True)
    eersteGebruik = moment(attribute="first_used", allow_none=True)


class RulesetListShape(Shape):
    """All versions, those in use first."""

    component = "Regelsets"
    resultaten = many(RulesetShape)


class FileShape(Shape):
    """A file of a version."""

    component = "Bestand"
    naam = text(attribute="name")
    tekst = text(attribute="text")


class FullRulesetShape(RulesetShape):
    """A version with its full text."""

    component = "RegelsetVolledig"
    bestanden = many(FileShape, attribute="files")


@blueprint.operation(
    "GET",
    "/regelsets",
    summary="Lees welke versies van de regels er zijn",
    name="leesRegelsets",
    gives=Gives(RulesetListShape, "De versies; die in gebruik zijn eerst."),
)
def show_all() -> Mapping[str, Any]:
    """List the versions."""
    return {"resultaten": service().rulesets()}


@blueprint.operation(
    "GET",
    "/regelsets/<version:versie>",
    summary="Lees een versie van de regels met de volledige tekst",
    name="leesRegelset",
    problems=(404,),
    gives=Gives(FullRulesetShape, "De versie met al haar bestanden."),
)
def show(versie: str) -> KnownRuleset:
    """Give one version with its full text."""
    return service().ruleset(versie)
