"""Somebody looks outcomes up, and counts them without telling who they are about."""

from collections.abc import Callable

import pytest
from looking import Page, words

from api.service import Case, Service

Ask = Callable[..., Page]


@pytest.fixture
def filled(service: Service) -> Service:
    """Thirty declarations of which the outcome is known by hand, and one screening."""
    for number in range(30):
        soort = "externe_deskundige" if number < 24 else "jeugdhulpaanbieder"
        facts, _ = service.read_facts(
            {"declarant_soort": soort, "datum_bijeenkomst": "2021-06-10", "op_uitnodiging": "nee"}
        )
        service.assess("billing", Case("foodvalley", facts, f"2021-{number:03d}"))
    facts, _ = service.read_facts({"datum_aanmelding": "2018-06-10"})
    service.assess("screening", Case("ijsselland", facts, "2018-001"))
    return service


def listed(found: Page) -> list[str]:
    """The case numbers on a page."""
    return [words(row.find("td")) for row in found.select("tbody tr")]


@pytest.mark.usefixtures("filled")
def test_outcomes_are_listed_newest_first_and_by_page(page: Ask) -> None:
    first = page("/uitkomsten")
    assert listed(first)[:2] == ["2018-001", "2021-029"]
    assert len(listed(first)) == 25
    link = first.select_one("a[rel=next]")
    assert link is not None
    assert listed(page(str(link["href"])))[-1] == "2021-000"


def test_the_list_tells_what_a_human_decided(page: Ask, filled: Service) -> None:
    newest = filled.recent(1)[0]
    filled.record_decision(newest, "behandelen", "Alles is er nu.", "coordinator")
    first, second, *_ = page("/uitkomsten").select("tbody tr")
    assert "Aanvullen Behandelen" in words(first)
    assert "nog geen" in words(second)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("oordeel=niet_declarabel", 6),
        ("besluit=screening", 1),
        ("regio=ijsselland", 1),
        ("jaar=2018", 1),
        ("casus=2021-003", 1),
        ("casus=bestaat-niet", 0),
        ("regio=verzonnen&bladzijde=nul", 25),
    ],
)
def test_a_list_is_narrowed_by_what_was_asked(page: Ask, query: str, count: int) -> None:
    assert len(listed(page(f"/uitkomsten?{query}"))) == count


@pytest.mark.usefixtures("filled")
def test_the_next_page_keeps_the_filters(page: Ask) -> None:
    link = page("/uitkomsten?regio=foodvalley").select_one("a[rel=next]")
    assert link is not None
    assert "regio=foodvalley" in str(link["href"])


@pytest.mark.usefixtures("filled")
def test_the_overview_counts_the_latest_year(page: Ask) -> None:
    shown = words(page("/uitkomsten/overzicht").main)
    assert "Uitkomsten in totaal: 30" in shown
    assert "Voorleggen 24 Niet declarabel 6" in shown
    assert "DEC-FV-10: Andere deelnemers legt u voor 24" in shown


@pytest.mark.usefixtures("filled")
def test_the_overview_hides_a_year_with_one_case(page: Ask) -> None:
    shown = words(page("/uitkomsten/overzicht?jaar=2018").main)
    assert "Uitkomsten in totaal: minder dan 5" in shown
    assert "niet getoond" in shown
