"""An answer is written once for a judgement; what differs from input to input is filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from toys import DAY, book, fact, is_, parameter
from toys import rule as make_rule

from engine.decider import Decider
from engine.explain import Explainer
from engine.forms import form, forms, joined
from engine.model import SUPPLEMENT, Rulebook
from engine.outcome import Outcome

OUTCOME: Any = None
VERDICTS = {"rood": "Rood", "groen": "Groen", "voorleggen": "Kies", SUPPLEMENT: "Vul aan"}


def toy() -> Rulebook:
    rules = [
        make_rule("R", is_("n", 5, word="meer_dan"), "rood", notes=["Het zijn er {n} van {most}."]),
        make_rule("S", is_("n", 5, word="hoogstens"), "groen", notes=["Geen {m}."]),
    ]
    facts = [fact("n", "getal"), fact("m", "tekst")]
    made = book(facts, rules, parameters=[parameter("most", "getal", 9)])
    return replace(made, verdicts=VERDICTS)


@pytest.fixture
def decided() -> Callable[..., Outcome]:
    made = toy()
    decider = Decider(made, made.rulesets[0])
    return lambda **given: decider.decide(given, DAY)


def test_what_has_no_blank_is_the_thing_itself() -> None:
    made: dict[str, Any] = {"a": [1, "twee"], "b": None}
    assert form(made) is made
    assert forms([made]) == [made]
    assert joined(["a", "b"]) == "ab"


def test_a_blank_is_filled_in_a_copy_and_the_rest_is_shared() -> None:
    same = {"b": 1}
    fill = forms([same, {"a": lambda _: 2, "c": 3}])
    assert fill(OUTCOME) == [{"b": 1}, {"a": 2, "c": 3}]
    assert fill(OUTCOME)[0] is same
    assert fill(OUTCOME)[1] is not fill(OUTCOME)[1]
    assert joined(["a", lambda _: "b", "c"])(OUTCOME) == "abc"


def test_inputs_with_one_judgement_get_words_of_their_own(
    decided: Callable[..., Outcome],
) -> None:
    explainer, six, seven = Explainer(toy()), decided(n=6), decided(n=7)
    assert six.judgement is seven.judgement
    notes = [explainer.render(one)["letOp"][0]["tekst"] for one in (six, seven, six)]
    assert notes == [
        "Het zijn er 6 van 9.",
        "Het zijn er 7 van 9.",
        "Het zijn er 6 van 9.",
    ]


def test_a_text_stands_without_quotation_marks_and_what_is_open_is_said_to_be(
    decided: Callable[..., Outcome],
) -> None:
    explainer = Explainer(toy())
    told = [explainer.render(decided(n=1, m=m))["letOp"][0]["tekst"] for m in ("haast", None)]
    assert told == ["Geen haast.", "Geen (nog niet bekend)."]


def test_forgotten_and_dropped_forms_are_written_again(
    decided: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.explain._MOST_KEPT", 1)
    explainer, inputs = Explainer(toy()), [{"n": 6}, {"n": 1}, {}]
    first = [explainer.render(decided(**given)) for given in inputs]
    explainer.forget()
    assert [explainer.render(decided(**given)) for given in inputs] == first
