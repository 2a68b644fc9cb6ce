"""The shape of an answer, as the OpenAPI document tells it.

Answers are sent just as `engine.explain` made them and as they are kept: dumping them again through
these shapes would double the work of a request. A test holds them equal.
"""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Shape
from api.outfields import day, many, maybe, moment, text, truth


class SourceShape(Shape):
    """A clause and where to find it."""

    component = "Bron"
    clausule = text()
    document = text()
    vindplaats = text()


class LineShape(Shape):
    """One condition of a rule."""

    component = "RegelVoorwaarde"
    zin = text("De voorwaarde in woorden.")
    waarheid = truth("niet_bewaard")


class ReasonShape(Shape):
    """A rule that made the outcome, or on which it still hangs."""

    component = "Reden"
    regel = text("Het nummer van de regel.")
    titel = text()
    tekst = text("De reden, met de gegevens ingevuld.")
    waarheid = truth()
    toelichting = maybe()
    bronnen = many(SourceShape)
    voorwaarden = many(LineShape)


class QuestionShape(Shape):
    """A fact that can still turn the outcome."""

    component = "Vraag"
    feit = text()
    vraag = text()
    wieWeetDit = text()
    type = text()
    keuzes = fields.List(fields.String(), required=True)
    sleutel = fields.String(metadata={"description": "De optie waar de vraag over gaat."})


class TrackShape(Shape):
    """What a side track came to."""

    component = "Spoor"
    spoor = text()
    oordeel = text()
    oordeelTekst = text()
    redenen = many(ReasonShape)
    ontbrekendeFeiten = many(QuestionShape)


class OpenParameterShape(Shape):
    """A parameter without a value on the day."""

    component = "OntbrekendeParameter"
    parameter = text()
    titel = text()
    wat = text()


class StepShape(Shape):
    """Who does what, and by when."""

    component = "Stap"
    wie = text()
    wat = text()
    uiterlijk = day(allow_none=True)
    na = maybe("Het datumfeit waarna de termijn begint.")
    regel = text()


class RequirementShape(Shape):
    """What must be done before the outcome takes effect."""

    component = "Voorwaarde"
    wie = text()
    wat = text()
    gedaan = truth()
    regel = text()


class ToCheckShape(Shape):
    """A fact of a reminder, to look into."""

    component = "NogNaTeGaan"
    feit = text()
    vraag = text()


class AssumptionShape(Shape):
    """What was assumed because the sender said that the rest is not at issue."""

    component = "Aanname"
    feit = text()
    waarde = fields.Raw(required=True)
    vraag = text()


class NoteShape(Shape):
    """Something to mind."""

    component = "LetOp"
    tekst = text()
    regel = maybe()


class SignalShape(Shape):
    """Whom to tell what."""

    component = "Signaal"
    aan = text()
    wat = text()
    regel = text()


class ChangeShape(Shape):
    """A fact with other answers, as a condition."""

    component = "Wijziging"
    feit = text()
    zin = text("De antwoorden waarom het gaat, in woorden.")


class AlternativeShape(Shape):
    """Facts that would all have to be otherwise for a better outcome: never an advice."""

    component = "Alternatief"
    als = many(ChangeShape)
    oordeel = text()
    oordeelTekst = text()
    tekst = text("De hele zin.")


class PartShape(Shape):
    """A part of how an amount came about."""

    component = "BedragDeel"
    omschrijving = text()
    waarde = text()


class BearerShape(Shape):
    """Who bears the amount."""

    component = "TenLasteVan"
    feit = text()
    waarde = text()
    tekst = text()


class AmountShape(Shape):
    """Euros to the cent, and how they came about."""

    component = "Bedrag"
    waarde = text("Euro's en centen, met een punt.")
    valuta = text()
    opbouw = many(PartShape)
    afronding = text()
    tenLasteVan = fields.Nested(BearerShape, required=True, allow_none=True)


class SaidShape(Shape):
    """What is said of a case, or of one of its options."""

    component = "Advies"
    oordeel = text("Het advies. Een mens beslist.")
    oordeelTekst = text()
    status = text(validate=validate.OneOf(["voorlopig", "definitief"]))
    stil = fields.Boolean(required=True, metadata={"description": "Geen regel gaf een oordeel."})
    sporen = many(TrackShape)
    redenen = many(ReasonShape)
    ontbrekendeFeiten = many(QuestionShape)
    ontbrekendeParameters = many(OpenParameterShape)
    stappen = many(StepShape)
    voorwaarden = many(RequirementShape)
    nogNaTeGaan = many(ToCheckShape)
    aannames = many(AssumptionShape)
    letOp = many(NoteShape)
    signalen = many(SignalShape)
    bedrag = fields.Nested(AmountShape, required=True, allow_none=True)
    watZouDitVeranderen = many(
        AlternativeShape,
        metadata={
            "description": "De kleinste groepen feiten waarmee de uitkomst beter was geweest. "
            "Zo werken de regels; het is geen advies om iets anders te antwoorden."
        },
    )


class AnswerShape(SaidShape):
    """An advice with all its reasons."""

    component = "Uitkomst"
    id = fields.UUID(required=True)
    casusnummer = maybe()
    besluit = text()
    regio = text()
    peildatum = day()
    regelsetVersie = text("Leeg als er op de peildatum geen regels golden.")
    gemaaktOp = moment()


class PlacesShape(Shape):
    """The first and the last of some places, both included."""

    component = "MogelijkePlaatsen"
    vanaf = fields.Integer(required=True)
    totEnMet = fields.Integer(required=True)


class OptionAnswerShape(SaidShape):
    """What is said of one option, and its place among them."""

    component = "OptieUitkomst"
    sleutel = text("De code waarmee de optie is aangeleverd.")
    plaats = fields.Integer(
        required=True, metadata={"description": "De beste is 1. Gelijke opties delen een plaats."}
    )
    mogelijkePlaatsen = fields.Nested(
        PlacesShape,
        required=True,
        metadata={"description": "De plaatsen die nog kunnen, zolang niet alles bekend is."},
    )


class OptionsAnswerShape(AnswerShape):
    """An advice about a case with options: the whole, and each option."""

    component = "SelectieUitkomst"
    opties = many(OptionAnswerShape, metadata={"description": "De beste eerst."})


class SummaryShape(Shape):
    """An outcome in a listing."""

    component = "UitkomstKort"
    id = fields.UUID(required=True)
    casusnummer = maybe()
    besluit = text()
    regio = text()
    peildatum = day()
    oordeel = text()
    oordeelTekst = text()
    status = text()
    gemaaktOp = moment()


class OutcomePageShape(Shape):
    """A page of outcomes."""

    component = "UitkomstenBladzijde"
    resultaten = many(SummaryShape)
    page = fields.Integer(required=True)
    pageSize = fields.Integer(required=True)
    totaal = fields.Integer(required=True)


class DecidedShape(Shape):
    """What a human decided."""

    component = "Besluit"
    id = fields.UUID(required=True)
    oordeel = text(attribute="verdict")
    reden = maybe(attribute="reason")
    rol = text(attribute="by_role")
    gemaaktOp = moment(attribute="made_at")


class DecidedListShape(Shape):
    """All that humans decided after one outcome."""

    component = "Besluiten"
    resultaten = many(DecidedShape)


class ChosenShape(Shape):
    """Which option a human chose."""

    component = "GekozenOptie"
    id = fields.UUID(required=True)
    optie = maybe("De sleutel, of null als er geen optie is gekozen.", attribute="item")
    volgensAdvies = fields.Boolean(required=True, attribute="as_advised")
    reden = maybe(attribute="reason")
    rol = text(attribute="by_role")
    gemaaktOp = moment(attribute="made_at")


class ChosenListShape(Shape):
    """All that humans chose after one outcome."""

    component = "GekozenOpties"
    resultaten = many(ChosenShape)
