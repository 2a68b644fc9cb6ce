"""The page of an outcome: what it is, what to do, what is missing, why, and who decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from api.current import service
from api.problems import BadInput
from api.service import Case
from api.store import OutcomeRecord
from engine.model import Fact
from web import advice, agenda, fields, sent
from web.fields import Field
from web.letters import letter
from web.pages import page
from web.words import DECISIONS, ROLES, headline

blueprint = Blueprint("results", __name__)
MOST_ASKED = 5
Faults = Sequence[tuple[str, str]]


@blueprint.get("/uitkomsten/<uuid:id>")
def show(id: UUID) -> Response:
    """One outcome."""
    return _page(service().outcome(str(id)))


@blueprint.post("/uitkomsten/<uuid:id>/aanvullen")
def supplement(id: UUID) -> Response | Redirect:
    """Decide anew with answers to what was missing; the outcome of before stays as it was."""
    record = service().outcome(str(id))
    form = request.form.to_dict(flat=False)
    said = sent.read(service(), record.decision, {**form, "regio": [record.region]})
    if said.faults:
        return _page(record, said.faults, said.asked)
    facts = {**advice.typed(service(), record), **said.case.facts}
    case = Case(record.region, facts, record.case_number, None, record.other_facts)
    made = service().assess(record.decision, case)
    return redirect(url_for("results.show", id=made["id"]), 303)


@blueprint.post("/uitkomsten/<uuid:id>/besluit")
def decide(id: UUID) -> Response | Redirect:
    """Keep what a human decided."""
    record = service().outcome(str(id))
    if faults := list(_undecided()):
        return _page(record, faults)
    reason = " ".join(request.form.get("reden", "").split())
    try:
        verdict, role = request.form["oordeel"], request.form["rol"]
        service().record_decision(record, verdict, reason or None, role)
    except BadInput as bad:
        return _page(record, [(f.location.strip("/"), f.detail) for f in bad.faults])
    return redirect(url_for("results.show", id=record.id, _anchor="besluit"), 303)


@blueprint.get("/uitkomsten/<uuid:id>/agenda.ics")
def terms(id: UUID) -> Response:
    """The terms of an outcome for a calendar."""
    record = service().outcome(str(id))
    place = current_app.config["ADDRESS"] + url_for("results.show", id=record.id)
    headers = {"Content-Disposition": f'attachment; filename="termijnen-{record.id[:8]}.ics"'}
    body = agenda.agenda(record.answer, place)
    return Response(body, headers=headers, content_type="text/calendar; charset=utf-8")


def _undecided() -> Iterator[tuple[str, str]]:
    if not request.form.get("oordeel"):
        yield "oordeel", "Kies wat u besluit."
    if request.form.get("rol") not in ROLES:
        yield "rol", "Kies uw rol."


def _page(record: OutcomeRecord, faults: Faults = (), again: Sequence[Field] = ()) -> Response:
    answer: Mapping[str, Any] = record.answer
    decided = service().human_decisions(record)
    missing, beside = advice.lacking(service(), answer), advice.beside(service(), answer)
    verdicts = service().rulebook.verdicts
    word, meaning = headline(str(answer["oordeelTekst"]))
    return page(
        "result/page.html",
        f"{DECISIONS[record.decision].word}: {word[:1].lower()}{word[1:]}",
        400 if faults else 200,
        uitkomst=record,
        antwoord=answer,
        besluit=DECISIONS[record.decision],
        betekenis=meaning,
        doen=list(advice.actions(answer)),
        termijnen=any(step["uiterlijk"] for step in answer["stappen"]),
        ontbreekt=_fields(missing, again),
        naast=_fields(beside, again),
        hoogstens=MOST_ASKED,
        sporen=list(advice.tracks(answer)),
        feiten=list(_told(record)),
        bedragdelen=[(p["omschrijving"], p["waarde"]) for p in _parts(answer)],
        opnieuw=list(_known(record)),
        keuzes=[(name, verdicts.get(name, name)) for name in service().choices(record)],
        oordelen=verdicts,
        besluiten=decided,
        rollen=[*ROLES.items()],
        ingevuld=request.form,
        brief=letter(answer, missing, decided[-1] if decided else None, verdicts),
        fouten=faults,
    )


def _parts(answer: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """How the amount came about."""
    amount = answer["bedrag"]
    return amount["opbouw"] if amount else ()


def _fields(facts: Sequence[Fact], again: Sequence[Field]) -> list[Field]:
    """The facts as questions, with what was just sent for them."""
    known = {field.fact.name: field for field in again}
    return [known.get(fact.name, Field(fact)) for fact in facts]


def _told(record: OutcomeRecord) -> Iterator[tuple[str, str]]:
    """What was given, in words; what isn't kept is named."""
    facts = service().rulebook.facts
    for name, value in advice.typed(service(), record).items():
        yield facts[name].label, fields.shown(facts[name], value)
    for name in record.not_kept:
        yield facts[name].label if name in facts else name, "Dit gegeven bewaren wij niet"


def _known(record: OutcomeRecord) -> Iterator[tuple[str, str]]:
    """What was answered, as the form sends it: to walk through the questions once more."""
    facts = service().rulebook.facts
    for name, value in advice.typed(service(), record).items():
        if value is not None:
            for text in fields.texts(facts[name], value):
                yield fields.PREFIX + name, text
