"""Every error is a problem in Dutch, with the same headers as an answer and without our insides."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from cases import HEADERS, PATH, case, check_problem, faults
from flask import Flask
from flask.testing import FlaskClient

from api.app import app_for
from api.current import service_of
from api.problems import MOST_FAULTS
from api.service import Service
from api.settings import Settings
from api.store import RecordRefused, Store, StoreUnavailable
from engine.inference import InferenceError
from engine.model import Rulebook

NOBODY = "00000000-0000-4000-8000-000000000000"


def fail_with(error: Exception) -> Any:
    """A function that raises, whatever it is asked."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/v1/",
        "/api/v1/niets",
        "/api/v1/declaraties/",
        "/api/v1//declaraties",
        "//api/v1/declaraties",
        "/api/v1/Declaraties",
        "/api/v1/declaraties/geen-uuid",
        f"/api/v1/declaraties/{NOBODY}",
        f"/api/v1/declaraties/{NOBODY}/",
        f"/api/v1/declaraties/{NOBODY}/besluiten",
        f"/api/v1/declaraties/{NOBODY}/besluiten/",
        "/api/v1/declaraties/%00",
        "/api/v1/declaraties/%ff%fe",
        "/api/v1/feiten/",
        "/api/v1/regelsets/" + "0" * 32,
        "/api/v1/regelsets/" + "A" * 32,
        "/api/v1/regelsets/..%2f..%2fsetup.cfg",
        "/api/v1/openapi.json/",
        "/static/x",
    ],
)
def test_what_is_not_there_is_a_404_and_never_a_redirect(client: FlaskClient, path: str) -> None:
    check_problem(client.get(path), 404)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GEHEIM"])
def test_another_method_is_a_405_that_names_those_there_are(
    client: FlaskClient, method: str
) -> None:
    answer = client.open(PATH, method=method)
    check_problem(answer, 405)
    assert {word.strip() for word in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "POST"}


def test_a_human_decision_on_nothing_is_a_404(client: FlaskClient) -> None:
    said = {"oordeel": "declarabel", "rol": "facturatie"}
    check_problem(client.post(f"{PATH}/{NOBODY}/besluiten", json=said), 404)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "text/html",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/xml",
        "json",
    ],
)
def test_another_content_type_is_a_415(client: FlaskClient, content_type: str | None) -> None:
    answer = client.post(PATH, data=b"{}", content_type=content_type)
    check_problem(answer, 415)


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=UTF-8", "application/ld+json"]
)
def test_each_name_of_json_is_taken(client: FlaskClient, content_type: str) -> None:
    answer = client.post(PATH, data=b"{}", content_type=content_type)
    assert faults(answer) == {("/regio", "verplicht"), ("/feiten", "verplicht")}


def test_a_body_of_over_a_megabyte_is_a_413(client: FlaskClient) -> None:
    body = b'{"regio": "' + b"x" * 1_000_000 + b'"}'
    check_problem(client.post(PATH, data=body, content_type="application/json"), 413)


def test_a_broken_engine_is_a_plain_500_that_is_logged(
    app: Flask, client: FlaskClient, monkeypatch: Any, caplog: Any
) -> None:
    broken = InferenceError("no verdict: 309 in /srv/engine")
    monkeypatch.setattr(service_of(app).decisions, "decide", fail_with(broken))
    with caplog.at_level(logging.ERROR):
        answer = client.post(PATH, json=case())
    check_problem(answer, 500)
    assert b"309" not in answer.data
    assert b"Traceback" not in answer.data
    assert [record.exc_info[1] for record in caplog.records] == [broken]


def test_a_program_error_anywhere_is_a_plain_500(
    app: Flask, client: FlaskClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr(service_of(app).catalogue, "rules", fail_with(KeyError("geheim")))
    answer = client.get("/api/v1/regels")
    check_problem(answer, 500)
    assert b"geheim" not in answer.data


@pytest.mark.parametrize("error", [StoreUnavailable("De schijf is vol."), RecordRefused("Nee.")])
def test_an_outcome_that_can_not_be_kept_is_not_answered(
    app: Flask, client: FlaskClient, monkeypatch: Any, error: Exception
) -> None:
    monkeypatch.setattr(service_of(app).store, "add_outcome", fail_with(error))
    answer = client.post(PATH, json=case())
    assert check_problem(answer, 503)["detail"] == str(error)
    assert b"declarabel" not in answer.data


def test_a_ruleset_that_can_not_be_kept_keeps_the_outcome_back_too(
    app: Flask, client: FlaskClient, monkeypatch: Any
) -> None:
    gone = StoreUnavailable("De gegevensbank is niet bereikbaar.")
    monkeypatch.setattr(service_of(app).store, "add_ruleset", fail_with(gone))
    check_problem(client.post(PATH, json=case()), 503)
    assert client.get(PATH).get_json()["totaal"] == 0


def test_a_database_without_tables_is_a_503_on_all_that_needs_it(
    rulebook: Rulebook, sqlite_url: str, open_store: Callable[[str], Store]
) -> None:
    service = Service(rulebook, open_store(sqlite_url))
    client = app_for(service, Settings()).test_client()
    for path in (PATH, f"{PATH}/{NOBODY}", "/api/v1/regelsets"):
        check_problem(client.get(path), 503)
    assert "gegevensbank" in check_problem(client.post(PATH, json=case()), 503)["detail"]
    assert client.get("/api/v1/regels").status_code == 200


def test_a_head_request_gets_the_headers_alone(client: FlaskClient) -> None:
    answer = client.head(PATH)
    assert (answer.status_code, answer.data) == (200, b"")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert client.head("/api/v1/niets").status_code == 404


def test_a_flood_of_faults_is_counted_and_not_told_one_by_one(client: FlaskClient) -> None:
    many = {f"feit{number}": 1 for number in range(300)}
    body = check_problem(client.post(PATH, json=case(facts=many)), 400)
    assert len(body["errors"]) == MOST_FAULTS
    assert "100 van 301" in body["detail"]


def test_an_object_with_a_heap_of_keys_is_refused_at_once(client: FlaskClient) -> None:
    many = {f"sleutel{number}": 1 for number in range(40_000)}
    assert faults(client.post(PATH, json=many)) == {("", "te-veel")}


def test_answers_tell_nothing_of_what_runs_here(client: FlaskClient) -> None:
    answer = client.get(PATH)
    assert not {"Server", "X-Powered-By", "Set-Cookie"} & set(answer.headers.keys())
