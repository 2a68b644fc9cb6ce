"""Files of declarations, over HTTP and in the service: put in once, run, and found again."""

import io
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from cases import HEADERS
from flask import Flask
from flask.testing import FlaskClient

from api import filejobs, heartbeat
from api.app import app_for
from api.current import service_of
from api.filejobs import Files, seconds_left
from api.files import percent
from api.filestore import FileRecord
from api.problems import NotThere
from api.service import Service
from api.settings import Settings
from api.store import Store, StoreUnavailable
from api.worker import Worker
from engine.model import Rulebook
from sheets.faults import FileRefused
from sheets.writing import Places

ROOT = Path(__file__).parents[2]
QUARTER = (ROOT / "docs" / "voorbeelden" / "kwartaal-2021-2.csv").read_bytes()
PATH = "/api/v1/declaratiebestanden"
SMALL = b"datum_bijeenkomst;declarant_soort\n2021-06-10;overige_partij\n2021-06-10;wie\n"


@pytest.fixture
def files(rulebook: Rulebook, store: Store, tmp_path: Path) -> Files:
    """Give the files of a store of either kind."""
    return Files(rulebook, store.files, tmp_path / "bestanden")


@pytest.fixture
def filing(
    open_store: Callable[[str], Store], rulebook: Rulebook, ready_url: str, tmp_path: Path
) -> Flask:
    """Give an application that keeps its files in a folder of its own."""
    return app_for(Service(rulebook, open_store(ready_url), tmp_path / "bestanden"), Settings())


@pytest.fixture
def client(filing: Flask) -> FlaskClient:
    """Give a client of that application."""
    return filing.test_client()


def put(files: Files, content: bytes = SMALL, other_facts: str = "onbekend") -> FileRecord:
    return files.put(io.BytesIO(content), "foodvalley", other_facts)


def send(
    client: FlaskClient, content: bytes = SMALL, kind: str = "text/csv", query: str = ""
) -> Any:
    return client.post(f"{PATH}?regio=foodvalley{query}", data=content, content_type=kind)


def test_a_file_is_put_in_run_and_its_result_fetched(filing: Flask, client: FlaskClient) -> None:
    answer = send(client, QUARTER)
    job = answer.get_json()
    assert (answer.status_code, job["status"], job["procent"]) == (202, "wacht", 0)
    place = answer.headers["Location"]
    assert client.get(f"{place}/uitkomst", buffered=True).status_code == 404
    assert service_of(filing).files.work()
    job = client.get(place).get_json()
    assert (job["status"], job["procent"], job["secondenTeGaan"]) == ("klaar", 100, None)
    assert job["aantallen"]["niet te lezen"] == 3
    assert job["totalen"]["gedeclareerd"] == "4271.89"
    assert len(job["fouten"]) == 3
    result = client.get(f"{place}/uitkomst", buffered=True)
    assert result.mimetype == "text/csv"
    assert result.headers["Content-Disposition"] == "attachment; filename=declaraties-regels.csv"
    assert {name: result.headers[name] for name in HEADERS} == HEADERS
    assert len(result.data.splitlines()) == 31
    totals = client.get(f"{place}/uitkomst?deel=totalen", buffered=True)
    assert totals.data.startswith(b"\xef\xbb\xbfper;naam;regels;gedeclareerd;")
    assert client.get(PATH).get_json()["resultaten"] == [job]


def test_a_file_that_is_ready_is_so_for_all_of_it_whatever_its_lines_were_counted_in(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, sizes = put(files, QUARTER), list[int]()
    change = files.store.change

    def heard(taken: FileRecord, **values: Any) -> bool:
        changed = change(taken, **values)
        found = files.file(record.id)
        sizes.append(found.size)
        assert found.status == "klaar" or percent(found) < 100
        return changed

    monkeypatch.setattr(files.store, "change", heard)
    monkeypatch.setattr(filejobs, "monotonic", iter(range(0, 1000, 2)).__next__)
    assert files.work()
    assert len({*sizes}) == 2
    assert percent(files.file(record.id)) == 100


def test_a_spreadsheet_goes_in_as_a_form_and_comes_out_as_one(
    filing: Flask, client: FlaskClient
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["Datum van de bijeenkomst", "Soort declarant"],
        ["10-6-2021", "een andere partij"],
    ):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    answer = client.post(f"{PATH}?regio=foodvalley", data={"bestand": (content, "kwartaal.xlsx")})
    assert (answer.status_code, answer.get_json()["soort"]) == (202, "xlsx")
    service_of(filing).files.work()
    result = client.get(f"{answer.headers['Location']}/uitkomst", buffered=True)
    assert openpyxl.load_workbook(io.BytesIO(result.data)).sheetnames[0] == "Regels"


def test_what_can_not_be_read_is_told_at_once_and_kept_nowhere(
    client: FlaskClient, tmp_path: Path
) -> None:
    answer = send(client, b"datum_bijeenkomst;declarant_soort;minuten_aanwezg\n2021-06-10;a;1\n")
    assert answer.status_code == 400
    (error,) = answer.get_json()["errors"]
    assert error["code"] == "bestand-onleesbaar"
    assert "Bedoelde u 'minuten_aanwezig'?" in error["detail"]
    assert [*(tmp_path / "bestanden").iterdir()] == []
    assert client.get(PATH).get_json()["totaal"] == 0


def test_a_wrong_request_is_a_problem(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.post(PATH, data=SMALL, content_type="text/csv").status_code == 400
    assert send(client, query="&overigeFeiten=misschien").status_code == 400
    assert send(client, b"{}", "application/json").status_code == 415
    nothing = client.post(
        f"{PATH}?regio=foodvalley", data={"iets": "anders"}, content_type="multipart/form-data"
    )
    assert nothing.get_json()["errors"][0]["location"] == "/bestand"
    assert client.get(f"{PATH}/{'0' * 8}-0000-0000-0000-{'0' * 12}").status_code == 404
    monkeypatch.setattr("api.files.LARGEST_FILE", 10)
    assert send(client).status_code == 413


def test_a_file_may_be_larger_than_another_request(client: FlaskClient) -> None:
    line = b"2021-06-10;overige_partij;" + b"x" * 100_000 + b"\n"
    content = b"datum_bijeenkomst;declarant_soort;Opmerking\n" + line * 15
    assert send(client, content).status_code == 202


def test_the_same_file_is_run_once_but_not_under_other_conditions(files: Files) -> None:
    first = put(files)
    assert put(files).id == first.id
    assert put(files, other_facts="niet_aan_de_orde").id != first.id
    assert put(files, SMALL + b"2021-06-10;wie\n").id != first.id
    assert files.work()
    assert put(files).id == first.id
    assert files.file(first.id).status == "klaar"
    assert files.files(page=1, page_size=2).total == 3
    assert len([*files.folder.iterdir()]) == 3


def test_two_uploads_of_one_file_at_the_same_moment_are_one(files: Files) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(put(files).id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_job_is_found_again_and_taken_up_when_its_worker_is_gone(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = put(files)

    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(filejobs, "run", killed)
    with pytest.raises(SystemExit):
        files.work()
    assert files.file(record.id).status == "bezig"
    monkeypatch.undo()
    # Another computer may still be at work on it; this one, with the same number, began anew.
    elsewhere = Files(files.rulebook, files.store, files.folder)
    taken = files.file(record.id)
    files.store.change(taken, worker="elders:1")
    assert not elsewhere.work()
    files.store.change(replace(taken, worker="elders:1"), worker=taken.worker)
    assert Files(files.rulebook, files.store, files.folder).work()
    assert files.file(record.id).status == "klaar"


def test_a_worker_that_is_silent_loses_its_file(files: Files) -> None:
    record = put(files)
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    files.store.change(record, status="bezig", worker="elders:1", seen_at=long_ago)
    assert files.work()
    assert files.file(record.id).status == "klaar"


def test_a_worker_shows_that_it_lives_while_a_run_tells_nothing(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = put(files)
    right, change, beats = filejobs.run, files.store.change, list[datetime]()
    lost, enough = threading.Event(), threading.Event()

    def heard(taken: FileRecord, **values: Any) -> bool:
        if [*values] == ["seen_at"]:
            beats.append(values["seen_at"])
            if len(beats) == 1:
                lost.set()
                raise StoreUnavailable
            enough.set()
        return change(taken, **values)

    def silent(*given: Any) -> Any:
        assert enough.wait(10)
        return right(*given)

    monkeypatch.setattr(files.store, "change", heard)
    monkeypatch.setattr(filejobs, "run", silent)
    monkeypatch.setattr(heartbeat, "BEAT", 0.01)
    assert files.work()
    assert lost.is_set()
    assert files.file(record.id).status == "klaar"
    assert files.file(record.id).seen_at in beats[1:]


def test_what_fails_can_be_sent_again_and_what_is_refused_says_why(
    files: Files, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    record = put(files)

    def broken(*_: object) -> None:
        raise RuntimeError("stuk")

    monkeypatch.setattr(filejobs, "run", broken)
    assert files.work()
    failed = files.file(record.id)
    assert (failed.status, failed.report["fouten"]) == ("mislukt", [filejobs.BROKEN])
    assert "stuk" in caplog.text
    monkeypatch.undo()
    assert put(files).id == record.id
    assert files.work()
    assert files.file(record.id).status == "klaar"

    def refused(*_: object) -> None:
        raise FileRefused("De schijf is vol.")

    monkeypatch.setattr(filejobs, "run", refused)
    other = put(files, SMALL + b"2021-06-10;wie\n")
    assert files.work()
    assert files.file(other.id).report == {"fouten": ["De schijf is vol."]}
    with pytest.raises(NotThere):
        files.result(other.id)
    monkeypatch.undo()
    assert put(files, SMALL + b"2021-06-10;wie\n").id == other.id
    assert files.work()
    assert files.file(other.id).status == "klaar"


def test_a_worker_that_lost_its_file_ends_nothing_and_leaves_the_input(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = put(files)

    def lost(*_: object) -> None:
        files.store.change(files.file(record.id), worker="elders:1")
        raise FileRefused("De schijf is vol.")

    monkeypatch.setattr(filejobs, "run", lost)
    assert files.work()
    found = files.file(record.id)
    assert (found.status, found.worker) == ("bezig", "elders:1")
    assert (files.folder / record.id / filejobs.INPUT).exists()
    assert not files.store.change(record, status="klaar")
    assert not files.store.change(replace(record, worker="elders:1"), status="klaar")


def test_a_file_whose_result_is_still_written_by_another_waits(files: Files) -> None:
    record = put(files)
    place = Places(files.folder / record.id / f"{filejobs.RESULT}.csv")
    with closing(place):
        assert not files.work()
        assert files.file(record.id).status == "bezig"
    assert files.work()
    assert files.file(record.id).status == "klaar"
    assert not (files.folder / record.id / filejobs.INPUT).exists()


def test_a_worker_goes_on_after_a_file_that_breaks_it(
    files: Files, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    turns = iter([OSError("stuk")])
    right = files.work

    def work() -> bool:
        for error in turns:
            raise error
        return right()

    monkeypatch.setattr(files, "work", work)
    monkeypatch.setattr("api.worker.PAUSE", 0.01)
    record = put(files)
    worker = Worker(files)
    worker.start()
    for _ in range(200):
        if files.file(record.id).status == "klaar":
            break
        threading.Event().wait(0.05)
    assert worker.stop()
    assert files.file(record.id).status == "klaar"
    assert "stuk" in caplog.text


def test_lines_and_totals_are_read_again_page_by_page(files: Files) -> None:
    record = put(files, QUARTER)
    files.work()
    page = files.lines(record.id, page=2, page_size=5, state="te betalen")
    assert (page.total, len(page.lines)) == (11, 5)
    assert {line["stand"] for line in page.lines} == {"te betalen"}
    assert files.lines(record.id, page=1, page_size=100).total == 30
    whole = files.table(record.id, "totalen")[0]
    assert (whole["per"], whole["gedeclareerd"]) == ("alles", "4271,89")
    assert files.table(record.id, "specificatie")[0]["organisatie"] == "ORG-01"


def test_a_run_tells_how_far_it_is_and_how_long_it_takes(files: Files) -> None:
    record = put(files)
    start = datetime(2021, 6, 10, 12, tzinfo=UTC)
    running = replace(record, status="bezig", started_at=start, done=25, size=100)
    assert seconds_left(running, start + timedelta(seconds=10)) == 30
    assert seconds_left(record, start) is None


def test_a_worker_runs_what_waits_beside_the_server(files: Files) -> None:
    record = put(files)
    worker = Worker(files)
    worker.start()
    for _ in range(200):
        if files.file(record.id).status == "klaar":
            break
        threading.Event().wait(0.05)
    assert worker.stop()
    assert files.file(record.id).status == "klaar"


def test_a_stop_waits_for_a_file_that_is_nearly_done_and_leaves_a_large_one(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return go_on.wait(5)

    monkeypatch.setattr(files, "work", work)
    worker = Worker(files)
    worker.start()
    begun.wait(5)
    assert not worker.stop(patience=0)
    go_on.set()
    assert worker.stop()


def test_a_spreadsheet_may_be_asked_for_whatever_comes_in(files: Files) -> None:
    record = files.put(io.BytesIO(SMALL), "foodvalley", "onbekend", spreadsheet=True)
    assert files.work()
    path = files.result(record.id)
    assert openpyxl.load_workbook(path).sheetnames[0] == "Regels"
    assert put(files).id != record.id


def test_an_empty_spreadsheet_is_there_for_each_region(files: Files) -> None:
    assert openpyxl.load_workbook(files.template("ijsselland")).sheetnames[0] == "Regels"
    assert files.template("ijsselland") == files.template("ijsselland")
    with pytest.raises(NotThere):
        files.template("nergens")


def test_a_file_is_thrown_away_with_its_result(filing: Flask, client: FlaskClient) -> None:
    place = send(client).headers["Location"]
    files = service_of(filing).files
    assert client.get(place).get_json()["bewaardTot"] is None
    assert files.work()
    assert client.get(place).get_json()["bewaardTot"] > client.get(place).get_json()["klaarOp"]
    gone = client.delete(place)
    assert (gone.status_code, gone.data, "Content-Type" in gone.headers) == (204, b"", False)
    assert {name: gone.headers[name] for name in HEADERS} == HEADERS
    assert client.get(place).status_code == client.delete(place).status_code == 404
    assert client.get(f"{place}/uitkomst").status_code == 404
    assert [*files.folder.iterdir()] == []
    assert send(client).get_json()["status"] == "wacht"


def test_a_file_that_is_run_says_so_and_stays(filing: Flask, client: FlaskClient) -> None:
    answer = send(client)
    files, place = service_of(filing).files, answer.headers["Location"]
    files.store.change(files.file(answer.get_json()["id"]), status="bezig", worker="elders:1")
    busy = client.delete(place)
    assert (busy.status_code, busy.get_json()["detail"]) == (409, filejobs.BUSY)
    assert client.get(place).get_json()["status"] == "bezig"


def test_a_file_that_a_worker_takes_just_now_is_not_thrown_away(files: Files) -> None:
    record = put(files)
    files.store.change(record, status="bezig", worker="elders:1")
    assert not files.keeping.remove(record)
    assert (files.folder / record.id / filejobs.INPUT).exists()


def test_what_was_kept_long_enough_goes_and_the_rest_stays(files: Files) -> None:
    old, young, waits = (put(files, SMALL + b"2021-06-10;\n" * n) for n in range(3))
    assert files.work()
    assert files.work()
    now = datetime.now(UTC)
    files.store.change(files.file(old.id), finished_at=now - timedelta(days=91))
    files.store.change(files.file(young.id), finished_at=now - timedelta(days=89))
    files.store.change(waits, made_at=now - timedelta(days=91))
    files.keeping.sweep(now)
    assert {record.id for record in files.files(page=1, page_size=9).records} == {
        young.id,
        waits.id,
    }
    assert {place.name for place in files.folder.iterdir()} == {young.id, waits.id}


def test_a_folder_that_an_end_halfway_left_behind_goes_as_late_as_a_file(files: Files) -> None:
    template, record = files.template("foodvalley"), put(files)
    lost, other = files.folder / str(UUID(int=7)), files.folder / "van-een-ander"
    for folder in (lost, other):
        folder.mkdir()
    now = datetime.now(UTC)
    files.keeping.sweep(now + timedelta(days=89))
    assert lost.exists()
    files.keeping.sweep(now + timedelta(days=91))
    assert not lost.exists()
    assert {*files.folder.iterdir()} == {template, other, files.folder / record.id}


def test_the_worker_throws_old_files_away(files: Files) -> None:
    record = put(files)
    assert files.work()
    long_ago = datetime.now(UTC) - timedelta(days=91)
    files.store.change(files.file(record.id), finished_at=long_ago)
    worker = Worker(files)
    worker.start()
    try:
        for _ in range(100):
            if files.store.file(record.id) is None:
                break
            threading.Event().wait(0.05)
    finally:
        assert worker.stop()
    assert files.store.file(record.id) is None


def test_a_line_with_a_voorziening_that_ends_before_it_begins_can_not_be_read(files: Files) -> None:
    head = "datum_bijeenkomst;declarant_soort;voorziening_begin;voorziening_eind\n"
    lines = (
        "2021-06-10;overige_partij;2021-06-10;2020-12-31\n",
        "2021-06-10;overige_partij;2021-06-10;2021-06-10\n",
        "2021-06-10;overige_partij;2021-06-10;\n",
    )
    made = put(files, "".join([head, *lines]).encode())
    assert files.work()
    report = files.file(made.id).report
    assert report["aantallen"]["niet te lezen"] == 1
    (fault,) = report["fouten"]
    assert fault.startswith("rij 2, kolom voorziening_eind: Deze dag ligt vóór het begin")
