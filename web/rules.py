"""The rules as sentences: by decision and region, one by one, and by what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from api.current import service
from engine.findings import Finding
from engine.model import Ruleset
from engine.sentences import Sentences
from web import words
from web.pages import page

blueprint = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rules of one decision in one region."""

    decision: str
    region: str
    rules: int
    examples: int
    failed: int
    remarks: int

    @property
    def slug(self) -> str:
        """The word for the decision in an address."""
        return words.slug(self.decision)


@blueprint.get("/regels")
def index() -> Response:
    """Every decision and region, and what a search finds."""
    wanted = request.args.get("zoek", "").strip()
    return page(
        "rules/index.html",
        "Regels",
        planken=list(_shelves()),
        zoek=wanted,
        gevonden=service().reading.search(wanted) if wanted else None,
    )


def _shelves() -> Iterator[Shelf]:
    reading = service().reading
    known = {(r.decision, r.region): r for r in reading.rulebook.rulesets}
    for ruleset in sorted(known.values(), key=_place):
        runs = reading.examples(ruleset)
        yield Shelf(
            ruleset.decision,
            ruleset.region,
            len(reading.of(ruleset.decision, ruleset.region)),
            len(runs),
            sum(bool(run.differences) for run in runs),
            len(_remarks([ruleset])),
        )


@blueprint.get("/regels/<slug>/<region>")
def shelf(slug: str, region: str) -> Response:
    """The rules of a decision in a region, in the order of their file."""
    reading, decision = service().reading, words.decision_of(slug)
    rules = reading.of(decision, region)
    if not rules:
        abort(404)
    rulesets = list({read.ruleset.file: read.ruleset for read in rules}.values())
    return page(
        "rules/shelf.html",
        f"Regels voor {words.decision(decision).lower()} in {words.region(region)}",
        rules=rules,
        rulesets=rulesets,
        rangorde=lambda ruleset: Sentences(reading.rulebook, ruleset).ranking(),
        runs=(runs := reading.examples(rulesets[0])),
        afwijkend=sum(bool(run.differences) for run in runs),
        opmerkingen=_remarks(rulesets),
    )


def _place(ruleset: Ruleset) -> tuple[str, int, str]:
    """By region, and there in the order in which decisions are named."""
    order = [*words.DECISIONS]
    place = order.index(ruleset.decision) if ruleset.decision in order else len(order)
    return ruleset.region, place, ruleset.decision


def _remarks(rulesets: list[Ruleset]) -> list[Finding]:
    files = {ruleset.file for ruleset in rulesets}
    return [finding for finding in service().reading.findings if finding.file in files]


@blueprint.get("/regels/regel/<number>")
def rule(number: str) -> Response:
    """One rule with its clauses and the examples in which it held."""
    reading = service().reading
    found = [read for read in reading.rules if read.rule.number == number]
    if not found:
        abort(404)
    read = found[0]
    return page(
        "rules/rule.html",
        f"{read.rule.number}: {read.rule.title}",
        gelezen=read,
        clausules=[reading.rulebook.clauses[name] for name in read.rule.sources],
    )
