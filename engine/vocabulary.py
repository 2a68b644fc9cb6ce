"""Reads `facts.yaml`: every fact and outcome, of all regions."""

from __future__ import annotations

from typing import Any

from engine.context import Context
from engine.model import ALWAYS_VERDICTS, Fact
from engine.schema import VocabularyShape, load
from engine.values import KINDS, TERMS, Kind, make_kind
from engine.yamlfile import Block, Text

FACT_KINDS = tuple(name for name in KINDS if name not in TERMS)


def read_vocabulary(block: Block, context: Context) -> tuple[dict[str, Fact], dict[str, str]]:
    """Facts and outcome texts by name; faults become findings."""
    loaded = load(context.file, VocabularyShape, block, context.findings)
    facts: dict[str, Fact] = {}
    for raw in loaded.get("facts", []):
        fact = _fact(raw, context)
        if fact is not None and _new(raw["name"], facts, "het feit", context):
            facts[fact.name] = fact
    for raw in loaded.get("facts", []):
        if raw["not_before"] and raw["name"] in facts:
            _check_order(facts[raw["name"]], raw["not_before"], facts, context)
    verdicts: dict[str, str] = {}
    for raw in loaded.get("verdicts", []):
        if _new(raw["name"], verdicts, "het oordeel", context):
            verdicts[context.name(raw["name"], "het oordeel")] = str(raw["text"])
    for name in ALWAYS_VERDICTS:
        if loaded and name not in verdicts:
            context.fault(block, "sleutel-ontbreekt", f"onder 'oordelen' ontbreekt '{name}'.")
    return facts, verdicts


def _new(name: Text, known: dict[str, Any], what: str, context: Context) -> bool:
    if name in known:
        context.fault(name, "dubbele-naam", f"{what} '{name}' bestaat al.")
    return name not in known


def _fact(raw: dict[str, Any], context: Context) -> Fact | None:
    kind = _kind(raw, context)
    if kind is None:
        return None
    name = context.name(raw["name"], "het feit")
    if raw["question"] and not raw["who_knows"]:
        context.fault(raw["name"], "sleutel-ontbreekt", "bij een vraag hoort 'wie_weet_dit'.")
    if kind.name == "ja_nee" and not raw["sentence_not"]:
        context.fault(raw["name"], "zin", "een ja_nee-feit heeft ook een 'zin_niet' nodig.")
    for text in filter(None, (raw["sentence"], raw["sentence_not"])):
        _check_sentence(text, kind, context)
    usual = context.value(kind, raw["usual"]) if raw["usual"] else None
    return Fact(
        name,
        str(raw["label"]),
        kind,
        raw["question"],
        raw["who_knows"],
        str(raw["sentence"]),
        raw["sentence_not"],
        str(raw["phrase"] or raw["label"][:1].lower() + raw["label"][1:]),
        raw["special"],
        raw["changeable"],
        usual,
        raw["line"],
        raw["collection"],
        raw["not_before"],
    )


def _check_order(fact: Fact, other: Text, facts: dict[str, Fact], context: Context) -> None:
    """A date can only be held against another date."""
    known = context.known(other, facts, "onbekend-feit", "het feit")
    names = [fact.name, *([str(other)] if known else [])]
    for name in (name for name in names if facts[name].kind.name != "datum"):
        kind = facts[name].kind.name
        context.fault(other, "soort-verschilt", f"'{name}' ({kind}) is geen datum.")


def _check_sentence(text: Text, kind: Kind, context: Context) -> None:
    """A sentence has one place for the value, and that of a yes/no fact has none."""
    if kind.name == "ja_nee" and ("{" in text or "}" in text):
        context.fault(text, "zin", "de zin van een ja_nee-feit heeft geen plaats voor een waarde.")
    elif kind.name != "ja_nee" and text.count("{waarde}") != 1:
        context.fault(text, "zin", "deze zin moet één keer {waarde} bevatten.")


def _kind(raw: dict[str, Any], context: Context) -> Kind | None:
    if not context.known(raw["kind"], FACT_KINDS, "onbekend-type", "het type"):
        return None
    listed = raw["kind"] in ("keuze", "keuzes")
    if listed != bool(raw["choices"]):
        wrong = "heeft 'keuzes' nodig" if listed else "kan geen 'keuzes' hebben"
        context.fault(
            raw["kind"], "verkeerde-vorm", f"een feit van het type {raw['kind']} {wrong}."
        )
        return None
    return make_kind(raw["kind"], context.choices(raw["choices"]), raw["unit"] or "")
