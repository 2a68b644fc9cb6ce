"""The contenders of the benchmark agree; speed is measured elsewhere, never asserted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.answer import Answer, compare
from benchmarks.declarations import UNKNOWN, declarations
from benchmarks.ours import RULES, Ours
from benchmarks.plain import Plain
from engine.loader import load_folder

COUNT = 200


def test_equal_arguments_give_equal_declarations() -> None:
    assert declarations(COUNT) == declarations(COUNT)
    assert declarations(COUNT) != declarations(COUNT, seed=7)
    assert declarations(COUNT)[:50] == declarations(50)


def test_every_declared_unknown_occurs_as_onbekend_and_as_absent() -> None:
    drawn = declarations(5_000)
    said = {name for facts in drawn for name, value in facts.items() if value == "onbekend"}
    assert said == set(UNKNOWN)
    assert all(any(name not in facts for facts in drawn) for name in UNKNOWN)
    assert all("datum_bijeenkomst" in facts for facts in drawn)


def test_the_plain_function_agrees_with_us_on_outcome_and_on_what_is_missing() -> None:
    difference, _ = compare([Ours(load_folder(RULES)), Plain()], declarations(COUNT))
    assert difference is None


def test_all_contenders_agree() -> None:
    reason = "de extra 'bench' is niet geïnstalleerd"
    pytest.importorskip("zen", reason=reason)
    pytest.importorskip("business_rules", reason=reason)
    from benchmarks.single import contenders

    difference, seen = compare(contenders(), declarations(COUNT))
    assert difference is None
    main = {f"oordeel {word}" for word in ("niet_declarabel", "voorleggen", "aanvullen")}
    paid = {f"oordeel {word}" for word in ("declarabel", "deels_declarabel")}
    form = {f"vorm {word}" for word in ("in_orde", "terug_naar_indiener", "aanvullen")}
    assert main | paid | form == {*seen}


class _Liar(Plain):
    """Says of every amount that it is a cent."""

    name = "de leugenaar"

    def answer(self, said: dict[str, Any]) -> Answer:
        answer = super().answer(said)
        return replace(answer, cents=1) if answer.cents else answer


def test_a_difference_stops_and_shows_the_record_and_the_part() -> None:
    difference, _ = compare([Plain(), _Liar()], declarations(COUNT))
    assert difference is not None
    assert difference.contender == "de leugenaar"
    assert difference.facts in declarations(COUNT)
    (part,) = difference.parts
    assert part.startswith("cents: ")
    assert part.endswith(" / 1")
