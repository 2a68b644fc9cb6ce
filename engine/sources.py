"""Reads `sources.yaml`: the source documents and their clauses."""

from __future__ import annotations

from typing import Any

from engine.context import Context
from engine.model import Clause
from engine.schema import SourcesShape, load
from engine.yamlfile import Block


def read_sources(block: Block, context: Context) -> dict[str, Clause]:
    """The clauses by name; faults become findings."""
    loaded = load(context.file, SourcesShape, block, context.findings)
    documents = {str(raw["name"]): raw for raw in loaded.get("documents", [])}
    clauses: dict[str, Clause] = {}
    for raw in loaded.get("clauses", []):
        if raw["name"] in clauses:
            context.fault(raw["name"], "dubbele-naam", f"de clausule '{raw['name']}' bestaat al.")
        if context.known(raw["document"], documents, "bron-onbekend", "het document"):
            clauses[str(raw["name"])] = _clause(raw, documents[raw["document"]], context)
    return clauses


def _clause(raw: dict[str, Any], document: dict[str, Any], context: Context) -> Clause:
    if raw["decidable"] not in ("ja", "deels", "nee"):
        context.fault(
            raw["decidable"], "verkeerde-waarde", "achter 'toetsbaar' hoort ja, deels of nee."
        )
    if raw["decidable"] == "nee" and not raw["not_automated"]:
        context.fault(
            raw["name"], "sleutel-ontbreekt", "zeg onder 'niet_geautomatiseerd' waarom niet."
        )
    return Clause(
        str(raw["name"]),
        str(raw["document"]),
        str(document["title"]),
        str(document["region"]),
        str(raw["place"]),
        str(raw["lines"]),
        str(raw["summary"]),
        tuple(map(str, raw["decisions"])),
        str(raw["decidable"]),
        str(raw["group"] or raw["name"]),
        tuple(map(str, raw["points"])),
        raw["not_automated"],
        str(raw["series"]) if raw["series"] else None,
    )
