"""What decisions are called in Dutch: in addresses, on pages, and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """The Dutch words for the answers of a decision: all of them, and one."""

    plural: str
    singular: str


NAMED: Mapping[str, Named] = {
    "screening": Named("screeningen", "screening"),
    "selection": Named("selecties", "selectie"),
    "billing": Named("declaraties", "declaratie"),
    "escalation": Named("escalaties", "escalatie"),
    "meeting": Named("bijeenkomsten", "bijeenkomst"),
}


def dutch(decision: str) -> str:
    """The Dutch name of a decision; one that has no other name keeps that of its rules."""
    return NAMED[decision].plural if decision in NAMED else decision


def decision_of(name: str) -> str:
    """The decision with a Dutch name, singular or plural; any other name is its own."""
    for decision, named in NAMED.items():
        if name in (named.plural, named.singular):
            return decision
    return name
