"""A cell is read as people write it, and refused where it could mean two things."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.values import YES_NO, ValueFault, make_kind
from sheets.cells import ABSENT, read_cell, written
from sheets.subject import Subject

MONEY, DAY = make_kind("bedrag", {}, ""), make_kind("datum", {}, "")
MINUTES, QUARTER = make_kind("minuten", {}, ""), make_kind("kwartaal", {}, "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("137,27", "137.27"),
        ("€ 1.234,50", "1234.50"),
        ("€1.234,50", "1234.50"),
        ("1.234.567,8", "1234567.80"),
        ("137.27", "137.27"),
        ("137,5", "137.50"),
        ("150", "150.00"),
        ("EUR 150,-", "150.00"),
        ("91,51 per uur", "91.51"),
        ("0,00", "0.00"),
        ("\u00a0 137,27\u00a0", "137.27"),
    ],
)
def test_an_amount_is_read_as_an_invoice_has_it(text: str, value: str) -> None:
    assert read_cell(MONEY, text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.234", "op twee manieren"),
        ("137,265", "hele centen"),
        ("-5,00", "onder nul"),
        ("1,234.50", "is geen bedrag"),
        ("honderd", "is geen bedrag"),
        ("=SOM(A1)", "is geen bedrag"),
    ],
)
def test_an_amount_that_could_be_two_or_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueFault, match=said):
        read_cell(MONEY, text)


@pytest.mark.parametrize(
    "text",
    [
        *("2021-06-10", "10-6-2021", "10-06-2021", "10/6/2021", "10.6.2021", "2021/6/10"),
        *("10 juni 2021", "10 jun. 2021", "2021-06-10 00:00:00", "10-6-2021 14:30", "44357"),
    ],
)
def test_a_date_is_read_in_every_way_that_is_written_here(text: str) -> None:
    assert read_cell(DAY, text) == date(2021, 6, 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10-6-21", "geen heel jaartal"),
        ("31-6-2021", "bestaat niet"),
        ("6/13/2021", "bestaat niet"),
        ("12345", "is geen datum"),
        ("10-6-1021", "tussen 1990 en 2099"),
    ],
)
def test_a_date_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueFault, match=said):
        read_cell(DAY, text)


def test_march_is_written_in_three_ways() -> None:
    days = {read_cell(DAY, f"3 {month} 2021") for month in ("mrt", "maart", "MAART")}
    assert days == {date(2021, 3, 3)}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("1,5", 90), ("1.5", 90), ("0,75", 45), ("0,1", 6), ("2", 120), ("1,5 uur", 90)),
        *(("1:30", 90), ("1u30", 90), ("1 uur 30 min", 90), ("01:30:00", 90), ("0", 0)),
    ],
)
def test_hours_are_read_where_they_are_whole_minutes(text: str, minutes: int) -> None:
    assert read_cell(MINUTES, text, hours=True) == minutes


def test_an_hour_of_a_rounded_number_of_minutes_is_refused() -> None:
    with pytest.raises(ValueFault, match="1,67 uur is geen heel aantal minuten"):
        read_cell(MINUTES, "1,67", hours=True)


def test_hours_in_a_column_of_minutes_are_refused() -> None:
    with pytest.raises(ValueFault, match="Zijn dit uren, noem de kolom dan naar uren"):
        read_cell(MINUTES, "1,5")
    assert read_cell(MINUTES, "90 min") == read_cell(MINUTES, "90,0") == 90


@pytest.mark.parametrize(
    "text", ["2021-K2", "2021K2", "2021-Q2", "Q2 2021", "2e kwartaal 2021", "kwartaal 2 2021"]
)
def test_a_quarter_is_read_in_every_way_that_is_written_here(text: str) -> None:
    assert read_cell(QUARTER, text) == "2021-K2"


@pytest.mark.parametrize("text", ["2021-K5", "K2", "2021", "202-K2", "2021 K2 K3"])
def test_a_quarter_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueFault, match="is geen kwartaal"):
        read_cell(QUARTER, text)


def test_a_choice_may_be_given_by_its_name_or_its_label(subject: Subject) -> None:
    kind = subject.rulebook.facts["soort"].kind
    for text in ("cooperatie", "een fiets van de coöperatie", "Een fiets van de COOPERATIE "):
        assert read_cell(kind, text) == "cooperatie"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("een stadsfits", "een stadsfiets"), ("coperatie", "een fiets van de coöperatie"), ("x", "")],
)
def test_what_is_no_choice_is_told_in_the_words_that_people_see(
    subject: Subject, text: str, meant: str
) -> None:
    with pytest.raises(ValueFault) as refused:
        read_cell(subject.rulebook.facts["soort"].kind, text)
    asked = f" Bedoelde u '{meant}'?" if meant else ""
    assert str(refused.value) == (
        f"'{text}' is hier geen keuze.{asked} "
        "Kies uit: een stadsfiets; een racefiets; een fiets van de coöperatie."
    )


def test_no_choice_is_offered_that_turns_what_was_meant() -> None:
    kind = make_kind("keuze", {"geen_contract": "geen contract", "licht": "een licht"}, "")
    with pytest.raises(ValueFault, match=r"'een contract' is hier geen keuze\. Kies"):
        read_cell(kind, "een contract")


@pytest.mark.parametrize(
    ("text", "value"),
    [("ja", "ja"), ("Nee", "nee"), ("J", "ja"), ("WAAR", "ja"), ("onwaar", "nee")],
)
def test_yes_and_no_are_read_as_a_spreadsheet_has_them(text: str, value: str) -> None:
    assert read_cell(make_kind("ja_nee", {}, ""), text) == value


@pytest.mark.parametrize("text", ["=ja", "+ja", "-nee", "@ja()"])
def test_a_formula_is_no_choice_since_a_cell_that_is_read_goes_on_as_it_was(text: str) -> None:
    with pytest.raises(ValueFault, match="is hier geen keuze"):
        read_cell(YES_NO, text)
    with pytest.raises(ValueFault, match="is geen kwartaal"):
        read_cell(QUARTER, f"{text[0]}2021-K2")


def test_a_multiple_choice_takes_names_and_labels_between_plusses() -> None:
    kind = make_kind("keuzes", {"a": "De eerste", "b": "De tweede, of zo"}, "")
    assert read_cell(kind, "de eerste + b") == frozenset({"a", "b"})
    assert read_cell(kind, "De tweede, of zo") == frozenset({"b"})
    assert read_cell(kind, "geen_van_deze") == frozenset()


def test_empty_unknown_and_a_value_are_three_things() -> None:
    assert read_cell(MONEY, "  ") is ABSENT
    assert read_cell(MONEY, "Onbekend") is None
    assert read_cell(MONEY, "0") == 0


@pytest.mark.parametrize(
    "text",
    ["111222333", "1112.22.333", "Jansen 111222333", "111 222 333", "1234 111 22 2333"],
)
def test_what_looks_like_a_bsn_is_refused_and_never_repeated(text: str) -> None:
    for kind in (MONEY, DAY, QUARTER, make_kind("tekst", {}, "")):
        with pytest.raises(ValueFault, match="burgerservicenummer") as caught:
            read_cell(kind, text)
        assert "111" not in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        *((True, "ja"), (90.0, "90"), (1.5, "1,5"), (137.27000000000001, "137,27")),
        *((date(2021, 6, 10), "2021-06-10"), (datetime(2021, 6, 10), "2021-06-10")),
        *((time(1, 30), "01:30"), (timedelta(hours=1, minutes=30), "1:30"), ("tekst", "tekst")),
    ],
)
def test_what_a_spreadsheet_keeps_becomes_dutch_text(cell: Any, text: str) -> None:
    assert written(cell) == text
