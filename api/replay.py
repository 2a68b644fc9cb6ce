"""Makes a past outcome again from the rules as they were stored, and tells what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from api.special import Special
from api.store import OutcomeRecord, Store
from engine.decide import Decisions
from engine.explain import Explainer
from engine.facts import read_given
from engine.loader import CALENDAR, load_files
from engine.model import Ruleset

OWN_KEYS = ("id", "casusnummer", "gemaaktOp")
_MOST_KEPT = 8

SAME = "Dezelfde regels geven op dezelfde feiten weer dezelfde uitkomst."
DIFFERS = "De uitkomst is nu anders. Onder de verschillen staat wat er anders is."
NO_RULES = "Toen golden er geen regels. Er is niets om opnieuw mee te beslissen."
UNREADABLE = "De tekst van de regels van toen is met dit programma niet meer te lezen."
NOT_KEPT = "Precies herhalen kan niet: een bijzonder gegeven is niet bewaard. Het gaat om: {}."


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the answer that came out otherwise."""

    part: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether an outcome could be made again, whether it is the same, and in words."""

    possible: bool
    same: bool | None
    differences: tuple[Difference, ...]
    text: str


class Past:
    """Rulebooks as they were, read from the text in the store; the last few stay at hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._read = lru_cache(_MOST_KEPT)(self._read_version)

    def decisions(self, version: str) -> Decisions | None:
        """What decided under a version, or None when its text is gone or can't be read now."""
        return self._read(version)

    def ruleset(self, version: str) -> Ruleset | None:
        """The ruleset of a version; its text holds just one."""
        decisions = self._read(version)
        return decisions.rulebook.rulesets[0] if decisions else None

    def _read_version(self, version: str) -> Decisions | None:
        texts = self.store.ruleset(version)
        if texts is None:
            return None
        files = {name: str(text).encode() for name, text in texts.items() if name != CALENDAR}
        rulebook, _ = load_files(files, free_days=str(texts[CALENDAR]))
        return Decisions(rulebook) if rulebook and rulebook.rulesets else None

    def replay(self, record: OutcomeRecord) -> Replay:
        """Decide a stored outcome anew with the rules of then."""
        if not record.ruleset_version:
            return Replay(False, None, (), NO_RULES)
        if record.not_kept:
            return Replay(False, None, (), NOT_KEPT.format(", ".join(record.not_kept)))
        decisions = self.decisions(record.ruleset_version)
        if decisions is None:
            return Replay(False, None, (), UNREADABLE)
        differences = tuple(_compare(record, decisions))
        return Replay(True, not differences, differences, DIFFERS if differences else SAME)


def _compare(record: OutcomeRecord, decisions: Decisions) -> list[Difference]:
    facts = decisions.rulebook.facts
    given, faults = read_given(facts, record.facts)
    items = []
    for item in record.items:
        own, more = read_given(facts, item["feiten"])
        items.append((item["sleutel"], own))
        faults += more
    if faults:
        now = {fault.fact: fault.text for fault in faults}
        return [Difference("feiten", dict(record.facts), now)]
    collected = decisions.decide_any(
        record.decision, record.region, given, items, record.reference_date, record.other_facts
    )
    special = Special(decisions)
    answer = special.answer(Explainer(decisions.rulebook), collected)
    then: Mapping[str, Any] = {"vector": record.vector, **_without_own(record.answer)}
    now = {"vector": special.vectors(collected), **answer}
    parts = dict.fromkeys([*then, *now])
    return [Difference(p, then.get(p), now.get(p)) for p in parts if then.get(p) != now.get(p)]


def _without_own(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in OWN_KEYS}
