"""What comes out is whole or not there, and opens in a spreadsheet without surprises."""

import csv
import errno
import io
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from sheets import csvfiles
from sheets.csvwriting import CsvTarget
from sheets.faults import FileRefused
from sheets.readback import read_lines
from sheets.running import Options, run
from sheets.subject import Subject
from sheets.template import write_template

Put = Callable[..., Path]
ROOT = Path(__file__).parents[2]
HEAD = "Dag van de huur;Soort fiets;Uren op pad;Minuten pech;Gevraagde prijs;Lid;Stalling;"
HEAD += "Kwartaal van de bon;Merk op de bon;organisatienummer;Opmerking"
PAID = "10-6-2021;stads;1,5;0;20,00;nee;Noord;2021-K2;trapper;F-1;"
FREE = "10-6-2021;stads;1,5;0;15,02;ja;Noord;2021-K2;trapper;F-1;"
BACK = "10-6-2021;race;1;0;10,01;nee;Zuid;2021-K1;trapper;F-2;"
ASKED = "10-6-2021;race;1;0;10,01;;Zuid;2021-K2;trapper;F-2;"
BAD = "10-6-2021;race;1;0;10,01;wie;Zuid;2021-K2;trapper;F-2;"
FILE = "\n".join([HEAD, PAID, FREE, BACK, ASKED, BAD, ""])
COUNTS = {"te betalen": 1, "afgewezen": 1, "terug": 1, "open": 1, "niet te lezen": 1}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV, an empty cell as an empty text."""
    table = pl.read_csv(path, separator=";", infer_schema=False).fill_null("")
    return table.rows(named=True)


def test_totals_set_what_is_claimed_beside_what_is_payable(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    report = run(subject, put(FILE), tmp_path / "uit.csv")
    assert report.counts == COUNTS
    whole, first, second, *others = rows(tmp_path / "uit-totalen.csv")
    assert whole == {
        "per": "alles",
        "naam": "alles",
        "regels": "5",
        "gedeclareerd": "65,05",
        "regels_te_betalen": "1",
        "te_betalen": "15,02",
        "gekort": "4,98",
        "regels_afgewezen": "1",
        "afgewezen": "15,02",
        "regels_terug": "1",
        "terug": "10,01",
        "regels_open": "2",
        "open": "20,02",
    }
    assert (first["naam"], first["te_betalen"], first["open"]) == ("F-1", "15,02", "0,00")
    assert (second["naam"], second["te_betalen"], second["open"]) == ("F-2", "0,00", "20,02")
    ways = {row["per"] for row in others}
    assert ways == {"betalende gemeente", "kwartaal", "uitkomst"}


def test_the_specification_tells_each_organisation_by_quarter_and_payer(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    run(subject, put(FILE), tmp_path / "uit.csv")
    found = rows(tmp_path / "uit-specificatie.csv")
    keys = [(row["organisatie"], row["kwartaal"], row["betalende_gemeente"]) for row in found]
    assert keys == [
        ("F-1", "2021-K2", "Noord"),
        ("F-1", "totaal", "totaal"),
        ("F-2", "2021-K2", "Zuid"),
        ("F-2", "totaal", "totaal"),
    ]
    assert [row["minuten_te_betalen"] for row in found] == ["90", "90", "0", "0"]


def test_csv_comes_out_in_the_dialect_that_went_in(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    run(subject, put(FILE.encode("cp1252")), tmp_path / "uit.csv")
    text = (tmp_path / "uit.csv").read_text("utf-8")
    assert not text.startswith("\ufeff")
    assert ";15,02;15,02;20,00;Noord;" in text
    commas = "dag,lid\n2021-06-10,ja\n"
    run(subject, put("\ufeff" + commas), tmp_path / "uit.csv")
    assert (tmp_path / "uit.csv").read_text("utf-8").startswith("\ufeffdag,lid,uitkomst,bon,")


@pytest.mark.parametrize("start", ["=1+1", "+31 6", "-x", "@som", "\t=1", " =1+1"])
def test_a_cell_never_becomes_a_formula(
    subject: Subject, put: Put, tmp_path: Path, start: str
) -> None:
    source = put(f"{HEAD}\n{PAID}{start}\n{FREE}-12,50\n".replace("trapper", start, 1))
    run(subject, source, tmp_path / "uit.csv", Options(told=True))
    first, second = rows(tmp_path / "uit.csv")
    assert first["Opmerking"] == first["Merk op de bon"] == f"'{start}"
    assert second["Opmerking"] == "-12,50"
    run(subject, source, tmp_path / "uit.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "uit.xlsx")["Regels"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("own", ['"a;b"', '"a ""b"" c"', '"a\nb"', '""', "a,b"])
def test_a_cell_comes_out_as_one_cell_whatever_stands_in_it(
    subject: Subject, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 60)
    plain = f"{PAID}trapper\n" * 3
    run(subject, put(f"{HEAD}\n{plain}{PAID}{own}\n{plain}"), tmp_path / "uit.csv")
    told = rows(tmp_path / "uit.csv")
    (cell,) = next(csv.reader(io.StringIO(own, newline=""), delimiter=";"))
    assert [row["Opmerking"] for row in told] == ["trapper"] * 3 + [cell] + ["trapper"] * 3
    assert {row["uitkomst"] for row in told} == {told[0]["uitkomst"]}


def test_where_two_ways_to_decide_differ_nothing_is_written(
    subject: Subject, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = subject.bulk.decide
    other = pl.lit(1, pl.Int64).alias("bedrag_cent")
    monkeypatch.setattr(subject.bulk, "decide", lambda *given: right(*given).with_columns(other))
    with pytest.raises(RuntimeError, match="two ways to decide"):
        run(subject, put(FILE), tmp_path / "uit.csv", Options(told=True))
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_cell_of_a_parquet_category_never_becomes_a_formula(
    subject: Subject, tmp_path: Path
) -> None:
    own = pl.Series("Opmerking", ["=1+1"], pl.Categorical)
    table = pl.DataFrame({"dag": ["2021-06-10"], "lid": ["ja"], "Opmerking": own})
    table.write_parquet(tmp_path / "in.parquet")
    run(subject, tmp_path / "in.parquet", tmp_path / "uit.csv")
    (row,) = rows(tmp_path / "uit.csv")
    assert row["Opmerking"] == "'=1+1"


ODD = {
    "struct": pl.Series([{"a": 1}]),
    "lijst van lijsten": pl.Series([[[1]]]),
    "rij van vaste lengte": pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)),
    "bytes": pl.Series([b"\x00"]),
}


@pytest.mark.parametrize("name", ODD)
def test_what_no_cell_can_hold_is_told_in_dutch_and_stays_in_parquet(
    subject: Subject, tmp_path: Path, name: str
) -> None:
    table = pl.DataFrame({"dag": ["2021-06-10"], "lid": ["ja"], name: ODD[name]})
    table.write_parquet(tmp_path / "in.parquet")
    for kind in ("csv", "xlsx"):
        with pytest.raises(FileRefused) as refused:
            run(subject, tmp_path / "in.parquet", tmp_path / f"uit.{kind}")
        (sentence,) = refused.value.sentences
        assert sentence == (
            "Wat in deze kolommen staat, past niet in een cel van een CSV of rekenblad: "
            f"'{name}'. Laat ze weg, of kies een uitvoer die eindigt op .parquet."
        )
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]
    run(subject, tmp_path / "in.parquet", tmp_path / "uit.parquet")
    assert pl.read_parquet(tmp_path / "uit.parquet")[name].to_list() == ODD[name].to_list()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_in_a_cell_becomes_one_text(subject: Subject, tmp_path: Path, kind: str) -> None:
    table = pl.DataFrame({"dag": ["2021-06-10"], "lid": ["ja"], "wie": [["a", "b"]]})
    table.write_parquet(tmp_path / "in.parquet")
    run(subject, tmp_path / "in.parquet", tmp_path / f"uit.{kind}")
    (line,) = read_lines(tmp_path / f"uit.{kind}", {}, 1, 9).lines
    assert line["wie"] == "a + b"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_own_cells_that_a_spreadsheet_has_no_type_for_come_out_too(
    subject: Subject, tmp_path: Path, kind: str
) -> None:
    moment = pl.Series([datetime(2021, 6, 10, 12)]).dt.replace_time_zone("Europe/Amsterdam")
    own = {"duur": [timedelta(hours=25, minutes=5)], "geen getal": [float("nan")], "om": moment}
    table = pl.DataFrame({"dag": ["2021-06-10"], "lid": ["ja"], **own})
    table.write_parquet(tmp_path / "in.parquet")
    run(subject, tmp_path / "in.parquet", tmp_path / f"uit.{kind}")
    (line,) = read_lines(tmp_path / f"uit.{kind}", {}, 1, 9).lines
    assert line["duur"] == "25:05"
    assert line["om"].startswith("2021-06-10")
    assert "12:00" in line["om"]


def test_a_spreadsheet_comes_out_with_amounts_as_numbers_and_all_sheets(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    run(subject, put(FILE), tmp_path / "uit.xlsx")
    book = openpyxl.load_workbook(tmp_path / "uit.xlsx")
    assert book.sheetnames == ["Regels", "Totalen", "Specificatie", "Toelichting"]
    head, first, *_ = book["Regels"].iter_rows(values_only=True)
    line = dict(zip(head, first, strict=True))
    assert (line["Te betalen"], line["Gedeclareerd"]) == (15.02, 20.0)
    assert line["Uitkomst"] == "Betalen: per uur"
    assert line["Volgende stap"] == "De balie: Boek dit bij Noord."
    assert line["Clausules"] == "FL-1, FL-2"
    assert "Regels te betalen" in [cell.value for cell in book["Totalen"][1]]
    again = run(subject, tmp_path / "uit.xlsx", tmp_path / "nog.xlsx")
    assert again.counts == COUNTS
    head, *_ = openpyxl.load_workbook(tmp_path / "nog.xlsx")["Regels"].iter_rows(values_only=True)
    assert list(head).count("Uitkomst") == 1


def test_texts_become_the_numbers_and_dates_that_a_spreadsheet_counts_with(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    head = "Dag van de huur;Uren op pad;Uren pech;Gevraagde prijs;Kwartaal van de bon;F;Lid"
    lines = (
        "10-6-2021;1,5;0:20;€ 1.234,50;2e kwartaal 2021;1,5;ja",
        "10-6-21;1,67;onbekend;12,5;2021-K2;=1+1;nee",
    )
    run(subject, put("\n".join([head, *lines, ""])), tmp_path / "uit.xlsx")
    _, good, bad = openpyxl.load_workbook(tmp_path / "uit.xlsx")["Regels"].iter_rows(max_col=7)
    assert [cell.value for cell in good] == [
        *(datetime(2021, 6, 10), 1.5, timedelta(minutes=20), 1234.5),
        *("2e kwartaal 2021", "1,5", "ja"),
    ]
    assert [cell.value for cell in bad] == [
        *("10-6-21", "1,67", "onbekend", 12.5, "2021-K2", "=1+1", "nee")
    ]
    sheet = openpyxl.load_workbook(tmp_path / "uit.xlsx")
    sheet["Regels"]["D2"] = "€ 1.234,50"
    sheet.save(tmp_path / "uit.xlsx")
    run(subject, tmp_path / "uit.xlsx", tmp_path / "uit.xlsx.xlsx")
    assert openpyxl.load_workbook(tmp_path / "uit.xlsx.xlsx")["Regels"]["D2"].value == 1234.5
    again = run(subject, tmp_path / "uit.xlsx", tmp_path / "nog.csv")
    told = [row["fouten"] for row in rows(tmp_path / "nog.csv")]
    assert (again.unread, told[0]) == (1, "")


def test_a_column_of_the_sender_that_is_headed_like_ours_is_told_apart(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    run(subject, put("dag;lid;Te betalen\n2021-06-10;ja;7\n"), tmp_path / "uit.xlsx")
    page = read_lines(tmp_path / "uit.xlsx", {"stand": "afgewezen"}, 1, 9)
    (line,) = page.lines
    assert [*line][:4] == ["dag", "lid", "Te betalen (2)", "uitkomst"]
    assert (line["Te betalen (2)"], line["te_betalen"]) == ("7", "")


def test_a_column_of_the_sender_is_never_taken_for_one_of_ours(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    run(subject, put("dag;lid;bedrag;bedrag\n2021-06-10;ja;7;8\n"), tmp_path / "uit.csv")
    (row,) = rows(tmp_path / "uit.csv")
    assert (row["bedrag"], row["bedrag (2)"], row["bedrag (3)"]) == ("", "7", "8")


def test_an_empty_cell_is_unknown_unless_the_sender_says_otherwise(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    source = put(
        f"{HEAD}\n{PAID}\n{PAID}\n".replace(";0;20", ";;20", 1).replace(";0;20", ";onbekend;20")
    )
    run(subject, source, tmp_path / "uit.csv")
    assert {row["stand"] for row in rows(tmp_path / "uit.csv")} == {"open"}
    run(subject, source, tmp_path / "uit.csv", Options("niet_aan_de_orde"))
    empty, unknown = rows(tmp_path / "uit.csv")
    assert (empty["stand"], unknown["stand"]) == ("te betalen", "open")
    assert empty["aannames"] == (
        "Hoeveel minuten stond de fiets stil met pech? Aangenomen: 0 minuten."
    )
    assert unknown["ontbreekt"] == "Hoeveel minuten stond de fiets stil met pech?"


def test_a_short_result_names_rules_and_facts_and_the_legend_tells_them(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    run(subject, put(FILE), tmp_path / "uit.csv", Options(told=False))
    paid, _, back, asked, bad = rows(tmp_path / "uit.csv")
    assert (paid["regels"], back["bon_regels"]) == ("DEC-FL-04", "DEC-FL-05")
    assert asked["ontbrekende_feiten"] == "lid"
    assert bad["fouten"].startswith("rij 6, kolom Lid: ")
    told = {row["naam"]: row for row in rows(tmp_path / "uit-toelichting.csv")}
    assert told["DEC-FL-05"]["tekst"] == "De bon gaat over (kwartaal van de bon)."
    assert told["DEC-FL-05"]["clausules"] == "FL-2"
    assert told["lid"]["tekst"] == "Lid. Is de huurder lid?"


def test_the_template_opens_with_choices_and_comes_back_filled_in(
    subject: Subject, tmp_path: Path
) -> None:
    write_template(subject, tmp_path / "leeg.xlsx")
    book = openpyxl.load_workbook(tmp_path / "leeg.xlsx")
    sheet = book["Regels"]
    assert len(sheet.data_validations.dataValidation) == 3
    with pytest.raises(FileRefused, match="geen enkele regel"):
        run(subject, tmp_path / "leeg.xlsx", tmp_path / "uit.xlsx")
    heads = [cell.value for cell in sheet[1]]
    given = {"Dag van de huur": "10-6-2021", "Lid": "ja"}
    for name, value in given.items():
        sheet.cell(2, heads.index(name) + 1, value)
    book.save(tmp_path / "vol.xlsx")
    assert run(subject, tmp_path / "vol.xlsx", tmp_path / "uit.xlsx").counts == {"afgewezen": 1}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_full_disk_is_told_and_leaves_what_was_there(put: Put, tmp_path: Path, kind: str) -> None:
    source, target = put(HEAD + "\n" + (PAID + "\n") * 3000), tmp_path / f"uit.{kind}"
    target.write_text("wat er al stond")
    command = [sys.executable, "-m", "tests.sheets.runner", str(source), str(target), "9000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "De schijf is vol" in done.stdout, done.stderr
    assert target.read_text() == "wat er al stond"
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", target.name}


def test_a_run_that_fails_halfway_leaves_no_file_and_no_thread(
    subject: Subject, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(csvfiles, "BLOCK", 100)
    monkeypatch.setattr(CsvTarget, "_must_quote", full)
    source, before = put(HEAD + "\n" + (PAID + "\n") * 20), threading.active_count()
    with pytest.raises(FileRefused) as refused:
        run(subject, source, tmp_path / "uit.csv")
    assert threading.active_count() == before  # while the fault is still held
    assert "De schijf is vol" in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_run_that_is_killed_leaves_nothing_and_can_be_run_again(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    source, target = put(HEAD + "\n" + (PAID + "\n") * 60_000), tmp_path / "uit.csv"
    command = [sys.executable, "-m", "tests.sheets.runner", str(source), str(target)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(FileRefused, match="wordt op dit moment al geschreven"):
            run(subject, source, target)
        process.kill()
    assert not target.exists()
    small = put(FILE)
    assert sum(run(subject, small, target).counts.values()) == 5
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_of_a_line_that_pays_nothing_no_question_about_its_bill_is_asked(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    head = "dag;soort;minuten_op_pad;minuten_pech;gevraagd;lid;stalling;bonkwartaal\n"
    lines = (f"2021-06-10;stads;90;0;15,02;{member};noord;\n" for member in ("ja", "nee"))
    run(subject, put(head + "".join(lines)), tmp_path / "uit.csv")
    refused, paid = rows(tmp_path / "uit.csv")
    asked = [(row["stand"], row["ontbreekt"]) for row in (refused, paid)]
    assert asked == [("afgewezen", ""), ("open", "Over welk kwartaal gaat de bon?")]
    assert refused["volgende_stap"] == ""
