"""Selections: options go in, come out ranked, are given back, made again, and chosen from."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cases import check_problem, faults
from flask import Flask
from flask.testing import FlaskClient

from api.answers import OptionsAnswerShape
from api.chosen import Chosen
from api.current import service_of
from engine.model import Rulebook

PATH = "/api/v1/selecties"
SHARED = {"dag": "2021-06-10", "eigen_keuze": "ja"}
NEAR = {"vol": "nee", "vlakbij": "ja", "mening": "nee"}
FAR = {"vol": "nee", "vlakbij": "nee", "mening": "nee"}
FULL = {"vol": "ja", "vlakbij": "ja"}


@pytest.fixture
def app(open_app: Callable[..., Flask], toys: Rulebook, ready_url: str) -> Flask:
    """Give an application with the toy rules."""
    return open_app(toys, ready_url)


def case(*, facts: Any = SHARED, **options: Any) -> dict[str, Any]:
    """A case with options by their key."""
    listed = [{"sleutel": key.replace("_", "-"), "feiten": own} for key, own in options.items()]
    return {"regio": "speelland", "feiten": facts, "opties": listed}


def put(client: FlaskClient, body: Any) -> Any:
    """Put a case and give the answer, which must be a 201."""
    answer = client.post(PATH, json=body)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def choose(client: FlaskClient, id: str, **said: Any) -> Any:
    """Record which option a human chose."""
    return client.post(f"{PATH}/{id}/besluiten", json={"rol": "coordinator", **said})


def test_options_come_out_ranked_with_all_parts_of_an_answer(client: FlaskClient) -> None:
    answer = put(client, case(vol=FULL, ver=FAR, dichtbij=NEAR))
    assert OptionsAnswerShape().validate(answer) == {}
    assert answer["oordeel"] == "iets_te_doen"
    assert [(o["sleutel"], o["plaats"], o["oordeel"]) for o in answer["opties"]] == [
        ("dichtbij", 1, "doen"),
        ("ver", 2, "doen"),
        ("vol", 3, "laten"),
    ]
    (reason,) = answer["opties"][2]["redenen"]
    assert (reason["regel"], reason["tekst"]) == ("SEL-SP-01", "Het is vol.")


def test_no_options_at_all_is_an_answer(client: FlaskClient) -> None:
    answer = put(client, case())
    assert OptionsAnswerShape().validate(answer) == {}
    assert (answer["oordeel"], answer["opties"]) == ("niets_te_doen", [])
    assert answer["redenen"][0]["tekst"] == "Er zijn 0 opties over."


def test_the_whole_asks_what_it_hangs_on_of_the_option_it_is_about(client: FlaskClient) -> None:
    answer = put(client, case(a=FULL, b={"vlakbij": "ja", "mening": "nee"}))
    assert OptionsAnswerShape().validate(answer) == {}
    assert answer["oordeel"] == "aanvullen"
    asked = [(question["feit"], question["sleutel"]) for question in answer["ontbrekendeFeiten"]]
    assert asked == [("vol", "b")]
    assert answer["opties"][0]["mogelijkePlaatsen"] == {"vanaf": 1, "totEnMet": 1}


def test_on_a_day_without_rules_there_are_no_options_in_the_answer(client: FlaskClient) -> None:
    answer = put(client, case(facts={**SHARED, "dag": "2019-01-01"}, a=NEAR))
    assert OptionsAnswerShape().validate(answer) == {}
    assert (answer["oordeel"], answer["opties"]) == ("geen_geldige_regels", [])


def test_an_answer_is_given_back_just_as_it_was_given(client: FlaskClient) -> None:
    answer = put(client, {**case(ver=FAR, dichtbij=NEAR), "casusnummer": "2021-014"})
    assert client.get(f"{PATH}/{answer['id']}").get_json() == answer
    (listed,) = client.get(PATH).get_json()["resultaten"]
    assert (listed["id"], listed["oordeel"]) == (answer["id"], "iets_te_doen")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"a": {**NEAR, "mening": None}, "b": FULL},
        {"a": FULL, "b": {}, "c": {"vol": "onbekend"}},
    ],
)
def test_an_answer_can_be_made_again(app: Flask, client: FlaskClient, options: Any) -> None:
    own = {key: {n: v for n, v in facts.items() if v} for key, facts in options.items()}
    found = service_of(app).replay(put(client, case(**own))["id"])
    assert (found.possible, found.same, found.differences) == (True, True, ())


def test_a_special_fact_of_an_option_is_kept_nowhere(
    app: Flask, client: FlaskClient, ready_url: str
) -> None:
    answers = [
        put(client, case(a={**NEAR, "mening": said}, b=FULL)) for said in ("ja", "nee", "onbekend")
    ]
    record = service_of(app).outcome(answers[0]["id"])
    assert record.not_kept == ("mening",)
    assert record.items == (
        {"sleutel": "a", "feiten": {"vol": "nee", "vlakbij": "ja"}},
        {"sleutel": "b", "feiten": FULL},
    )
    assert not service_of(app).replay(record.id).possible
    with closing(sqlite3.connect(Path(ready_url.removeprefix("sqlite:///")))) as connection:
        (columns, *_) = connection.execute("SELECT facts, items, vector FROM outcomes").fetchall()
    assert '"mening"' not in "".join(columns)
    hidden = {line["zin"] for line in answers[0]["opties"][1]["redenen"][0]["voorwaarden"]}
    assert "een mening speelt mee" not in hidden


def test_every_fault_is_told_with_its_place(client: FlaskClient) -> None:
    body = case(
        facts={**SHARED, "vol": "ja", "dg": "x"}, a={"vol": "misschien", "dag": "2021-06-10"}
    )
    body["opties"] += [
        {"sleutel": "a", "feiten": {"vlakbij": 3}},
        {"sleutel": "111222333", "feiten": {}},
        {"sleutel": "Jan Jansen", "feiten": {}, "naam": "x"},
        "b",
    ]
    assert faults(client.post(PATH, json=body)) == {
        ("/feiten/vol", "verkeerde-plaats"),
        ("/feiten/dg", "onbekend-feit"),
        ("/opties/0/feiten/vol", "onbekende-keuze"),
        ("/opties/0/feiten/dag", "verkeerde-plaats"),
        ("/opties/1/sleutel", "dubbele-sleutel"),
        ("/opties/1/feiten/vlakbij", "onbekende-keuze"),
        ("/opties/2/sleutel", "burgerservicenummer"),
        ("/opties/3/sleutel", "verkeerde-waarde"),
        ("/opties/3/naam", "onbekende-sleutel"),
        ("/opties/4", "verkeerde-waarde"),
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"regio": "speelland", "feiten": SHARED}, {("/opties", "verplicht")}),
        (case(facts={}), {("/feiten/dag", "datum-ontbreekt")}),
        ({**case(), "opties": {}}, {("/opties", "verkeerde-waarde")}),
        ({**case(), "opties": [{"sleutel": str(n), "feiten": {}} for n in range(51)]},
         {("/opties", "te-veel")}),
        ({**case(), "opties": [{"sleutel": ["a"], "feiten": []}]},
         {("/opties/0/sleutel", "verkeerde-waarde"), ("/opties/0/feiten", "verkeerde-waarde")}),
    ],
)  # fmt: skip
def test_what_is_no_case_is_refused(client: FlaskClient, body: Any, expected: Any) -> None:
    assert faults(client.post(PATH, json=body)) == expected


def test_choosing_an_advised_option_needs_no_reason(client: FlaskClient) -> None:
    id = put(client, case(ver=FAR, dichtbij=NEAR))["id"]
    made = choose(client, id, optie="dichtbij")
    assert made.status_code == 201
    assert {name: made.get_json()[name] for name in ("optie", "volgensAdvies", "reden")} == {
        "optie": "dichtbij",
        "volgensAdvies": True,
        "reden": None,
    }
    assert client.get(f"{PATH}/{id}/besluiten").get_json()["resultaten"] == [made.get_json()]


def test_options_that_share_the_first_place_are_all_advised(client: FlaskClient) -> None:
    id = put(client, case(een=NEAR, twee=NEAR))["id"]
    for key in ("een", "twee"):
        assert choose(client, id, optie=key).get_json()["volgensAdvies"] is True


@pytest.mark.parametrize("option", ["ver", "vol", None])
def test_choosing_otherwise_needs_a_reason(client: FlaskClient, option: str | None) -> None:
    id = put(client, case(ver=FAR, vol=FULL, dichtbij=NEAR))["id"]
    answer = choose(client, id, optie=option)
    assert faults(answer) == {("/reden", "verplicht")}
    assert "'dichtbij'" in check_problem(answer, 400)["errors"][0]["detail"]
    made = choose(client, id, optie=option, reden="Het gezin wil dit.").get_json()
    assert (made["optie"], made["volgensAdvies"]) == (option, False)


def test_where_nothing_can_be_chosen_none_is_the_advice(client: FlaskClient) -> None:
    for options in ({"vol": FULL}, {}, {"open": {}}):
        id = put(client, case(**options))["id"]
        assert choose(client, id, optie=None).get_json()["volgensAdvies"] is True
        for key in options:
            assert faults(choose(client, id, optie=key)) == {("/reden", "verplicht")}


def test_a_choice_that_cannot_be_is_told_with_all_its_faults(client: FlaskClient) -> None:
    id = put(client, case(ver=FAR))["id"]
    assert faults(choose(client, id, optie="weg")) == {("/optie", "onbekende-keuze")}
    assert faults(choose(client, id, optie="Jan Jansen", reden="bsn 111222333")) == {
        ("/optie", "verkeerde-waarde"),
        ("/reden", "burgerservicenummer"),
    }
    assert faults(client.post(f"{PATH}/{id}/besluiten", json={"oordeel": "doen"})) == {
        ("/optie", "verplicht"),
        ("/rol", "verplicht"),
        ("/oordeel", "onbekende-sleutel"),
    }


def test_an_evaluation_counts_a_choice_as_followed_or_not(app: Flask, client: FlaskClient) -> None:
    store = service_of(app).store
    for option, reason in (("dichtbij", None), ("ver", "Het gezin wil dit.")):
        id = put(client, case(ver=FAR, dichtbij=NEAR))["id"]
        assert choose(client, id, optie=option, reden=reason).status_code == 201
    found = store.followed(Chosen("selection"))
    assert [one.decided == one.verdict for one in found] == [True, False]


def test_other_decisions_take_no_options(client: FlaskClient) -> None:
    body = {"regio": "speelland", "feiten": {"dag": "2021-06-10"}, "opties": []}
    assert faults(client.post("/api/v1/declaraties", json=body)) == {
        ("/opties", "onbekende-sleutel")
    }
