"""Draws facts for shipped rulesets: every kind of answer, often just at a written limit."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.loader import load_folder
from engine.model import Literals, Rule, Rulebook, Ruleset, Test
from engine.model import tests as lines_of
from engine.reachable import days_of_change
from engine.sides import sides
from engine.values import Kind, quarter_of

BOOK = load_folder(Path(__file__).parents[2] / "rules")
SIDES = [side for ruleset in BOOK.rulesets for side in sides(BOOK, ruleset)]
REGIMES = [(book, ruleset, day) for book, ruleset in SIDES for day in days_of_change(book, ruleset)]
NAMES = [
    f"{ruleset.decision}-{ruleset.region}-{ruleset.tracks[0].name}-{day}"
    for _, ruleset, day in REGIMES
]
HOW_KNOWN = (0.2, 0.5, 0.8, 0.95, 1.0, 1.0)


def lines(ruleset: Ruleset) -> Iterator[Test]:
    """All lines that stand in the rules of a ruleset."""
    for rule in ruleset.rules:
        yield from lines_of(rule.when)


def in_force(book: Rulebook, ruleset: Ruleset, day: date) -> list[Rule]:
    """The rules that a referee may look at: in force, and not put aside by a parameter's value."""
    constants = {n: p.on(day) for n, p in book.parameters[ruleset.region].items() if not p.per}
    valid = [r for r in ruleset.rules if (r.valid_from or day) <= day <= (r.valid_to or day)]
    return [rule for rule in valid if not _aside(rule, constants)]


def _aside(rule: Rule, constants: dict[str, Any]) -> bool:
    top = (rule.when,) if isinstance(rule.when, Test) else rule.when.parts
    every = isinstance(rule.when, Test) or rule.when.word == "alle"
    return every and any(
        isinstance(line, Test)
        and constants.get(line.subject) is not None
        and isinstance(line.operand, Literals)
        and (constants[line.subject] in line.operand.values) == (line.word == "niet")
        for line in top
    )


class Drawer:
    """Draws facts for one ruleset on one day."""

    def __init__(self, book: Rulebook, ruleset: Ruleset, day: date) -> None:
        self.book, self.ruleset, self.day = book, ruleset, day
        self.constants = {n: p.on(day) for n, p in book.parameters[ruleset.region].items()}
        self.derived = {rule.then.derives for rule in ruleset.rules}
        asked = {n for n in self._names() if n in book.facts and book.facts[n].question}
        self.pools = {name: self._pool(name) for name in sorted(asked)}

    def _names(self) -> set[str]:
        names = {self.ruleset.date_fact}
        for line in lines(self.ruleset):
            names |= {line.subject, getattr(line.operand, "name", "")}
        for formula in self.ruleset.computed.values():
            names |= {*getattr(formula, "factors", ()), getattr(formula, "day", "")}
        for rule in self.ruleset.rules:
            if rule.then.amount:
                names |= {rule.then.amount.value, rule.then.amount.at_most or ""}
                names.add(rule.then.amount.borne_by or "")
            names |= {requirement.done for requirement in rule.then.requirements}
        return names

    def _limits(self, kind: Kind) -> set[Any]:
        """Everything of a kind that is written somewhere in the rules or is a parameter."""
        found: set[Any] = set()
        for line in lines(self.ruleset):
            known = self.book.facts.get(line.subject)
            if known and known.kind.name == kind.name and isinstance(line.operand, Literals):
                found |= set(line.operand.values) if line.word != "bekend" else set()
        for name, value in self.constants.items():
            if self.book.parameters[self.ruleset.region][name].kind.name == kind.name:
                found |= set(value.values()) if isinstance(value, dict) else {value}
        return found - {None}

    def _pool(self, name: str) -> Sequence[Any]:
        kind = self.book.facts[name].kind
        if kind.name == "keuzes":
            return [frozenset(), *(frozenset({choice}) for choice in kind.choices)]
        if kind.choices:
            return list(kind.choices)
        if kind.name == "datum":
            return _days(self.day)
        if kind.name == "kwartaal":
            return sorted({quarter_of(day) for day in _days(self.day)})
        limits = self._limits(kind)
        if kind.name == "tekst":
            return [*limits, *(text.upper() for text in limits), "iets anders"]
        if kind.name == "code":
            return [*limits, "A-1", "a-1", "B-2"]
        low, high = kind.bounds()
        near = {kind.ordinal(limit) + step for limit in limits for step in (-1, 0, 1)}
        near |= {low, low + 1, 60, 90, high}
        return [kind.from_ordinal(number) for number in sorted(near) if low <= number <= high]

    def anything(self, dice: random.Random, name: str) -> Any:
        """One value of a fact."""
        kind, pool = self.book.facts[name].kind, self.pools[name]
        if kind.name == "keuzes":
            some = dice.sample([*kind.choices], dice.randint(0, min(3, len(kind.choices))))
            return frozenset(some)
        if kind.name in ("getal", "minuten") and dice.random() < 0.3:
            return dice.randint(0, 300)
        if kind.name.startswith("bedrag") and dice.random() < 0.3:
            return kind.from_ordinal(dice.randint(0, 40_000))
        return dice.choice(pool)

    def draw(self, dice: random.Random) -> dict[str, Any]:
        """Facts of which more or fewer are known; some are an explicit onbekend."""
        share = dice.choice(HOW_KNOWN)
        facts: dict[str, Any] = {}
        for name in self.pools:
            known = share / 5 if name in self.derived else share
            if dice.random() < known:
                facts[name] = self.anything(dice, name)
            elif dice.random() < 0.3:
                facts[name] = None
        return facts


@lru_cache
def _days(day: date) -> list[date]:
    """Days round the day of the regime, and round the ends of months, quarters and years."""
    ends = [date(day.year, month, 1) for month in (1, 2, 3, 4, 7, 10, 12)]
    ends += [date(day.year + 1, 1, 1), date(day.year + 1, 7, 1)]
    days = {end + timedelta(days=step) for end in ends for step in (-1, 0)}
    return sorted(days | {day, day + timedelta(days=14), date(day.year, 5, 5)})
