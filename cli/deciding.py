"""`ret toets`: decide on facts in a file, and say why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from cli.answer import lines
from cli.inputs import Given, JsonBody, read_yaml
from cli.output import complain, say, tell
from cli.rulebooks import NAMES, command, named, rulebook_of, rulesets_of
from engine.decide import Decisions, NoDate
from engine.explain import Explainer
from engine.findings import Finding, Findings

INPUT = "invoer"
HELP = f"""Toets feiten aan de regels van een besluit, en zeg waarom.

BESLUIT is een van: {NAMES}.

In het bestand staat elk feit op een eigen regel, met zijn antwoord:

\b
    declarant_soort: jeugdhulpaanbieder
    datum_bijeenkomst: 2021-06-10
    minuten_aanwezig: 90

Wat niemand weet is 'onbekend'. Ernaast mogen 'peildatum' en 'overige_feiten' staan. Een streepje
(-) leest van de invoer. Een bestand op .json is een aanvraag zoals de API die krijgt.
"""


@command("toets", short_help="Toets feiten aan de regels, en zeg waarom.", help=HELP)
@click.argument("decision", metavar="BESLUIT", callback=named)
@click.option("--regio", "region", metavar="REGIO", help="De regio, zoals foodvalley.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON, zoals de API.")
@click.argument("path", metavar="FEITEN.yaml|-")
def assess(decision: str, region: str | None, as_json: bool, path: str) -> None:
    """Decide on the facts of a file or of standard input; faults in it give status 2."""
    rulebook, findings = rulebook_of(), Findings()
    list(rulesets_of(rulebook, decision, region, "BESLUIT"))
    decisions, raw = Decisions(rulebook), _bytes(path)
    name = INPUT if path == "-" else path
    collection = next(
        filter(None, (r.collection for r in rulebook.rulesets if r.decision == decision)), None
    )
    if _is_json(path, raw, as_json):
        given = JsonBody(name, raw, rulebook, findings).read(collection)
    else:
        given = read_yaml(name, raw, rulebook, collection, findings)
    if found := list(findings):
        _refuse(*found)
    where = _region(region, given)
    list(rulesets_of(rulebook, decision, where))
    answer = _decide(decisions, decision, where, given, name)
    if as_json:
        say(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in lines(answer, rulebook.facts):
        tell(line)


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError:
        raise click.BadParameter(f"'{path}' is niet te lezen.", param_hint="FEITEN.yaml") from None


def _is_json(path: str, raw: bytes, as_json: bool) -> bool:
    return path.endswith(".json") or (as_json and path == "-" and raw.lstrip()[:1] == b"{")


def _region(region: str | None, given: Given) -> str:
    if region and given.region and region != given.region:
        text = f"in de invoer staat regio '{given.region}'."
        raise click.BadParameter(text, param_hint="--regio")
    if found := region or given.region:
        return found
    raise click.MissingParameter(param_hint="--regio", param_type="option")


def _refuse(*findings: Finding) -> NoReturn:
    for finding in findings:
        complain(str(finding))
    raise SystemExit(2)


def _decide(
    decisions: Decisions, decision: str, region: str, given: Given, name: str
) -> dict[str, Any]:
    explainer, collection = Explainer(decisions.rulebook), decisions.collection_of(decision, region)
    try:
        collected = decisions.decide_any(
            decision, region, given.facts, given.items, given.day, given.other_facts
        )
    except NoDate as no_date:
        either = "" if no_date.fact == "peildatum" else f" of '{no_date.fact}'"
        text = f"geef 'peildatum'{either}. Zonder datum weten wij niet welke regels gelden."
        _refuse(Finding(name, 1, "datum-ontbreekt", text))
    if collection is None:
        return explainer.render(collected.whole)
    return explainer.render_collection(collected, collection)


COMMANDS = (assess,)
