"""A table of lines is decided as each line by itself would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
import toys

from engine.bulk import certify, kernel
from engine.bulk.columns import Columns
from engine.bulk.decider import BulkDecider
from engine.bulk.planes import flags_of, unpack
from engine.inference import InferenceError
from engine.model import AmountSpec, DatePlus, Product, Rulebook, Track

SIDE = Track("vorm", ("scheef",), "recht")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """Blue things are refused, other things are paid by the hour up to a ceiling."""
    facts = [
        toys.fact("dag", "datum"),
        toys.fact("kleur", "keuze", ("blauw", "geel")),
        toys.fact("extra", "keuzes", ("lak", "glans")),
        toys.fact("uren", "minuten"),
        toys.fact("plafond", "bedrag"),
        toys.fact("loon", "bedrag", asked=False),
        toys.fact("merk", "tekst"),
    ]
    paid = AmountSpec("loon", "plafond", None)
    rules = [
        toys.rule("R1", toys.is_("kleur", "blauw"), "rood"),
        toys.rule("R2", toys.is_("kleur", "geel"), "groen", amount=paid),
        toys.rule("R3", toys.is_("merk", "Zon", word="niet"), "scheef", track="vorm"),
        toys.rule("R4", toys.is_("extra", frozenset({"lak"})), notes=["Laat drogen."]),
    ]
    tariff = toys.parameter("tarief", "bedrag_per_uur", Decimal("91.51"))
    computed = {"loon": Product(("uren", "tarief"))}
    return toys.book(facts, rules, tracks=(toys.MAIN, SIDE), parameters=[tariff], computed=computed)


def decided(book: Rulebook, **columns: list[object]) -> list[dict[str, object]]:
    return BulkDecider(book, "toys", "hier").decide(pl.DataFrame(columns)).to_dicts()


def test_a_line_says_its_outcome_amount_and_the_rules_that_made_it(book: Rulebook) -> None:
    line, other = decided(
        book,
        dag=[toys.DAY] * 2,
        kleur=["geel", "blauw"],
        uren=[90, 90],
        plafond=[20000, 20000],
        merk=["ZON", "maan"],
        extra=[["lak"], []],
    )
    assert (line["oordeel"], line["bedrag_cent"], line["redenen"]) == ("groen", 13727, "R2")
    assert (line["vorm"], line["vorm_redenen"], line["overige_regels"]) == ("recht", "", "R4")
    assert (line["stil"], line["voorlopig"]) == (False, False)
    assert (other["oordeel"], other["bedrag_cent"], other["redenen"]) == ("rood", None, "R1")
    assert (other["vorm"], other["vorm_redenen"], other["overige_regels"]) == ("scheef", "R3", "")


def test_a_text_is_alike_whatever_its_letters_and_wherever_it_stands() -> None:
    facts = [toys.fact("dag", "datum"), toys.fact("merk", "tekst")]
    book = toys.book(facts, [toys.rule("R1", toys.is_("merk", "Fisk"), "rood")])
    odd = "\ufb01\u017f\u212a"  # a ligature, a long s and a Kelvin sign
    marks = ["fisk", "zon", None, *["Fisk"] * 2_000, "FISK", odd, "fis", "fiskk", ""]
    lines = decided(book, dag=[toys.DAY] * len(marks), merk=marks)
    red = [line["oordeel"] == "rood" for line in lines]
    assert red == [True, False, False, *[True] * 2_002, False, False, False]


def test_an_amount_is_never_more_than_its_ceiling(book: Rulebook) -> None:
    ceilings = [13726, 13727, 13728, 0]
    lines = decided(book, dag=[toys.DAY] * 4, kleur=["geel"] * 4, uren=[90] * 4, plafond=ceilings)
    assert [line["bedrag_cent"] for line in lines] == [13726, 13727, 13727, 0]


def test_an_open_cell_is_asked_where_it_can_turn_the_line(book: Rulebook) -> None:
    line, other = decided(book, dag=[toys.DAY] * 2, kleur=[None, "geel"], plafond=[None, 100])
    assert (line["oordeel"], line["redenen_open"]) == ("aanvullen", "R1 R2")
    assert line["ontbrekende_feiten"] == "kleur uren plafond"
    assert (line["vorm"], line["vorm_ontbrekende_feiten"]) == ("aanvullen", "merk")
    assert other["ontbrekende_feiten"] == "uren"
    assert line["voorlopig"]


def test_a_line_before_the_rules_gets_no_rules_and_one_without_a_date_gets_nothing(
    book: Rulebook,
) -> None:
    line, other = decided(book, dag=[date(2019, 12, 31), None], kleur=["geel", "geel"])
    assert (line["oordeel"], line["redenen"], line["vorm"]) == ("geen_geldige_regels", "", None)
    assert other["oordeel"] is other["redenen"] is other["vorm"] is other["bedrag_cent"] is None


def test_an_open_date_is_asked_unless_it_can_lie_on_one_side_alone() -> None:
    facts = [toys.fact("dag", "datum"), toys.fact("begin", "datum")]
    begun = toys.than("begin", "tot_en_met", "dag")
    rules = [toys.rule("R1", begun, "groen"), toys.rule("R2", toys.none(begun), "rood")]
    last = date(2099, 12, 31)  # no date lies after it
    lines = decided(toys.book(facts, rules), dag=[toys.DAY, last])
    assert [line["oordeel"] for line in lines] == ["aanvullen", "groen"]
    assert [line["ontbrekende_feiten"] for line in lines] == ["begin", ""]


def test_a_day_beyond_the_calendar_has_an_explanation_of_its_own() -> None:
    facts = [toys.fact(n, "datum", asked=n != "eind") for n in ("dag", "begin", "eind")]
    late = toys.rule("R1", toys.than("eind", "tot_en_met", "dag"), notes=["Te laat."])
    term = toys.parameter("termijn", "maanden", 95_000)
    computed = {"eind": DatePlus("begin", "termijn")}
    made = toys.book(facts, [late], parameters=[term], computed=computed)
    made = replace(made, texts={**made.texts, "kalender": ()})
    days = [date(2021, 1, 1), date(2022, 1, 1), date(2099, 1, 1)]  # the last ends after 9999
    one, two, other = decided(made, dag=[toys.DAY] * 3, begin=days)
    assert one["uitleg"] == two["uitleg"] != other["uitleg"]


def test_columns_may_come_in_looser_types_and_in_any_order(book: Rulebook) -> None:
    loose = pl.DataFrame(
        {"kleur": ["geel"], "iets_anders": [1.5], "plafond": ["200.00"], "uren": [90]},
        schema_overrides={"uren": pl.Int64},
    ).with_columns(pl.col("plafond").cast(pl.Decimal(9, 2)), dag=pl.lit(toys.DAY))
    (line,) = BulkDecider(book, "toys", "hier").decide(loose.lazy()).to_dicts()
    assert (line["oordeel"], line["bedrag_cent"]) == ("groen", 13727)


def test_a_cell_that_is_no_choice_is_refused(book: Rulebook) -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError):
        decided(book, dag=[toys.DAY], kleur=["paars"])


WRONG = [
    {"uren": pl.Series([90.5])},
    {"uren": pl.Series([90, -1])},
    {"uren": pl.Series([Decimal("1.5")])},
    {"plafond": pl.Series([91.51])},
    {"plafond": pl.Series([None, Decimal("91.515")])},
    {"plafond": pl.Series([10**11])},
    {"begin": pl.Series([None, date(1989, 12, 31)])},
    {"begin": pl.Series([date(2100, 1, 1)])},
    {"extra": pl.Series([["lak"], [None]], dtype=pl.List(pl.String))},
]


@pytest.mark.parametrize("columns", WRONG)
def test_a_number_or_day_that_a_fact_can_not_be_is_refused(columns: dict[str, pl.Series]) -> None:
    kinds = {"uren": "minuten", "plafond": "bedrag", "begin": "datum"}
    facts = [*(toys.fact(*both) for both in kinds.items()), toys.fact("extra", "keuzes", ["lak"])]
    read = Columns({fact.name: fact for fact in facts}, {*kinds, "extra"})
    with pytest.raises(pl.exceptions.InvalidOperationError):
        read.ready(pl.DataFrame(columns))


def test_whole_numbers_may_be_written_with_a_point_and_moments_with_their_own_zone() -> None:
    facts = {n: toys.fact(n, k) for n, k in (("uren", "minuten"), ("plafond", "bedrag"))}
    read = Columns({**facts, "dag": toys.fact("dag", "datum")}, {*facts, "dag"})
    midnight = pl.Series([datetime(2020, 12, 31, 23, 30), None]).dt.replace_time_zone("UTC")
    table = {
        "uren": [90.0, None],
        "plafond": [Decimal("91.5100"), None],
        "dag": midnight.dt.convert_time_zone("Europe/Amsterdam"),
    }
    lines = read.ready(pl.DataFrame(table))
    assert lines.rows() == [(90, 9151, date(2021, 1, 1)), (None, None, None)]
    assert lines.schema == read.types


def test_tables_without_lines_or_without_fact_columns_have_answers_too(book: Rulebook) -> None:
    ready = BulkDecider(book, "toys", "hier")
    assert ready.decide(pl.DataFrame({"kleur": ["geel"]}).clear()).schema == ready.answers
    nothing = ready.decide(pl.DataFrame({"iets": [1, 2]}))
    assert nothing["oordeel"].to_list() == [None, None]


def test_the_full_answer_to_a_line_is_the_single_decision(book: Rulebook) -> None:
    ready = BulkDecider(book, "toys", "hier")
    outcome = ready.outcome({"dag": toys.DAY, "kleur": "geel", "uren": 90, "plafond": 100})
    assert outcome is not None
    assert outcome.amount is not None
    assert outcome.amount.value == Decimal("1.00")
    assert ready.outcome({"dag": None, "kleur": "geel"}) is None


def test_there_is_no_decider_without_rules(book: Rulebook) -> None:
    with pytest.raises(ValueError, match="no rules"):
        BulkDecider(book, "toys", "elders")


def test_only_the_wanted_columns_are_given(book: Rulebook) -> None:
    table = pl.DataFrame({"dag": [toys.DAY, None], "kleur": ["geel", "blauw"]})
    answer = BulkDecider(book, "toys", "hier").decide(table, ["vorm", "oordeel"])
    assert answer.rows() == [("aanvullen", "aanvullen"), (None, None)]
    assert answer.columns == ["vorm", "oordeel"]


def test_a_table_decided_in_pieces_comes_out_as_a_whole(book: Rulebook) -> None:
    ready = BulkDecider(book, "toys", "hier")
    table = pl.DataFrame(
        {"dag": [toys.DAY] * 50, "kleur": ["geel", None] * 25, "uren": range(50)},
        schema_overrides={"uren": pl.Int32},
    )
    pieces = pl.concat([ready.decide(table[:7]), ready.decide(table[7:])])
    assert pieces.equals(ready.decide(table))


def test_lines_may_be_read_and_judged_in_parts_of_any_size(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ["Zon", "zON", "ZOn", "zoN", "zOn", "maan", None]
    table = pl.DataFrame(
        {
            "dag": [toys.DAY] * 70,
            "kleur": ["geel", None] * 35,
            "merk": kinds * 10,
            "uren": [n * 3 if n % 5 else None for n in range(70)],
            "plafond": range(70, 0, -1),
        },
        schema_overrides={"uren": pl.Int32, "plafond": pl.Int64},
    )
    ready = BulkDecider(book, "toys", "hier")
    whole = ready.decide(table)
    monkeypatch.setattr(kernel, "SPAN", 24)
    monkeypatch.setattr(kernel, "BLOCK", 8)
    assert ready.decide(table).equals(whole)
    assert ready.decide(table[3:61]).drop("uitleg").equals(whole[3:61].drop("uitleg"))


def test_planes_outlive_the_columns_that_they_were_read_from() -> None:
    fallen = np.random.default_rng(7).integers(0, 2, (3, 50_003)).astype(np.bool_)
    found = pl.DataFrame({f"{n}": row for n, row in enumerate(fallen)})
    planes = flags_of(found.select(pl.all(), always=pl.lit(value=True)))
    del found
    [pl.repeat(n % 2 == 0, 50_003, eager=True) & True for n in range(50)]
    flags = [unpack(plane, 50_003).view(np.bool_) for plane in planes]
    assert all(np.array_equal(own, row) for own, row in zip(flags, fallen, strict=False))
    assert flags[3].all()


def test_a_line_that_comes_out_otherwise_by_itself_stops_the_table(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = BulkDecider(book, "toys", "hier")
    right = ready._singly.record
    monkeypatch.setattr(ready._singly, "record", lambda line: {**right(line), "oordeel": "rood"})
    with pytest.raises(InferenceError, match="line 0"):
        ready.decide(pl.DataFrame({"dag": [toys.DAY], "kleur": ["geel"]}))


def test_a_rule_that_durable_rules_reads_otherwise_refuses_the_rules(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certify.Layer, "truths", lambda layer, row: "J")
    with pytest.raises(InferenceError, match="R1 is J"):
        BulkDecider(book, "toys", "hier")
