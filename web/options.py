"""A case with options: reading them from a form, ranking them so far, and what is still to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api import service as api
from api.inputs import MOST_OPTIONS, TOO_MANY, TWICE
from api.service import Service
from api.texts import key_fault
from engine.decide import NoDate
from engine.examples import KEY
from engine.model import Fact
from web import sent
from web.asking import MOST, Case, waits
from web.fields import PREFIX, Field
from web.sent import NUMBER, REGION, Form

NEW = "nieuw"
NO_NAME = "Geef de optie een korte code, bijvoorbeeld A of plek-1."


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions about one thing: an option by its key, or the whole case (an empty key)."""

    key: str
    core: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A page with options as it was sent; `asked` are its questions, `faults` what is wrong."""

    wanted: str
    about: str
    case: Case
    items: tuple[tuple[str, Mapping[str, Any]], ...]
    asked: tuple[Field, ...]
    faults: tuple[tuple[str, str], ...]


def prefix(place: int) -> str:
    """The beginning of the names of the inputs of an option."""
    return f"o{place}-"


def read(service: Service, decision: str, form: Form) -> Sent:
    """Read a page; an answer that is wrong is in nothing."""
    wanted, _, about = sent.one(form, "doe").partition(":")
    region, number = sent.one(form, REGION), sent.one(form, NUMBER).strip()
    case = Case(decision, region, number, {}, follows=sent.one(form, sent.FOLLOWS))
    facts, shown = sent.answers(service, form, _asked(service, form, PREFIX), wanted)
    items, fields = [], [*shown]
    for place, key in enumerate(form.get(KEY, ())):
        start = prefix(place)
        own, more = sent.answers(service, form, _asked(service, form, start), wanted, start)
        items.append((key, own))
        fields += more
    faults = [*sent.of_case(service, case)]
    faults += [(f.name, f"{f.fact.label}: {f.fault}") for f in fields if f.fault]
    new = sent.one(form, NEW).strip()
    if new or wanted == "voeg-toe":
        found = _name_fault(new, [key for key, _ in items])
        faults += [(NEW, found)] if found else []
        items += [] if found else [(new, {})]
    case = replace(case, facts=facts)
    return Sent(wanted, about, case, tuple(items), tuple(fields), tuple(faults))


def _asked(service: Service, form: Form, start: str) -> list[Fact]:
    names = [n.removeprefix(start) for n in form.get("vragen", ()) if n.startswith(start)]
    return [*sent.known(service, names)]


def _name_fault(new: str, keys: Sequence[str]) -> str:
    if not new:
        return NO_NAME
    if new in keys:
        return TWICE
    if len(keys) >= MOST_OPTIONS:
        return TOO_MANY.detail
    fault = key_fault(new, "De code van een optie")
    return fault.detail if fault else ""


def put(case: Case, items: Sequence[tuple[str, Mapping[str, Any]]]) -> api.Case:
    """The case as it is put to the service."""
    number, follows = case.number or None, case.follows or None
    return api.Case(case.region, case.facts, number, items=tuple(items), follows=follows)


def so_far(
    service: Service, case: Case, items: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, Any] | None:
    """The answer so far, kept nowhere; None while there is no day to go by."""
    try:
        return service.example(case.decision, put(case, items))
    except NoDate:
        return None


def next_asked(
    service: Service,
    case: Case,
    items: Sequence[tuple[str, Mapping[str, Any]]],
    answer: Mapping[str, Any],
) -> Asked | None:
    """The next few questions, all about one thing; what can turn an outcome goes first.

    Exceptions, which have a usual value, come after what is always asked. A question that waits
    for another, of this option or of the whole case, isn't asked with it.
    """
    places = {"": PREFIX, **{key: prefix(place) for place, (key, _) in enumerate(items)}}
    known = {"": case.facts, **dict(items)}
    day = service.decisions.day_of(case.decision, case.region, case.facts, None)
    before = dict(waits(service, case, day))
    every = {(key, name): core for key, name, core in _open(service, case.decision, answer)}
    left = {pair: core for pair, core in every.items() if pair[1] not in known[pair[0]]}
    ready = {pair: core for pair, core in left.items() if not _waiting(pair, left, before)}
    facts = service.rulebook.facts
    for core, usual in ((True, False), (True, True), (False, False), (False, True)):
        wanted = {
            pair
            for pair, turns in ready.items()
            if turns == core and (facts[pair[1]].usual is not None) == usual
        }
        for about, start in places.items():
            of_this = {name for key, name in wanted if key == about}
            if names := [name for name in before if name in of_this]:
                fields = tuple(Field(facts[name], prefix=start) for name in names)
                return Asked(about, core, fields[: MOST if len(fields) > MOST + 1 else None])
    return None


def _waiting(
    pair: tuple[str, str],
    left: Mapping[tuple[str, str], bool],
    before: Mapping[str, set[str]],
) -> bool:
    """Whether a question waits for another that is left; never for one that can turn nothing."""
    key, name = pair
    return any(
        other in before.get(name, ()) and core >= left[pair]
        for (about, other), core in left.items()
        if about in ("", key) or not key
    )


def _open(
    service: Service, decision: str, answer: Mapping[str, Any]
) -> Iterator[tuple[str, str, bool]]:
    """What is open: of which option, the name of the fact, and whether it can turn an outcome."""
    options = answer[service.decisions.collection_of(decision) or ""]
    parts = [("", part) for part in (answer, *answer["sporen"])]
    parts += [(option[KEY], option) for option in options]
    told = {
        (_about(service, question, key), question["feit"]): False
        for key, part in parts
        for question in part.get("nogNaTeGaan", ())
    }
    told |= {
        (_about(service, question, key), question["feit"]): True
        for key, part in parts
        for question in part["ontbrekendeFeiten"]
    }
    for (about, name), core in told.items():
        fact = service.rulebook.facts.get(name)
        if fact and fact.question:
            yield about, name, core


def _about(service: Service, question: Mapping[str, Any], key: str) -> str:
    """The option that a question is about; empty when it is about the whole case."""
    own = question["feit"] in service.decisions.own_facts
    return str(question.get(KEY, key)) if own else ""
