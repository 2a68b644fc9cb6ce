"""Reads what a page of the form sent: the case so far, what this page asked, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.service import Service
from api.texts import code_fault
from engine.model import Fact
from engine.values import UNKNOWN
from web import exceptions, fields
from web.asking import Case
from web.fields import BOTH, NO_ANSWER, PREFIX, Field, written

FIRST, EXCEPTIONS = "casus", "uitzonderingen"
REGION, NUMBER, FOLLOWS = "regio", "casusnummer", "volgt"
NO_REGION = "Kies een regio."
ONWARD, SKIP, OUTCOME = "verder", "sla-over", "uitkomst"
CHANGE, STATE = "wijzig", "stand"

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One page as it was sent.

    `page` is its kind, `wanted` what to do next, with `changing` the fact to ask again. `asked` are
    its questions, `faults` pairs of the id of an input and a sentence.
    """

    page: str
    wanted: str
    changing: str
    case: Case
    asked: tuple[Field, ...]
    faults: tuple[tuple[str, str], ...]


def read(service: Service, decision: str, form: Form) -> Sent:
    """Read a page; an answer that is wrong is not in the case."""
    wanted, _, changing = one(form, "doe").partition(":")
    page = one(form, "pagina")
    asked = tuple(known(service, form.get("vragen", ())))
    region, number = one(form, REGION), one(form, NUMBER).strip()
    raised = frozenset(form.get("gevraagd", ()))
    case = Case(decision, region, number, {}, raised, one(form, FOLLOWS))
    found = [*of_case(service, case)]
    if page == EXCEPTIONS and (wanted == ONWARD or exceptions.NAME in form):
        case, told = _ticked(case, asked, form)
        found += told
    facts, answered = answers(service, form, asked if page != EXCEPTIONS else (), wanted)
    found += fields.missing(answered)
    case = replace(case, facts={**facts, **case.facts})
    shown = answered or tuple(Field(fact) for fact in asked)
    return Sent(page, wanted, changing, case, shown, tuple(found))


def one(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


def known(service: Service, names: Sequence[str]) -> Iterator[Fact]:
    """The facts with these names that people can be asked."""
    facts = service.rulebook.facts
    yield from (facts[name] for name in names if name in facts and facts[name].question)


def of_case(service: Service, case: Case) -> Iterator[tuple[str, str]]:
    """What is wrong with the region and the case number."""
    if case.region not in service.catalogue.regions:
        yield REGION, NO_REGION
    if case.number and (fault := code_fault(case.number)):
        yield NUMBER, f"Casusnummer: {fault.detail}"


def _ticked(case: Case, asked: Sequence[Fact], form: Form) -> tuple[Case, list[tuple[str, str]]]:
    read = exceptions.read(asked, form.get(exceptions.NAME, ()))
    found = [(exceptions.NAME, read.fault)] if read.fault else []
    return replace(case, facts=read.facts, raised=case.raised | read.raised), found


def answers(
    service: Service,
    form: Form,
    asked: Sequence[Fact],
    wanted: str = ONWARD,
    prefix: str = PREFIX,
) -> tuple[dict[str, Any], tuple[Field, ...]]:
    """The typed answers, and the fields of this page; who goes on leaves none of them empty.

    Where questions may be skipped, what was left empty counts as not known yet.
    """
    names = [name.removeprefix(prefix) for name in form if name.startswith(prefix)]
    given = {fact.name: fields.sent(prefix + fact.name, form) for fact in known(service, names)}
    given = {name: values for name, values in given.items() if values}
    facts = service.rulebook.facts
    texts = {name: written(facts[name], values) for name, values in given.items()}
    values, faults = service.read_facts(
        {name: text for name, text in texts.items() if text is not None}, written=True
    )
    wrong = {fault.fact: fault.text for fault in faults}
    wrong |= {name: _unclear(given[name]) for name, text in texts.items() if text is None}
    if wanted == ONWARD:
        wrong |= {fact.name: NO_ANSWER for fact in asked if fact.name not in texts}
    if wanted == SKIP:
        values |= {fact.name: None for fact in asked if fact.name not in texts}
    shown = tuple(Field(f, given.get(f.name, ()), wrong.get(f.name, ""), prefix) for f in asked)
    refused = {field.fact.name for field in shown if field.fault}
    return {name: value for name, value in values.items() if name not in refused}, shown


def _unclear(values: Sequence[str]) -> str:
    return BOTH if UNKNOWN in values else NO_ANSWER
