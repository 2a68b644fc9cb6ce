"""Reads `parameters.yaml`: the dated values of a region."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from engine.context import Context
from engine.model import TO_BE_SET, Dated, Fact, Parameter
from engine.schema import ParametersShape, load
from engine.values import KINDS, Kind, make_kind
from engine.yamlfile import Block, Lines, Text


def read_parameters(block: Block, context: Context) -> tuple[str, dict[str, Parameter]]:
    """The region and its parameters by name; faults become findings."""
    loaded = load(context.file, ParametersShape, block, context.findings)
    parameters: dict[str, Parameter] = {}
    for raw in loaded.get("parameters", []):
        parameter = _parameter(raw, context)
        if parameter is None:
            continue
        if parameter.name in parameters or parameter.name in context.facts:
            context.fault(raw["name"], "dubbele-naam", f"de naam '{raw['name']}' bestaat al.")
        parameters[parameter.name] = parameter
    return str(loaded.get("region", "")), parameters


def _parameter(raw: dict[str, Any], context: Context) -> Parameter | None:
    if not context.known(raw["kind"], KINDS, "onbekend-type", "het type"):
        return None
    kind = _kind(raw, context)
    per = _per(raw["per"], context)
    values = tuple(_dated(value, kind, per, context) for value in raw["values"])
    _check_periods(values, raw, context)
    return Parameter(
        context.name(raw["name"], "de parameter"),
        str(raw["title"]),
        kind,
        per.name if per else None,
        context.sources(raw["sources"], raw["name"]),
        values,
        str(raw["phrase"] or raw["title"][:1].lower() + raw["title"][1:]),
        raw["note"],
        context.file,
        raw["line"],
    )


def _kind(raw: dict[str, Any], context: Context) -> Kind:
    choices = context.choices(raw["choices"]) if raw["choices"] else {}
    listed = raw["kind"] in ("keuze", "keuzes")
    if choices and not listed:
        sentence = f"een parameter van het type {raw['kind']} kan geen 'keuzes' hebben."
        context.fault(raw["kind"], "verkeerde-vorm", sentence)
    if listed and not choices:
        sentence = f"een parameter van het type {raw['kind']} heeft 'keuzes' nodig."
        context.fault(raw["kind"], "verkeerde-vorm", sentence)
    return make_kind(raw["kind"], choices, raw["unit"] or "")


def _per(word: Text | None, context: Context) -> Fact | None:
    if word is None or not context.known(word, context.facts, "onbekend-feit", "het feit"):
        return None
    fact = context.facts[word]
    if fact.kind.name != "keuze":
        context.fault(word, "verkeerde-vorm", "achter 'per' hoort een feit van het type keuze.")
        return None
    return fact


def _dated(raw: dict[str, Any], kind: Kind, per: Fact | None, context: Context) -> Dated:
    return Dated(
        _value(raw["value"], kind, per, context),
        context.day(raw["valid_from"]) or date.min,
        context.day(raw["valid_to"]),
        context.sources(raw["sources"], raw["value"]) if raw["sources"] else (),
        raw["line"],
    )


def _value(node: Text | Lines | Block, kind: Kind, per: Fact | None, context: Context) -> Any:
    if isinstance(node, Text):
        return None if node == TO_BE_SET else context.value(kind, node)
    if not isinstance(node, Block):
        return _listed(node, kind, context)
    if per is None:
        context.fault(node, "verkeerde-vorm", "namen onder 'waarde' kunnen alleen samen met 'per'.")
        return None
    for choice in node:
        context.known(choice, per.kind.choices, "onbekende-keuze", "de keuze")
    return {str(choice): _value(value, kind, None, context) for choice, value in node.items()}


def _listed(node: Lines, kind: Kind, context: Context) -> Any:
    if kind.name != "keuzes" or not all(isinstance(item, Text) for item in node):
        context.fault(
            node, "verkeerde-vorm", f"bij het type {kind.name} past één waarde, geen lijst."
        )
        return None
    return context.value(kind, Text(" + ".join(node), node.line))


def _check_periods(values: Iterable[Dated], raw: dict[str, Any], context: Context) -> None:
    ordered = sorted(values, key=lambda dated: dated.valid_from)
    for dated in ordered:
        if dated.valid_to and dated.valid_to < dated.valid_from:
            sentence = "deze periode eindigt voor zij begint."
            context.findings.add(context.file, dated.line, "geldigheid-overlapt", sentence)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            day = later.valid_from
            sentence = f"van '{raw['name']}' gelden op {day} twee waarden. Sluit de vorige af."
            context.findings.add(context.file, later.line, "geldigheid-overlapt", sentence)
