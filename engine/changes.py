"""What differs between two versions of a ruleset, told in the sentences of their rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Parameter, Rulebook, Ruleset
from engine.sentences import Sentences
from engine.wording import period

OPEN = "nog vast te stellen"


@dataclass(frozen=True, slots=True)
class Told:
    """Something a version says: a rule, a parameter, or the heading of the whole."""

    name: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a version says otherwise; a side is None where the other version doesn't have it."""

    name: str
    title: str
    before: Told | None
    after: Told | None


def changes(old: tuple[Rulebook, Ruleset], new: tuple[Rulebook, Ruleset]) -> tuple[Change, ...]:
    """What the new version says otherwise, in its order; what fell out comes last."""
    before, after = ({told.name: told for told in tell(*version)} for version in (old, new))
    return tuple(
        Change(name, (after.get(name) or before[name]).title, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    )


def tell(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Told]:
    """All that a version says, in Dutch lines: its heading, its parameters, counts and rules."""
    words = Sentences(rulebook, ruleset)
    valid = f"Geldt {period(ruleset.valid_from, ruleset.valid_to)}."
    yield Told("", "Geldigheid en uitkomsten", (valid, *words.heading()))
    for parameter in rulebook.parameters.get(ruleset.region, {}).values():
        yield Told(parameter.name, parameter.title, tuple(values_of(parameter, rulebook)))
    for count in ruleset.counts:
        yield Told(count.name, count.title, tuple(map(str.strip, words.count(count))))
    for rule in ruleset.rules:
        _, *lines = map(str.strip, words.rule(rule))
        yield Told(rule.number, rule.title, tuple(lines))


def values_of(parameter: Parameter, rulebook: Rulebook) -> Iterator[str]:
    """The values of a parameter with their periods, the earliest first."""
    for dated in parameter.values:
        shown = value_of(parameter, dated.value, rulebook)
        yield f"{shown}, {period(dated.valid_from, dated.valid_to)}"


def value_of(parameter: Parameter, value: Any, rulebook: Rulebook) -> str:
    """One value of a parameter as a Dutch reader expects it."""
    if isinstance(value, Mapping):
        choices = rulebook.facts[parameter.per or ""].kind.choices
        parts = (
            f"{choices[name]}: {value_of(parameter, v, rulebook)}" for name, v in value.items()
        )
        return "; ".join(parts)
    return OPEN if value is None else parameter.kind.show(value)
