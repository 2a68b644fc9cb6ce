"""The form of every decision: the case, a few questions at a time, and the outcome when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

import api.service
from api.current import service
from engine.decide import NoDate
from engine.model import NO_RULES, SUPPLEMENT
from engine.wording import period
from web import exceptions, fields, sent
from web.asking import Case, next_step
from web.fields import Field
from web.pages import form_page
from web.sent import EXCEPTIONS, FIRST, NUMBER, REGION, Sent
from web.words import DECISIONS, Decision, region, spoken

blueprint = Blueprint("cases", __name__)
TITLES = {
    FIRST: "{}: de casus",
    "kern": "{}: vragen over de casus",
    EXCEPTIONS: "{}: bijzonderheden",
    "herinneringen": "{}: nog om aan te denken",
    "klaar": "{}: uw antwoorden",
}


@blueprint.get("/toets/<slug>")
def begin(slug: str) -> Response:
    """The first page of a form: which case, in which region, on which day."""
    decision = _decision(slug)
    case = Case(decision.name, request.args.get("regio", ""), "", {})
    return _page(decision, case, FIRST, _first_fields(decision))


@blueprint.post("/toets/<slug>")
def answer(slug: str) -> Response | Redirect:
    """The next page of a form, the outcome when it is asked for, or this page as it stands now."""
    decision = _decision(slug)
    said = sent.read(service(), decision.name, request.form.to_dict(flat=False))
    if any(place in (REGION, NUMBER) for place, _ in said.faults):
        asked = said.asked if said.page == FIRST else _first_fields(decision)
        return _page(decision, said.case, FIRST, asked, said.faults)
    if said.faults:
        return _page(decision, said.case, said.page, said.asked, said.faults)
    if said.wanted == sent.STATE:
        return _page(decision, said.case, said.page, said.asked)
    if said.wanted == sent.CHANGE:
        return _change(decision, said)
    if said.wanted == sent.OUTCOME:
        return _outcome(decision, said)
    step = next_step(service(), said.case)
    return _page(decision, said.case, step.kind, [Field(fact) for fact in step.facts])


def _decision(slug: str) -> Decision:
    found = (d for d in DECISIONS.values() if d.slug == slug)
    known = service().catalogue.named_decisions
    return next((d for d in found if d.name in known), None) or abort(404)


def _first_fields(decision: Decision) -> list[Field]:
    """The fact whose date picks the rules, when it is the same one in every region."""
    names = {ruleset.date_fact for ruleset in service().catalogue.rulesets(decision.name)}
    return [Field(service().rulebook.facts[name]) for name in names if len(names) == 1]


def _change(decision: Decision, said: Sent) -> Response:
    """Ask one fact again, with the answer that it had."""
    facts = dict(said.case.facts)
    fact = service().rulebook.facts.get(said.changing.removeprefix(fields.PREFIX))
    if fact is None or fact.name not in facts:
        abort(400)
    asked = Field(fact, fields.texts(fact, facts.pop(fact.name)))
    case = replace(said.case, facts=facts)
    return _page(decision, case, "kern", [asked])


def _outcome(decision: Decision, said: Sent) -> Response | Redirect:
    case = said.case
    put = api.service.Case(
        case.region, case.facts, case.number or None, follows=case.follows or None
    )
    try:
        made = service().assess(decision.name, put)
    except NoDate as no_date:
        asked = Field(service().rulebook.facts[no_date.fact], fault=fields.NO_ANSWER)
        return _page(decision, case, "kern", [asked], fields.missing([asked]))
    return redirect(url_for("results.show", id=made["id"]), 303)


def _page(
    decision: Decision,
    case: Case,
    kind: str,
    asked: Sequence[Field],
    faults: Sequence[tuple[str, str]] = (),
) -> Response:
    """A page of the form, with all that was answered before it."""
    step = None if kind == FIRST else next_step(service(), case)
    told = step.answer if step else None
    known = service().rulebook.facts
    return form_page(
        "case/page.html",
        TITLES.get(kind, TITLES["kern"]).format(decision.word),
        [*(known[name] for name in case.facts), *(field.fact for field in asked)],
        besluit=decision,
        casus=case,
        soort=kind,
        velden=asked,
        fouten=faults,
        over=step.left if step else 0,
        vast=list(_settled(told)),
        regios=regions(decision),
        gegeven=list(_given(case, {field.fact.name for field in asked})),
        uitzonderingen=[*map(_exception, asked)] if kind == EXCEPTIONS else [],
        gekozen=request.form.getlist(exceptions.NAME),
        gelden=in_force(case) if told and told["oordeel"] == NO_RULES else None,
    )


def _exception(field: Field) -> tuple[str, tuple[exceptions.Tick, ...]]:
    return exceptions.heading(field.fact), exceptions.ticks(field.fact)


def regions(decision: Decision) -> list[tuple[str, str]]:
    """The regions that have rules for a decision, with their own names."""
    names = {r.region for r in service().catalogue.rulesets(decision.name)}
    return [(name, region(name)) for name in service().catalogue.regions if name in names]


def in_force(case: Case) -> list[str]:
    """The periods in which a region has rules for a decision, in words."""
    found = service().catalogue.rulesets(case.decision, case.region)
    return [period(ruleset.valid_from, ruleset.valid_to) for ruleset in found]


def _given(case: Case, asked: set[str]) -> Iterator[dict[str, Any]]:
    """What was answered on earlier pages, in the order of the answers."""
    facts = service().rulebook.facts
    for name, value in case.facts.items():
        if name not in asked:
            fact = facts[name]
            yield {
                "label": fact.label,
                "naam": fields.PREFIX + name,
                "teksten": fields.texts(fact, value),
                "toon": fields.shown(fact, value),
            }


def _settled(told: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """The tracks that no question can turn any more, with what they came to."""
    if told is None or told["oordeel"] == NO_RULES:
        return
    if told["oordeel"] != SUPPLEMENT:
        yield "Uitkomst", told["oordeelTekst"]
    for track in told["sporen"]:
        if track["oordeel"] != SUPPLEMENT:
            yield spoken(track["spoor"]), track["oordeelTekst"]
