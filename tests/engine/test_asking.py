"""A form asks what settles most first, and skips what can't matter; both are read off the rules."""

import random
from dataclasses import replace
from typing import Any

import pytest
import random_toys
from toys import DAY, book, every, fact, is_, none, rule, some, than

from engine.asking import Asking, OnlyIf
from engine.model import DatePlus, Requirement, Rulebook, Step

BASE = (fact("dag", "datum"), fact("a"), fact("b"), fact("soort", "keuze", ("x", "y", "z")))
BY_KIND = (
    rule("R1", is_("soort", "x"), "rood"),
    rule("R2", every(is_("soort", "y", "z"), is_("a", "nee")), "oranje"),
    rule("R3", every(is_("soort", "y", "z"), is_("a", "ja"), is_("b", "ja")), "groen"),
    rule("R4", every(is_("soort", "z"), is_("a", "ja"), is_("b", "nee")), "oranje"),
)


def asking(made: Rulebook) -> Asking:
    return Asking(made, made.rulesets[0], DAY)


def names(ask: Asking, **given: Any) -> list[str]:
    """What is still open beside some answers."""
    return [name for name, _ in ask.open(given)]


def test_the_fact_that_settles_most_is_asked_first_and_the_date_before_all() -> None:
    assert asking(book(BASE, BY_KIND)).order == ("dag", "soort", "a", "b")


def test_equals_stand_in_the_order_of_the_vocabulary() -> None:
    made = book(BASE[:3], [rule("R", every(is_("b", "ja"), is_("a", "ja")), "groen")])
    assert asking(made).order == ("dag", "a", "b")


def test_a_fact_tells_beside_which_earlier_answers_it_can_matter() -> None:
    ask = asking(book(BASE, BY_KIND))
    assert ask.only_if("soort") == ()
    assert ask.only_if("a") == (OnlyIf("soort", ("y", "z")),)
    assert ask.only_if("b") == (OnlyIf("soort", ("y", "z")), OnlyIf("a", ("ja",)))


def test_what_is_open_follows_the_answers() -> None:
    ask = asking(book(BASE, BY_KIND))
    assert names(ask) == ["soort", "a", "b"]
    assert names(ask, soort="x") == []
    assert names(ask, soort="y") == ["a", "b"]
    assert names(ask, soort="z", a="nee") == []
    assert names(ask, soort=None, a="ja") == ["soort", "b"]


def test_what_another_fact_follows_from_is_asked_behind_it_and_only_while_it_is_open() -> None:
    facts = (*BASE[:3], fact("past"), fact("hulp", asked=False))
    rules = [
        rule("D1", is_("a", "ja"), derives="hulp"),
        rule("D2", every(is_("hulp", "ja"), is_("b", "ja")), derives="past"),
        rule("R1", is_("past", "ja"), "groen"),
        rule("R2", is_("past", "nee"), "rood"),
    ]
    ask = asking(book(facts, rules))
    assert ask.order == ("dag", "past", "a", "b")
    assert ask.only_if("a") == (OnlyIf("past", ()),)
    assert ask.only_if("b") == (OnlyIf("past", ()), OnlyIf("a", ("ja",)))
    assert names(ask, a="nee") == []
    assert names(ask, a="ja") == ["past", "b"]
    assert ask.track_of("b") == "uitslag"


def test_reminders_go_last_and_have_no_track() -> None:
    rules = [rule("R", is_("b", "ja"), "groen"), rule("L", is_("a", "ja"), notes=["Pas op."])]
    ask = asking(book(BASE[:3], rules))
    assert ask.order == ("dag", "b", "a")
    assert [*ask.open({})] == [("b", "uitslag"), ("a", None)]


def test_a_reminder_about_what_is_not_known_still_waits_for_it() -> None:
    rules = [
        rule("L1", every(is_("a", "ja"), is_("b", "nee", word="bekend")), notes=["Vraag b na."]),
        rule("L2", every(is_("a", "ja"), none(is_("b", "nee", word="bekend"))), notes=["b is er."]),
    ]
    ask = asking(book(BASE[:3], rules))
    assert ask.only_if("b") == (OnlyIf("a", ("ja",)),)
    assert names(ask, a="ja") == ["b"]
    assert names(ask, a="nee") == names(ask, a="ja", b="nee") == []


def test_a_settled_outcome_asks_what_its_steps_and_requirements_wait_for() -> None:
    facts = (*BASE[:3], fact("klaar"), fact("begin", "datum"))
    step = Step("wie", "wat", DatePlus("begin", "termijn"))
    done = Requirement("wie", "wat", "klaar")
    rules = [rule("R", is_("a", "ja"), "groen", steps=[step], requirements=[done])]
    ask = asking(book(facts, rules))
    assert names(ask) == ["a"]
    assert names(ask, a="ja") == ["klaar", "begin"]


def test_a_number_or_a_text_is_no_condition_but_does_close_questions() -> None:
    facts = (*BASE[:3], fact("n", "getal"))
    rules = [rule("R", every(is_("n", 3, word="minstens"), is_("a", "ja")), "groen")]
    ask = asking(book(facts, rules))
    assert ask.only_if("a") == ()
    assert names(ask, n=2) == []
    assert names(ask, n=3) == ["a"]


def test_open_dates_that_are_compared_are_asked_too() -> None:
    facts = (fact("dag", "datum"), fact("eerder", "datum"), fact("a"))
    rules = [
        rule("R", every(is_("a", "ja"), some(than("eerder", "na", "dag"))), "rood"),
    ]
    ask = asking(book(facts, rules))
    assert ask.order == ("dag", "a", "eerder")
    assert names(ask, dag=DAY) == ["a", "eerder"]


@pytest.mark.parametrize("seed", range(40))
def test_what_can_matter_meets_its_conditions(seed: int) -> None:
    dice = random.Random(seed)
    made = random_toys.Scribe(dice, most_facts=4).book()
    ask = asking(replace(made, facts={**made.facts, "dag": BASE[0]}))
    given = {
        name: dice.choice(random_toys.ANCHORS[ask.facts[name].kind.name])
        for name in dice.sample(ask.order, min(3, len(ask.order)))
    }
    for name in names(ask, **given):
        told = [condition for condition in ask.only_if(name) if condition.fact in given]
        assert all(given[condition.fact] in condition.answers for condition in told)
