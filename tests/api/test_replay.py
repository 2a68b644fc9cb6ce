"""A past outcome can be made again, with the rules of then and not those of now."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cases import FACTS, PATH, case, changed
from flask import Flask

from api import replay
from api.current import service_of
from api.service import Case, Service
from api.settings import RULES
from api.store import OutcomeRecord
from engine.loader import load_files, read_folder
from engine.model import Rulebook

OpenApp = Callable[..., Flask]


@pytest.fixture
def service(app: Flask) -> Service:
    """Give the service on the real rules."""
    return service_of(app)


@pytest.fixture(scope="module")
def changed_rules() -> Rulebook:
    """Give the real rules with another tariff and without a rule: a version of later."""
    files = read_folder(RULES)
    parameters = files["parameters.yaml"].replace(b"91,51", b"99,00")
    rules = files["billing.yaml"].replace(b"meer_dan: 0", b"meer_dan: 200")
    made, _ = load_files({**files, "parameters.yaml": parameters, "billing.yaml": rules})
    assert made is not None
    return made


def decided(service: Service, facts: object = None) -> str:
    """Put a case and give the id of its outcome."""
    values, found = service.read_facts(FACTS if facts is None else facts)  # type: ignore[arg-type]
    assert found == ()
    return str(service.assess("billing", Case("foodvalley", values))["id"])


def kept(service: Service, id: str, **changes: object) -> OutcomeRecord:
    """The record of an outcome, with changes."""
    return replace(service.outcome(id), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        case(casusnummer="a-1"),
        changed(levert_individuele_voorziening="onbekend"),
        changed(minuten_reis_en_voorbereiding=None, contractstatus=None),
        {**changed(minuten_reis_en_voorbereiding=None), "overigeFeiten": "niet_aan_de_orde"},
        {**changed(datum_bijeenkomst="onbekend"), "peildatum": "2021-06-10"},
        changed(datum_bijeenkomst="2022-03-01"),
        changed(vaste_deelnemer="ja", op_uitnodiging="nee"),
        case(
            "ijsselland",
            {"datum_bijeenkomst": "2018-09-01", "declarant_soort": "externe_deskundige"},
        ),
    ],
)
def test_an_outcome_comes_out_the_same(app: Flask, body: object) -> None:
    made = app.test_client().post(PATH, json=body).get_json()
    again = service_of(app).replay(made["id"])
    assert (again.possible, again.same, again.differences) == (True, True, ())
    assert again.text == replay.SAME


def test_an_outcome_stays_the_same_after_the_rules_change(
    open_app: OpenApp, rulebook: Rulebook, changed_rules: Rulebook, database_url: str
) -> None:
    before = service_of(open_app(rulebook, database_url))
    old = decided(before)
    after = service_of(open_app(changed_rules, database_url))
    new = decided(after)
    assert after.outcome(old).verdict == "declarabel"
    assert after.outcome(new).verdict != "declarabel"
    for service in (before, after):
        assert [service.replay(id).same for id in (old, new)] == [True, True]


def test_a_version_of_before_is_still_listed_and_read(
    open_app: OpenApp, rulebook: Rulebook, changed_rules: Rulebook, ready_url: str
) -> None:
    before, after = (open_app(rules, ready_url) for rules in (rulebook, changed_rules))
    made = before.test_client().post(PATH, json=case()).get_json()
    client = after.test_client()
    listed = client.get("/api/v1/regelsets").get_json()["resultaten"]
    (old,) = [item for item in listed if item["versie"] == made["regelsetVersie"]]
    assert (old["inGebruik"], old["geldigVanaf"]) == (False, None)
    assert listed[-1] == old
    there = client.get(f"/api/v1/regelsets/{old['versie']}").get_json()
    here = before.test_client().get(f"/api/v1/regelsets/{old['versie']}").get_json()
    assert there["bestanden"] == here["bestanden"]


def test_a_human_still_decides_on_an_outcome_of_before(
    open_app: OpenApp, rulebook: Rulebook, ready_url: str
) -> None:
    id = decided(service_of(open_app(rulebook, ready_url)))
    files = {
        name: text.replace(b"deels_declarabel", b"half_declarabel")
        for name, text in read_folder(RULES).items()
    }
    later, _ = load_files(files)
    assert later is not None
    service = service_of(open_app(later, ready_url))
    assert service.choices(service.outcome(id))[2] == "deels_declarabel"


def test_what_differs_is_told_part_by_part(service: Service) -> None:
    id = decided(service)
    record = service.outcome(id)
    tampered = replace(record, answer={**record.answer, "oordeel": "voorleggen"}, vector="J")
    again = service.past.replay(tampered)
    assert (again.possible, again.same, again.text) == (True, False, replay.DIFFERS)
    assert {(item.part, item.then) for item in again.differences} == {
        ("vector", "J"),
        ("oordeel", "voorleggen"),
    }


def test_a_fact_that_no_longer_reads_is_a_difference(service: Service) -> None:
    record = kept(service, decided(service), facts={**FACTS, "contractstatus": "verlopen"})
    (difference,) = service.past.replay(record).differences
    assert difference.part == "feiten"
    assert set(difference.now) == {"contractstatus"}


def test_an_outcome_without_rules_has_nothing_to_replay(service: Service) -> None:
    again = service.replay(decided(service, {**FACTS, "datum_bijeenkomst": "2020-12-31"}))
    assert (again.possible, again.same, again.text) == (False, None, replay.NO_RULES)


def test_rules_that_can_not_be_read_any_more_say_so(service: Service, tmp_path: Path) -> None:
    service.store.add_ruleset(
        "f" * 32, "billing", "foodvalley", {"billing.yaml": "regels: [", "kalender": ""}
    )
    for version in ("f" * 32, "e" * 32):
        record = kept(service, decided(service), ruleset_version=version)
        assert service.past.replay(record).text == replay.UNREADABLE
