"""The page of an outcome: what it is, what to do, what is missing, why, and who decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from api.current import service
from api.problems import BadInput
from api.service import Case
from api.store import OutcomeRecord
from engine.examples import KEY
from engine.model import Fact
from web import advice, agenda, fields, options, sent
from web.fields import Field
from web.letters import letter
from web.pages import page
from web.words import DECISIONS, ROLES, headline

blueprint = Blueprint("results", __name__)
MOST_ASKED = 5
NO_OPTION = "-"
Faults = Sequence[tuple[str, str]]


@blueprint.get("/uitkomsten/<uuid:id>")
def show(id: UUID) -> Response:
    """One outcome."""
    return _page(service().outcome(str(id)))


@blueprint.post("/uitkomsten/<uuid:id>/aanvullen")
def supplement(id: UUID) -> Response | Redirect:
    """Decide anew with answers to what was missing; the outcome of before stays as it was.

    A fact that isn't kept is unknown now: it was answered, so nothing may be assumed of it.
    """
    record = service().outcome(str(id))
    if _options(record):
        abort(404)
    form = request.form.to_dict(flat=False)
    said = sent.read(service(), record.decision, {**form, "regio": [record.region]})
    if said.faults:
        return _page(record, said.faults, said.asked)
    told = {**dict.fromkeys(record.not_kept), **advice.typed(service(), record.facts)}
    case = Case(
        record.region,
        {**told, **said.case.facts},
        record.case_number,
        record.reference_date,
        record.other_facts,
        tuple((str(i[KEY]), advice.typed(service(), i["feiten"])) for i in record.items),
        record.id,
    )
    try:
        made = service().assess(record.decision, case)
    except BadInput as bad:
        wrong = {fault.location.rpartition("/")[2]: fault.detail for fault in bad.faults}
        asked = [replace(field, fault=wrong.get(field.fact.name, "")) for field in said.asked]
        return _page(record, fields.missing(asked) or [*wrong.items()], asked)
    return redirect(url_for("results.show", id=made["id"]), 303)


@blueprint.post("/uitkomsten/<uuid:id>/besluit")
def decide(id: UUID) -> Response | Redirect:
    """Keep what a human decided."""
    record = service().outcome(str(id))
    name = _options(record)
    if faults := list(_undecided("optie" if name else "oordeel")):
        return _page(record, faults)
    reason, role = " ".join(request.form.get("reden", "").split()) or None, request.form["rol"]
    try:
        if name:
            item = request.form["optie"]
            service().record_choice(record, None if item == NO_OPTION else item, reason, role)
        else:
            service().record_decision(record, request.form["oordeel"], reason, role)
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


def _options(record: OutcomeRecord) -> str:
    """The name of the options of an outcome, empty when it is not about any."""
    return service().decisions.collection_of(record.decision) or ""


def _undecided(choice: str) -> Iterator[tuple[str, str]]:
    if not request.form.get(choice):
        yield choice, "Kies wat u besluit."
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
        eerder=service().outcome(record.follows) if record.follows else None,
        nieuwer=service().followers([record]).get(record.id),
        antwoord=answer,
        besluit=DECISIONS[record.decision],
        betekenis=meaning,
        doen=list(advice.actions(answer)),
        termijnen=any(step["uiterlijk"] for step in answer["stappen"]),
        ontbreekt=_fields(missing, again),
        naast=_fields(beside, again),
        hoogstens=MOST_ASKED,
        sporen=list(advice.tracks(service(), answer)),
        feiten=list(_told(record)),
        bedragdelen=[(p["omschrijving"], p["waarde"]) for p in _parts(answer)],
        opnieuw=list(_known(record)),
        keuzes=_choices(record),
        opties=_listed(record, name) if (name := _options(record)) else None,
        formulier=url_for("cases.answer", slug=DECISIONS[record.decision].slug),
        oordelen=verdicts,
        besluiten=decided,
        rollen=[*ROLES.items()],
        ingevuld=request.form,
        brief=letter(answer, missing, decided[-1] if decided else None, verdicts),
        fouten=faults,
    )


def _choices(record: OutcomeRecord) -> list[tuple[str, str]]:
    """What a human can decide: an outcome, or one of the options or none."""
    if name := _options(record):
        keys = [str(option[KEY]) for option in _listed(record, name)]
        return [*((key, f"Optie {key}") for key in keys), (NO_OPTION, "Geen van de opties")]
    verdicts = service().rulebook.verdicts
    return [(name, verdicts.get(name, name)) for name in service().choices(record)]


def _listed(record: OutcomeRecord, name: str) -> Sequence[Mapping[str, Any]]:
    answer: Mapping[str, Any] = record.answer
    found: Sequence[Mapping[str, Any]] = answer.get(name, ())
    return found


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
    for name, value in advice.typed(service(), record.facts).items():
        yield facts[name].label, fields.shown(facts[name], value)
    for item in record.items:
        for name, value in advice.typed(service(), item["feiten"]).items():
            label = f"{facts[name].label} (optie {item[KEY]})"
            yield label, fields.shown(facts[name], value)
    for name in record.not_kept:
        yield facts[name].label if name in facts else name, "Dit gegeven bewaren wij niet"


def _known(record: OutcomeRecord) -> Iterator[tuple[str, str]]:
    """What was answered, as the form sends it: to walk through the questions once more."""
    yield sent.FOLLOWS, record.id
    yield from _sent(advice.typed(service(), record.facts), fields.PREFIX)
    for place, item in enumerate(record.items):
        yield KEY, str(item[KEY])
        yield from _sent(advice.typed(service(), item["feiten"]), options.prefix(place))


def _sent(values: Mapping[str, Any], start: str) -> Iterator[tuple[str, str]]:
    facts = service().rulebook.facts
    for name, value in values.items():
        if value is not None:
            yield from ((start + name, text) for text in fields.texts(facts[name], value))
