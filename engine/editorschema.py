"""JSON Schemas with which an editor completes rule files, explains words and underlines slips.

They are made from the shapes that the reader uses and from the vocabulary, so that both agree.
Draft-07 is what the YAML language server knows best; `errorMessage` and `enumDescriptions` are
words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from engine.counts import SUMMED
from engine.editorrules import RuleWords
from engine.editorvalues import (
    DAY,
    NAME,
    TEXT,
    YES_NO,
    Fragment,
    answer,
    block,
    chosen,
    either,
    listed,
    never,
    told,
    written,
)
from engine.editorwords import EXPECTED, KEYS, KINDS
from engine.examples import EXPECTED as EXPECTED_KEYS
from engine.examples import KEY, OTHER_FACTS
from engine.fields import Answer, Lists, Part, Shape
from engine.model import TO_BE_SET, Rulebook
from engine.rules import NUMBER
from engine.schema import (
    AmountShape,
    ExamplesShape,
    ParametersShape,
    RulesetShape,
    SourcesShape,
    ThenShape,
    VocabularyShape,
)
from engine.values import KINDS as ALL_KINDS
from engine.values import make_kind
from engine.vocabulary import FACT_KINDS

Filled = Mapping[str, Fragment]

_DIALECT = "http://json-schema.org/draft-07/schema#"
_MADE = "Gemaakt met 'ret schema'. Wijzig de regels, niet dit bestand."
_CLAUSE: Fragment = {"$ref": "#/definitions/clausule"}
_DAYS: Filled = {"geldig_vanaf": DAY, "geldig_tot_en_met": DAY}
# Texts in which names may stand between braces.
_WITH_NAMES = (
    *("ThenShape.reden", "ThenShape.let_op", "StepShape.wie", "StepShape.wat"),
    *("RequirementShape.wie", "RequirementShape.wat", "SignalShape.aan", "SignalShape.wat"),
)
_NUMBERED = ("regels", "redenen", "let_op", "stappen", "signalen", "voorwaarden")
_NO_CHOICES = never("Dit type heeft geen keuzes.")
_RULE_NUMBER: Fragment = {
    "type": "string",
    "pattern": f"^{NUMBER.pattern}$",
    "errorMessage": "Schrijf een regelnummer als ABC-DE-03.",
}


def schemas(rulebook: Rulebook) -> dict[str, object]:
    """The schemas by file name: one for each kind of file, one for the rules of each decision."""
    decisions = dict.fromkeys(ruleset.decision for ruleset in rulebook.rulesets)
    return {
        "facts.json": _file("Feiten en oordelen", _facts(rulebook), {}),
        "parameters.json": _file("Parameters", _parameters(rulebook), _clauses(rulebook)),
        "sources.json": _file("Bronnen", _sources(), {}),
        "examples.json": _file("Voorbeelden", _examples(rulebook), _clauses(rulebook)),
        **{f"{name}.json": _rules(rulebook, name) for name in decisions},
    }


def _file(title: str, content: Fragment, definitions: Filled) -> Fragment:
    head = {"$schema": _DIALECT, "$comment": _MADE, "title": title}
    return {**head, **content, **({"definitions": dict(definitions)} if definitions else {})}


def of_shape(shape: type[Shape], filled: Filled, **more: Any) -> Fragment:
    """A block with the keys of a shape; `filled` tells of some by key, or by Shape.key."""
    properties, required = {}, []
    for field in shape().fields.values():
        key = str(field.data_key)
        found = filled.get(f"{shape.__name__}.{key}", filled.get(key))
        fragment = _of_field(field, found, filled)
        properties[key] = told(fragment, KEYS.get(f"{shape.__name__}.{key}", KEYS.get(key, key)))
        required += [key] if field.required else []
    return block(properties, required, **more)


def _of_field(field: fields.Field[Any], found: Fragment | None, filled: Filled) -> Fragment:
    if isinstance(field, Lists):
        inner = found or _of_field(field.item, None, filled)
        several = listed(inner, 1 if field.required and not isinstance(field.item, Part) else 0)
        return either(inner, several) if field.single else several
    if found is not None:
        return found
    if isinstance(field, Part):
        return of_shape(field.shape, filled)
    return YES_NO if isinstance(field, Answer) else TEXT


def _clauses(rulebook: Rulebook) -> dict[str, Fragment]:
    summaries = {name: f"{c.title}, {c.place}: {c.summary}" for name, c in rulebook.clauses.items()}
    unknown = {"errorMessage": "Deze clausule staat niet in de bronnen."}
    return {"clausule": {**chosen(summaries), **unknown}}


def _facts(rulebook: Rulebook) -> Fragment:
    dates = {n: f.phrase for n, f in rulebook.facts.items() if f.kind.name == "datum"}
    cases = [
        _when("type", kind, _fact_of_kind(kind), needs=("keuzes",) if "keuze" in kind else ())
        for kind in FACT_KINDS
    ]
    choices = {"type": "object", "propertyNames": NAME, "additionalProperties": TEXT}
    filled: dict[str, Fragment] = {
        "feit": NAME,
        "type": chosen({kind: KINDS[kind] for kind in FACT_KINDS}),
        "keuzes": {**choices, "minProperties": 1},
        "niet_voor": chosen(dates),
        "verzameling": NAME,
        "oordeel": NAME,
    }
    content = of_shape(VocabularyShape, filled)
    fact = content["properties"]["feiten"]["items"]
    fact |= {"allOf": cases, "dependencies": {"vraag": ["wie_weet_dit"]}}
    return content


def _fact_of_kind(kind: str) -> Fragment:
    if kind == "ja_nee":
        plain = {"pattern": "^[^{}]*$", "errorMessage": "Een ja_nee-zin heeft geen {waarde}."}
        properties = {"zin": plain, "zin_niet": plain, "gewoon": YES_NO, "keuzes": _NO_CHOICES}
        return {"properties": properties, "required": ["zin_niet"]}
    place = {"pattern": "[{]waarde[}]", "errorMessage": "Deze zin moet {waarde} bevatten."}
    usual = TEXT if "keuze" in kind else written(make_kind(kind, {}, ""))
    properties = {"zin": place, "zin_niet": place, "gewoon": usual}
    return {"properties": properties if "keuze" in kind else {**properties, "keuzes": _NO_CHOICES}}


def _when(key: str, value: str, then: Fragment, needs: tuple[str, ...] = ()) -> Fragment:
    """What also holds where a key has a value."""
    more = {"required": [*needs]} if needs else {}
    return {
        "if": {"properties": {key: {"const": value}}, "required": [key]},
        "then": {**then, **more},
    }


def _parameters(rulebook: Rulebook) -> Fragment:
    choice_facts = {n: f.phrase for n, f in rulebook.facts.items() if f.kind.name == "keuze"}
    choices = {"type": "object", "propertyNames": NAME, "additionalProperties": TEXT}
    filled: dict[str, Fragment] = {
        **_DAYS,
        "parameter": NAME,
        "type": chosen({kind: KINDS[kind] for kind in ALL_KINDS}),
        "keuzes": {**choices, "minProperties": 1},
        "per": chosen(choice_facts),
        "bron": _CLAUSE,
        "waarde": {"not": {"type": "null"}},
    }
    content = of_shape(ParametersShape, filled)
    parameter = content["properties"]["parameters"]["items"]
    parameter["allOf"] = [
        _when("type", kind, _value_of_kind(kind), needs=("keuzes",) if "keuze" in kind else ())
        for kind in ALL_KINDS
    ]
    return content


def _value_of_kind(kind: str) -> Fragment:
    """The values of a parameter of a kind: one, one still to be set, or one for each choice."""
    single = NAME if "keuze" in kind else written(make_kind(kind, {}, ""))
    if kind == "keuzes":
        single = either(TEXT, listed(NAME))
    value = either(single, {"const": TO_BE_SET})
    per = {"type": "object", "minProperties": 1, "additionalProperties": value}
    dated = {"properties": {"waarde": either(*value["anyOf"], per)}}
    return {"properties": {"waarden": {"items": dated}}}


def _sources() -> Fragment:
    decidable = {
        "ja": "een regel kan dit toetsen",
        "deels": "een deel ervan",
        "nee": "niet te toetsen",
    }
    content = of_shape(SourcesShape, {"toetsbaar": chosen(decidable)})
    clause = content["properties"]["clausules"]["items"]
    clause["allOf"] = [_when("toetsbaar", "nee", {}, needs=("niet_geautomatiseerd",))]
    return content


def _rules(rulebook: Rulebook, decision: str) -> Fragment:
    words = RuleWords(rulebook, decision)
    filled = {**_names(rulebook, decision, words), **_DAYS, "regel": _RULE_NUMBER, "telling": NAME}
    money = words.names("bedrag", facts=True)
    amount = {"waarde": money, "hoogstens": money, "ten_laste_van": words.labels()}
    filled["bedrag"] = either(money, of_shape(AmountShape, amount))
    filled["dan"] = words.conclusion(of_shape(ThenShape, filled)["properties"])
    content = of_shape(RulesetShape, filled)
    return _file(f"Regels van {decision}", content, {**_clauses(rulebook), **words.definitions})


def _names(rulebook: Rulebook, decision: str, words: RuleWords) -> dict[str, Fragment]:
    """What stands behind the keys of a rule file that name something."""
    collections = {f.collection: "een verzameling" for f in rulebook.facts.values() if f.collection}
    return {
        "bron": _CLAUSE,
        "besluit": chosen({decision: "dit besluit"}),
        "regio": chosen(dict.fromkeys(rulebook.parameters, "een regio")),
        "datum": words.names("datum", facts=True),
        "sporen": words.tracks_of_file(),
        "als": words.conditions(),
        "verzameling": chosen(collections) if collections else NAME,
        "rangorde": words.ranked(),
        "stel": words.derived(),
        "uiterlijk": words.last_day(),
        "zelfde": words.labels(),
        "som": words.names(*SUMMED, facts=True),
        "gedaan": words.names("ja_nee", facts=True),
        **dict.fromkeys(_WITH_NAMES, words.text()),
    }


def _examples(rulebook: Rulebook) -> Fragment:
    facts = {n: told(answer(f.kind), f.question or f.label) for n, f in rulebook.facts.items()}
    item = block({KEY: told(TEXT, "De naam van dit onderdeel."), **facts}, [KEY])
    others = {**listed(item), "errorMessage": "Dit is geen feit, en geen lijst van onderdelen."}
    filled: dict[str, Fragment] = {
        "bron": _CLAUSE,
        "besluit": chosen(dict.fromkeys((r.decision for r in rulebook.rulesets), "een besluit")),
        "regio": chosen(dict.fromkeys(rulebook.parameters, "een regio")),
        "peildatum": DAY,
        "overige_feiten": chosen(dict.fromkeys(OTHER_FACTS, "voor feiten die hier niet staan")),
        "gegeven": {"type": "object", "properties": facts, "additionalProperties": others},
        "verwacht": _expected(rulebook),
    }
    return of_shape(ExamplesShape, filled)


def _expected(rulebook: Rulebook) -> Fragment:
    """What an example may say of its outcome; a block tells of the items of a collection."""
    tracks = {track.name for ruleset in rulebook.rulesets for track in ruleset.tracks}
    names = [*rulebook.facts, *(name for found in rulebook.parameters.values() for name in found)]
    known: dict[str, Fragment] = {
        "bedrag": either(written(make_kind("bedrag", {}, "")), {"const": "geen"}),
        "ontbreekt": listed(chosen(dict.fromkeys(names, "ontbreekt nog")), 0),
        "nog_na_te_gaan": listed(chosen(dict.fromkeys(names, "is na te gaan")), 0),
        "stil": YES_NO,
        "status": chosen({"voorlopig": "er moet nog iets gebeuren", "definitief": "alles is rond"}),
        **dict.fromkeys(_NUMBERED, listed(_RULE_NUMBER, 0)),
    }
    words = {key: told(known.get(key, {}), EXPECTED.get(key, "")) for key in EXPECTED_KEYS}
    verdicts = {
        name: told(chosen(rulebook.verdicts), EXPECTED["oordeel"]) for name in sorted(tracks)
    }
    items: Fragment = {"type": "object", "errorMessage": "Dit woord kan hier niet staan."}
    properties = {**words, **verdicts}
    return {"type": "object", "properties": properties, "additionalProperties": items}
