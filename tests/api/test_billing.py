"""Declarations over the real rules: the answer, giving it back, listing, a human's decision."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cases import FACTS, HEADERS, PATH, case, changed, check_problem, faults
from flask import Flask
from flask.testing import FlaskClient

from api.answers import AnswerShape
from api.billing import EXAMPLE
from api.current import service_of
from api.store import OutcomeRecord
from engine.model import Rulebook

NOTHING_MORE = {
    name: []
    for name in [
        "sporen",
        "redenen",
        "ontbrekendeFeiten",
        "ontbrekendeParameters",
        "stappen",
        "voorwaarden",
        "nogNaTeGaan",
        "aannames",
        "letOp",
        "signalen",
    ]
}


def put(client: FlaskClient, body: Any) -> Any:
    """Put a case and give the answer, which must be a 201."""
    answer = client.post(PATH, json=body)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def decide(client: FlaskClient, id: str, **said: Any) -> Any:
    """Record a human's decision."""
    return client.post(f"{PATH}/{id}/besluiten", json={"rol": "facturatie", **said})


def test_a_payable_declaration_tells_amount_reasons_and_clauses(client: FlaskClient) -> None:
    answer = put(client, case(casusnummer="2021-014"))
    assert answer["oordeel"] == "declarabel"
    assert answer["casusnummer"] == "2021-014"
    assert answer["status"] == "definitief"
    # 90 minutes at € 91,51 an hour is € 137,265, and half a cent goes up.
    assert answer["bedrag"]["waarde"] == "137.27"
    (reason,) = answer["redenen"]
    assert reason["regel"] == "DEC-FV-15"
    assert "FV-B4-42" in [source["clausule"] for source in reason["bronnen"]]
    assert {line["waarheid"] for line in reason["voorwaarden"]} == {"ja"}


@pytest.mark.parametrize(
    "body",
    [
        EXAMPLE,
        case(facts={"datum_bijeenkomst": "2021-06-10"}),
        changed(levert_individuele_voorziening="ja"),
        changed(datum_bijeenkomst="2022-06-10"),
        changed(declarant_soort="overige_partij"),
        changed(minuten_reis_en_voorbereiding=30, duur_bijeenkomst=60),
        case("ijsselland", {"datum_bijeenkomst": "2018-09-01"}),
        case(facts={}, peildatum="2001-01-01"),
    ],
)
def test_every_answer_has_the_documented_shape(client: FlaskClient, body: Any) -> None:
    assert AnswerShape().validate(put(client, body)) == {}


def test_an_open_fact_is_asked_with_its_question(client: FlaskClient) -> None:
    answer = put(client, changed(levert_individuele_voorziening="onbekend"))
    assert (answer["oordeel"], answer["status"]) == ("aanvullen", "voorlopig")
    assert [asked["feit"] for asked in answer["ontbrekendeFeiten"]] == [
        "levert_individuele_voorziening"
    ]
    assert answer["ontbrekendeFeiten"][0]["keuzes"] == ["ja", "nee"]
    assert answer["bedrag"] is None


def test_a_year_without_a_tariff_asks_the_region(client: FlaskClient) -> None:
    answer = put(client, changed(datum_bijeenkomst="2022-06-10"))
    assert answer["oordeel"] == "aanvullen"
    missing = [item["parameter"] for item in answer["ontbrekendeParameters"]]
    assert missing == ["uurtarief_consultatie_en_advies"]


def test_what_is_not_at_issue_is_told_as_an_assumption(client: FlaskClient) -> None:
    facts = {name: FACTS[name] for name in FACTS if name != "minuten_reis_en_voorbereiding"}
    answer = put(client, case(facts=facts, overigeFeiten="niet_aan_de_orde"))
    assert answer["oordeel"] == "declarabel"
    assert [(item["feit"], item["waarde"]) for item in answer["aannames"]] == [
        ("minuten_reis_en_voorbereiding", 0)
    ]
    assert put(client, case(facts=facts))["oordeel"] == "aanvullen"


def test_a_date_without_rules_is_an_answer_with_nothing_more(client: FlaskClient) -> None:
    answer = put(client, changed(datum_bijeenkomst="2020-12-31"))
    assert answer["oordeel"] == "geen_geldige_regels"
    assert answer["regelsetVersie"] == ""
    assert answer["bedrag"] is None
    assert {name: answer[name] for name in NOTHING_MORE} == NOTHING_MORE


def test_rules_of_one_region_do_not_exist_in_the_other(client: FlaskClient) -> None:
    answer = put(client, case("ijsselland"))
    assert answer["oordeel"] == "geen_geldige_regels"


def test_a_reference_date_picks_the_rules_when_the_date_fact_is_open(client: FlaskClient) -> None:
    answer = put(client, {**changed(datum_bijeenkomst="onbekend"), "peildatum": "2021-06-10"})
    assert answer["peildatum"] == "2021-06-10"
    assert answer["oordeel"] == "declarabel"


@pytest.mark.parametrize("given", [None, "onbekend"])
def test_without_a_date_nothing_is_decided(client: FlaskClient, given: str | None) -> None:
    answer = client.post(PATH, json=changed(datum_bijeenkomst=given))
    assert faults(answer) == {("/feiten/datum_bijeenkomst", "datum-ontbreekt")}


def test_all_faults_of_a_case_come_at_once(client: FlaskClient) -> None:
    body = {
        "regio": "fodvalley",
        "casusnummer": "111222333",
        "peildatum": "2021-02-30",
        "feiten": {
            "minuten": 90,
            "minuten_aanwezig": "90",
            "contractstatus": "geen",
            "vergoeding": "1.00",
        },
        "overigeFeiten": "weet ik niet",
        "a/b~c": 1,
    }
    answer = client.post(PATH, json=body)
    assert faults(answer) == {
        ("/regio", "onbekende-keuze"),
        ("/casusnummer", "burgerservicenummer"),
        ("/peildatum", "verkeerde-waarde"),
        ("/feiten/minuten", "onbekend-feit"),
        ("/feiten/minuten_aanwezig", "verkeerde-waarde"),
        ("/feiten/contractstatus", "onbekende-keuze"),
        ("/feiten/vergoeding", "afgeleid-feit"),
        ("/overigeFeiten", "verkeerde-waarde"),
        ("/a~1b~0c", "onbekende-sleutel"),
    }


def test_a_voorziening_that_ends_before_it_begins_is_refused(client: FlaskClient) -> None:
    wrong = changed(voorziening_begin="2021-06-10", voorziening_eind="2020-12-31")
    assert faults(client.post(PATH, json=wrong)) == {
        ("/feiten/voorziening_begin", "verkeerde-volgorde"),
        ("/feiten/voorziening_eind", "verkeerde-volgorde"),
    }


def test_a_missing_date_is_told_beside_the_other_faults(client: FlaskClient) -> None:
    answer = client.post(PATH, json=case(facts={"minuten_aanwezig": -1}))
    assert faults(answer) == {
        ("/feiten/minuten_aanwezig", "verkeerde-waarde"),
        ("/feiten/datum_bijeenkomst", "datum-ontbreekt"),
    }


def test_an_unknown_region_gets_a_hint(client: FlaskClient) -> None:
    body = check_problem(client.post(PATH, json=case("foodvaley")), 400)
    assert "Bedoelde u 'foodvalley'?" in body["errors"][0]["detail"]


def test_an_answer_comes_back_byte_for_byte_also_from_a_new_application(
    open_app: Callable[..., Flask], rulebook: Rulebook, database_url: str
) -> None:
    given = open_app(rulebook, database_url).test_client().post(PATH, json=case())
    again = open_app(rulebook, database_url).test_client().get(given.headers["Location"])
    assert again.status_code == 200
    assert again.data == given.data
    assert {name: again.headers[name] for name in HEADERS} == HEADERS


def test_the_location_holds_the_id(client: FlaskClient) -> None:
    answer = client.post(PATH, json=case())
    assert answer.headers["Location"] == f"{PATH}/{answer.get_json()['id']}"


def test_an_outcome_of_another_decision_is_not_a_declaration(
    app: Flask, client: FlaskClient, fresh: Callable[..., OutcomeRecord]
) -> None:
    other = fresh(decision="screening")
    service_of(app).store.add_outcome(other)
    for path in (f"{PATH}/{other.id}", f"{PATH}/{other.id}/besluiten"):
        check_problem(client.get(path), 404)
    check_problem(decide(client, other.id, oordeel="declarabel"), 404)


def test_facts_and_truths_are_kept_beside_the_answer(app: Flask, client: FlaskClient) -> None:
    record = service_of(app).outcome(put(client, changed(contractstatus="onbekend"))["id"])
    assert record.facts["contractstatus"] == "onbekend"
    assert record.facts["bedrag_gedeclareerd"] == "137.27"
    assert set(record.vector) == {"J", "N", "O"}
    assert service_of(app).store.ruleset(record.ruleset_version) is not None


def test_a_listing_gives_the_newest_first_with_links_to_its_pages(client: FlaskClient) -> None:
    ids = [put(client, case(casusnummer=f"c-{number}"))["id"] for number in range(5)]
    answer = client.get(f"{PATH}?page=2&pageSize=2&regio=foodvalley")
    body = answer.get_json()
    assert [item["id"] for item in body["resultaten"]] == [ids[2], ids[1]]
    assert (body["page"], body["pageSize"], body["totaal"]) == (2, 2, 5)
    here = f'<{PATH}?page={{}}&pageSize=2&regio=foodvalley>; rel="{{}}"'
    wanted = [(1, "first"), (1, "prev"), (3, "next"), (3, "last")]
    assert answer.headers["Link"] == ", ".join(here.format(*link) for link in wanted)


def test_the_links_of_a_listing_lead_through_all_of_it(client: FlaskClient) -> None:
    ids = [put(client, case())["id"] for _ in range(7)]
    seen, path = [], f"{PATH}?pageSize=3"
    while path:
        answer = client.get(path)
        seen += [item["id"] for item in answer.get_json()["resultaten"]]
        links = dict(reversed(link.split("; ")) for link in answer.headers["Link"].split(", "))
        path = links.get('rel="next"', "").strip("<>")
    assert seen == ids[::-1]


def test_an_empty_listing_and_a_page_beyond_the_last_are_empty(client: FlaskClient) -> None:
    for path in (PATH, f"{PATH}?page=1000000&pageSize=100"):
        body = client.get(path).get_json()
        assert (body["resultaten"], body["totaal"]) == ([], 0)


def test_a_listing_holds_one_region_when_asked(client: FlaskClient) -> None:
    put(client, case())
    there = put(client, case("ijsselland", {"datum_bijeenkomst": "2018-09-01"}))["id"]
    body = client.get(f"{PATH}?regio=ijsselland").get_json()
    assert [item["id"] for item in body["resultaten"]] == [there]


@pytest.mark.parametrize(
    ("query", "place", "code"),
    [
        ("page=0", "/page", "verkeerde-waarde"),
        ("page=1000001", "/page", "verkeerde-waarde"),
        ("page=1.5", "/page", "verkeerde-waarde"),
        ("page=%EF%BC%91", "/page", "verkeerde-waarde"),
        ("page=+1", "/page", "verkeerde-waarde"),
        ("page=", "/page", "verkeerde-waarde"),
        ("page=" + "9" * 5000, "/page", "verkeerde-waarde"),
        ("pageSize=101", "/pageSize", "verkeerde-waarde"),
        ("pagesize=10", "/pagesize", "onbekende-sleutel"),
        ("page=1&page=2", "/page", "dubbele-sleutel"),
        ("regio=%ff", "/regio", "onbekende-keuze"),
        ("regio=", "/regio", "onbekende-keuze"),
    ],
)
def test_a_query_that_is_not_understood_is_refused(
    client: FlaskClient, query: str, place: str, code: str
) -> None:
    answer = client.get(f"{PATH}?{query}")
    assert faults(answer) == {(place, code)}
    assert check_problem(answer, 400)["errors"][0]["in"] == "query"


def test_a_human_may_follow_the_advice_without_a_reason(client: FlaskClient) -> None:
    id = put(client, case())["id"]
    answer = decide(client, id, oordeel="declarabel")
    assert answer.status_code == 201
    said = answer.get_json()
    assert (said["oordeel"], said["reden"], said["rol"]) == ("declarabel", None, "facturatie")
    assert client.get(f"{PATH}/{id}/besluiten").get_json() == {"resultaten": [said]}


def test_a_human_who_differs_says_why_and_both_are_kept(client: FlaskClient) -> None:
    id = put(client, case())["id"]
    assert faults(decide(client, id, oordeel="niet_declarabel")) == {("/reden", "verplicht")}
    reason = "De organisatie trok de factuur in: één brief kwam later."
    for said in ({"oordeel": "niet_declarabel", "reden": reason}, {"oordeel": "declarabel"}):
        assert decide(client, id, **said).status_code == 201
    listed = client.get(f"{PATH}/{id}/besluiten").get_json()["resultaten"]
    assert [(item["oordeel"], item["reden"]) for item in listed] == [
        ("niet_declarabel", reason),
        ("declarabel", None),
    ]
    assert client.get(f"{PATH}/{id}").get_json()["oordeel"] == "declarabel"


@pytest.mark.parametrize(
    "verdict", ["aanvullen", "geen_geldige_regels", "in_orde", "goed", "stap_1"]
)
def test_a_human_decides_only_what_the_decision_knows(client: FlaskClient, verdict: str) -> None:
    id = put(client, case())["id"]
    answer = decide(client, id, oordeel=verdict, reden="Daarom.")
    assert faults(answer) == {("/oordeel", "onbekende-keuze")}


def test_a_region_without_an_outcome_does_not_lend_it_to_a_human(client: FlaskClient) -> None:
    id = put(client, case("ijsselland", {"datum_bijeenkomst": "2018-09-01"}))["id"]
    answer = decide(client, id, oordeel="deels_declarabel", reden="Daarom.")
    assert faults(answer) == {("/oordeel", "onbekende-keuze")}


def test_a_human_decides_also_where_no_rules_were_valid(client: FlaskClient) -> None:
    id = put(client, changed(datum_bijeenkomst="2020-12-31"))["id"]
    answer = decide(client, id, oordeel="declarabel", reden="Zo spraken wij het af.")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("said", "place", "code"),
    [
        ({"rol": "Jan Jansen"}, "/rol", "verkeerde-waarde"),
        ({"rol": None}, "/rol", "verplicht"),
        ({"rol": "x123456782"}, "/rol", "burgerservicenummer"),
        ({"reden": "bsn 111222333"}, "/reden", "burgerservicenummer"),
        ({"reden": " "}, "/reden", "verkeerde-waarde"),
        ({"reden": "x" * 501}, "/reden", "verkeerde-waarde"),
        ({"reden": "onzichtbaar \u202e"}, "/reden", "verkeerde-waarde"),
        ({"reden": 5}, "/reden", "verkeerde-waarde"),
        ({"oordeel": 1}, "/oordeel", "verkeerde-waarde"),
        ({"wie": "ik"}, "/wie", "onbekende-sleutel"),
    ],
)
def test_a_decision_that_is_not_understood_is_refused(
    client: FlaskClient, said: Any, place: str, code: str
) -> None:
    id = put(client, case())["id"]
    answer = decide(client, id, **{"oordeel": "declarabel", **said})
    assert faults(answer) == {(place, code)}


def test_moments_are_utc_to_the_second(app: Flask, client: FlaskClient) -> None:
    answer = put(client, case())
    made = service_of(app).outcome(answer["id"]).made_at
    assert made.utcoffset() == timedelta(0)
    assert answer["gemaaktOp"] == made.strftime("%Y-%m-%dT%H:%M:%SZ")
    said = decide(client, answer["id"], oordeel="declarabel").get_json()
    assert said["gemaaktOp"].endswith("Z")


def test_the_body_is_ascii_so_that_no_reader_can_take_it_wrong(client: FlaskClient) -> None:
    answer = client.post(PATH, json=changed(levert_individuele_voorziening="ja"))
    assert answer.data.isascii()
    assert json.loads(answer.data)["oordeel"] == "niet_declarabel"
