"""The OpenAPI document keeps the API Design Rules, and what is served keeps to the document."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from cases import HEADERS, PATH, case, changed
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker

from api import API_VERSION
from api.app import RESOURCES
from api.current import service_of
from api.files import EXAMPLE
from api.files import PATH as FILES
from api.problems import CONTENT_TYPE

BASE = "/api/v1"
SEMVER = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
KEBAB = r"(/([a-z0-9-]+|\{[a-z][a-zA-Z0-9]*\}))+"
CAMEL = r"[a-z][a-z\d]*([A-Z][a-z\d]*)*"


@pytest.fixture
def document(client: FlaskClient) -> Any:
    """Give the document as it is served."""
    return client.get(f"{BASE}/openapi.json").get_json()


def operations(document: Any) -> Iterator[tuple[str, str, Any, Any]]:
    """Walk the operations: path, method, the operation, and all its parameters."""
    for path, item in document["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                operation = item[method]
                parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
                yield path, method, operation, parameters


def response(document: Any, operation: Any, status: str) -> Any:
    """A documented response, its reference followed."""
    found = operation["responses"][status]
    name = found.get("$ref", "").removeprefix("#/components/responses/")
    return document["components"]["responses"][name] if name else found


def schemas(document: Any) -> Iterator[tuple[str, Any]]:
    """Walk all properties in the schemas, with their names."""
    todo = [*document["components"]["schemas"].values()]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            yield from item.get("properties", {}).items()
            todo += item.values()
        elif isinstance(item, list):
            todo += item


def check(document: Any, schema: Any, body: Any) -> None:
    """Hold a body to a schema of the document, formats included."""
    whole = {**schema, "components": document["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(body)


def test_the_document_is_public_and_other_sites_may_read_it(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/openapi.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Access-Control-Allow-Origin" not in client.get(PATH).headers


def test_the_bare_address_names_the_document_and_every_resource(
    client: FlaskClient, document: Any
) -> None:
    answer = client.get(BASE)
    told = answer.get_json()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert client.get(told["openapi"]).get_json() == document
    assert told["versie"] == API_VERSION
    found = {one["adres"]: one["methoden"] for one in told["resources"]}
    assert found[PATH] == {
        "GET": "Lees de uitkomsten per declaratie",
        "POST": "Toets een declaratie",
    }
    assert {BASE + resource.path for resource in RESOURCES} < {*found}
    assert client.get(f"{BASE}/").status_code == 404
    assert client.post(BASE).status_code == 405


def test_it_names_its_version_its_team_and_its_address(document: Any) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert re.fullmatch(SEMVER, document["info"]["version"])
    assert document["info"]["version"] == API_VERSION == HEADERS["API-Version"]
    contact = document["info"]["contact"]
    assert set(contact) == {"name", "email", "url"}
    assert not contact["email"].startswith("info@")
    assert [server["url"] for server in document["servers"]] == [f"http://127.0.0.1:8000{BASE}"]
    assert API_VERSION.split(".")[0] == BASE[-1]


def test_paths_are_kebab_case_plural_and_without_a_slash_at_the_end(document: Any) -> None:
    for path in document["paths"]:
        assert re.fullmatch(KEBAB, path), path
        names = [part for part in path.split("/")[1:] if not part.startswith("{")]
        # Of one file there is one result.
        assert all(re.search("(en|s)$", name) for name in names if name != "uitkomst"), path


def test_query_keys_are_camel_case_and_described(document: Any) -> None:
    for path, _, _, parameters in operations(document):
        for parameter in parameters:
            assert re.fullmatch(CAMEL, parameter["name"]), path
            assert parameter["in"] == "path" or parameter["description"].endswith(".")


def test_every_operation_has_a_dutch_summary_and_an_id_of_its_own(document: Any) -> None:
    found = [operation for _, _, operation, _ in operations(document)]
    ids = [operation["operationId"] for operation in found]
    assert len(ids) == len(set(ids)) == 6 + 5 + 5 * len(RESOURCES)
    assert all(re.fullmatch(CAMEL, id) for id in ids)
    verbs = ("Lees ", "Leest ", "Toets ", "Leg ", "Verwijder ")
    assert all(operation["summary"].startswith(verbs) for operation in found)
    assert not any("description" in operation for operation in found)


def test_every_error_is_a_problem_and_each_operation_tells_which(document: Any) -> None:
    for path, method, operation, parameters in operations(document):
        wanted = {"500", "503"}
        wanted |= {"404"} if "{" in path else set()
        wanted |= {"400", "413", "415"} if method == "post" else set()
        wanted |= {"409"} if method == "delete" else set()
        wanted |= {"400"} if any(p["in"] == "query" for p in parameters) else set()
        errors = {status for status in operation["responses"] if status[0] in "45"}
        assert errors == wanted, path
        for status in errors:
            ((content_type, content),) = response(document, operation, status)["content"].items()
            assert content_type == CONTENT_TYPE
            name = content["schema"]["$ref"].split("/")[-1]
            schema = document["components"]["schemas"][name]
            assert {"status", "title", "detail"} <= set(schema["required"])
            check(document, content["schema"], content["example"])
            assert content["example"]["status"] == int(status)


def test_every_answer_tells_the_version(document: Any) -> None:
    for _, _, operation, _ in operations(document):
        for status in operation["responses"]:
            assert "API-Version" in response(document, operation, status)["headers"]


def test_dates_have_a_format_and_names_are_as_we_write_them(document: Any) -> None:
    for name, schema in schemas(document):
        assert schema.get("format") in (None, "date", "date-time", "uuid"), name
        if re.search("[dD]atum|geldig[VT]|gemaaktOp|eersteGebruik", name) and "type" in schema:
            assert schema["format"] in ("date", "date-time"), name
        assert re.fullmatch(CAMEL, name) or re.fullmatch("[a-z][a-z0-9_]*", name), name
    assert all(
        re.fullmatch("([A-Z][a-z0-9]*)+", name) for name in document["components"]["schemas"]
    )


def test_every_property_of_the_facts_is_a_fact_that_can_be_given(app: Flask, document: Any) -> None:
    facts = document["components"]["schemas"]["DeclaratieAanvraag"]["properties"]["feiten"]
    known = service_of(app).rulebook.facts
    assert list(facts["properties"]) == [name for name in known if known[name].question]
    assert facts["additionalProperties"] is False
    assert facts["properties"]["contractstatus"]["enum"][-1] == "onbekend"


def test_every_example_is_valid_and_every_example_case_gives_the_example_answer(
    client: FlaskClient, document: Any
) -> None:
    for _, _, operation, _ in operations(document):
        for type_, content in operation.get("requestBody", {}).get("content", {}).items():
            if type_ in ("application/json", "text/csv"):
                check(document, content["schema"], content["example"])
        for status in ("200", "201"):
            content = operation["responses"].get(status, {}).get("content", {})
            shown = content.get("application/json", {})
            if "example" in shown:
                check(document, shown["schema"], shown["example"])
    for resource in RESOURCES:
        post = document["paths"][resource.path]["post"]
        body = post["requestBody"]["content"]["application/json"]["example"]
        example = post["responses"]["201"]["content"]["application/json"]["example"]
        answer = client.post(BASE + resource.path, json=body).get_json()
        own = {"id": answer["id"], "gemaaktOp": answer["gemaaktOp"]}
        assert answer == {**example, **own}, resource
        assert document["paths"][f"{resource.path}/{{id}}"]["get"]["responses"]["200"]


def test_every_documented_operation_answers_as_documented(
    app: Flask, client: FlaskClient, document: Any
) -> None:
    ids = {
        resource.plural: client.post(BASE + resource.path, json=resource.example).get_json()["id"]
        for resource in RESOURCES
    }
    version = client.get(f"{BASE}/regelsets").get_json()["resultaten"][0]["versie"]
    file = client.post(f"{BASE}{FILES}?regio=foodvalley", data=EXAMPLE, content_type="text/csv")
    ids[FILES[1:]] = file.get_json()["id"]
    service_of(app).files.work()
    queries = {"/feiten": "?besluit=billing&regio=foodvalley", FILES: "?regio=foodvalley"}
    last = sorted(operations(document), key=lambda found: found[1] == "delete")
    for path, method, operation, _ in last:
        content = operation.get("requestBody", {}).get("content", {})
        id = ids.get(path.split("/")[1], "")
        place = BASE + path.replace("{id}", id).replace("{versie}", version)
        sent = {"json": content.get("application/json", {}).get("example")}
        if "text/csv" in content:
            sent = {"data": content["text/csv"]["example"], "content_type": "text/csv"}
        place += queries.get(path, "")
        answer = client.open(place, method=method, buffered=True, **sent)
        assert answer.status_code in (200, 201, 202, 204), place
        shown = response(document, operation, str(answer.status_code))
        if "application/json" in shown.get("content", {}):
            check(document, shown["content"]["application/json"]["schema"], answer.get_json())
        assert set(shown["headers"]) <= set(answer.headers.keys())


def test_every_route_is_documented(app: Flask, document: Any) -> None:
    served = {
        re.sub("<(?:[a-z]+:)?([a-z]+)>", r"{\1}", rule.rule).removeprefix(BASE)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(BASE)
    }
    assert served - {"", "/openapi.json"} == set(document["paths"])


def test_each_region_asks_for_the_date_that_its_own_rules_go_by(document: Any) -> None:
    schema = document["components"]["schemas"]["BijeenkomstAanvraag"]
    whole = Draft202012Validator({**schema, "components": document["components"]})
    for region, date in (("foodvalley", "datum_bijeenkomst"), ("ijsselland", "datum_aanmelding")):
        own = {"datum_bijeenkomst", "datum_aanmelding"} - {date}
        assert whole.is_valid(case(region, {date: "2021-06-10"}))
        assert not whole.is_valid(case(region, dict.fromkeys(own, "2021-06-10")))


@pytest.mark.parametrize(
    "body",
    [
        case(facts={}),
        changed(datum_bijeenkomst="onbekend"),
        changed(datum_bijeenkomst="2100-01-01"),
        changed(minuten_aanwezig=-1),
        changed(bedrag_gedeclareerd="1,50"),
        changed(factuurkwartaal="2021-K5"),
        changed(factuurkenmerk=" "),
        changed(niets="ja"),
        case("elders"),
        case(casusnummer="a b"),
        {**case(), "meer": 1},
    ],
)
def test_what_the_document_forbids_is_refused(
    client: FlaskClient, document: Any, body: Any
) -> None:
    schema = document["components"]["schemas"]["DeclaratieAanvraag"]
    whole = {**schema, "components": document["components"]}
    assert not Draft202012Validator(whole).is_valid(body)
    assert client.post(PATH, json=body).status_code == 400
