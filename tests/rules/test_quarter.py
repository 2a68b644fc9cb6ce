"""A quarter as facturatie gets it: thirty lines from a spreadsheet program, and what they come to.

The expectations are worked out by hand from the handbook: € 91,51 an hour in 2021, only time at the
meeting, and no more than was claimed.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from engine.loader import load_folder
from sheets.running import Report, run
from sheets.subject import Subject
from sheets.template import write_template

ROOT = Path(__file__).parents[2]
QUARTER = ROOT / "docs" / "voorbeelden" / "kwartaal-2021-2.csv"
# By line number: how it stands, what is payable, and what must be told.
EXPECTED = {
    1: (
        "te betalen",
        "137.27",
        "Boek de kosten voor deze casus bij de gemeente van de casus: Ede.",
    ),
    2: ("te betalen", "91.51", "Barneveld"),
    3: ("open", None, "Er is al een regel voor deze deelnemer, deze bijeenkomst en deze casus."),
    4: ("te betalen", "68.63", "Nijkerk"),
    5: ("te betalen", "137.27", "Schrap 30 minuten reis- en voorbereidingstijd"),
    6: ("afgewezen", None, "levert voor deze casus al een individuele voorziening"),
    7: ("open", None, "in dezelfde periode al een individuele voorziening?"),
    8: ("te betalen", "114.39", "Rhenen"),
    9: ("te betalen", "183.02", "Gedeclareerd is € 1.234,50."),
    10: ("te betalen", "90.00", "Wij gaan niet boven het gedeclareerde bedrag."),
    11: (
        "niet te lezen",
        None,
        "rij 12, kolom Uren aanwezig: 1,67 uur is geen heel aantal minuten.",
    ),
    12: ("open", None, "op 22 april 2012 gelden hier geen regels"),
    13: ("open", None, "Voor 12 mei 2022 is nog geen waarde vastgesteld"),
    14: ("te betalen", "137.27", "Renswoude"),
    15: ("terug", None, "De factuur kwam niet per e-mail."),
    16: ("terug", None, "Het kenmerk op de factuur is niet"),
    17: ("te betalen", "137.27", "Ede"),
    18: ("open", None, "Leg deze regel voor: een mens kiest."),
    19: ("open", None, "Vraag na wat ontbreekt bij de GI."),
    20: ("niet te lezen", None, "rij 21, kolom Soort declarant: 'een gecertificeerde instelng'"),
    21: ("open", None, "alleen voor het inkoopnetwerk"),
    22: ("afgewezen", None, "die is 0 minuten"),
    23: ("open", None, "deze gemeente hoort niet bij de regio"),
    24: ("afgewezen", None, "was niet gevraagd"),
    25: ("terug", None, "De factuur gaat over het 1e kwartaal van 2021"),
    26: ("te betalen", "91.51", "Op de factuur staat € 95,00 per uur."),
    27: ("niet te lezen", None, "rij 28, kolom Casusnummer"),
    28: ("open", None, "gevraagd door de voorzitter, de coördinator of de gemeente?"),
    29: ("open", None, "Het handboek zegt niet of deze deelnemer een vergoeding krijgt."),
    30: ("te betalen", "160.14", "Nijkerk"),
}


@pytest.fixture(scope="module")
def subject() -> Subject:
    """Give the rules for declarations in FoodValley."""
    return Subject(load_folder(ROOT / "rules"), "billing", "foodvalley")


def in_a_spreadsheet(path: Path) -> Path:
    """The same quarter as XLSX: numbers and dates with the types that a spreadsheet keeps."""
    rows = [*csv.reader(io.StringIO(QUARTER.read_text("cp1252")), delimiter=";")]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(rows[0])
    for row in rows[1:]:
        sheet.append([_typed(name, cell) for name, cell in zip(rows[0], row, strict=True)])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    book.save(path)
    return path


def _typed(name: str, cell: str) -> object:
    if not cell:
        return None
    if name == "Datum van de bijeenkomst":
        day, month, year = map(int, cell.split("-"))
        return date(year, month, day)
    plain = cell.replace(",", ".")
    return float(plain) if plain.replace(".", "", 1).isdecimal() and name != "Casusnummer" else cell


@pytest.fixture(params=["csv", "xlsx"])
def result(
    subject: Subject, request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[Report, pl.DataFrame]:
    """Give the report and the lines, from either kind of file."""
    source = QUARTER if request.param == "csv" else in_a_spreadsheet(tmp_path / "in.xlsx")
    report = run(subject, source, tmp_path / "uit.parquet")
    return report, pl.read_parquet(tmp_path / "uit.parquet")


def test_every_line_of_the_quarter_comes_out_as_facturatie_would_want_it(
    result: tuple[Report, pl.DataFrame],
) -> None:
    _, lines = result
    for row in lines.rows(named=True):
        number = int(float(row["Regelnummer"]))
        state, amount, told = EXPECTED[number]
        paid = None if row["te_betalen"] is None else str(row["te_betalen"])
        assert (row["stand"], paid) == (state, amount), number
        assert told in " ".join(str(cell) for cell in row.values() if cell), number
    assert lines.height == len(EXPECTED) == 30


def test_no_line_of_the_quarter_is_without_a_next_step_or_a_reason(
    result: tuple[Report, pl.DataFrame],
) -> None:
    _, lines = result
    told = lines.filter(pl.col("volgende_stap").is_not_null() | (pl.col("stand") == "afgewezen"))
    assert told.height == 30


@pytest.mark.parametrize("region", ["foodvalley", "ijsselland"])
def test_the_template_has_one_column_for_all_that_is_asked_and_takes_a_line(
    tmp_path: Path, region: str
) -> None:
    subject = Subject(load_folder(ROOT / "rules"), "billing", region)
    write_template(subject, tmp_path / "in.xlsx")
    book = openpyxl.load_workbook(tmp_path / "in.xlsx")
    heads = [cell.value for cell in book["Regels"][1]]
    given = {"Datum van de bijeenkomst": "10-6-2021", "Nummer van de deelnemer": "D-3"}
    book["Regels"].append([given.get(str(head)) for head in heads])
    book.save(tmp_path / "in.xlsx")
    report = run(subject, tmp_path / "in.xlsx", tmp_path / "uit.xlsx")
    assert (sum(report.counts.values()), report.unread, report.remarks) == (1, 0, ())


def test_the_quarter_divides_into_paid_cut_rejected_sent_back_and_open(
    result: tuple[Report, pl.DataFrame],
) -> None:
    report, _ = result
    whole = report.totals.row(0, named=True)
    parts = (whole[name] for name in ("te_betalen", "gekort", "afgewezen", "terug", "open"))
    assert sum(parts) == whole["gedeclareerd"]
    # The three lines that can't be read have their amounts all the same.
    assert str(whole["gedeclareerd"]) == "4271.89"
    assert str(whole["te_betalen"]) == "1348.28"
    assert str(whole["afgewezen"]) == "183.03"
    assert str(whole["terug"]) == "274.53"
