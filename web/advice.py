"""What a page shows of a stored outcome, taken from the answer just as it was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.service import Service
from engine.model import SUPPLEMENT, Fact
from web.words import day, headline, spoken

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody does: who, what, and by when (empty when there is no term).

    `first` tells that the outcome only takes effect when it is done.
    """

    who: str
    what: str
    until: str
    first: bool


@dataclass(frozen=True, slots=True)
class Track:
    """What a track came to, in words, and the rules that made it so."""

    name: str
    word: str
    meaning: str
    reasons: tuple[Mapping[str, Any], ...]


def actions(answer: Answer) -> Iterator[Action]:
    """What is to be done, what goes first before the rest."""
    for needed in answer["voorwaarden"]:
        if needed["gedaan"] != "ja":
            yield Action(needed["wie"], needed["wat"], "", True)
    for step in sorted(answer["stappen"], key=lambda step: step["uiterlijk"] or "9"):
        yield Action(step["wie"], step["wat"], day(step["uiterlijk"]), False)
    for signal in answer["signalen"]:
        yield Action(f"Meld aan {signal['aan']}", signal["wat"], "", False)


def tracks(service: Service, answer: Answer) -> Iterator[Track]:
    """The side tracks, but for those that nobody needs to supplement."""
    idle = service.idle(answer["besluit"], answer)
    for track in answer["sporen"]:
        if track["spoor"] in idle and track["oordeel"] == SUPPLEMENT:
            continue
        word, meaning = headline(track["oordeelTekst"])
        yield Track(spoken(track["spoor"]), word, meaning, tuple(track["redenen"]))


def lacking(service: Service, answer: Answer) -> tuple[Fact, ...]:
    """The facts that can still turn the outcome, or a side track that is worth a question."""
    idle = service.idle(answer["besluit"], answer)
    parts = (answer, *(track for track in answer["sporen"] if track["spoor"] not in idle))
    return _facts(service, [q["feit"] for part in parts for q in part["ontbrekendeFeiten"]])


def beside(service: Service, answer: Answer) -> tuple[Fact, ...]:
    """The facts that can only change what is said beside the outcome."""
    return _facts(service, [question["feit"] for question in answer["nogNaTeGaan"]])


def _facts(service: Service, names: list[str]) -> tuple[Fact, ...]:
    facts = service.rulebook.facts
    known = [facts[name] for name in dict.fromkeys(names) if name in facts]
    return tuple(fact for fact in known if fact.question)


def typed(service: Service, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored facts, typed by the vocabulary of now; what it doesn't know any more falls out."""
    values, _ = service.read_facts(stored)
    return values
