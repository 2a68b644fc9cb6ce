"""What is read all at once means the same as when it is read by itself."""

from __future__ import annotations

import polars as pl
import pytest

from engine.values import ValueFault, make_kind
from sheets.cells import ABSENT, read_cell
from sheets.columns import stored
from sheets.plainly import has_plain, plainly

DATES = ["2021-06-10", "1990-01-01", "2099-12-31", "2024-02-29"]
NO_DATES = [
    "2021-02-29",
    "1989-12-31",
    "2100-01-01",
    "2021-6-1",
    "10-06-2021",
    " 2021-06-10",
    "44357",
]
AMOUNTS = ["91,51", "0,00", "0000091,51", "9999999,99"]
NO_AMOUNTS = [
    "91.51",
    "91,5",
    "91",
    "12345678,90",
    "€ 91,51",
    "1.091,51",
    "٩١,٥١",
    "-1,00",
    "onbekend",
]
CODES = ["ORG-01", "2021.014-B", "D-7", "a1"]
NO_CODES = [
    "111222333",
    "111.222.333",
    "Jansen",
    "",
    "een heel lange naam van wel meer dan veertig tekens 1",
]


@pytest.mark.parametrize(
    ("name", "plain", "odd"),
    [
        ("datum", DATES, NO_DATES),
        ("bedrag", AMOUNTS, NO_AMOUNTS),
        ("bedrag_per_uur", AMOUNTS, NO_AMOUNTS),
        ("code", CODES, NO_CODES),
    ],
)
def test_what_is_written_plainly_means_what_one_cell_means(
    name: str, plain: list[str], odd: list[str]
) -> None:
    kind = make_kind(name, {}, "")
    found = plainly(kind, pl.Series("texts", [*plain, *odd])).to_list()
    assert found == [stored(kind, read_cell(kind, text)) for text in plain] + [None] * len(odd)


def test_few_texts_are_read_one_by_one() -> None:
    assert not has_plain(make_kind("minuten", {}, ""))


def test_each_odd_text_is_still_read_or_told() -> None:
    with pytest.raises(ValueFault):
        read_cell(make_kind("datum", {}, ""), "2021-02-29")
    assert read_cell(make_kind("code", {}, ""), "") is ABSENT
