"""Engines that evaluate one record at a time: rule-engine, json-logic and CLIPS.

The first two evaluate expressions: the host walks the rules in order and sets what they derive.
CLIPS chains by itself, by salience; it leaves through a function that its rules call.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import polars as pl

from benchmarks.answer import Answer, Facts
from benchmarks.bulk.conditions import RULES, Host, Record, action, alternatives, record
from benchmarks.bulk.peer import Peer
from benchmarks.bulk.singles import from_answers, records

# Of the extra "bench", so mypy need not find them.
_rule_engine: Any = import_module("rule_engine")
_json_logic: Any = import_module("json_logic")
_clips: Any = import_module("clips")


class _PerRecord(Peer):
    """Decides records one by one; the policy between certain and possible is the host's."""

    sample = 2_000

    def take(self, lines: pl.DataFrame) -> list[Facts]:
        return records(lines)

    def decide(self, taken: list[Facts]) -> list[Answer]:
        return [self.one(facts) for facts in taken]

    def said(self, decided: list[Answer]) -> pl.DataFrame:
        return from_answers(decided)

    def one(self, facts: Facts) -> Answer:
        """Decide one record."""
        case, values = record(facts)
        host = Host(case)
        self.fire(values, host)
        return host.answer()

    def fire(self, values: Record, host: Host) -> None:
        """Run the rules on a record."""
        raise NotImplementedError


class _Expressions(_PerRecord):
    """An engine of expressions: whether a condition holds for a record."""

    def __init__(self) -> None:
        self.rules = [
            (self.compiled([*alternatives(rule["conditions"])]), *action(rule)) for rule in RULES
        ]

    def compiled(self, ways: Sequence[Any]) -> Any:
        """A condition in the words of the engine."""
        raise NotImplementedError

    def holds(self, condition: Any, values: Record) -> bool:
        """Evaluate it."""
        raise NotImplementedError

    def fire(self, values: Record, host: Host) -> None:
        for condition, kind, one, two in self.rules:
            if kind == "set" and values[one]:
                continue
            if self.holds(condition, values):
                if kind == "set":
                    values[one] = host.case.facts[one] = two
                host.did(kind, one, two)


class RuleEngine(_Expressions):
    """Expressions in text, compiled once."""

    name = "rule-engine"

    def compiled(self, ways: Sequence[Any]) -> Any:
        tests = [" and ".join(self._test(n, *t) for n, own in w.items() for t in own) for w in ways]
        return _rule_engine.Rule(" or ".join(f"({test})" for test in tests))

    def _test(self, name: str, word: str, value: Any) -> str:
        if word == "in":
            texts = " or ".join(f'{name} == "{one}"' for one in value)
            return f"({texts})" if len(value) > 1 else texts
        return name if word == "is" else f"{name} {word} {value}"

    def holds(self, condition: Any, values: Record) -> bool:
        return bool(condition.matches(values))


class JsonLogic(_Expressions):
    """Expressions in JSON, interpreted each time."""

    name = "json-logic (panzi)"

    def compiled(self, ways: Sequence[Any]) -> Any:
        tests = [{"and": [self._test(n, *t) for n, own in w.items() for t in own]} for w in ways]
        return {"or": tests} if len(tests) > 1 else tests[0]

    def _test(self, name: str, word: str, value: Any) -> Any:
        var = {"var": name}
        if word == "in":
            return {"in": [var, value]} if len(value) > 1 else {"==": [var, value[0]]}
        return var if word == "is" else {word: [var, value]}

    def holds(self, condition: Any, values: Record) -> bool:
        return bool(_json_logic.jsonLogic(condition, values))


class Clips(_PerRecord):
    """One fact a record, a rule for each alternative, cleared by reset."""

    name = "CLIPS (clipspy)"

    def __init__(self) -> None:
        self.engine, self.host = _clips.Environment(), Host.__new__(Host)
        self.engine.define_function(self._did, name="did")
        slots = " ".join(f"(slot {name})" for name in _slots())
        self.engine.build(f"(deftemplate line {slots})")
        for number, rule in enumerate(RULES):
            for way, tests in enumerate(alternatives(rule["conditions"])):
                self.engine.build(self._rule(f"r{number}-{way}", tests, action(rule)))
        self.template = self.engine.find_template("line")

    def _rule(self, name: str, tests: Any, does: tuple[str, str, str]) -> str:
        kind, one, two = does
        slots = " ".join(f"({n} {self._slot(n, own)})" for n, own in tests.items())
        if kind == "set":
            made = f'(modify ?line ({one} "{two}")) (did "set" "{one}" "{two}")'
            pattern = f'?line <- (line {slots} ({one} ""))'
            return f"(defrule {name} (declare (salience 10)) {pattern} => {made})"
        return f'(defrule {name} (line {slots}) => (did "{kind}" "{one}" "{two}"))'

    def _slot(self, name: str, tests: Any) -> str:
        parts = []
        for word, value in tests:
            if word == "in":
                parts.append("|".join(f'"{one}"' for one in value))
            else:
                parts.append("TRUE" if word == "is" else f":({word} ?{name} {value})")
        named = any(part.startswith(":") for part in parts)
        return "&".join([f"?{name}"] * named + parts)

    def _did(self, kind: str, one: str, two: str) -> None:
        if kind == "set":
            self.host.case.facts[one] = two
        self.host.did(kind, one, two)

    def fire(self, values: Record, host: Host) -> None:
        self.host = host
        self.engine.reset()
        self.template.assert_fact(**values)
        self.engine.run()


def _slots() -> list[str]:
    return [*record({"datum_bijeenkomst": "2021-01-01"})[1]]
