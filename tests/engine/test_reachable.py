"""Gaps and what can hold, over all answers, are what brute force finds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from random_toys import Scribe, domains
from toys import DAY, START, book, every, fact, is_, none, parameter, than
from toys import rule as make_rule
from worlds import TooBig, Worlds

from engine.decider import Decider
from engine.model import Condition, Dated, Gap, Ref, Rule, Rulebook
from engine.model import tests as lines_of
from engine.reachable import TOO_MANY, Hole, Reachable, days_of_change, find_gaps


def toy(*conditions: Condition, gaps: tuple[Gap, ...] = (), **more: Any) -> Rulebook:
    facts = more.pop("facts", [fact(name) for name in "abc"])
    rules = [make_rule(f"R{n}", when, "rood") for n, when in enumerate(conditions)]
    return book(facts, rules, gaps=gaps, **more)


def holes(made: Rulebook) -> tuple[Hole, ...]:
    return find_gaps(made, made.rulesets[0])


def examples(made: Rulebook) -> list[tuple[str | None, dict[str, Any]]]:
    return [(hole.accepted, hole.example) for hole in holes(made)]


def test_a_combination_without_an_outcome_is_told_with_the_answers_that_matter() -> None:
    made = toy(is_("a", "ja"), every(is_("b", "ja"), is_("a", "nee")))
    assert examples(made) == [(None, {"a": "nee", "b": "nee"})]
    assert holes(made)[0].sentences == ("a: nee", "b: nee")


def test_rules_that_cover_everything_leave_no_gap() -> None:
    assert examples(toy(is_("a", "ja"), is_("a", "nee"))) == []


def test_an_accepted_gap_is_told_under_its_name_and_leaves_the_rest() -> None:
    gap = Gap("mag", "omdat", is_("b", "ja"), 1)
    made = toy(is_("a", "ja"), gaps=(gap,))
    assert examples(made) == [("mag", {"a": "nee", "b": "ja"}), (None, {"a": "nee", "b": "nee"})]
    assert holes(made)[0].reason == "omdat"


def test_an_accepted_gap_that_a_rule_fills_is_not_told() -> None:
    assert examples(toy(every(), gaps=(Gap("mag", "omdat", is_("b", "ja"), 1),))) == []


def test_a_gap_of_one_period_is_told_though_another_has_none() -> None:
    rules = [
        make_rule("R0", is_("a", "ja"), "rood"),
        make_rule("R1", is_("a", "nee"), "rood", last=date(2020, 12, 31)),
    ]
    assert examples(book([fact("a")], rules)) == [(None, {"a": "nee"})]


def test_a_derived_fact_that_can_be_given_is_told_itself() -> None:
    rules = [make_rule("D", is_("a", "ja"), derives="d"), make_rule("R", is_("d", "ja"), "rood")]
    assert examples(book([fact("a"), fact("d")], rules)) == [(None, {"d": "nee"})]
    assert examples(book([fact("a"), fact("d", asked=False)], rules)) == [(None, {"a": "nee"})]


def test_too_many_combinations_are_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.reachable.MOST_STEPS", 3)
    made = toy(*(every(is_(f"a{n}", "ja"), is_(f"b{n}", "ja")) for n in range(9)), facts=[
        fact(f"{letter}{n}") for n in range(9) for letter in "ab"
    ])  # fmt: skip
    assert [hole.sentences for hole in holes(made)] == [(TOO_MANY,)]


def completions_of(worlds: Worlds, example: dict[str, Any]) -> int | None:
    """Where an example holds; None when it lies outside the small domains."""
    where = worlds.all
    for name, value in example.items():
        places = [n for n, one in enumerate(worlds.axes[name].domain) if one == value]
        if not places:
            return None
        where &= worlds.pattern(name, places[0])
    return where


def compares(made: Rulebook) -> bool:
    """Whether some line holds two names against each other."""
    lines = [line for rule in made.rulesets[0].rules for line in lines_of(rule.when)]
    return any(isinstance(line.operand, Ref) for line in lines)


@pytest.mark.parametrize("turn", range(8))
def test_gaps_are_the_combinations_for_which_brute_force_finds_no_outcome(turn: int) -> None:
    held = found = 0
    for seed in range(turn, 160, 8):
        dice = random.Random(seed)
        made = Scribe(dice, most_facts=3).book()
        try:
            worlds = Worlds(made, DAY, {}, domains(made))
        except TooBig:
            continue
        told = holes(made)
        if any(hole.sentences == (TOO_MANY,) for hole in told):
            continue
        leaves = worlds.leaves(made.rulesets[0].tracks[0])
        assert bool(told) == ((None, None) in leaves), seed
        silent = leaves.get((None, None), 0)
        for hole in told:
            where = completions_of(worlds, hole.example)
            if where is None:
                continue
            # Of facts that are compared an example may name only some.
            assert where & silent if compares(made) else not where & ~silent, (seed, hole)
            found += 1
        held += 1
    assert held > 5
    assert found > 5


@pytest.mark.parametrize("turn", range(8))
def test_a_rule_can_hold_when_brute_force_finds_a_completion_for_it(turn: int) -> None:
    for seed in range(turn, 120, 8):
        dice = random.Random(seed)
        made = Scribe(dice, most_facts=3).book()
        reachable = Reachable(made, made.rulesets[0], DAY)
        try:
            worlds = Worlds(made, DAY, {}, domains(made))
        except TooBig:
            continue
        deciding = [rule for rule in worlds.rules if rule.then.verdict]
        for one in deciding:
            assert reachable.can_hold(one) == bool(worlds.holds(one.when)), seed
            for two in deciding:
                both = worlds.holds(one.when) & worlds.holds(two.when)
                assert reachable.together(one, two) == bool(both), seed


def test_a_rule_put_aside_by_a_parameter_counts_as_one_that_can_hold() -> None:
    reading = parameter("lezing", "keuze", "b", "ab")
    made = toy(every(is_("lezing", "a"), is_("a", "ja")), parameters=[reading])
    (rule,) = made.rulesets[0].rules
    reachable = Reachable(made, made.rulesets[0], DAY)
    assert reachable.can_hold(rule)
    assert not reachable.together(rule, rule)


def test_what_cannot_be_gone_through_counts_as_what_can_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.reachable.MOST_STEPS", 1)
    never = every(than("x", "na", "y"), than("y", "na", "x"))
    made = toy(never, facts=[fact("x", "datum"), fact("y", "datum")])
    (rule,) = made.rulesets[0].rules
    assert Reachable(made, made.rulesets[0], DAY).can_hold(rule)


def test_days_of_change_are_the_first_day_and_each_day_on_which_something_begins_or_ended() -> None:
    rules = [
        make_rule("R0", is_("a", "ja"), "rood", first=date(2021, 3, 1)),
        make_rule("R1", is_("a", "nee"), "rood", last=date(2021, 5, 31)),
    ]
    values = (
        Dated(1, date(2019, 1, 1), date(2020, 6, 30), (), 1),
        Dated(2, date(2020, 7, 1), None, (), 1),
    )
    limit = replace(parameter("grens", "getal", 0), values=values)
    made = book([fact("a")], rules, parameters=[limit])
    assert days_of_change(made, made.rulesets[0]) == [
        START, date(2020, 7, 1), date(2021, 3, 1), date(2021, 6, 1),
    ]  # fmt: skip
    closed = replace(made.rulesets[0], valid_to=date(2021, 4, 30))
    assert days_of_change(made, closed) == [START, date(2020, 7, 1), date(2021, 3, 1)]


def outcome_on(made: Rulebook, day: date) -> str:
    return Decider(made, made.rulesets[0]).decide({"a": "ja"}, day).verdict


def test_between_two_days_of_change_nothing_changes() -> None:
    rules: list[Rule] = [
        make_rule("R0", is_("a", "ja"), "rood", first=date(2021, 3, 1), last=date(2021, 3, 31)),
        make_rule("R1", none(is_("a", "nee")), "groen"),
    ]
    made = book([fact("a")], rules)
    days = [date(2021, 2, 27) + timedelta(days=n) for n in range(40)]
    wanted = ["rood" if day.month == 3 else "groen" for day in days]
    assert [outcome_on(made, day) for day in days] == wanted
