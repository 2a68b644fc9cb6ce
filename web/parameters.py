"""The values that a region set, with what ends soon and what is still to be set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, Response, request

from api.current import service
from engine.changes import value_of, values_of
from engine.model import Parameter
from web import words
from web.pages import page

blueprint = Blueprint("parameters", __name__)
SOON = timedelta(days=92)


@blueprint.get("/parameters")
def index() -> Response:
    """The parameters of every region, or of one."""
    catalogue = service().catalogue
    region = request.args.get("regio") if request.args.get("regio") in catalogue.regions else None
    found: dict[str, list[Parameter]] = {}
    for item in catalogue.parameters(region):
        found.setdefault(item.region, []).append(item.parameter)
    return page(
        "rules/parameters.html",
        "Waarden die de regio vaststelt",
        parameters=found,
        waarden=lambda parameter: values_of(parameter, service().rulebook),
        aandacht=[
            (name, parameter, text)
            for name, own in found.items()
            for parameter in own
            if _running(name, date.today())
            for text in _attention(parameter, date.today())
        ],
        regios=[(name, words.region(name)) for name in catalogue.regions],
        regio=region or "",
    )


def _running(region: str, today: date) -> bool:
    """Whether rules of a region hold today or later: where none do, no value is needed."""
    found = service().catalogue.rulesets(region=region)
    return any(ruleset.valid_to is None or today <= ruleset.valid_to for ruleset in found)


def _attention(parameter: Parameter, today: date) -> Iterator[str]:
    """What somebody must do about a parameter: set a value, or follow up one that ends."""
    last = max(parameter.values, key=lambda dated: dated.valid_from)
    if last.value is None:
        yield f"is vanaf {words.day(last.valid_from)} nog vast te stellen"
    elif last.valid_to and last.valid_to < today:
        yield f"liep tot en met {words.day(last.valid_to)}; daarna is niets vastgesteld"
    elif last.valid_to and last.valid_to < today + SOON:
        yield f"loopt tot en met {words.day(last.valid_to)}; daarna is niets vastgesteld"
    missing = last.value if isinstance(last.value, dict) else {}
    for name, value in missing.items():
        if value is None:
            choices = service().rulebook.facts[parameter.per or ""].kind.choices
            yield f"is voor {choices[name]} {value_of(parameter, value, service().rulebook)}"
