"""Reads what is put to a decision: a YAML file of facts, or the JSON that the API takes.

Every fault is a finding with its place, so that all come out at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.strictjson import JsonFault, read_json
from engine.context import Context
from engine.examples import KEY, OTHER_FACTS, read_facts, read_items
from engine.facts import read_given
from engine.findings import Findings
from engine.model import Rulebook
from engine.values import UNKNOWN, Day, ValueFault
from engine.yamlfile import Block, Lines, Text, decode, line_of, read

BESIDE = ("peildatum", "overige_feiten")
BODY = ("regio", "casusnummer", "peildatum", "feiten", "overigeFeiten")
_DAY = Day("datum")

Items = tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass
class Given:
    """What was given: facts, the items of a collection, and what goes with them."""

    facts: dict[str, Any] = field(default_factory=dict)
    items: Items = ()
    day: date | None = None
    other_facts: str = UNKNOWN
    region: str | None = None


def read_yaml(
    name: str, raw: bytes, rulebook: Rulebook, collection: str | None, findings: Findings
) -> Given:
    """Facts as people write them; `peildatum` and `overige_feiten` may stand beside."""
    given, text = Given(), decode(name, raw, findings)
    block = read(name, text, findings) if text is not None else None
    if block is None:
        return given
    askable = {fact.name: fact for fact in rulebook.facts.values() if fact.question}
    context = Context(name, findings, askable, {}, {}, {}, set(_derived(block, rulebook)))
    for fact in _derived(block, rulebook):
        context.fault(fact, "afgeleid-feit", f"'{fact}' leiden wij zelf af. Haal deze regel weg.")
    if isinstance(day := block.get("peildatum"), Text):
        given.day = context.day(day)
    elif day is not None:
        context.fault(day, "verkeerde-vorm", "achter 'peildatum' hoort één datum te staan.")
    if (other := block.get("overige_feiten")) is not None:
        word = other if isinstance(other, Text) else Text("", line_of(other))
        if context.known(word, OTHER_FACTS, "verkeerde-waarde", "de waarde"):
            given.other_facts = str(word)
    items = block.get(collection) if collection else None
    if isinstance(items, Lines) and all(isinstance(item, Block) for item in items):
        given.items = tuple(read_items(items, context))
    elif items is not None:
        sentence = f"onder '{collection}' hoort een lijst, elk met een eigen '{KEY}'."
        context.fault(items, "verkeerde-vorm", sentence)
    beside = {*BESIDE, *((collection,) if collection else ())}
    alone = {key: node for key, node in block.items() if key not in beside}
    given.facts = read_facts(alone, askable, context)
    return given


def _derived(block: Block, rulebook: Rulebook) -> list[Text]:
    facts = rulebook.facts
    return [name for name in block if name in facts and facts[name].question is None]


class JsonBody:
    """Reads the body of a request to the API; a fault is on the line that has its name first."""

    def __init__(self, name: str, raw: bytes, rulebook: Rulebook, findings: Findings) -> None:
        self.name, self.rulebook, self.findings = name, rulebook, findings
        self.text = raw.decode("utf-8", "replace")
        self.given = Given()
        try:
            self.body = read_json(raw)
        except JsonFault as fault:
            findings.add(name, 1, "json-fout", str(fault))
            self.body = None
            return
        if not isinstance(self.body, dict):
            self._fault("", "verkeerde-vorm", "hier hoort een object met 'feiten' te staan.")
            self.body = None

    def read(self, collection: str | None) -> Given:
        """The facts, and what stands beside them."""
        if self.body is None:
            return self.given
        known = (*BODY, *((collection,) if collection else ()))
        for key in self.body:
            if key not in known:
                kan = f"Hier kan: {', '.join(known)}."
                self._fault(key, "onbekende-sleutel", f"'{key}' kennen wij hier niet. {kan}")
        self._read_beside()
        self.given.facts = self._facts("feiten", self.body.get("feiten"))
        if collection and collection in self.body:
            self.given.items = self._items(collection, self.body[collection])
        return self.given

    def _read_beside(self) -> None:
        if (region := self.body.get("regio")) is not None:
            self.given.region = str(region)
        if (day := self.body.get("peildatum")) is not None:
            try:
                self.given.day = _DAY.from_json(day)
            except ValueFault as fault:
                self._fault("peildatum", "verkeerde-waarde", f"peildatum: {fault}")
        other = self.body.get("overigeFeiten", UNKNOWN)
        if other in OTHER_FACTS:
            self.given.other_facts = other
        else:
            text = f"kies bij 'overigeFeiten' uit: {', '.join(OTHER_FACTS)}."
            self._fault("overigeFeiten", "verkeerde-waarde", text)

    def _facts(self, place: str, node: Any) -> dict[str, Any]:
        if not isinstance(node, dict):
            text = f"onder '{place}' hoort een object met feiten te staan."
            self._fault(place, "verkeerde-vorm", text)
            return {}
        values, faults = read_given(self.rulebook.facts, node)
        for fault in faults:
            self._fault(fault.fact, fault.code, f"{fault.fact}: {fault.text}")
        return values

    def _items(self, collection: str, node: Any) -> Items:
        rows = node if isinstance(node, list) else [node]
        keys = [row.get(KEY) if isinstance(row, dict) else None for row in rows]
        if not all(isinstance(key, str) and key for key in keys) or len(set(keys)) < len(keys):
            text = f"onder '{collection}' hoort een lijst van objecten, elk met een eigen '{KEY}'."
            self._fault(collection, "verkeerde-vorm", text)
            return ()
        return tuple((row[KEY], self._facts("feiten", row.get("feiten"))) for row in rows)

    def _fault(self, key: str, code: str, sentence: str) -> None:
        place = self.text.find(json.dumps(key, ensure_ascii=False)) if key else 0
        self.findings.add(self.name, self.text.count("\n", 0, max(place, 0)) + 1, code, sentence)
