"""What a form must ask for a decision in a region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from api.blueprints import Blueprint, Gives
from api.current import service
from api.fields import Shape
from api.inputs import FormQuery
from api.outfields import many, maybe, text

blueprint = Blueprint("feiten", __name__, description="Wat een formulier vraagt.")


class ChoiceShape(Shape):
    """One of the choices of a fact."""

    component = "Keuze"
    keuze = text("Zo staat de keuze in een aanvraag.")
    label = text()


class OnlyIfShape(Shape):
    """Answers to an earlier fact, beside which a fact can matter."""

    component = "AlleenAls"
    feit = text(attribute="fact")
    antwoorden = fields.List(
        fields.String(),
        required=True,
        attribute="answers",
        metadata={"description": "Bij elk ander antwoord kunt u de vraag overslaan."},
    )


class FactShape(Shape):
    """A fact as a form asks it."""

    component = "Feit"
    feit = text(attribute="fact.name")
    label = text(attribute="fact.label")
    vraag = text(attribute="fact.question")
    wieWeetDit = text(attribute="fact.who_knows")
    type = text(attribute="fact.kind.name")
    eenheid = text(attribute="fact.kind.unit", description="Leeg als er geen eenheid is.")
    keuzes = many(ChoiceShape, attribute="choices")
    verzameling = maybe(
        "De lijst waarvan elk deel dit feit zelf heeft, of null.", attribute="fact.collection"
    )
    teltMee = fields.Boolean(
        required=True,
        attribute="core",
        metadata={
            "description": "Kan een oordeel of bedrag veranderen. Anders alleen een melding."
        },
    )
    spoor = maybe("Het eerste spoor dat het kan veranderen, of null.", attribute="track")
    alleenAls = many(
        OnlyIfShape,
        attribute="only_if",
        metadata={
            "description": "Het feit telt alleen als dit alles klopt. Wat nog niet is beantwoord, "
            "klopt misschien nog. Leeg: het feit kan altijd tellen."
        },
    )
    volgtUit = fields.List(
        fields.String(),
        required=True,
        attribute="follows_from",
        metadata={"description": "Feiten waaruit dit feit ook kan volgen."},
    )
    gewoon = fields.Raw(
        required=True,
        allow_none=True,
        attribute="usual",
        metadata={"description": "Wat geldt als u zegt dat de rest niet aan de orde is, of null."},
    )
    bijzonder = fields.Boolean(
        required=True,
        attribute="fact.special",
        metadata={"description": "Dit gegeven telt mee, maar wordt nooit bewaard."},
    )


class FactListShape(Shape):
    """The facts in the order of asking: what settles most goes first."""

    component = "Feiten"
    resultaten = many(FactShape)


@blueprint.operation(
    "GET",
    "/feiten",
    summary="Lees wat een formulier moet vragen",
    name="leesFeiten",
    query=FormQuery,
    gives=Gives(FactListShape, "De feiten. Wat het meest beslist staat vooraan."),
)
def show(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """List what a form must ask."""
    return {"resultaten": service().forms.facts(**query)}
