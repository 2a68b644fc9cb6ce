"""What a form asks next: a few questions that can still matter, and never all at once.

The order and what can still matter come from `Service.questions`. Nothing is kept: all answers
travel in the form itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.forms import AskedFact
from api.service import Service
from engine.model import Fact

MOST = 4


@dataclass(frozen=True, slots=True)
class Case:
    """The answers so far, typed, with the exceptions that somebody raised and not yet told.

    `follows` is the id of the outcome that these answers began with, if any.
    """

    decision: str
    region: str
    number: str
    facts: Mapping[str, Any]
    raised: frozenset[str] = field(default=frozenset())
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What stands on one page of a form.

    `kind` is `kern` (questions that can turn the outcome), `uitzonderingen` (a list to tick),
    `herinneringen` (questions that can't turn it) or `klaar`. `left` counts the questions that can
    still turn it. `answer` is the outcome so far, None while no day picks the rules.
    """

    kind: str
    facts: tuple[Fact, ...]
    left: int
    answer: Mapping[str, Any] | None


def next_step(service: Service, case: Case) -> Step:
    """The next page of a form; a question that was answered with unknown isn't asked again.

    An exception counts as what is usual until the list to tick is answered: so the list comes
    before the questions that only an exception brings.
    """
    answer = service.questions(case.decision, case.region, case.facts).answer
    core, beside = _open(service, case)
    if core:
        ready = _askable(service, case, core) if answer else core
        return Step("kern", _facts(_of_one_track(ready or core)), len(core), answer)
    if exceptions := _exceptions(service, case):
        return Step("uitzonderingen", exceptions, 0, answer)
    if beside:
        group = _askable(service, case, beside) or beside
        return Step("herinneringen", _facts(group), 0, answer)
    return Step("klaar", (), 0, answer)


def _open(service: Service, case: Case) -> tuple[list[AskedFact], list[AskedFact]]:
    """What can turn the outcome and what can't, of what wasn't asked yet, if all is as usual."""
    known = service.forms.facts(case.decision, case.region)
    usual = {a.fact.name: a.fact.usual for a in known if _exceptional(a.fact, case)}
    found = service.questions(case.decision, case.region, {**usual, **case.facts})
    return (
        [asked for asked in found.core if asked.fact.name not in case.facts],
        [asked for asked in found.reminders if asked.fact.name not in case.facts],
    )


def _exceptions(service: Service, case: Case) -> tuple[Fact, ...]:
    """The exceptions that nobody was asked about and that can still matter."""
    found = service.questions(case.decision, case.region, case.facts)
    asked = (a.fact for a in (*found.core, *found.reminders))
    return tuple(fact for fact in asked if _exceptional(fact, case))


def _exceptional(fact: Fact, case: Case) -> bool:
    """Whether a fact is one that somebody must raise, and nobody was asked about."""
    return fact.usual is not None and fact.name not in {*case.raised, *case.facts}


def _facts(asked: list[AskedFact]) -> tuple[Fact, ...]:
    return tuple(a.fact for a in asked)[: MOST if len(asked) > MOST + 1 else None]


def _of_one_track(asked: list[AskedFact]) -> list[AskedFact]:
    return [a for a in asked if a.track == asked[0].track]


def _askable(service: Service, case: Case, open_facts: list[AskedFact]) -> list[AskedFact]:
    """The open facts that don't wait for another: what decides whether they matter is answered.

    What another fact can follow from is asked only when nobody knows that other fact.
    """
    open_names = {asked.fact.name for asked in open_facts}
    day = service.decisions.day_of(case.decision, case.region, case.facts, None)
    before = dict(waits(service, case, day))
    return [a for a in open_facts if not before.get(a.fact.name, set()) & open_names]


def waits(service: Service, case: Case, day: date) -> Iterator[tuple[str, set[str]]]:
    """For each fact the facts to ask before it."""
    known = service.forms.facts(case.decision, case.region, day)
    wholes = {part: asked.fact.name for asked in known for part in asked.follows_from}
    for asked in known:
        before = {condition.fact for condition in asked.only_if}
        name = asked.fact.name
        yield name, before | ({wholes[name]} if name in wholes else set())
