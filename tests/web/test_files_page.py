"""A file of declarations: sent in, followed, and read line by line with totals."""

import io
from pathlib import Path

import openpyxl
import pytest
from filling import Walk
from flask import Flask
from flask.testing import FlaskClient
from looking import look, words

from api.service import Service
from web.chart import PARTS, bars

ROOT = Path(__file__).parents[2]
QUARTER = (ROOT / "docs" / "voorbeelden" / "kwartaal-2021-2.csv").read_bytes()
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def walk(client: FlaskClient) -> Walk:
    """Give a walk that has opened the page of files."""
    made = Walk(client)
    made.open("/declaraties")
    return made


def send(walk: Walk, content: bytes = QUARTER, status: int = 303, **more: str) -> str:
    """Send a file in; gives where it can be followed."""
    form = {"regio": "foodvalley", "leeg": "onbekend", **more}
    if content:
        form |= {"bestand": (io.BytesIO(content), "kwartaal.csv")}  # type: ignore[dict-item]
    answer = walk.client.post("/declaraties", data=form, content_type="multipart/form-data")
    assert answer.status_code == status
    if status != 303:
        walk.page = look(answer, status)
    return answer.headers.get("Location", "")


def test_a_file_is_followed_until_it_is_ready(walk: Walk, service: Service) -> None:
    place = send(walk)
    walk.open(place)
    assert "wordt getoetst" in words(walk.page.select(".melding")[0])
    assert walk.page.select("#loop[hx-trigger='every 2s']")
    service.files.work()
    walk.open(place)
    assert walk.page.select("[hx-trigger]") == []
    assert words(walk.page.select(".cijfers p")[0]) == "Gedeclareerd € 4.271,89 30 regels"


def test_each_line_tells_why_and_lines_can_be_filtered(walk: Walk, service: Service) -> None:
    place = send(walk)
    service.files.work()
    walk.open(f"{place}?stand=afgewezen")
    lines = [words(line) for line in walk.page.select(".declaratie")]
    assert len(lines) == 3
    assert all("Niet declarabel" in line and "Waarom" in line for line in lines)
    assert all(". Voor de gemeente " in line and ", door " not in line for line in lines)
    assert walk.page.select(".declaratie a[href='/clausules/FV-B4-46']")
    walk.open(f"{place}?stand=niet+te+lezen")
    assert "1,67 uur is geen heel aantal minuten" in words(walk.page.select(".declaratie")[0])


def test_lines_can_be_filtered_by_who_pays(walk: Walk, service: Service) -> None:
    place = send(walk)
    service.files.work()
    walk.open(f"{place}?stand=te+betalen&gemeente=Nijkerk")
    lines = [words(line) for line in walk.page.select(".declaratie")]
    assert len(lines) == 3
    assert all("door Nijkerk." in line for line in lines)


def test_lines_come_page_by_page(walk: Walk, service: Service) -> None:
    place = send(walk)
    service.files.work()
    walk.open(f"{place}?bladzijde=3")
    assert len(walk.page.select(".declaratie")) == 10
    walk.open(f"{place}?bladzijde=99")
    assert "geen regels" in words(walk.page.find_all("main")[0])


def test_totals_stand_per_organisation_municipality_and_outcome(
    walk: Walk, service: Service
) -> None:
    place = send(walk)
    service.files.work()
    walk.open(place)
    said = [words(tag) for tag in walk.page.select("summary")][:3]
    assert said == ["Per organisatie", "Per betalende gemeente", "Per uitkomst"]
    assert "ORG-01 5 € 617,70" in words(walk.page.find_all("main")[0])


def test_the_result_is_a_spreadsheet(walk: Walk, service: Service) -> None:
    place = send(walk)
    assert walk.client.get(f"{place}/uitkomst").status_code == 404
    service.files.work()
    with walk.client.get(f"{place}/uitkomst") as answer:
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert "Totalen" in book.sheetnames


def test_an_empty_spreadsheet_can_be_fetched(client: FlaskClient) -> None:
    with client.get("/declaraties/sjabloon/foodvalley.xlsx") as answer:
        assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames[0] == "Regels"
    look(client.get("/declaraties/sjabloon/nergens.xlsx"), 404)


def test_all_that_a_file_lacks_is_told_at_once(walk: Walk) -> None:
    send(walk, b"", 400, regio="")
    assert walk.faults == ["Kies een regio.", "Kies een bestand."]


def test_a_file_that_cannot_be_read_is_told_and_not_kept(walk: Walk, service: Service) -> None:
    send(walk, b"iets;anders\n1;2\n", 400)
    assert walk.faults
    assert walk.page.select("#regio [checked]")
    assert service.files.files(page=1, page_size=9).total == 0


def test_a_file_that_is_not_there_says_so(client: FlaskClient) -> None:
    look(client.get(f"/declaraties/{NOBODY}"), 404)
    look(client.get(f"/declaraties/{NOBODY}/uitkomst?deel=niets"), 404)


def test_a_bar_is_a_share_of_the_largest_row() -> None:
    nothing = dict.fromkeys(PARTS, "0,00")
    rows = [
        {**nothing, "te_betalen": "50,00", "afgewezen": "25,00", "open": "25,00"},
        {**nothing, "gekort": "10,00", "terug": ""},
    ]
    first, second = bars(rows)
    told = [(piece.part, float(piece.start), float(piece.length)) for piece in first.pieces]
    assert told == [("te_betalen", 0, 50), ("afgewezen", 50, 25), ("open", 75, 25)]
    assert [float(piece.length) for piece in second.pieces] == [10]


def test_rows_without_any_amount_have_no_bar() -> None:
    (bar,) = bars([dict.fromkeys(PARTS, "0")])
    assert bar.pieces == ()


def test_a_refused_file_stands_in_the_list_of_files(walk: Walk, service: Service) -> None:
    place = send(walk, QUARTER.splitlines(keepends=True)[0])
    service.files.work()
    walk.open(place)
    assert "Dit bestand kunnen wij niet lezen" in words(walk.page.find_all("main")[0])
    walk.open("/declaraties")
    assert "Geweigerd" in words(walk.page.select(".stapel tbody tr")[0])


def test_a_file_is_thrown_away_after_a_second_look(walk: Walk, service: Service) -> None:
    place = send(walk)
    service.files.work()
    walk.open(place)
    (link,) = walk.page.select("a[href$='/verwijderen']")
    assert "vanzelf weggegooid" in words(walk.page.select(".klein")[0])
    walk.open(str(link["href"]))
    assert words(walk.page.find_all("h1")[0]) == "Wilt u dit bestand verwijderen?"
    assert service.files.files(page=1, page_size=9).total == 1
    answer = walk.client.post(str(walk.page.select("form")[0]["action"]))
    assert answer.status_code == 303
    walk.open(answer.headers["Location"])
    assert words(walk.page.select("[role=status]")[0]) == (
        "Het bestand en de uitkomst zijn verwijderd."
    )
    look(walk.client.get(place), 404)


def test_a_file_that_is_run_can_not_be_thrown_away_yet(walk: Walk, service: Service) -> None:
    place = send(walk)
    record = service.files.file(place.rsplit("/", 1)[1])
    service.files.store.change(record, status="bezig", worker="elders:1")
    walk.open(place)
    assert walk.page.select("a[href$='/verwijderen']") == []
    page = look(walk.client.post(f"{place}/verwijderen"), 409)
    assert "Wacht tot dat klaar is" in words(page.find_all("main")[0])


def test_a_form_that_is_not_ours_throws_nothing_away(pages: Flask, service: Service) -> None:
    record = service.files.put(io.BytesIO(QUARTER), "foodvalley", "onbekend")
    look(pages.test_client().post(f"/declaraties/{record.id}/verwijderen"), 400)
    assert service.files.file(record.id).status == "wacht"
