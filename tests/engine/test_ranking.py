"""Items are ranked best first, and what is unknown counts as neither good nor bad."""

from __future__ import annotations

from typing import Any

import pytest
from test_collection import GREENS, below, collection, decide, own, toy, whole_rule
from toys import every, is_, rule

from engine.explain import Explainer
from engine.model import Rulebook

Places = dict[str, tuple[int, int, int]]


def liked(*, asked: bool = True) -> Rulebook:
    """Items that are green or red, and of equal outcome those that are liked first."""
    rules = [
        rule("G", is_("a", "ja"), "groen"),
        rule("R", is_("a", "nee"), "rood"),
        rule("V", every(is_("b", "ja"), is_("a", "ja")), derives="fijn"),
        whole_rule("W", below("groene", 1), "leeg"),
    ]
    facts = [
        own("a"),
        own("b"),
        own("fijn", asked=asked),
        own("soort", kind="keuze", choices="xyz"),
    ]
    return collection(facts, rules, [GREENS], ranking=("uitslag", "fijn", "soort"))


def places(made: Rulebook, **items: dict[str, Any]) -> Places:
    found = decide(made, {}, **items).items
    return {item.key: (item.place, item.best, item.worst) for item in found}


def test_the_lightest_outcome_comes_first_and_equal_items_share_a_place() -> None:
    full = {"b": "nee", "fijn": "nee", "soort": "x"}
    found = places(liked(), p={"a": "nee", **full}, q={"a": "ja", **full}, r={"a": "ja", **full})
    assert found == {"q": (1, 1, 1), "r": (1, 1, 1), "p": (3, 3, 3)}
    assert [*found] == ["q", "r", "p"]


def test_an_unknown_answer_stands_between_the_good_and_the_bad_and_leaves_its_places_open() -> None:
    base = {"a": "ja", "soort": "x"}
    items = {"goed": {"fijn": "ja"}, "open": {"fijn": None}, "slecht": {"fijn": "nee"}}
    found = places(liked(), **{key: {**base, **more} for key, more in items.items()})
    assert found == {"goed": (1, 1, 1), "open": (2, 1, 2), "slecht": (3, 2, 3)}


def test_an_unknown_answer_is_no_equal_of_the_middle_choice() -> None:
    base = {"a": "ja", "fijn": "ja"}
    items = {key: {**base, "soort": key} for key in "xyz"}
    found = places(liked(), **items, open=base)
    assert {key: place for key, (place, _, _) in found.items()} == {
        "x": 1,
        "y": 2,
        "open": 3,
        "z": 4,
    }
    assert found["open"][1:] == (1, 3)
    assert found["y"][1:] == (2, 3)


def test_an_item_to_be_supplemented_stands_just_before_the_heaviest_outcome() -> None:
    full = {"fijn": "ja", "soort": "x"}
    found = places(liked(), good={"a": "ja", **full}, open=full, bad={"a": "nee", **full})
    assert found == {"good": (1, 1, 1), "open": (2, 1, 2), "bad": (3, 2, 3)}


def test_a_derived_fact_ranks_as_one_that_is_given() -> None:
    base = {"a": "ja", "soort": "x"}
    for asked in (True, False):
        found = places(liked(asked=asked), p={**base, "b": "nee"}, q={**base, "b": "ja"})
        assert found == {"q": (1, 1, 1), "p": (2, 2, 2)}


def test_an_item_that_no_rule_decides_can_come_to_any_place() -> None:
    rules = [rule("G", is_("a", "ja"), "groen"), whole_rule("W", below("groene", 1), "leeg")]
    made = collection([own("a")], rules, [GREENS])
    assert places(made, stil={"a": "nee"}, goed={"a": "ja"}) == {
        "goed": (1, 1, 1),
        "stil": (2, 1, 2),
    }


def test_the_answer_shows_the_places_that_are_still_open() -> None:
    made = liked()
    base = {"a": "ja", "soort": "x"}
    collected = decide(made, {}, goed={**base, "fijn": "ja"}, open={**base})
    first, second = Explainer(made).render_collection(collected, "dingen")["dingen"]
    assert (first["sleutel"], first["plaats"]) == ("goed", 1)
    assert first["mogelijkePlaatsen"] == {"vanaf": 1, "totEnMet": 1}
    assert (second["plaats"], second["mogelijkePlaatsen"]) == (2, {"vanaf": 1, "totEnMet": 2})


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        ({"x": {"a": "ja"}, "y": {"a": "ja"}}, "nog 2 over"),
        ({"x": {"a": "ja"}, "y": {}}, "nog 1 tot en met 2 over"),
    ],
)
def test_a_text_can_name_a_count(items: dict[str, Any], shown: str) -> None:
    made = toy(
        whole_rule("W", below("groene", 1), "leeg"),
        rule("N", is_("groene", 0, word="meer_dan"), notes=["nog {groene} over"]),
    )
    answer = Explainer(made).render_collection(decide(made, {}, **items), "dingen")
    assert [note["tekst"] for note in answer["letOp"]] == [shown]


def test_a_question_about_an_item_names_its_key() -> None:
    made = toy(whole_rule("W", below("groene", 1), "leeg"))
    answer = Explainer(made).render_collection(decide(made, {}, x={}, y={"a": "nee"}), "dingen")
    assert [(q["feit"], q["sleutel"]) for q in answer["ontbrekendeFeiten"]] == [("a", "x")]


def test_a_reason_tells_a_count_in_a_sentence() -> None:
    made = toy(whole_rule("W", below("groene", 2), "leeg"))
    answer = Explainer(made).render_collection(decide(made, {}, x={"a": "ja"}), "dingen")
    (reason,) = answer["redenen"]
    assert reason["voorwaarden"] == [{"zin": "aantal groene: minder dan 2", "waarheid": "ja"}]
