"""Counts over like lines: a number where it is settled, else from certain to possible."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from toys import DAY, book, every, fact, is_, none, rule, than

from engine.alike import Counting
from engine.decide import Decisions
from engine.decider import Decider
from engine.explain import Explainer
from engine.model import SUPPLEMENT, Condition, Count, Rulebook
from engine.phrases import NOTHING
from engine.program import Program
from engine.values import Span

FACTS = [
    fact("dag", "datum"),
    fact("wie", "tekst"),
    fact("wat", "keuze", "xy"),
    fact("tijd", "minuten"),
    fact("duur", "minuten"),
    fact("mee"),
]
EARLIER = Count("eerder", "Eerdere gelijke regels", NOTHING, 1, ("wie", "wat"), earlier=True)
ALL = Count("samen", "Gelijke regels", NOTHING, 1, ("wie", "wat"))
TIME = Count("totaal", "Alle tijd van wie", NOTHING, 1, ("wie",), sums="tijd")
MOST = 100_000


def lined(*counts: Count) -> Rulebook:
    """A second equal line is red, one without time is orange; too much time together is told."""
    rules = [
        rule("R", is_("eerder", 0, word="meer_dan"), "rood"),
        rule("O", is_("tijd", 0), "oranje"),
        rule("G", is_("tijd", 0, word="meer_dan"), "groen"),
        rule("N", than("totaal", "meer_dan", "duur"), notes=["samen {totaal}"]),
    ]
    made = book(FACTS, rules if {EARLIER, TIME} <= {*counts} else [], date_fact="dag")
    ruleset = replace(made.rulesets[0], counts=counts)
    words = dict.fromkeys(("rood", "oranje", "groen", SUPPLEMENT, "voorleggen"), "")
    return replace(made, rulesets=(ruleset,), verdicts=words)


BOOK = lined(EARLIER, ALL, TIME)


def numbers(count: Count, *lines: Mapping[str, Any]) -> list[Any]:
    made = lined(count)
    counting = Counting(Program(made, made.rulesets[0], DAY))
    return [own[count.name] for own in counting.together(lines)]


def line(wie: str | None, wat: str | None, tijd: int | None = 30) -> dict[str, Any]:
    return {"wie": wie, "wat": wat, "tijd": tijd}


def test_the_second_equal_line_counts_the_first_one_and_not_the_other_way_round() -> None:
    found = numbers(EARLIER, line("a", "x"), line("A", "x"), line("a", "y"), line("a", "x"))
    assert found == [0, 1, 0, 2]


def test_without_earlier_a_line_counts_all_that_are_like_it_and_itself() -> None:
    assert numbers(ALL, line("a", "x"), line("a", "x"), line("b", "x")) == [2, 2, 1]


def test_an_unknown_answer_makes_equal_possible_and_a_difference_rules_it_out() -> None:
    found = numbers(EARLIER, line("a", "x"), line(None, "x"), line("b", "x"), line(None, "y"))
    assert found == [0, Span(0, 1), Span(0, 1), 0]
    assert numbers(ALL, line(None, None), line("a", "x"), line("a", None)) == [Span(1, 3)] * 3


def test_where_a_code_stands_on_no_line_each_line_is_by_itself() -> None:
    lines = [line(None, "x", 30), line(None, "x", None)]
    assert numbers(EARLIER, *lines) == [0, 0]
    assert numbers(ALL, *lines) == [1, 1]
    assert numbers(TIME, *lines) == [30, Span(0, MOST)]


def test_a_sum_takes_an_unknown_value_as_anything_that_its_kind_can_have() -> None:
    found = numbers(TIME, line("a", "x", 30), line("a", "y", 20), line("b", "x", 5))
    assert found == [50, 50, 5]
    found = numbers(TIME, line("a", "x", 30), line("a", "y", None), line(None, "x", 7))
    assert found == [Span(30, 37 + MOST), Span(30, 37 + MOST), Span(7, 37 + MOST)]


def test_a_condition_takes_out_lines_and_an_open_one_makes_them_possible() -> None:
    counted = replace(ALL, when=is_("mee", "ja"))
    lines = [{**line("a", "x"), "mee": answer} for answer in ("ja", "nee", None)]
    assert numbers(counted, *lines) == [Span(1, 2)] * 3
    either = replace(ALL, when=none(is_("mee", "ja"), every(is_("tijd", 30), is_("wat", "y"))))
    assert numbers(either, *lines) == [Span(1, 2)] * 3


def decide(*lines: Mapping[str, Any]) -> list[tuple[str, set[str]]]:
    decided = Decisions(BOOK).decide_lines("toys", "hier", [{"dag": DAY, **one} for one in lines])
    found = []
    for outcome in decided:
        assert outcome is not None
        assert outcome.judgement is not None
        found.append((outcome.verdict, {*outcome.judgement.main.missing}))
    return found


def test_the_rules_of_a_line_see_its_counts() -> None:
    assert decide(line("a", "x"), line("a", "x"), line("a", "y")) == [
        ("groen", set()),
        ("rood", set()),
        ("groen", set()),
    ]


def test_a_count_that_is_open_asks_what_its_own_line_lacks() -> None:
    assert decide(line("a", "x"), line(None, "x"))[1] == (SUPPLEMENT, {"wie"})
    assert decide(line("a", "x"), line(None, None))[1] == (SUPPLEMENT, {"wie", "wat"})
    assert decide(line("a", "x"), line(None, "y"))[1] == ("groen", set())


def test_a_count_that_hangs_on_another_line_is_named_itself() -> None:
    assert decide(line(None, "x"), line("a", "x")) == [("groen", set()), (SUPPLEMENT, {"eerder"})]
    (_, second) = Decisions(BOOK).decide_lines(
        "toys", "hier", [{"dag": DAY, **line(None, "x")}, {"dag": DAY, **line("a", "x")}]
    )
    assert second is not None
    (asked,) = Explainer(BOOK).render(second)["ontbrekendeFeiten"]
    assert asked["feit"] == "eerder"
    assert "'wie' en 'wat'" in asked["vraag"]


def test_a_line_by_itself_is_a_file_of_one_line() -> None:
    decider = Decider(BOOK, BOOK.rulesets[0])
    for own in (line("a", "x"), line(None, None), line("a", "x", None), line("a", "x", 0), {}):
        alone = decider.decide({"dag": DAY, **own}, DAY)
        (together,) = Decisions(BOOK).decide_lines("toys", "hier", [{"dag": DAY, **own}])
        assert together is not None
        assert alone.judgement is not None
        assert together.judgement is not None
        one, other = alone.judgement.main, together.judgement.main
        assert (one.verdict, one.reasons) == (other.verdict, other.reasons)
        assert {*one.missing} == {*other.missing} - {"wie", "wat"}
    assert decider.decide(line(None, None), DAY).verdict == "groen"


def test_a_line_by_itself_is_not_asked_what_tells_it_from_others() -> None:
    given = {"dag": DAY, "duur": 60, **line(None, None, None)}
    outcome = Decider(BOOK, BOOK.rulesets[0]).decide(given, DAY)
    assert outcome.judgement is not None
    assert outcome.judgement.main.missing == ("tijd",)
    assert outcome.judgement.to_check == ()


def test_a_sum_that_is_too_much_is_told_with_its_value() -> None:
    lines = [{"dag": DAY, "duur": 60, **line("a", what, 40)} for what in "xy"]
    told = [
        [note["tekst"] for note in Explainer(BOOK).render(outcome)["letOp"]]
        for outcome in Decisions(BOOK).decide_lines("toys", "hier", lines)
        if outcome
    ]
    assert told == [["samen 80 minuten"]] * 2


def test_an_open_sum_is_shown_as_something_to_check_and_asks_nothing() -> None:
    lines = [{"dag": DAY, "duur": 60, **own} for own in (line("a", "x", 40), line(None, "y", 40))]
    first, second = Decisions(BOOK).decide_lines("toys", "hier", lines)
    assert first is not None and second is not None  # noqa: PT018
    assert first.judgement is not None and second.judgement is not None  # noqa: PT018
    assert (second.verdict, second.judgement.to_check) == ("groen", ("wie",))
    assert (first.verdict, first.judgement.to_check) == ("groen", ())


def test_a_line_without_a_date_has_no_outcome_and_counts_for_others() -> None:
    found = Decisions(BOOK).decide_lines(
        "toys", "hier", [line("a", "x"), {"dag": DAY, **line("a", "x")}]
    )
    assert found[0] is None
    assert found[1] is not None
    assert found[1].verdict == "rood"


def test_what_is_remembered_of_one_line_is_not_told_of_another() -> None:
    decider = Decider(BOOK, BOOK.rulesets[0])
    for spans in (Span(0, 1), Span(0, 2), 0, 1, Span(1, 2)):
        for own in (line("a", "x"), line(None, "x"), line("a", None)):
            fresh = Decider(BOOK, BOOK.rulesets[0]).decide({**own, "eerder": spans}, DAY)
            again = decider.decide({**own, "eerder": spans}, DAY)
            assert again.judgement == fresh.judgement


# Random lines beside all ways to fill in what is unknown.

ANSWERS: Mapping[str, tuple[Any, ...]] = {
    "wie": ("a", "b"),
    "wat": ("x", "y"),
    "mee": ("ja", "nee"),
}


def filled(lines: Sequence[Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    opens = [(n, name) for n, one in enumerate(lines) for name in ANSWERS if one[name] is None]
    for answers in product(*(ANSWERS[name] for _, name in opens)):
        made = [dict(one) for one in lines]
        for (n, name), answer in zip(opens, answers, strict=True):
            made[n][name] = answer
        yield made


def by_hand(count: Count, lines: Sequence[Mapping[str, Any]], place: int) -> int:
    mine, total = lines[place], 0
    for other, one in enumerate(lines):
        before = other < place if count.earlier else True
        if before and all(one[name] == mine[name] for name in count.same):
            counts = count.when == NOTHING or one["mee"] == "ja"
            total += (one["tijd"] if count.sums else 1) if counts else 0
    return total


@pytest.mark.parametrize("seed", range(60))
def test_no_way_to_fill_in_what_is_unknown_leads_past_the_ends_of_a_count(seed: int) -> None:
    dice = random.Random(seed)
    when: Condition = dice.choice((NOTHING, is_("mee", "ja")))
    same = tuple(dice.sample(("wie", "wat"), dice.randint(1, 2)))
    sums = dice.choice((None, "tijd"))
    count = Count("telt", "Telt", when, 1, same, earlier=dice.random() < 0.5, sums=sums)
    lines = [
        {**{n: dice.choice((*a, *a, None)) for n, a in ANSWERS.items()}, "tijd": dice.randint(0, 9)}
        for _ in range(dice.randint(1, 4))
    ]
    if not all(any(one[name] for one in lines) for name in count.same):
        return  # then each line is by itself
    for place, number in enumerate(numbers(count, *lines)):
        reached = {by_hand(count, made, place) for made in filled(lines)}
        ends = (number.low, number.high) if isinstance(number, Span) else (number, number)
        assert ends[0] <= min(reached)
        assert max(reached) <= ends[1]
        if all(lines[place][name] for name in count.same):
            assert ends == (min(reached), max(reached))
