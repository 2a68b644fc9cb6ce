"""The list to tick: does one of these things play? An exception is raised, never assumed.

What is not ticked gets its usual value, as an answer of whoever filled in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.model import Fact
from web.fields import upper

NAME = "speelt"
NONE = "geen"
NOT_KNOWN = "weet-niet"
NO_ANSWER = "Kies wat er speelt. Speelt er niets? Kies dan 'geen van deze'."
BOTH = "Kies 'geen van deze' alleen als u verder niets kiest."
_ASK = "vraag"


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to tick: the value of its input, and its words."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """What the list says: answers, and the exceptions of which the answer is still to be asked."""

    facts: Mapping[str, Any]
    raised: frozenset[str]
    fault: str = ""


def ticks(fact: Fact) -> tuple[Tick, ...]:
    """What can be ticked for a fact: all it can be that is not usual, or only that it plays."""
    if not fact.kind.choices:
        return (Tick(f"{fact.name}:{_ASK}", fact.label),)
    if fact.kind.name == "ja_nee":
        turned = "nee" if fact.usual == "ja" else "ja"
        said = fact.sentence if turned == "ja" else fact.sentence_not or fact.sentence
        return (Tick(f"{fact.name}:{turned}", upper(said)),)
    other = (pair for pair in fact.kind.choices.items() if pair[0] != fact.usual)
    return tuple(Tick(f"{fact.name}:{name}", upper(label)) for name, label in other)


def heading(fact: Fact) -> str:
    """The words above the things to tick; none where the thing says it all."""
    return "" if fact.kind.name == "ja_nee" else fact.question or ""


def read(facts: Sequence[Fact], sent: Sequence[str]) -> Ticked:
    """What was ticked; with 'weet ik niet' all that is not ticked stays unknown."""
    if not sent:
        return Ticked({}, frozenset(), NO_ANSWER)
    if NONE in sent and len(sent) > 1:
        return Ticked({}, frozenset(), BOTH)
    chosen = {fact.name: tuple(_chosen(fact, sent)) for fact in facts}
    for fact in facts:
        if fact.kind.name != "keuzes" and len(chosen[fact.name]) > 1:
            return Ticked({}, frozenset(), f"Kies bij '{fact.label}' één antwoord.")
    raised = frozenset(name for name, words in chosen.items() if words == (_ASK,))
    told = [fact for fact in facts if fact.name not in raised]
    known = NOT_KNOWN not in sent
    return Ticked({f.name: _value(f, chosen[f.name], known) for f in told}, raised)


def _chosen(fact: Fact, sent: Sequence[str]) -> Iterator[str]:
    possible = {tick.value for tick in ticks(fact)}
    yield from (value.partition(":")[2] for value in sent if value in possible)


def _value(fact: Fact, chosen: tuple[str, ...], known: bool) -> Any:
    if not chosen:
        return fact.usual if known else None
    return frozenset(chosen) if fact.kind.name == "keuzes" else chosen[0]
