"""Whatever is sent, the answer is a 400 with its reason, and never a 500."""

import json
from datetime import date
from typing import Any

import pytest
from cases import FACTS, PATH, case, changed, check_problem, faults
from flask import Flask
from flask.testing import FlaskClient

from api.current import service_of
from api.fields import MOST_FACTS
from api.problems import BadInput
from api.service import Case
from api.strictjson import JsonFault, read_json

WHOLE = json.dumps(case())
DEEP = 100_000

BROKEN = {
    "empty": b"",
    "spaces": b"   ",
    "not json": b"regio=foodvalley",
    "cut off": WHOLE[:-5].encode(),
    "two documents": f"{WHOLE}{WHOLE}".encode(),
    "comma at the end": b'{"regio": "foodvalley",}',
    "single quotes": b"{'regio': 'foodvalley'}",
    "comment": b'{"regio": "foodvalley" /* hier */}',
    "byte order mark": b"\xef\xbb\xbf" + WHOLE.encode(),
    "utf-16": WHOLE.encode("utf-16"),
    "no utf-8": b'{"regio": "\xff\xfe"}',
    "overlong utf-8": b'{"regio": "\xc0\xaf"}',
    "surrogate in utf-8": b'{"regio": "\xed\xa0\x80"}',
    "key twice": b'{"regio": "foodvalley", "regio": "ijsselland", "feiten": {}}',
    "key twice below": b'{"regio": "foodvalley", "feiten": {"a": 1, "a": 2}}',
    "key twice by escape": b'{"regio": "foodvalley", "regi\\u006f": "ijsselland"}',
    "NaN": WHOLE.replace("90", "NaN").encode(),
    "Infinity": WHOLE.replace("90", "Infinity").encode(),
    "-Infinity": WHOLE.replace("90", "-Infinity").encode(),
    "infinite by exponent": WHOLE.replace("90", "1e999").encode(),
    "huge integer": WHOLE.replace("90", "9" * 5000).encode(),
    "deep list": b"[" * DEEP + b"]" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep inside facts": b'{"regio": "foodvalley", "feiten": {"a": '
    + b"[" * DEEP
    + b"]" * DEEP
    + b"}}",
    "control sign": b'{"regio": "a\x00b"}',
    "newline in text": b'{"regio": "a\nb"}',
    "NUL": b'{"regio": "a\\u0000b"}',
    "NUL in a key": b'{"regio": "foodvalley", "feiten": {"a\\u0000": 1}}',
    "half a sign": b'{"regio": "a\\ud800b"}',
    "other half": b'{"regio": "\\udc00\\ud800"}',
}

VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "list": ["ja"],
    "object": {"ja": 1},
    "empty text": "",
    "number": 5,
    "negative": -1,
    "fraction": 1.5,
    "large": 10**18,
    "long text": "x" * 300_000,
    "right to left": "ja\u202e",
    "wide digits": "９０",
    "sql": "'; DROP TABLE outcomes; --",
    "template": "{{ 7 * 7 }}${7*7}{minuten_aanwezig}",
    "deep": json.loads("[" * 400 + "]" * 400),
}


@pytest.fixture
def client(standing: FlaskClient) -> FlaskClient:
    """Give one client for all: whatever is sent to it, it must go on."""
    return standing


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_json_is_refused_with_the_reason(client: FlaskClient, body: bytes) -> None:
    answer = client.post(PATH, data=body, content_type="application/json")
    assert faults(answer) == {("", "geen-json")}


@pytest.mark.parametrize("body", [None, 1, "tekst", [], [case()], True], ids=repr)
def test_a_body_that_is_no_object_is_refused(client: FlaskClient, body: Any) -> None:
    data = json.dumps(body)
    answer = client.post(PATH, data=data, content_type="application/json")
    assert faults(answer) == {("", "verkeerde-waarde")}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize(
    "fact", ["vaste_deelnemer", "contractstatus", "bedrag_gedeclareerd", "voorziening_eind"]
)
def test_no_such_value_is_taken_for_a_fact(client: FlaskClient, fact: str, value: Any) -> None:
    answer = client.post(PATH, json=case(facts={**FACTS, fact: value}))
    assert {place for place, _ in faults(answer)} == {f"/feiten/{fact}"}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("key", ["regio", "feiten", "overigeFeiten"])
def test_no_such_value_is_taken_for_a_key(client: FlaskClient, key: str, value: Any) -> None:
    answer = client.post(PATH, json={**case(), key: value})
    assert all(place.startswith(f"/{key}") for place, _ in faults(answer))


@pytest.mark.parametrize(
    "name", ["", "__class__", "_schema", "a" * 100, "feiten", "é", "minuten aanwezig"]
)
def test_no_such_name_is_taken_for_a_fact(client: FlaskClient, name: str) -> None:
    answer = client.post(PATH, json=case(facts={**FACTS, name: "ja"}))
    check_problem(answer, 400)


@pytest.mark.parametrize("key", ["casusnummer", "peildatum"])
def test_null_stands_for_absent_where_a_key_may_be_left_out(client: FlaskClient, key: str) -> None:
    assert client.post(PATH, json={**case(), key: None}).status_code == 201
    for value in filter(None, VALUES.values()):
        answer = client.post(PATH, json={**case(), key: value})
        assert {place for place, _ in faults(answer)} == {f"/{key}"}


def test_a_heap_of_unknown_facts_is_refused_at_once(client: FlaskClient) -> None:
    heap = {**FACTS, **{f"minuten_aanwezig{number}": 1 for number in range(MOST_FACTS)}}
    assert faults(client.post(PATH, json=case(facts=heap))) == {("/feiten", "te-veel")}
    long = {**FACTS, "x" * 500_000: 1}
    assert faults(client.post(PATH, json=case(facts=long))) == {("/feiten", "te-veel")}


@pytest.mark.parametrize(
    "number",
    [
        "Jan Jansen",
        "Jansen",
        "a b",
        "a1\n",
        "x" * 40 + "1",
        "",
        "123456782",
        "12.34.56.782",
        "casus-123456782",
        "é",
    ],
)
def test_a_case_number_is_a_short_code_and_no_bsn(client: FlaskClient, number: str) -> None:
    (place, code), *others = faults(client.post(PATH, json=case(casusnummer=number)))
    assert (place, others) == ("/casusnummer", [])
    assert code in ("verkeerde-waarde", "burgerservicenummer")


@pytest.mark.parametrize("text", ["Jan Jansen", "Jansen", "x" * 40 + "1", "d-123456782"])
def test_what_tells_lines_apart_is_a_short_code_and_no_name(
    client: FlaskClient, app: Flask, text: str
) -> None:
    body = case(feiten={**FACTS, "deelnemernummer": text})
    ((place, _),) = faults(client.post(PATH, json=body))
    assert place == "/feiten/deelnemernummer"
    facts = {"datum_bijeenkomst": date(2021, 6, 10), "deelnemernummer": text}
    with pytest.raises(BadInput):
        service_of(app).assess("billing", Case("foodvalley", facts))


@pytest.mark.parametrize("text", ["123456782", "kenmerk 1234.56.782", "bsn:111222333"])
def test_a_bsn_in_a_text_fact_is_refused(client: FlaskClient, text: str) -> None:
    answer = client.post(PATH, json=changed(factuurkenmerk=text))
    assert {place for place, _ in faults(answer)} == {"/feiten/factuurkenmerk"}


@pytest.mark.parametrize("number", [90, 90.0])
def test_a_whole_number_may_have_a_point(client: FlaskClient, number: float) -> None:
    answer = client.post(PATH, json=changed(minuten_aanwezig=number))
    assert answer.get_json()["bedrag"]["waarde"] == "137.27"


def test_a_sign_written_as_two_escapes_is_one_sign() -> None:
    assert read_json(b'["\\ud83d\\ude00", "\\u00e9", 90.0, 1.5]') == ["😀", "é", 90, 1.5]


def test_a_large_number_with_a_point_is_not_rounded_to_an_integer() -> None:
    assert isinstance(read_json(b"9007199254740993.0"), float)
    with pytest.raises(JsonFault, match="te groot"):
        read_json(b"1e400")
