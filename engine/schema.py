"""The shape of every file in a rule folder; the one place where Dutch keys meet English names.

Messages carry their finding code before a bar, as `code|Dutch sentence`: marshmallow keeps only text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from marshmallow import INCLUDE, Schema, ValidationError, fields

from engine.findings import Findings, hint
from engine.yamlfile import Block, Lines, Text, line_of


class Dutch(fields.Field[Any]):
    """A field whose faults are Dutch sentences with a finding code."""

    default_error_messages: ClassVar[dict[str, str]] = {"required": "sleutel-ontbreekt|"}


class Line(Dutch):
    """One text on one place."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Text:
        if not isinstance(value, Text):
            raise ValidationError(f"verkeerde-vorm|achter '{attr}' hoort één waarde te staan.")
        if not value:
            raise ValidationError(f"lege-waarde|achter '{attr}' staat niets.")
        return value


class Answer(Line):
    """The word ja or nee."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in ("ja", "nee"):
            raise ValidationError(f"verkeerde-waarde|achter '{attr}' hoort ja of nee te staan.")
        return text == "ja"


class Lists(Dutch):
    """A list; with `single` one item may stand without a dash."""

    def __init__(self, item: fields.Field[Any], *, single: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item, self.single = item, single

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        items = [value] if self.single and not isinstance(value, list) else value
        if not isinstance(items, list):
            raise ValidationError(
                f"streepje-mist|onder '{attr}' hoort een lijst: zet voor elk onderdeel een '-'."
            )
        read, faults = [], {}
        for place, item in enumerate(items):
            try:
                read.append(self.item.deserialize(item, attr, data))
            except ValidationError as error:
                faults[place] = error.normalized_messages().get("_schema", error.messages)
                read.extend(_usable(self.item, error.valid_data, item))
        if faults:
            raise ValidationError(faults if isinstance(value, list) else faults[0], valid_data=read)
        return read


class Tree(Dutch):
    """A block or list that is read further on, such as a condition."""

    def __init__(self, *shapes: type, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shapes = shapes or (Block,)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, Lines) and Block in self.shapes and Lines not in self.shapes:
            raise ValidationError(f"verkeerde-vorm|onder '{attr}' horen geen streepjes te staan.")
        if not isinstance(value, self.shapes) or value == "":
            raise ValidationError(f"verkeerde-vorm|onder '{attr}' hoort op een nieuwe regel iets te staan.")
        return value


class Part(Dutch):
    """A block with keys of its own."""

    def __init__(self, shape: type[Shape], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shape = shape

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, Block):
            raise ValidationError(f"verkeerde-vorm|bij '{attr}' horen namen met een ':' te staan.")
        read = self.shape().load(value)
        read["line"] = line_of(next(iter(value), value), line_of(value))
        return read


class Shape(Schema):
    """A block of a rule file; unknown keys are refused."""

    error_messages: ClassVar[dict[str, str]] = {"unknown": "onbekende-sleutel|"}


def _usable(item: fields.Field[Any], valid: Any, node: Any) -> list[dict[str, Any]]:
    """What is left of a faulty block, so that its other faults come out in the same run."""
    if not isinstance(item, Part) or not isinstance(valid, dict):
        return []
    known = item.shape().fields
    padded = {name: None if f.required else f.load_default for name, f in known.items()}
    padded = {name: d() if callable(d) else d for name, d in padded.items()}
    missing = {name for name, f in known.items() if f.required} - set(valid) - {"sources"}
    return [] if missing else [{**padded, **valid, "line": line_of(next(iter(node)))}]


def text(key: str, *, required: bool = True) -> Line:
    """A text under the Dutch key `key`."""
    return Line(data_key=key, required=required, **({} if required else {"load_default": None}))


def texts(key: str, *, required: bool = False, single: bool = False) -> Lists:
    """A list of texts under `key`."""
    return Lists(Line(), single=single, data_key=key, required=required, **_empty(required))


def parts(key: str, shape: type[Shape], *, required: bool = False, single: bool = False) -> Lists:
    """A list of blocks under `key`."""
    return Lists(Part(shape), single=single, data_key=key, required=required, **_empty(required))


def tree(key: str, *shapes: type, required: bool = False) -> Tree:
    """A block under `key` that is read further on."""
    return Tree(*shapes, data_key=key, required=required, **({} if required else {"load_default": None}))


def _empty(required: bool) -> dict[str, Any]:
    return {} if required else {"load_default": list}


def load(file: str, shape: type[Shape], block: Block, findings: Findings) -> dict[str, Any]:
    """Read a block into English names; faults become findings, and what is sound is still given."""
    try:
        loaded: dict[str, Any] = shape().load(block)
    except ValidationError as error:
        for line, code, message in _faults(shape, block, error.normalized_messages()):
            findings.add(file, line, code, message)
        loaded = error.valid_data if isinstance(error.valid_data, dict) else {}
    return loaded


def _faults(
    shape: type[Shape] | None, node: Any, messages: Mapping[Any, Any]
) -> Iterator[tuple[int, str, str]]:
    for key, inner in messages.items():
        child, line = _child(node, key)
        if isinstance(inner, Mapping):
            yield from _faults(_shape_under(shape, key), child, inner)
            continue
        for message in inner:
            code, _, sentence = str(message).partition("|")
            yield line, *_sentence(code, sentence, str(key), shape)


def _child(node: Any, key: Any) -> tuple[Any, int]:
    if isinstance(node, Block):
        written = next((name for name in node if name == key), None)
        first = next(iter(node), node)
        return node.get(key), line_of(written, line_of(first, line_of(node)))
    if isinstance(node, Lines) and isinstance(key, int) and key < len(node):
        return node[key], line_of(next(iter(node[key]), None), line_of(node[key]))
    return node, line_of(node)


def _shape_under(shape: type[Shape] | None, key: Any) -> type[Shape] | None:
    if shape is None or isinstance(key, int):
        return shape
    found = next((f for f in shape().fields.values() if f.data_key == key), None)
    item = found.item if isinstance(found, Lists) else found
    return item.shape if isinstance(item, Part) else None


def _sentence(code: str, sentence: str, key: str, shape: type[Shape] | None) -> tuple[str, str]:
    if code == "sleutel-ontbreekt" and key == "bron":
        return "bron-ontbreekt", "'bron' ontbreekt. Noem de clausule waarop dit rust, bijvoorbeeld [FV-4-08]."
    if code == "sleutel-ontbreekt":
        return code, f"'{key}' ontbreekt hier."
    if code == "onbekende-sleutel":
        known = [f.data_key or "" for f in shape().fields.values()] if shape else []
        return code, f"'{key}' is hier geen bekend woord.{hint(key, known)}"
    return (code, sentence) if sentence else ("verkeerde-vorm", code)


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
        unknown = INCLUDE

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

    value = tree("waarde", Text, Block, required=True)
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
    not_automated = text("niet_geautomatiseerd", required=False)


class SourcesShape(Shape):
    """The file with the source documents and their clauses."""

    documents = parts("documenten", DocumentShape, required=True)
    clauses = parts("clausules", ClauseShape, required=True)


class ExampleShape(Shape):
    """One worked example."""

    name = text("voorbeeld")
    sources = texts("bron")
    other_facts = text("overige_feiten", required=False)
    reference_date = text("peildatum", required=False)
    given = tree("gegeven", required=True)
    expected = tree("verwacht", required=True)


class ExamplesShape(Shape):
    """The worked examples of one decision in one region."""

    decision = text("besluit")
    region = text("regio")
    examples = parts("voorbeelden", ExampleShape, required=True)
