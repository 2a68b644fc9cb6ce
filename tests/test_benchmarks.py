"""The contenders of the benchmark agree; speed is measured elsewhere, never asserted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.answer import Answer, compare
from benchmarks.bulk.in_numpy import Numpy
from benchmarks.bulk.in_polars import Polars
from benchmarks.bulk.lines import realistic, uniform
from benchmarks.bulk.ours import Ours
from benchmarks.bulk.singles import Single
from benchmarks.declarations import UNKNOWN, declarations
from benchmarks.ours import DECISION, REGION, RULES
from benchmarks.ours import Ours as OursSingle
from benchmarks.plain import Plain
from engine.bulk.decider import BulkDecider
from engine.loader import load_folder

COUNT = 200


@pytest.fixture(scope="module")
def ready() -> BulkDecider:
    """Decides tables of declarations."""
    return BulkDecider(load_folder(RULES), DECISION, REGION)


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
    difference, _ = compare([OursSingle(load_folder(RULES)), Plain()], declarations(COUNT))
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


def test_equal_arguments_give_equal_tables_of_lines(ready: BulkDecider) -> None:
    for draw in (realistic, uniform):
        drawn = draw(ready.columns, COUNT)
        assert drawn.equals(draw(ready.columns, COUNT))
        assert not drawn.equals(draw(ready.columns, COUNT, seed=7))
        assert dict(drawn.schema) == ready.columns


def test_lines_at_once_are_distributed_as_single_declarations(ready: BulkDecider) -> None:
    many, table = 4_000, realistic(ready.columns, 4_000)
    single = declarations(many)
    for name in UNKNOWN:
        known = sum(facts.get(name, "onbekend") != "onbekend" for facts in single)
        assert abs(known - (many - table[name].null_count())) < 0.04 * many, name


def test_tables_come_out_as_written_by_hand(ready: BulkDecider) -> None:
    ours = Ours(load_folder(RULES))
    for draw in (realistic, uniform):
        drawn = draw(ready.columns, COUNT)
        wanted = ours.said(ours.decide(ours.take(drawn)))
        for peer in (Polars(), Numpy(), Single(Plain())):
            assert peer.said(peer.decide(peer.take(drawn))).equals(wanted), peer.name


def test_tables_come_out_alike_in_every_engine(ready: BulkDecider) -> None:
    reason = "de extra 'bench' is niet geïnstalleerd"
    for name in ("duckdb", "openfisca_core", "clips", "rule_engine", "json_logic"):
        pytest.importorskip(name, reason=reason)
    from benchmarks.bulk.run import contenders, equal

    taking_part = contenders()
    assert equal(taking_part, realistic(ready.columns, COUNT))
    for peer in taking_part:
        peer.close()
