"""Small wrong changes to a rule: all of them are made, and an example either notices or doesn't."""

from dataclasses import replace
from datetime import date
from typing import Any

from toys import book, every, fact, is_, none, parameter, rule, some, than

from engine.model import (
    AmountSpec,
    Count,
    Dated,
    DatePlus,
    Example,
    Product,
    Requirement,
    Rule,
    Rulebook,
    Signal,
    Step,
)
from engine.mutation import mutants, unnoticed

DAY = date(2021, 6, 10)
FACTS = (
    fact("dag", "datum"),
    fact("a"),
    fact("b"),
    fact("n", "getal"),
    fact("k", "keuze", ("x", "y", "z")),
)


def changes(*rules: Rule, **more: Any) -> list[str]:
    """The changes of the rules of a toy."""
    made = book(FACTS, rules, **more)
    found = [*mutants(made, made.rulesets[0])]
    assert all(one.ruleset != made.rulesets[0] or one.parameter for one in found)
    return [one.change for one in found if one.rule != "geldigheid"]


def deriving(when: Any) -> list[str]:
    """The changes of a rule that only derives, so that its conditions are all there is."""
    return changes(rule("R", when, derives="b"))


def test_a_condition_is_dropped_and_turned() -> None:
    assert deriving(is_("a", "ja")) == ["zonder a", "a omgekeerd"]


def test_all_and_some_are_swapped_and_each_line_is_dropped() -> None:
    lines = ["zonder a", "a omgekeerd", "zonder k", "k omgekeerd"]
    assert deriving(every(is_("a", "ja"), is_("k", "x"))) == ["alle wordt een_van", *lines]
    assert deriving(some(is_("a", "ja"), is_("k", "x"))) == ["een_van wordt alle", *lines]
    assert deriving(none(is_("a", "ja"), is_("k", "x"))) == ["geen_van wordt een_van", *lines]


def test_each_of_some_choices_is_taken_out() -> None:
    assert deriving(is_("k", "x", "y"))[1:] == ["k omgekeerd", "k zonder x", "k zonder y"]


def test_a_threshold_and_a_date_move_by_one_but_not_past_what_can_be() -> None:
    assert deriving(is_("n", 5, word="minstens"))[2:] == ["n 4", "n 6"]
    assert deriving(is_("n", 0, word="meer_dan"))[2:] == ["n 1"]
    moved = deriving(is_("dag", date(2021, 3, 1), word="vanaf"))[2:]
    assert moved == ["dag 2021-02-28", "dag 2021-03-02"]


def test_an_outcome_becomes_each_other_one_and_all_that_is_said_is_dropped() -> None:
    made = rule(
        "R",
        is_("a", "ja"),
        "rood",
        notes=["Een.", "Twee."],
        steps=[Step("wie", "wat", DatePlus("dag", "termijn"))],
        requirements=[Requirement("wie", "wat", "b")],
        signals=[Signal("aan", "wat")],
        amount=AmountSpec("n", "n", None),
    )
    assert changes(made)[2:] == [
        *("oordeel wordt oranje", "oordeel wordt groen", "let_op 1 weg", "let_op 2 weg"),
        *("stap 1 weg", "voorwaarde 1 weg", "signaal 1 weg"),
        *("stap 1 zonder termijn", "bedrag zonder grens"),
    ]


def test_the_first_and_last_day_of_a_rule_move_by_one() -> None:
    dated = rule("R", every(), derives="b", first=date(2021, 3, 1), last=date(2021, 12, 31))
    assert changes(dated) == [
        *("begint op 2021-02-28", "eindigt op 2021-12-30"),
        *("begint op 2021-03-02", "eindigt op 2022-01-01"),
    ]


def test_the_period_of_all_rules_moves_too() -> None:
    made = book(FACTS, [])
    ruleset = replace(made.rulesets[0], valid_to=date(2021, 12, 31))
    found = [(one.rule, one.change) for one in mutants(made, ruleset)]
    assert found == [
        ("geldigheid", "begint op 2019-12-31"),
        ("geldigheid", "eindigt op 2021-12-30"),
        ("geldigheid", "begint op 2020-01-02"),
        ("geldigheid", "eindigt op 2022-01-01"),
    ]


def computing(formula: Product | DatePlus) -> list[str]:
    """The changes of a rule that computes; two terms last as long, and one lasts longer."""
    plain = rule("R", every())
    made = replace(plain, then=replace(plain.then, computes="m"))
    terms = [parameter(name, "dagen", days) for name, days in (("t1", 7), ("t2", 7), ("t3", 8))]
    return changes(made, computed={"m": formula}, parameters=terms)


def test_what_is_computed_loses_a_factor_or_gets_another_term() -> None:
    assert computing(Product(("n", "uren"))) == ["zonder n", "zonder uren"]
    assert computing(DatePlus("dag", "t1")) == ["termijn wordt t3", "wordt 6", "wordt 8"]


def test_a_value_that_a_rule_is_held_against_moves_by_one_or_loses_a_choice() -> None:
    limit = parameter("grens", "getal", 5)
    held = rule("R", than("n", "meer_dan", "grens"), derives="b")
    assert changes(held, parameters=[limit])[-2:] == ["wordt 4", "wordt 6"]
    some_choices = parameter("lijst", "keuzes", frozenset({"x", "y"}), ("x", "y", "z"))
    listed = rule("R", than("k", "gelijk_aan", "lijst"), derives="b")
    assert changes(listed, parameters=[some_choices])[-2:] == ["zonder x", "zonder y"]
    assert changes(rule("R", is_("n", 1), derives="b"), parameters=[limit])[-1] == "n 2"


def test_the_last_day_of_a_value_moves_where_the_rules_go_on() -> None:
    first = Dated(5, date(2020, 1, 1), date(2020, 12, 31), (), 1)
    limit = parameter("grens", "getal", 5)
    made = replace(limit, values=(first, replace(first, valid_from=DAY, valid_to=None)))
    held = rule("R", than("n", "meer_dan", "grens"), derives="b")
    ends = [one for one in changes(held, parameters=[made]) if one.startswith("eindigt")]
    assert ends == ["eindigt op 2020-12-30", "eindigt op 2021-01-01"]


def test_counts_and_the_ranking_of_a_collection_change_too() -> None:
    made = book(FACTS, [])
    count = Count("aantal", "Aantal", is_("a", "ja"), 1)
    ruleset = replace(made.rulesets[0], counts=(count,), ranking=("uitslag", "k"))
    assert [(one.rule, one.change) for one in mutants(made, ruleset)][:3] == [
        ("aantal", "a omgekeerd"),
        ("rangorde", "zonder uitslag"),
        ("rangorde", "zonder k"),
    ]


def test_changes_that_read_alike_are_numbered() -> None:
    twice = deriving(some(every(is_("a", "ja"), is_("n", 1)), every(is_("a", "nee"), is_("n", 2))))
    assert "zonder a" in twice
    assert "zonder a (2)" in twice
    assert len(set(twice)) == len(twice)


def with_examples(*examples: tuple[dict[str, Any], dict[str, Any]]) -> Rulebook:
    """A toy with two rules, and worked examples: what is given, and what must come out."""
    made = book(
        FACTS,
        [
            rule("R1", is_("n", 5, word="minstens"), "rood"),
            rule("R2", is_("n", 5, word="minder_dan"), "groen"),
        ],
    )
    written = tuple(
        Example(f"{n}", "toys", "hier", (), given, "onbekend", DAY, expected, "x.yaml", 1)
        for n, (given, expected) in enumerate(examples)
    )
    return replace(made, examples=written)


def missed(made: Rulebook) -> set[str]:
    ruleset = made.rulesets[0]
    rules = [one for one in mutants(made, ruleset) if one.rule != "geldigheid"]
    return {f"{one.rule} {one.change}" for one in unnoticed(made, ruleset, rules)}


def test_without_examples_nothing_is_noticed() -> None:
    made = with_examples()
    assert len(missed(made)) == len([*mutants(made, made.rulesets[0])]) - 2


def test_examples_on_both_sides_of_a_limit_notice_that_it_moves() -> None:
    far = with_examples(({"n": 9}, {"oordeel": "rood"}), ({"n": 0}, {"oordeel": "groen"}))
    assert {"R1 n 4", "R1 n 6", "R2 n 4", "R2 n 6"} <= missed(far)
    near = with_examples(({"n": 5}, {"oordeel": "rood"}), ({"n": 4}, {"oordeel": "groen"}))
    assert not {"R1 n 4", "R1 n 6", "R2 n 4"} & missed(near)


def test_an_example_with_an_open_fact_notices_a_rule_that_guesses() -> None:
    made = with_examples(({"n": None}, {"oordeel": "aanvullen", "regels": ()}))
    assert not {"R1 zonder n", "R2 zonder n"} & missed(made)
