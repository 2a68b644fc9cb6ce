"""The shape of every file in a rule folder; the one place where Dutch keys meet English names."""

from __future__ import annotations

from marshmallow import EXCLUDE

from engine.fields import Answer, Part, Shape, load, parts, text, texts, tree, words_of
from engine.yamlfile import Block, Lines, Text

__all__ = [
    "AmountShape",
    "ExamplesShape",
    "ParametersShape",
    "RuleShape",
    "RulesetShape",
    "SourcesShape",
    "ThenShape",
    "VocabularyShape",
    "WholeShape",
    "load",
    "words_of",
]


class StepShape(Shape):
    """Something somebody does, with an optional last day."""

    who = text("wie")
    what = text("wat")
    due = tree("uiterlijk", required=False)


class DueShape(Shape):
    """A date fact plus a term."""

    after = text("na")
    term = text("termijn")


class RequirementShape(Shape):
    """A step that must be done before the outcome takes effect."""

    who = text("wie")
    what = text("wat")
    done = text("gedaan")


class SignalShape(Shape):
    """Something somebody must hear."""

    to = text("aan")
    what = text("wat")


class AmountShape(Shape):
    """The amount of an outcome, what it never exceeds, and who bears it."""

    value = text("waarde")
    at_most = text("hoogstens", required=False)
    borne_by = text("ten_laste_van", required=False)


class ThenShape(Shape):
    """What a rule concludes; any other key is a track."""

    class Meta:
        unknown = EXCLUDE

    reason = text("reden", required=False)
    sets = tree("stel")
    steps = parts("stap", StepShape, single=True)
    requirements = parts("voorwaarde", RequirementShape, single=True)
    notes = texts("let_op", single=True)
    signals = parts("signaal", SignalShape, single=True)
    amount = tree("bedrag", Block, Text)


class RuleShape(Shape):
    """One rule."""

    number = text("regel")
    title = text("titel")
    sources = texts("bron", required=True)
    when = tree("als")
    then = Part(ThenShape, data_key="dan", required=True)
    note = text("toelichting", required=False)
    valid_from = text("geldig_vanaf", required=False)
    valid_to = text("geldig_tot_en_met", required=False)


class GapShape(Shape):
    """A combination without an outcome that somebody accepted."""

    name = text("gat")
    reason = text("reden")
    when = tree("als", required=True)


class CountShape(Shape):
    """A named count over the items of a collection, or over those that are like an item."""

    name = text("telling")
    title = text("titel")
    when = tree("als")
    same = texts("zelfde")
    earlier = Answer(data_key="eerdere", load_default=False)
    sums = text("som", required=False)


class WholeShape(Shape):
    """A track that looks at a collection as a whole."""

    level = text("niveau")
    verdicts = tree("oordelen", Lines, required=True)


class RulesetShape(Shape):
    """One rule file."""

    decision = text("besluit")
    region = text("regio")
    valid_from = text("geldig_vanaf")
    valid_to = text("geldig_tot_en_met", required=False)
    date_fact = text("datum")
    note = text("toelichting", required=False)
    tracks = tree("sporen", required=True)
    rules = parts("regels", RuleShape, required=True)
    gaps = parts("aanvaarde_gaten", GapShape)
    collection = text("verzameling", required=False)
    ranking = texts("rangorde")
    counts = parts("tellingen", CountShape)


class FactShape(Shape):
    """One fact of the vocabulary."""

    name = text("feit")
    label = text("label")
    kind = text("type")
    question = text("vraag", required=False)
    who_knows = text("wie_weet_dit", required=False)
    choices = tree("keuzes")
    unit = text("eenheid", required=False)
    sentence = text("zin")
    sentence_not = text("zin_niet", required=False)
    phrase = text("zinsdeel", required=False)
    special = Answer(data_key="bijzonder", load_default=False)
    changeable = Answer(data_key="te_veranderen", load_default=False)
    usual = text("gewoon", required=False)
    not_before = text("niet_voor", required=False)
    collection = text("verzameling", required=False)
    note = text("toelichting", required=False)


class VerdictShape(Shape):
    """One outcome of the vocabulary."""

    name = text("oordeel")
    text = text("tekst")


class VocabularyShape(Shape):
    """The file with facts and outcomes."""

    facts = parts("feiten", FactShape, required=True)
    verdicts = parts("oordelen", VerdictShape, required=True)


class DatedShape(Shape):
    """A value of a parameter in a period."""

    value = tree("waarde", Text, Lines, Block, required=True)
    valid_from = text("geldig_vanaf")
    valid_to = text("geldig_tot_en_met", required=False)
    sources = texts("bron")
    note = text("toelichting", required=False)


class ParameterShape(Shape):
    """One parameter."""

    name = text("parameter")
    title = text("titel")
    kind = text("type")
    unit = text("eenheid", required=False)
    choices = tree("keuzes")
    per = text("per", required=False)
    phrase = text("zinsdeel", required=False)
    sources = texts("bron", required=True)
    values = parts("waarden", DatedShape, required=True)
    note = text("toelichting", required=False)


class ParametersShape(Shape):
    """The file with the parameters of a region."""

    region = text("regio")
    parameters = parts("parameters", ParameterShape, required=True)


class DocumentShape(Shape):
    """A source document."""

    name = text("document")
    title = text("titel")
    region = text("regio")


class ClauseShape(Shape):
    """One clause of a source document, in our words."""

    name = text("clausule")
    document = text("document")
    place = text("vindplaats")
    lines = text("regels")
    summary = text("samenvatting")
    decisions = texts("besluiten")
    decidable = text("toetsbaar")
    group = text("groep", required=False)
    points = texts("punten")
    series = text("reeks", required=False)
    not_automated = text("niet_geautomatiseerd", required=False)


class SourcesShape(Shape):
    """The file with the source documents and their clauses."""

    documents = parts("documenten", DocumentShape, required=True)
    clauses = parts("clausules", ClauseShape, required=True)


class ExampleShape(Shape):
    """One worked example."""

    name = text("voorbeeld")
    sources = texts("bron", required=True)
    other_facts = text("overige_feiten", required=False)
    reference_date = text("peildatum", required=False)
    given = tree("gegeven", required=True)
    expected = tree("verwacht", required=True)


class AcceptedShape(Shape):
    """Small changes of a rule that no example can notice."""

    rule = text("regel")
    changes = texts("wijzigingen", required=True)
    reason = text("reden")


class ExamplesShape(Shape):
    """The worked examples of one decision in one region, and the changes that they may miss."""

    decision = text("besluit")
    region = text("regio")
    examples = parts("voorbeelden", ExampleShape, required=True)
    accepted = parts("aanvaarde_wijzigingen", AcceptedShape)
