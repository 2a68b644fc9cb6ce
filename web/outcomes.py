"""The outcomes that were kept: a list to look through, and counts for the yearly evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for

from api.choices import NONE_CHOSEN
from api.chosen import Chosen, in_year
from api.current import service
from api.evaluation import Group
from api.store import OutcomeRecord
from engine.model import ALWAYS_VERDICTS
from web import words
from web.pages import page

blueprint = Blueprint("outcomes", __name__)
ON_A_PAGE = 25
TOO_FEW = "minder dan 5"


@blueprint.get("/uitkomsten")
def index() -> Response:
    """The outcomes, newest first, narrowed by what was asked."""
    years = service().years()
    asked = _asked(years)
    number = max(1, request.args.get("bladzijde", 1, type=int))
    found = service().outcomes(_chosen(asked), page=min(number, 1_000_000), page_size=ON_A_PAGE)
    last = max(1, -(-found.total // ON_A_PAGE))
    return page(
        "outcomes/index.html",
        "Uitkomsten",
        uitkomsten=found.records,
        nieuwer=service().followers(found.records),
        besloten=[_decided(record) for record in found.records],
        totaal=found.total,
        bladzijde=found.number,
        laatste=last,
        adres=lambda number: url_for("outcomes.index", bladzijde=number, **_given(asked)),
        gevraagd=asked,
        **_choices(years),
    )


@blueprint.get("/uitkomsten/overzicht")
def overview() -> Response:
    """Counts over a year: outcomes, reasons, what was missing, signals, terms and decisions."""
    years = service().years()
    asked = _asked(years)
    asked["jaar"] = asked["jaar"] or (str(years[0]) if years else "")
    counted = service().overview(_chosen(asked))
    return page(
        "outcomes/overview.html",
        "Overzicht voor de evaluatie",
        overzicht=counted,
        delen=list(_parts(counted)),
        gevraagd=asked,
        niet_getoond_kort=TOO_FEW,
        **_choices(years),
    )


def _decided(record: OutcomeRecord) -> str:
    """What a human decided last, in words; empty while nobody did."""
    made = service().human_decisions(record)
    if not made:
        return ""
    if made[-1].verdict == NONE_CHOSEN:
        return "Geen van de opties"
    if made[-1].item:
        return f"Optie {made[-1].item}"
    return words.headline(service().rulebook.verdicts.get(made[-1].verdict, made[-1].verdict))[0]


def _asked(years: Sequence[int]) -> dict[str, str]:
    """What the filters were set to; what isn't known here counts as not set."""
    catalogue, args = service().catalogue, request.args
    known: Mapping[str, Any] = {
        "besluit": [words.slug(name) for name in catalogue.named_decisions],
        "regio": catalogue.regions,
        "oordeel": service().rulebook.verdicts,
        "jaar": [str(year) for year in years],
    }
    asked = {n: v if (v := args.get(n, "")) in names else "" for n, names in known.items()}
    return {**asked, "casus": args.get("casus", "").strip()}


def _chosen(asked: Mapping[str, str]) -> Chosen:
    year = in_year(int(asked["jaar"])) if asked["jaar"] else Chosen()
    return Chosen(
        words.decision_of(asked["besluit"]) if asked["besluit"] else None,
        asked["regio"] or None,
        asked["oordeel"] or None,
        asked["casus"] or None,
        year.first_day,
        year.last_day,
    )


def _given(asked: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def _choices(years: Sequence[int]) -> dict[str, Any]:
    """What the filters offer."""
    catalogue, book = service().catalogue, service().rulebook
    found = {v for r in book.rulesets for v in r.tracks[0].verdicts} | set(ALWAYS_VERDICTS)
    every = ("", "alle")
    return {
        "besluiten": [
            every,
            *((words.slug(n), words.decision(n)) for n in catalogue.named_decisions),
        ],
        "regios": [every, *((name, words.region(name)) for name in catalogue.regions)],
        "oordelen": [
            every,
            *((v, words.headline(t)[0]) for v, t in book.verdicts.items() if v in found),
        ],
        "jaren": [every, *((str(year), str(year)) for year in years)],
    }


def _parts(counted: Any) -> Iterator[tuple[str, str, list[tuple[str, str, int | None]]]]:
    """Each table of the overview: its heading, what it counts, and its rows with a link."""
    book = service().rulebook
    rules = {read.rule.number: read.rule.title for read in service().reading.rules}
    spoken = {"zelfde": "zoals het advies", "anders": "anders dan het advies"}
    spoken |= {"op_tijd": "binnen de eerste termijn", "te_laat": "na de eerste termijn"}

    def rows(groups: tuple[Group, ...], named: Mapping[str, str], endpoint: str = "") -> Any:
        for group in groups:
            link = url_for(endpoint, number=group.name) if group.name in rules else ""
            yield named.get(group.name, group.name), link, group.count

    verdicts = {name: words.headline(text)[0] for name, text in book.verdicts.items()}
    numbered = {number: f"{number}: {title}" for number, title in rules.items()}
    questions = {name: fact.label for name, fact in book.facts.items()}
    told = (
        ("Uitkomsten", "Uitkomst", rows(counted.verdicts, verdicts)),
        ("Redenen", "Regel", rows(counted.reasons, numbered, "rules.rule")),
        ("Wat er ontbrak", "Gegeven", rows(counted.missing, questions)),
        ("Signalen", "Regel", rows(counted.signals, numbered, "rules.rule")),
        ("Wat mensen besloten", "Besluit", rows(counted.followed, spoken)),
        ("Termijnen", "Eerste besluit", rows(counted.terms, spoken)),
    )
    for heading, what, found in told:
        yield heading, what, list(found)
