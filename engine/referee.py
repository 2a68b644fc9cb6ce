"""A second opinion on rules, from the meaning of their words alone; tests hold the engine to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any

from engine.model import Condition, Literals, Rule, Test, Track

_ORDER = {"minstens": ge, "hoogstens": le, "meer_dan": gt, "minder_dan": lt}
_ORDER |= {"vanaf": ge, "tot_en_met": le, "na": gt, "voor": lt}


def truth(condition: Condition, of: Callable[[Test], str]) -> str:
    """J, N or O for a condition, where `of` says so for each line."""
    if isinstance(condition, Test):
        return of(condition)
    heard = [truth(part, of) for part in condition.parts]
    if condition.word == "alle":
        return "N" if "N" in heard else "O" if "O" in heard else "J"
    some, none = ("J", "N") if condition.word == "een_van" else ("N", "J")
    return some if "J" in heard else "O" if "O" in heard else none


class Referee:
    """Judges by the rules in force; `known` has facts and parameters by name, None is unknown."""

    def __init__(self, rules: Sequence[Rule], known: Mapping[str, Any]) -> None:
        self.rules, self.known = rules, known
        self.deriving: dict[str | None, list[Condition]] = {}
        for rule in rules:
            self.deriving.setdefault(rule.then.derives, []).append(rule.when)

    def verdict(self, track: Track) -> str | None:
        """The heaviest outcome with a rule that holds, for facts that are all known."""
        rules = [rule for rule in self.rules if rule.then.track == track.name]
        held = {rule.then.verdict for rule in rules if truth(rule.when, self.test) == "J"}
        return next((verdict for verdict in track.verdicts if verdict in held), track.otherwise)

    def value(self, name: str) -> Any:
        """What is given counts; else what rules derive: ja when one holds, nee when none can."""
        if self.known.get(name) is not None or name not in self.deriving:
            return self.known.get(name)
        heard = {truth(when, self.test) for when in self.deriving[name]}
        return "ja" if "J" in heard else None if "O" in heard else "nee"

    def test(self, test: Test) -> str:
        """J, N or O for one line."""
        value, operand = self.value(test.subject), test.operand
        assert operand is not None
        if test.word == "bekend":
            return "NJ"[(value is not None) == (operand == Literals(("ja",)))]
        other = operand.values if isinstance(operand, Literals) else self.value(operand.name)
        if value is None or other is None:
            return "O"
        wanted = other if isinstance(other, tuple | frozenset) else (other,)
        value, *others = [_period(one, getattr(operand, "grain", "")) for one in (value, *wanted)]
        if test.word in _ORDER:
            return "NJ"[_ORDER[test.word](value, others[0])]
        return "NJ"[any(_same(value, one) for one in others) == (test.word != "niet")]


def _same(value: Any, other: Any) -> bool:
    if isinstance(value, frozenset):
        wanted = other if isinstance(other, frozenset) else {other}
        return bool(value & wanted) if wanted else not value
    return bool(value.casefold() == other.casefold() if isinstance(value, str) else value == other)


def _period(value: Any, grain: str) -> Any:
    """A day as the quarter or month it lies in; a quarter stands as it is written, 2021-K2."""
    if not grain or isinstance(value, str):
        return value
    if grain == "maand":
        return value.year, value.month
    return f"{value.year}-K{(value.month - 1) // 3 + 1}"
