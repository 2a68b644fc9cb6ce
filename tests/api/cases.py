"""Cases that tests put to the real rules, and what they ask of every problem."""

from typing import Any

from werkzeug.test import TestResponse

PATH = "/api/v1/declaraties"
HEADERS = {
    "API-Version": "1.0.0",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FACTS: dict[str, Any] = {
    "declarant_soort": "jeugdhulpaanbieder",
    "datum_bijeenkomst": "2021-06-10",
    "vaste_deelnemer": "ja",
    "contractstatus": "inkoopnetwerk",
    "levert_individuele_voorziening": "nee",
    "minuten_aanwezig": 90,
    "bedrag_gedeclareerd": "137.27",
    "gemeente_van_casus": "ede",
    "minuten_reis_en_voorbereiding": 0,
}


def case(region: str = "foodvalley", facts: dict[str, Any] | None = None, **more: Any) -> Any:
    """A case with all facts that a payable declaration needs, or with these facts only."""
    return {"regio": region, "feiten": FACTS if facts is None else facts, **more}


def changed(**facts: Any) -> Any:
    """The payable declaration with some facts changed; a fact that is None is left out."""
    merged = {**FACTS, **facts}
    return case(facts={name: value for name, value in merged.items() if value is not None})


def check_problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """Hold an answer to the shape of a problem and give its body."""
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].endswith(".")
    assert set(body) == {"status", "title", "detail"} | ({"errors"} if status == 400 else set())
    for fault in body.get("errors", []):
        assert set(fault) == {"in", "location", "code", "detail"}
        assert fault["in"] in ("body", "query")
        assert fault["location"] == "" or fault["location"].startswith("/")
    return body


def faults(answer: TestResponse) -> set[tuple[str, str]]:
    """The place and code of every fault in a 400."""
    return {(fault["location"], fault["code"]) for fault in check_problem(answer, 400)["errors"]}
