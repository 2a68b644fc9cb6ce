"""The service knows no HTTP, and guards by itself what may never be kept."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cases import FACTS
from flask import Flask

import api
from api.chosen import Chosen
from api.current import service_of
from api.problems import BadInput, NotThere
from api.service import Case, Service
from engine.decide import NoDate

ROOT = Path(api.__file__).parents[1]


@pytest.fixture
def service(app: Flask) -> Service:
    """Give the service on the real rules."""
    return service_of(app)


def typed(service: Service) -> Case:
    """The payable declaration, typed."""
    values, _ = service.read_facts(FACTS)
    return Case("foodvalley", values)


def test_nothing_below_the_service_imports_flask() -> None:
    code = "import sys, api.service; sys.exit('flask' in sys.modules or 'waitress' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_facts_may_also_come_as_people_write_them(service: Service) -> None:
    values, found = service.read_facts({"bedrag_gedeclareerd": "137,27"}, written=True)
    assert (str(values["bedrag_gedeclareerd"]), found) == ("137.27", ())


def test_a_case_number_is_guarded_also_without_the_api(service: Service) -> None:
    for number in ("Jan Jansen", "123456782"):
        case = Case("foodvalley", typed(service).facts, case_number=number)
        with pytest.raises(BadInput) as refused:
            service.assess("billing", case)
        assert refused.value.faults[0].location == "/casusnummer"
    assert service.outcomes(Chosen("billing"), page=1, page_size=9).total == 0


def test_a_reason_is_guarded_also_without_the_api(service: Service) -> None:
    record = service.outcome(service.assess("billing", typed(service))["id"])
    with pytest.raises(BadInput) as refused:
        service.record_decision(record, "niet_declarabel", "BSN 123456782", "facturatie")
    assert refused.value.faults[0].code == "burgerservicenummer"
    assert service.human_decisions(record) == ()


def test_without_a_date_the_fact_that_would_give_one_is_named(service: Service) -> None:
    with pytest.raises(NoDate, match="datum_bijeenkomst"):
        service.assess("billing", Case("foodvalley", {}))


def test_an_outcome_that_is_not_there_says_so(service: Service) -> None:
    for find in (service.outcome, service.replay, service.ruleset):
        with pytest.raises(NotThere, match="bestaat hier niet"):
            find("niets")  # type: ignore[operator]


def test_a_page_knows_its_size_and_the_total(service: Service) -> None:
    case = typed(service)
    ids = [service.assess("billing", case)["id"] for _ in range(3)]
    page = service.outcomes(Chosen("billing"), page=2, page_size=2)
    assert [record.id for record in page.records] == ids[:1]
    assert (page.total, page.number, page.size) == (3, 2, 2)


def test_the_example_of_an_answer_is_kept_nowhere(service: Service) -> None:
    answer = service.example("billing", typed(service))
    assert answer["oordeel"] == "declarabel"
    assert service.outcomes(Chosen("billing"), page=1, page_size=9).total == 0
    assert service.store.rulesets() == ()


def test_the_reference_date_is_kept_as_a_date(
    service: Service, open_app: Callable[..., Flask]
) -> None:
    case = Case("foodvalley", {}, reference_date=date(2021, 6, 10))
    record = service.outcome(service.assess("billing", case)["id"])
    assert (record.reference_date, record.case_number) == (date(2021, 6, 10), None)
    assert (record.facts, record.not_kept) == ({}, ())
