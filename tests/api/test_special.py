"""A special fact is decided with and then forgotten: nothing that is kept or sent tells it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cases import PATH, faults
from flask import Flask
from flask.testing import FlaskClient

from api import replay
from api.answers import AnswerShape
from api.current import service_of
from api.service import Service
from api.special import HIDDEN
from api.store import Store
from engine.loader import RulesRefused, load_files, read_folder
from engine.model import Rulebook

TOY = Path(__file__).with_name("toy")
REQUIREMENT = """
      voorwaarde:
        wie: gezin
        wat: Zeg het.
        gedaan: overtuiging
"""
SIGNAL = """
      signaal:
        aan: gezin
        wat: Het is {overtuiging}.
"""
FACTS = {"dag": "2021-06-10", "overtuiging": "ja", "eigen_keuze": "ja"}


@pytest.fixture
def app(open_app: Callable[..., Flask], toys: Rulebook, ready_url: str) -> Flask:
    """Give an application with the toy rules."""
    return open_app(toys, ready_url)


def put(client: FlaskClient, **facts: Any) -> Any:
    """Put a case of the toy region."""
    given = {name: value for name, value in {**FACTS, **facts}.items() if value is not None}
    answer = client.post(PATH, json={"regio": "speelland", "feiten": given})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def everything(file: Path) -> str:
    """All text of the outcomes in a database."""
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("SELECT * FROM outcomes").fetchall())


def test_the_fact_decides(client: FlaskClient) -> None:
    assert put(client)["oordeel"] == "doen"
    assert put(client, overtuiging="nee")["oordeel"] == "laten"
    open_one = put(client, overtuiging="onbekend")
    assert [item["feit"] for item in open_one["ontbrekendeFeiten"]] == ["past"]


def test_the_fact_is_kept_by_name_only(app: Flask, client: FlaskClient) -> None:
    record = service_of(app).outcome(put(client)["id"])
    assert record.facts == {"dag": "2021-06-10", "eigen_keuze": "ja"}
    assert record.not_kept == ("overtuiging",)


def test_its_truth_is_a_dash_in_the_vector_whatever_was_answered(
    app: Flask, client: FlaskClient
) -> None:
    service = service_of(app)
    vectors = {
        service.outcome(put(client, overtuiging=given)["id"]).vector
        for given in ("ja", "nee", "onbekend", None)
    }
    (vector,) = vectors
    assert vector.count("-") == 2
    assert set(vector) == {"-", "J", "N"}


def test_no_condition_tells_it_nor_what_follows_from_it(client: FlaskClient) -> None:
    answer = put(client)
    (reason,) = answer["redenen"]
    assert reason["regel"] == "DEC-FV-02"
    assert reason["voorwaarden"] == [HIDDEN, {"zin": "het gezin koos zelf", "waarheid": "ja"}]
    (other,) = put(client, eigen_keuze="nee", overtuiging="nee", past="ja")["redenen"]
    assert other["voorwaarden"][0] == HIDDEN


def test_a_contradiction_with_it_is_not_told(client: FlaskClient) -> None:
    assert put(client, past="nee")["letOp"] == []


def test_what_is_sent_is_what_is_kept(client: FlaskClient) -> None:
    answer = put(client)
    assert client.get(f"{PATH}/{answer['id']}").get_json() == answer
    assert AnswerShape().validate(answer) == {}


def test_nothing_in_the_database_tells_it(client: FlaskClient, tmp_path: Path) -> None:
    put(client)
    kept = everything(tmp_path / "ret.db")
    assert "eigen_keuze" in kept
    assert "overtuiging van het gezin" not in kept
    assert kept.count("overtuiging") == 1, "only the name in `not_kept`"


def test_an_exact_replay_is_plainly_not_possible(app: Flask, client: FlaskClient) -> None:
    again = service_of(app).replay(put(client)["id"])
    assert (again.possible, again.same) == (False, None)
    assert again.text == replay.NOT_KEPT.format("overtuiging")


def test_without_the_fact_a_replay_is_the_same(app: Flask, client: FlaskClient) -> None:
    assert service_of(app).replay(put(client, overtuiging=None, past="ja")["id"]).same is True


def test_a_fault_in_it_does_not_repeat_more_than_was_sent(client: FlaskClient) -> None:
    given = {**FACTS, "overtuiging": "misschien"}
    answer = client.post(PATH, json={"regio": "speelland", "feiten": given})
    assert faults(answer) == {("/feiten/overtuiging", "onbekende-keuze")}


def test_a_form_is_warned(client: FlaskClient) -> None:
    found = client.get("/api/v1/feiten?besluit=billing&regio=speelland").get_json()["resultaten"]
    assert {item["feit"] for item in found if item["bijzonder"]} == {"overtuiging"}


def test_an_assumption_about_it_is_named_without_its_value(
    open_app: Callable[..., Flask], ready_url: str
) -> None:
    files = read_folder(TOY)
    usual = b"bijzonder: ja\n    gewoon: nee"
    files["facts.yaml"] = files["facts.yaml"].replace(b"bijzonder: ja", usual)
    rulebook, _ = load_files(files)
    assert rulebook is not None
    client = open_app(rulebook, ready_url).test_client()
    given = {"dag": "2021-06-10", "eigen_keuze": "nee", "past": "ja"}
    body = {"regio": "speelland", "feiten": given, "overigeFeiten": "niet_aan_de_orde"}
    answer = client.post(PATH, json=body).get_json()
    assert answer["oordeel"] == "laten"
    assert [(item["feit"], item["waarde"]) for item in answer["aannames"]] == [
        ("overtuiging", "niet_bewaard")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reden: Het past.", "reden: Het past ({overtuiging})."),
        ("reden: Het past.", "reden: Het past ({past})."),
        ("reden: Het past.", "reden: Het past.\n      let_op: De overtuiging is {overtuiging}."),
        ("reden: Het past.", f"reden: Het past.\n{REQUIREMENT}"),
        ("reden: Het past.", f"reden: Het past.\n{SIGNAL}"),
    ],
)
def test_rules_that_would_write_it_in_an_answer_are_refused(
    old: str, new: str, ready_url: str, open_store: Callable[[str], Store]
) -> None:
    files = read_folder(TOY)
    files["billing.yaml"] = files["billing.yaml"].replace(old.encode(), new.encode(), 1)
    rulebook, findings = load_files(files, "rules/")
    assert rulebook is not None, list(findings)
    with pytest.raises(RulesRefused) as refused:
        Service(rulebook, open_store(ready_url))
    (finding,) = refused.value.findings
    assert finding.code == "bijzonder-in-antwoord"
    assert str(finding).startswith("rules/billing.yaml:2")
