"""The words that conditions and periods are told with, and what makes them shorter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.model import Condition, Group, Test
from engine.values import Day

COMPARING = {
    "minstens": "ten minste",
    "hoogstens": "ten hoogste",
    "meer_dan": "meer dan",
    "minder_dan": "minder dan",
    "vanaf": "op of na",
    "tot_en_met": "op of vóór",
    "na": "na",
    "voor": "vóór",
}
IN_PERIOD = {"": "in", "vanaf": "in of na", "tot_en_met": "in of vóór", "na": "na", "voor": "vóór"}
QUARTER = {
    "": "{}",
    "vanaf": "{} of later",
    "tot_en_met": "{} of eerder",
    "na": "een later kwartaal dan {}",
    "voor": "een eerder kwartaal dan {}",
}
# A word and the one that says the contrary.
TURNED = {
    "minstens": "minder_dan",
    "hoogstens": "meer_dan",
    "vanaf": "voor",
    "tot_en_met": "na",
    "": "niet",
    "gelijk_aan": "ongelijk_aan",
    "bekend": "onbekend",
}
TURNED |= {turned: word for word, turned in TURNED.items()}
GRAINS = {"kwartaal": "het kwartaal van", "maand": "de maand van"}
HEADS = {
    "alle": "al het volgende geldt",
    "een_van": "minstens één van deze dingen geldt",
    "geen_van": "geen van deze dingen geldt",
}
JOINTS = {"alle": ", en", "een_van": ", of", "geen_van": ""}
LABELS = ("abcdefghijklmnopqrstuvwxyz", "123456789")
_DAY = Day("datum")


def flat(parts: Iterable[Condition]) -> Iterator[Condition]:
    """Conditions that must all hold, without groups that say no more than that."""
    for part in parts:
        if isinstance(part, Group) and part.word == "alle":
            yield from flat(part.parts)
        elif isinstance(part, Group) and part.word == "geen_van" and only_tests(part):
            yield from (contrary(test) for test in part.parts if isinstance(test, Test))
        else:
            yield part


def only_tests(group: Group) -> bool:
    """Whether a group holds conditions and no groups."""
    return all(isinstance(part, Test) for part in group.parts)


def contrary(test: Test) -> Test:
    """The condition that holds when this one doesn't."""
    return Test(test.subject, TURNED[test.word], test.operand, test.line)


def period(first: Any, last: Any) -> str:
    """A period of validity in words."""
    since = f"vanaf {_DAY.show(first)}" if first else ""
    until = f"tot en met {_DAY.show(last)}" if last else ""
    return f"{since} {until}".strip() or "altijd"
