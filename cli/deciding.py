"""`ret toets`: decide on facts in a file, and say why."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from api.strictjson import JsonFault, read_json
from cli.answer import told
from cli.rulebooks import command, rulebook_of, rulesets_of
from engine.context import Context
from engine.decide import Decisions, NoDate
from engine.examples import KEY, read_facts, read_items
from engine.explain import Explainer
from engine.facts import read_given
from engine.findings import Findings
from engine.model import Rulebook
from engine.values import UNKNOWN
from engine.yamlfile import Block, Text, decode, read

HEAD = ("peildatum", "overige_feiten")


class _Input:
    """What a file of facts says."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.items: tuple[tuple[str, Mapping[str, Any]], ...] = ()
        self.day: Any = None
        self.other_facts = UNKNOWN


@command("toets", help="Toets feiten aan de regels van een besluit, en zeg waarom.")
@click.argument("decision", metavar="BESLUIT")
@click.option("--regio", "region", required=True, help="De regio, zoals foodvalley.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON, zoals de API.")
@click.argument("path", metavar="FEITEN.yaml|-")
def assess(decision: str, region: str, as_json: bool, path: str) -> None:
    """Decide on the facts of a file or of standard input; faults in it give status 2."""
    rulebook = rulebook_of()
    list(rulesets_of(rulebook, decision, region))
    name = "invoer" if path == "-" else path
    raw = _bytes(path)
    collection = Decisions(rulebook).collection_of(decision, region)
    looks_json = path.endswith(".json") or (path == "-" and raw.lstrip()[:1] == b"{")
    given = (_from_json if looks_json else _from_yaml)(name, raw, rulebook, collection)
    answer = _decide(rulebook, decision, region, given, collection, name)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else told(answer))


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError:
        raise click.UsageError(f"Het bestand '{path}' is niet te lezen.") from None


def _refuse(lines: list[str]) -> None:
    if lines:
        for line in lines:
            click.echo(line, err=True)
        raise SystemExit(2)


def _from_yaml(name: str, raw: bytes, rulebook: Rulebook, collection: str | None) -> _Input:
    findings, given = Findings(), _Input()
    context = Context(name, findings, rulebook.facts, {}, {}, rulebook.verdicts)
    text = decode(name, raw, findings)
    block = read(name, text, findings) if text is not None else None
    if block is not None:
        _head(block, given, context)
        items = block.get(collection) if collection else None
        if isinstance(items, list):
            given.items = tuple(read_items(items, context))  # type: ignore[arg-type]
        alone = {k: v for k, v in block.items() if k not in HEAD and k != collection}
        given.facts = read_facts(alone, _askable(rulebook), context)
    _refuse([str(finding) for finding in findings])
    return given


def _head(block: Block, given: _Input, context: Context) -> None:
    day, other = block.get("peildatum"), block.get("overige_feiten")
    given.day = context.day(day) if isinstance(day, Text) else None
    if other is not None and context.known(
        other, (UNKNOWN, "niet_aan_de_orde"), "verkeerde-waarde", "de waarde"
    ):
        given.other_facts = str(other)


def _askable(rulebook: Rulebook) -> dict[str, Any]:
    return {name: fact for name, fact in rulebook.facts.items() if fact.question}


def _from_json(name: str, raw: bytes, rulebook: Rulebook, collection: str | None) -> _Input:
    try:
        body = read_json(raw)
    except JsonFault as fault:
        raise click.UsageError(f"{name}: {fault}") from None
    if not isinstance(body, dict) or not isinstance(body.get("feiten"), dict):
        raise click.UsageError(f"{name}: hier hoort een object met 'feiten' te staan.")
    given, faults = _Input(), list[str]()
    given.facts = _json_facts(body["feiten"], rulebook, f"{name}: feiten", faults)
    given.other_facts = str(body.get("overigeFeiten", UNKNOWN))
    if body.get("peildatum") is not None:
        day, wrong = read_given(
            {"peildatum": _date_fact(rulebook)}, {"peildatum": body["peildatum"]}
        )
        faults += [f"{name}: peildatum: {fault.text} [{fault.code}]" for fault in wrong]
        given.day = day.get("peildatum")
    rows = body.get(collection, []) if collection else []
    given.items = tuple(
        (str(row[KEY]), _json_facts(row.get("feiten", {}), rulebook, f"{name}: {row[KEY]}", faults))
        for row in rows
        if isinstance(row, dict) and KEY in row
    )
    _refuse(faults)
    return given


def _json_facts(
    given: Mapping[str, Any], rulebook: Rulebook, place: str, faults: list[str]
) -> dict[str, Any]:
    values, wrong = read_given(rulebook.facts, given)
    faults += [f"{place}: {fault.fact}: {fault.text} [{fault.code}]" for fault in wrong]
    return values


def _date_fact(rulebook: Rulebook) -> Any:
    dated = next(fact for fact in rulebook.facts.values() if fact.kind.name == "datum")
    return replace(dated, name="peildatum")


def _decide(
    rulebook: Rulebook,
    decision: str,
    region: str,
    given: _Input,
    collection: str | None,
    name: str,
) -> dict[str, Any]:
    decisions, explainer = Decisions(rulebook), Explainer(rulebook)
    try:
        if collection is None:
            outcome = decisions.decide(decision, region, given.facts, given.day, given.other_facts)
            return explainer.render(outcome)
        collected = decisions.decide_items(
            decision, region, given.facts, given.items, given.day, given.other_facts
        )
    except NoDate as no_date:
        raise click.UsageError(
            f"{name}: geef '{no_date.fact}' of 'peildatum'. Zonder datum weten wij niet welke "
            "regels gelden."
        ) from None
    return explainer.render_collection(collected, collection)


COMMANDS = (assess,)
