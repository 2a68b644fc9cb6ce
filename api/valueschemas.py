"""The JSON Schema of facts, from the vocabulary of the rules in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.fields import YEARS
from api.texts import LONGEST_FACT, readable
from engine.model import Fact
from engine.values import CODE, LONGEST_CODE, NONE_OF_THESE, UNKNOWN


def facts_schema(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The schema of facts: each that can be given, with its question."""
    properties = {
        name: {
            "title": fact.label,
            "description": fact.question,
            **value_schema(fact),
        }
        for name, fact in facts.items()
        if fact.question
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def value_schema(fact: Fact) -> dict[str, Any]:
    """The JSON that a fact can have; each may be unknown."""
    kind, choices = fact.kind, list(fact.kind.choices)
    if kind.name == "keuzes":
        some = {"type": "array", "items": {"enum": choices}, "minItems": 1}
        return {"anyOf": [some, {"const": [NONE_OF_THESE]}, {"const": UNKNOWN}]}
    if choices:
        return {"type": "string", "enum": [*choices, UNKNOWN]}
    if kind.name.startswith("bedrag"):
        return {"type": "string", "pattern": rf"^([0-9]{{1,7}}(\.[0-9]{{2}})?|{UNKNOWN})$"}
    if kind.name == "kwartaal":
        return {"type": "string", "pattern": f"^((199[0-9]|20[0-9]{{2}})-K[1-4]|{UNKNOWN})$"}
    if kind.name == "datum":
        return {
            "anyOf": [{"type": "string", "format": "date", "pattern": YEARS}, {"const": UNKNOWN}]
        }
    if kind.ordered:
        first, last = kind.bounds()
        number = {"type": "integer", "minimum": first, "maximum": last}
        return {"anyOf": [number, {"const": UNKNOWN}]}
    if kind.name == "code":
        return {"type": "string", "pattern": f"^({CODE}|{UNKNOWN})$", "maxLength": LONGEST_CODE}
    return {"type": "string", "pattern": f"^{readable(LONGEST_FACT)}$"}


def dated(regions_of: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """The ways to give the date that picks the rules: a reference date, or a region's own fact."""
    given = {"peildatum": {"type": "string", "format": "date"}}
    ways: list[dict[str, Any]] = [{"required": ["peildatum"], "properties": given}]
    for name, regions in regions_of.items():
        facts = {"required": [name], "properties": {name: {"not": {"const": UNKNOWN}}}}
        ways.append({"properties": {"regio": {"enum": [*regions]}, "feiten": facts}})
    return ways
