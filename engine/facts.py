"""Reads the facts that a sender gives, with all faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.findings import hint
from engine.model import Fact
from engine.values import UNKNOWN, Kind, ValueFault

TOO_EARLY = "Deze dag ligt vóór {}. Dat kan niet: kijk beide datums na."
TOO_LATE = "Deze dag ligt na {}. Dat kan niet: kijk beide datums na."
_SEEN = (str, int)  # what JSON sends that is read once; a boolean is neither


@dataclass(frozen=True, slots=True)
class FactFault:
    """One fault in what was given: which fact, what is wrong (Dutch), and a code."""

    fact: str
    text: str
    code: str


class Facts(dict[str, Fact]):
    """Facts by name, with what is needed to read answers to them, made once."""

    @cached_property
    def seen(self) -> Mapping[str, Mapping[str | int, Any]]:
        """For each fact that is asked the values that were read before."""
        return {name: fact.kind.seen for name, fact in self.items() if fact.question is not None}

    @cached_property
    def ordered(self) -> Sequence[tuple[str, str]]:
        """The dates that may not lie before another, with that other."""
        return [(name, fact.not_before) for name, fact in self.items() if fact.not_before]


def read_given(
    facts: Mapping[str, Fact], given: Mapping[str, Any], *, written: bool = False
) -> tuple[dict[str, Any], tuple[FactFault, ...]]:
    """Typed values and faults; `onbekend` becomes None.

    `written` reads the forms of YAML and CSV (91,51), else those of JSON ("91.51").
    """
    asked = facts if isinstance(facts, Facts) else Facts(facts)
    seen = asked.seen
    values: dict[str, Any] = {}
    faults: list[FactFault] = []
    for name, raw in given.items():
        before = seen.get(name)
        if before is None:
            faults.append(_unknown(facts, name))
            continue
        known = before.get(raw) if type(raw) in _SEEN and not written else None
        if known is not None or raw == UNKNOWN:
            values[name] = known
            continue
        kind = facts[name].kind
        try:
            values[name] = _read(kind, raw, written)
        except ValueFault as fault:
            code = "onbekende-keuze" if kind.choices else "verkeerde-waarde"
            faults.append(FactFault(name, str(fault), code))
    return values, (*faults, *disordered(asked, values))


def disordered(facts: Mapping[str, Fact], values: Mapping[str, Any]) -> Iterator[FactFault]:
    """A fault on each of two typed dates of which the later one lies before the earlier one."""
    asked = facts if isinstance(facts, Facts) else Facts(facts)
    for name, other in asked.ordered:
        value, first = values.get(name), values.get(other)
        if value and first and value < first:
            yield FactFault(name, TOO_EARLY.format(facts[other].phrase), "verkeerde-volgorde")
            yield FactFault(other, TOO_LATE.format(facts[name].phrase), "verkeerde-volgorde")


def _unknown(facts: Mapping[str, Fact], name: str) -> FactFault:
    if name in facts:
        return FactFault(
            name, "Dit feit leiden wij zelf af. U kunt het niet opgeven.", "afgeleid-feit"
        )
    close = hint(name, (other for other, fact in facts.items() if fact.question))
    return FactFault(name, f"Dit feit kennen wij niet.{close}", "onbekend-feit")


def _read(kind: Kind, raw: Any, written: bool) -> Any:
    if written:
        return kind.from_text(raw)
    return kind.see(raw) if type(raw) in _SEEN else kind.from_json(raw)
