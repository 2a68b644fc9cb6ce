"""The cells of an open fact leave out no way in which its conditions can be true."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from random_toys import CHOICES, DOMAINS, KINDS, Scribe, answers
from toys import book, every, fact, is_, none, parameter, regime, than
from toys import rule as make_rule

from engine.cells import TooMany
from engine.model import Condition, Fact, Rulebook
from engine.program import Program
from engine.values import Kind


def values_of(kind: Kind, dice: random.Random) -> Sequence[Any]:
    """Values all over a kind: the small domain, both ends, and random ones."""
    if not kind.ordered:
        return [*DOMAINS[kind.name], *(["ergens anders 1"] if kind.free else [])]
    low, high = kind.bounds()
    numbers = [low, low + 1, high - 1, high, *(dice.randint(low, high) for _ in range(5))]
    return [*DOMAINS[kind.name], *map(kind.from_ordinal, numbers)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_a_fact_makes_the_truths_of_one_of_its_cells(kind: str) -> None:
    found = 0
    for seed in range(60):
        dice = random.Random(seed)
        toy = Scribe(dice, (kind, "keuze", "datum"), most_facts=3).book()
        ready = regime(toy)
        program, cells = ready.program, ready.judging.completions.cells
        known = {n: v for n, v in answers(dice, toy, 0.8).items() if v is not None}
        for name in [n for n in cells.touching if n not in known and n in toy.facts]:
            cell = cells.found(name, known)
            if not cell.alone:
                continue
            found += 1
            for value in values_of(toy.facts[name].kind, dice):
                assert row_of(program, cells.touched(name), {**known, name: value}) in cell.rows
    assert found > 10


def row_of(program: Program, signals: Sequence[int], values: dict[str, Any]) -> str:
    return "".join(program.truth(program.atoms[signal], values) for signal in signals)


def cells_of(toy: Rulebook, name: str, **known: Any) -> tuple[Any, ...]:
    return regime(toy).judging.completions.cells.of(name, known)


def toy_of(facts: Sequence[Fact], *conditions: Condition, **more: Any) -> Rulebook:
    rules = [make_rule(f"R{n}", when, "rood") for n, when in enumerate(conditions)]
    return book(facts, rules, **more)


def test_an_open_amount_has_a_cell_below_at_and_above_each_limit() -> None:
    euro = Decimal("1.00")
    toy = toy_of([fact("b", "bedrag")], is_("b", euro, word="meer_dan"), is_("b", euro))
    assert cells_of(toy, "b") == (Decimal("0.99"), euro, Decimal("1.01"))


def test_a_limit_at_the_end_of_a_kind_has_no_cell_beyond_it() -> None:
    toy = toy_of([fact("n", "getal")], is_("n", 0), is_("n", 100_000))
    assert cells_of(toy, "n") == (0, 1, 100_000)


def test_a_day_beside_a_known_quarter_can_lie_before_in_and_after_it() -> None:
    toy = toy_of(
        [fact("d", "datum"), fact("q", "kwartaal")],
        than("d", "vanaf", "q", "kwartaal"),
        than("d", "na", "q", "kwartaal"),
    )
    assert cells_of(toy, "d", q="2021-K1") == (
        date(2020, 12, 31),
        date(2021, 1, 1),
        date(2021, 4, 1),
    )
    assert cells_of(toy, "q", d=date(2021, 2, 28)) == ("2020-K4", "2021-K1", "2021-K2")


def test_a_month_is_told_apart_from_the_quarter_it_lies_in() -> None:
    toy = toy_of(
        [fact("d", "datum"), fact("e", "datum")],
        than("d", "", "e", "kwartaal"),
        than("d", "", "e", "maand"),
        than("d", "", "e"),
    )
    found = cells_of(toy, "d", e=date(2021, 5, 15))
    assert {(day.month, day == date(2021, 5, 15)) for day in found} >= {(4, False), (5, True)}
    assert len(found) == 4


def test_a_leap_day_and_the_ends_of_a_year_are_ordinary_days() -> None:
    toy = toy_of(
        [fact("d", "datum"), fact("e", "datum")],
        than("d", "na", "e"),
        than("d", "na", "e", "maand"),
    )
    for day, after in (
        (date(2024, 2, 29), date(2024, 3, 1)),
        (date(2021, 12, 31), date(2022, 1, 1)),
    ):
        assert after in cells_of(toy, "d", e=day)


def test_an_open_text_has_the_text_looked_for_and_one_other() -> None:
    toy = toy_of([fact("t", "tekst")], is_("t", "Een andere tekst 0"))
    assert cells_of(toy, "t") == ("Een andere tekst 0", "een andere tekst 1")


def test_a_multiple_choice_has_a_cell_for_each_way_of_meeting_what_is_looked_for() -> None:
    toy = toy_of(
        [fact("l", "keuzes", CHOICES)],
        is_("l", frozenset({"aa"}), frozenset({"b"})),
        none(is_("l", frozenset())),
    )
    found = cells_of(toy, "l")
    assert frozenset() in found
    assert len(found) == 3


def test_choices_that_no_condition_tells_apart_are_one_cell() -> None:
    toy = toy_of([fact("k", "keuze", CHOICES)], is_("k", "aa", "b"))
    assert len(cells_of(toy, "k")) == 2


def test_more_ways_to_answer_than_can_be_gone_through_are_refused() -> None:
    choices = [f"k{n}" for n in range(11)]
    toy = toy_of([fact("l", "keuzes", choices)], *(is_("l", frozenset({c})) for c in choices))
    with pytest.raises(TooMany):
        cells_of(toy, "l")


def test_a_condition_of_a_reminder_makes_no_cells() -> None:
    reminder = make_rule("N", is_("n", 7, word="meer_dan"), notes=["let op"])
    decides = make_rule("R", is_("n", 3, word="meer_dan"), "rood")
    assert cells_of(book([fact("n", "getal")], [reminder, decides]), "n") == (2, 4)


def test_a_limit_from_a_parameter_counts_as_if_it_were_written() -> None:
    toy = toy_of(
        [fact("n", "getal")], than("n", "meer_dan", "p"), parameters=[parameter("p", "getal", 5)]
    )
    assert cells_of(toy, "n") == (4, 6)


def test_open_facts_that_are_compared_have_room_for_every_order() -> None:
    facts = [fact(name, "getal") for name in "abc"]
    toy = toy_of(
        facts,
        every(than("a", "meer_dan", "b"), than("b", "meer_dan", "c")),
        is_("c", 5, word="meer_dan"),
    )
    found = cells_of(toy, "a")
    assert len([n for n in found if n < 6]) >= 3
    assert len([n for n in found if n > 5]) >= 3
