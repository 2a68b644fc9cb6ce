"""The form for a decision about options: add them, answer what still matters, see them ranked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from api.current import service
from engine.model import NO_RULES
from web import cases, fields, options, sent
from web.asking import Case
from web.fields import PREFIX, Field
from web.options import Asked, Sent
from web.pages import form_page, page
from web.words import DECISIONS

blueprint = Blueprint("selection", __name__)
DECISION = DECISIONS["selection"]
Items = Sequence[tuple[str, Mapping[str, Any]]]


@blueprint.get(f"/toets/{DECISION.slug}")
def begin() -> Response:
    """The first page: which case, in which region."""
    return _first(Case(DECISION.name, request.args.get("regio", ""), "", {}))


@blueprint.post(f"/toets/{DECISION.slug}")
def answer() -> Response | Redirect:
    """The options so far with the next questions, or the outcome when it is asked for."""
    said = options.read(service(), DECISION.name, request.form.to_dict(flat=False))
    if any(place in (sent.REGION, sent.NUMBER) for place, _ in said.faults):
        return _first(said.case, said.faults)
    if said.faults:
        about = Asked("", True, said.asked) if said.asked else None
        return _page(said.case, said.items, about, said.faults)
    if said.wanted == "verwijder":
        return _page(said.case, [item for item in said.items if item[0] != said.about])
    if said.wanted == sent.CHANGE:
        return _change(said)
    if said.wanted == sent.OUTCOME and options.so_far(service(), said.case, said.items):
        made = service().assess(DECISION.name, options.put(said.case, said.items))
        return redirect(url_for("results.show", id=made["id"]), 303)
    return _page(said.case, said.items)


def _first(case: Case, faults: Sequence[tuple[str, str]] = ()) -> Response:
    return page(
        "selection/first.html",
        f"{DECISION.word}: de casus",
        400 if faults else 200,
        besluit=DECISION,
        casus=case,
        regios=cases.regions(DECISION),
        fouten=faults,
    )


def _change(said: Sent) -> Response:
    """Ask one fact again, of the case or of an option, with the answer that it had."""
    parts = {PREFIX: ("", said.case.facts)}
    parts |= {options.prefix(place): item for place, item in enumerate(said.items)}
    for start, (key, own) in parts.items():
        name = said.about.removeprefix(start)
        if said.about.startswith(start) and name in own:
            fact = service().rulebook.facts[name]
            asked = Field(fact, fields.texts(fact, own[name]), "", start)
            return _page(*_without(said, key, name), Asked(key, True, (asked,)))
    return _page(said.case, said.items)


def _without(said: Sent, key: str, name: str) -> tuple[Case, Items]:
    """What was sent without one fact: of an option by its key, or of the case."""

    def left(facts: Mapping[str, Any]) -> dict[str, Any]:
        return {other: value for other, value in facts.items() if other != name}

    if not key:
        return replace(said.case, facts=left(said.case.facts)), said.items
    return said.case, [(one, left(own) if one == key else own) for one, own in said.items]


def _page(
    case: Case,
    items: Items,
    asked: Asked | None = None,
    faults: Sequence[tuple[str, str]] = (),
) -> Response:
    told = options.so_far(service(), case, items)
    if told is None and asked is None:
        asked = Asked("", True, tuple(_dates(case)))
    elif told and asked is None:
        asked = options.next_asked(service(), case, items, told)
    shown = asked.fields if asked else ()
    names = {field.name for field in shown}
    known = service().rulebook.facts
    given = {*case.facts, *(name for _, own in items for name in own)}
    return form_page(
        "selection/page.html",
        f"{DECISION.word}: de opties",
        [*(known[name] for name in given), *(field.fact for field in shown)],
        besluit=DECISION,
        casus=case,
        stand=told,
        opties=_ranked(told),
        gelden=cases.in_force(case) if told and told["oordeel"] == NO_RULES else None,
        sleutels=[key for key, _ in items],
        gevraagd=asked,
        velden=shown,
        gegeven=[*_given(case.facts, PREFIX, names)],
        per_optie=[
            (key, [*_given(own, options.prefix(place), names)])
            for place, (key, own) in enumerate(items)
        ],
        fouten=faults,
    )


def _dates(case: Case) -> Iterator[Field]:
    """The fact whose date picks the rules."""
    asked = service().questions(case.decision, case.region, {}).core
    yield from (Field(one.fact) for one in asked)


def _ranked(told: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    name = service().decisions.collection_of(DECISION.name)
    found: Sequence[Mapping[str, Any]] = told[name] if told and name else ()
    return found


def _given(facts: Mapping[str, Any], start: str, asked: set[str]) -> Iterator[dict[str, Any]]:
    """What was answered before, as the form carries it and as it is shown."""
    for name, value in facts.items():
        fact = service().rulebook.facts[name]
        if start + name not in asked:
            yield {
                "naam": start + name,
                "label": fact.label,
                "teksten": fields.texts(fact, value),
                "toon": fields.shown(fact, value),
            }
