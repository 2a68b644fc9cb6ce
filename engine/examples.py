"""Reads worked examples: what is given, and what must come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.context import Context
from engine.facts import disordered
from engine.model import Accepted, Example, Fact
from engine.schema import ExamplesShape, load
from engine.values import UNKNOWN
from engine.yamlfile import Block, Lines, Text, line_of

EXPECTED = (
    *("oordeel", "bedrag", "ontbreekt", "let_op", "regels", "stil", "status", "stappen"),
    *("aantal_let_op", "aantal_stappen", "aantal_signalen", "aantal_termijnen", "uiterlijk"),
    *("redenen", "nog_na_te_gaan", "signalen", "voorwaarden", "plaatsen"),
)
KEY = "sleutel"
OTHER_FACTS = (UNKNOWN, "niet_aan_de_orde")


def read_examples(
    block: Block, context: Context
) -> tuple[tuple[Example, ...], tuple[Accepted, ...]]:
    """The examples of one file, and the changes that they may miss; faults become findings."""
    loaded = load(context.file, ExamplesShape, block, context.findings)
    if not {"decision", "region", "examples"} <= set(loaded):
        return (), ()
    return tuple(_examples(loaded, context)), tuple(_accepted(loaded, context))


def _accepted(loaded: dict[str, Any], context: Context) -> Iterator[Accepted]:
    for raw in loaded.get("accepted", []):
        yield Accepted(
            str(loaded["decision"]),
            str(loaded["region"]),
            str(raw["rule"]),
            tuple(map(str, raw["changes"])),
            str(raw["reason"]),
            context.file,
            raw["line"],
        )


def _examples(loaded: dict[str, Any], context: Context) -> Iterator[Example]:
    for raw in loaded["examples"]:
        other = raw["other_facts"] or Text(UNKNOWN, 1)
        context.known(other, OTHER_FACTS, "verkeerde-waarde", "de waarde")
        _check_expected(raw["expected"], context)
        items = {key: node for key, node in raw["given"].items() if _is_items(node)}
        alone = {key: node for key, node in raw["given"].items() if key not in items}
        yield Example(
            str(raw["name"]),
            str(loaded["decision"]),
            str(loaded["region"]),
            context.sources(raw["sources"], raw["name"]),
            read_facts(alone, context.facts, context),
            str(other),
            context.day(raw["reference_date"]),
            _plain(raw["expected"]),
            context.file,
            raw["line"],
            tuple(item for node in items.values() for item in read_items(node, context)),
        )


def _is_items(node: Any) -> bool:
    return isinstance(node, Lines) and bool(node) and all(isinstance(i, Block) for i in node)


def read_items(node: Lines, context: Context) -> Iterator[tuple[str, dict[str, Any]]]:
    """The items of a collection: each with its own key and its own facts."""
    seen: set[str] = set()
    for item in node:
        key = item.get(KEY)
        if not isinstance(key, Text) or not key or key in seen:
            sentence = f"elk onderdeel heeft een eigen '{KEY}' nodig."
            context.fault(next(iter(item), item), "sleutel-ontbreekt", sentence)
            continue
        seen.add(str(key))
        own = {name: value for name, value in item.items() if name != KEY}
        yield str(key), read_facts(own, context.facts, context)


def read_facts(
    block: Mapping[Text, Any], facts: Mapping[str, Fact], context: Context
) -> dict[str, Any]:
    """Facts written in YAML as typed values; `onbekend` becomes None."""
    read: dict[str, Any] = {}
    for name, node in block.items():
        if not context.known(name, facts, "onbekend-feit", "het feit"):
            continue
        kind = facts[name].kind
        if isinstance(node, Lines) and all(isinstance(item, Text) for item in node):
            node = Text(" + ".join(node), line_of(node))
        if not isinstance(node, Text):
            context.fault(name, "verkeerde-vorm", f"achter '{name}' hoort één antwoord te staan.")
            continue
        read[str(name)] = None if node == UNKNOWN else context.value(kind, node)
    places = {str(name): name for name in block}
    for fault in disordered(facts, read):
        context.fault(places[fault.fact], "verkeerde-waarde", f"{fault.fact}: {fault.text}")
    return read


def _check_expected(block: Block, context: Context) -> None:
    for key in block:
        if key not in EXPECTED and not isinstance(block[key], Text | Block):
            context.known(key, EXPECTED, "onbekende-sleutel", "het woord")


def _plain(node: Any) -> Any:
    if isinstance(node, Block):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Lines):
        return tuple(_plain(item) for item in node)
    return str(node)
