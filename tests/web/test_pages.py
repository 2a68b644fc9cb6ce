"""Every page is Dutch, labelled and safe; what goes wrong is a page too."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from looking import Page, look, words
from werkzeug.test import Client

from api.app import app_for
from api.service import Service
from api.settings import Settings
from api.store import StoreUnavailable
from web.app import Site, create_app, with_pages

ADDRESSES = [
    "/",
    "/toets/screening",
    "/toets/selectie",
    "/toets/declaratie?regio=foodvalley",
    "/declaraties",
    "/regels",
    "/regels?zoek=buiten+de+regio",
    "/regels?zoek=qqq",
    "/regels/declaratie/foodvalley",
    "/regels/regel/DEC-FV-07",
    "/clausules",
    "/clausules?regio=ijsselland&besluit=declaratie",
    "/clausules/FV-B4-46",
    "/parameters",
    "/parameters?regio=foodvalley",
    "/versies",
    "/uitkomsten",
    "/uitkomsten?besluit=declaratie&jaar=1999",
    "/uitkomsten/overzicht",
]
ROUTES = {
    "GET /": "start.show",
    "GET /clausules": "clauses.index",
    "GET /clausules/<name>": "clauses.clause",
    "GET /parameters": "parameters.index",
    "GET /regels": "rules.index",
    "GET /regels/<slug>/<region>": "rules.shelf",
    "GET /regels/regel/<number>": "rules.rule",
    "GET /uitkomsten": "outcomes.index",
    "GET /uitkomsten/overzicht": "outcomes.overview",
    "GET /api": "openapi.show",
    "GET /versies": "versions.index",
    "GET /versies/verschil": "versions.difference",
    "GET /declaraties": "files.index",
    "POST /declaraties": "files.put",
    "GET /declaraties/sjabloon/<name>.xlsx": "files.template",
    "GET /declaraties/<uuid:id>": "files.show",
    "GET /declaraties/<uuid:id>/uitkomst": "files.result",
    "GET /declaraties/<uuid:id>/verwijderen": "files.confirm",
    "POST /declaraties/<uuid:id>/verwijderen": "files.remove",
    "GET /toets/selectie": "selection.begin",
    "POST /toets/selectie": "selection.answer",
    "GET /toets/<slug>": "cases.begin",
    "POST /toets/<slug>": "cases.answer",
    "GET /uitkomsten/<uuid:id>": "results.show",
    "GET /uitkomsten/<uuid:id>/agenda.ics": "results.terms",
    "POST /uitkomsten/<uuid:id>/aanvullen": "results.supplement",
    "POST /uitkomsten/<uuid:id>/besluit": "results.decide",
    "GET /static/<path:filename>": "static",
    "GET /thema.css": "theme.stylesheet",
}
"""Every route there is; a page that is added is added here."""

Ask = Callable[..., Page]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_dutch_labelled_and_has_nothing_inline(page: Ask, address: str) -> None:
    assert page(address).find("main")


def test_these_are_all_the_routes(pages: Flask) -> None:
    def told() -> Iterator[tuple[str, str]]:
        for rule in pages.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield f"{method} {rule.rule}", rule.endpoint

    assert dict(told()) == ROUTES


def test_a_browser_keeps_only_pages_of_a_form_and_none_with_a_special_fact(
    client: FlaskClient,
) -> None:
    kept = {"private, no-cache": True, "no-store": False}
    sent = {"regio": "foodvalley", "f-datum_aanmelding": "2021-06-01", "doe": "stand"}
    answers = (
        client.get("/"),
        client.get("/uitkomsten"),
        client.post("/toets/screening", data=sent),
        client.post("/toets/screening", data={**sent, "f-expertise_thema": "onbekend"}),
    )
    told = [kept[answer.headers["Cache-Control"]] for answer in answers]
    assert told == [False, False, True, False]


def test_the_navigation_marks_the_page_that_is_shown(page: Ask) -> None:
    current = page("/").select("nav [aria-current=page]")
    assert [words(link) for link in current] == ["Start"]


@pytest.mark.parametrize("address", ["/niets", "/static/niets.css", "/thema.css", "/%ff"])
def test_what_is_not_there_is_a_page_that_says_so(page: Ask, address: str) -> None:
    assert words(page(address, 404).find_all("h1")[0]) == "Deze pagina is er niet"


def test_a_method_that_a_page_does_not_know_is_a_page(page: Ask) -> None:
    assert "knop" in words(page("/", 405, data={"a": "b"}))


def test_what_breaks_is_told_without_our_insides(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, status in ((RuntimeError("geheim"), 500), (StoreUnavailable("geheim"), 503)):

        def fail(*_: Any, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(service, "recent", fail)
        assert "geheim" not in str(look(client.get("/"), status))


def test_the_files_of_the_pages_are_served(client: FlaskClient) -> None:
    for name in ("ret.css", "ret.js", "htmx.min.js", "htmx.LICENSE.txt", "ret.svg"):
        with client.get(f"/static/{name}") as answer:
            assert answer.status_code == 200, name
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_municipality_brings_its_own_look(service: Service, tmp_path: Path) -> None:
    css = tmp_path / "gemeente.css"
    css.write_text(".gemeente-theme { --utrecht-link-color: #00f }\n")
    settings = Settings(thema_css=css, thema_klasse="gemeente-theme")
    client = create_app(service, settings).test_client()
    shown = look(client.get("/"))
    assert shown.html is not None
    assert shown.html["class"] == ["gemeente-theme"]
    with client.get("/thema.css") as answer:
        assert (answer.text, answer.mimetype) == (css.read_text(), "text/css")
    sheets = [str(link["href"]) for link in shown.select("link[rel=stylesheet]")]
    assert sheets == ["/thema.css", "/static/ret.css"]


def test_the_cookie_is_safe_behind_tls(service: Service) -> None:
    settings = replace(Settings(), public_url="https://ret.example.org")
    app = create_app(service, settings)
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_the_pages_and_the_api_stand_on_one_address(service: Service) -> None:
    site = with_pages(app_for(service, Settings()), Settings())
    assert isinstance(site, Site)
    client = Client(site)
    assert client.get("/").mimetype == "text/html"
    assert client.get("/api/v1/openapi.json").mimetype == "application/json"
    assert client.get("/api/v1/niets").mimetype == "application/problem+json"
    assert client.get("/api").mimetype == "text/html"


def test_ict_reads_what_the_api_has_with_an_example_of_each(service: Service) -> None:
    site = with_pages(app_for(service, Settings()), Settings())
    shown = look(Client(site).get("/api"))
    told = words(shown.main)
    assert "POST /api/v1/declaraties" in told
    assert "GET /api/v1/declaraties/{id}/besluiten" in told
    assert shown.select("a[href='/api/v1/openapi.json']")
    examples = [words(one) for one in shown.select("pre")]
    assert any('"contractstatus": "inkoopnetwerk"' in one for one in examples)
    assert any('"oordeel": "declarabel"' in one for one in examples)
    problems = [words(one) for one in shown.select("dl.samenvatting dt")]
    assert {"400", "404", "415"} < {*problems}


def test_pages_without_an_api_beside_them_tell_of_none(page: Ask) -> None:
    page("/api", 404)
