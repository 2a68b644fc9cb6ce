"""What is given is read with all its faults; dates that can't both be right are refused."""

from dataclasses import replace
from datetime import date

import pytest
from toys import fact

from engine.facts import read_given

FACTS = {
    "begin": fact("begin", "datum"),
    "eind": replace(fact("eind", "datum"), not_before="begin"),
}


def test_a_date_before_the_one_it_can_not_be_before_is_a_fault_of_both() -> None:
    values, faults = read_given(FACTS, {"begin": "2021-06-10", "eind": "2021-06-09"})
    assert {fault.fact for fault in faults} == {"begin", "eind"}
    assert faults[0].text == "Deze dag ligt vóór begin. Dat kan niet: kijk beide datums na."
    assert values == {"begin": date(2021, 6, 10), "eind": date(2021, 6, 9)}


@pytest.mark.parametrize(
    "given",
    [
        {"begin": "2021-06-10", "eind": "2021-06-10"},
        {"begin": "2021-06-10", "eind": "onbekend"},
        {"begin": "onbekend", "eind": "2021-06-09"},
        {"eind": "2021-06-09"},
    ],
)
def test_one_day_or_one_date_is_no_fault(given: dict[str, str]) -> None:
    assert read_given(FACTS, given)[1] == ()
