"""The clauses of the source texts, in our words, and what rests on each."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, request

from api.catalogue import UsedClause
from api.current import service
from engine.coverage import HOW, Covered, counts
from web import words
from web.pages import page

blueprint = Blueprint("clauses", __name__)
NOT_HELD = "nog niet gedekt"


@blueprint.get("/clausules")
def index() -> Response:
    """The clauses of a region, by place in their document, with how each is held."""
    catalogue, region = service().catalogue, request.args.get("regio") or None
    decision = words.decision_of(request.args["besluit"]) if request.args.get("besluit") else None
    region = region if region in catalogue.regions else None
    decision = decision if decision in catalogue.named_decisions else None
    found = [item for item in service().reading.coverage if _wanted(item, decision, region)]
    counted = counts(tuple(found), by_group=False)
    return page(
        "rules/clauses.html",
        "Clausules",
        clausules=_by_place(list(catalogue.clauses(decision, region))),
        hoe=_how(found),
        telling=[(how or NOT_HELD, counted[how]) for how in (*HOW, None)],
        regios=[(name, words.region(name)) for name in catalogue.regions],
        besluiten=[(words.slug(n), words.decision(n)) for n in catalogue.named_decisions],
        regio=region or "",
        besluit=words.slug(decision) if decision else "",
    )


def _wanted(item: Covered, decision: str | None, region: str | None) -> bool:
    return region in (None, item.clause.region) and decision in (None, item.decision)


def _by_place(used: list[UsedClause]) -> Mapping[tuple[str, str], list[UsedClause]]:
    """The clauses under the document and place where they stand."""
    found: dict[tuple[str, str], list[UsedClause]] = {}
    for item in used:
        found.setdefault((item.clause.title, item.clause.place), []).append(item)
    return found


def _how(found: list[Covered]) -> Mapping[str, str]:
    """How each clause is held, in the decision where it is held best."""
    order = {how: place for place, how in enumerate((*HOW, None))}
    best: dict[str, str | None] = {}
    for item in found:
        name = item.clause.name
        best[name] = min(best.get(name, item.how), item.how, key=order.__getitem__)
    return {name: how or NOT_HELD for name, how in best.items()}


@blueprint.get("/clausules/<name>")
def clause(name: str) -> Response:
    """One clause, where it stands, and the rules and parameters that rest on it."""
    found = next((c for c in service().catalogue.clauses() if c.clause.name == name), None)
    if found is None:
        abort(404)
    reading = service().reading
    return page(
        "rules/clause.html",
        f"Clausule {name}",
        clausule=found.clause,
        rules=[read for read in reading.rules if name in read.rule.sources],
        parameters=[
            parameter
            for item in service().catalogue.parameters(found.clause.region)
            if (parameter := item.parameter).name in found.parameters
        ],
        hoe=[(c.decision, c.how or NOT_HELD) for c in reading.coverage if c.clause.name == name],
    )
