"""durable_rules as its manual uses it: rules in Python, a fact for each record, no fence.

It runs in a process of its own: its background threads race with the caller, and now and then it
gives a wrong answer or takes the process along. Derived facts are filled in by the host, which is
less work for it. A record on which it fails is counted as decided.
"""

from __future__ import annotations

from functools import reduce
from importlib import import_module
from multiprocessing import get_context
from operator import and_, or_
from typing import Any

import polars as pl

from benchmarks.answer import Answer, Facts
from benchmarks.bulk.conditions import Host, action, alternatives, record
from benchmarks.bulk.peer import Peer
from benchmarks.bulk.singles import from_answers, records
from benchmarks.business_billing import JUDGING
from benchmarks.plain import _invited, _provides

_NAME = "declaraties"
_HOSTS: dict[str, Host] = {}


class BareDurable(Peer):
    """One ruleset, in a process that is started before the time."""

    name = "durable_rules, zonder hek"
    sample = 500

    def __init__(self) -> None:
        self.pool = get_context("spawn").Pool(1, _start)

    def take(self, lines: pl.DataFrame) -> list[Facts]:
        return records(lines)

    def decide(self, taken: list[Facts]) -> list[Answer]:
        return self.pool.apply(_decide, (taken,))

    def close(self) -> None:
        self.pool.terminate()
        self.pool.join()

    def said(self, decided: list[Answer]) -> pl.DataFrame:
        return from_answers(decided)


def _start() -> None:
    lang: Any = import_module("durable.lang")
    with lang.ruleset(_NAME):
        for rule in JUDGING:
            ways = [*alternatives(rule["conditions"])]
            condition = reduce(or_, [_all(lang.m, way) for way in ways])
            lang.when_all(condition)(_acting(*action(rule)))


def _acting(kind: str, one: str, two: str) -> Any:
    def act(c: Any) -> None:
        _HOSTS["now"].did(kind, one, two)

    return act


def _all(m: Any, way: Any) -> Any:
    tests = [_test(getattr(m, name), *test) for name, own in way.items() for test in own]
    return reduce(and_, tests)


def _test(name: Any, word: str, value: Any) -> Any:
    if word == "in":
        return reduce(or_, [name == one for one in value])
    if word == "is":
        return name == True  # noqa: E712 (an expression of durable_rules)
    return name < value if word == "<" else name > value


def _decide(taken: list[Facts]) -> list[Answer]:
    return [_one(facts) for facts in taken]


def _one(facts: Facts) -> Answer:
    lang: Any = import_module("durable.lang")
    case, values = record(facts)
    for name, found in (
        ("op_uitnodiging", _invited(case.facts)),
        ("levert_individuele_voorziening", _provides(case.facts, case.day)),
    ):
        values[name] = case.facts[name] = found or ""
    _HOSTS["now"] = host = Host(case)
    try:
        lang.assert_fact(_NAME, {"id": 1, **values})
        lang.retract_fact(_NAME, {"id": 1, **values})
    except Exception:
        lang.delete_state(_NAME)
    return host.answer()
