"""`ret declaraties`: a file in, a file with outcomes out, and what the command says of it."""

from pathlib import Path

import openpyxl
from running import ROOT, Run, Start

QUARTER = ROOT / "docs" / "voorbeelden" / "kwartaal-2021-2.csv"


HERE = ("--regio", "foodvalley")


def test_a_quarter_is_decided_and_told(run: Run, tmp_path: Path) -> None:
    done = run("declaraties", QUARTER, *HERE, "-o", tmp_path / "uit.xlsx")
    assert done.exit_code == 1
    assert "Regio foodvalley. 30 regels:" in done.output
    assert "3 niet te lezen" in " ".join(done.output.split())
    assert "tellen niet: 'Opmerking'." in done.output
    assert "rij 12, kolom Uren aanwezig: 1,67 uur is geen heel aantal" in done.output
    assert "111222333" not in done.output
    sheets = openpyxl.load_workbook(tmp_path / "uit.xlsx").sheetnames
    assert sheets == ["Regels", "Totalen", "Specificatie", "Toelichting"]


def test_nothing_but_lines_that_are_right_ends_well(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "datum_bijeenkomst;declarant_soort\n2021-06-10;overige_partij\n"
    )
    done = run("declaraties", tmp_path / "in.csv", *HERE, "-o", tmp_path / "uit.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    done = run(
        *("declaraties", tmp_path / "in.csv", "-o", tmp_path / "uit.csv", "--regio", "ijsselland")
    )
    assert done.stdout.startswith("Regio ijsselland. 1 regel: 1 open.")


def test_a_file_that_is_refused_is_wrong_use(run: Run, tmp_path: Path) -> None:
    done = run("declaraties", tmp_path / "geen.csv", *HERE, "-o", tmp_path / "uit.csv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "is er niet" in done.stderr
    assert run("declaraties", QUARTER, *HERE).exit_code == 2
    assert "Er ontbreekt: -o UIT." in run("declaraties", QUARTER, *HERE).stderr
    assert (
        "'elders' is onbekend"
        in run(*("declaraties", QUARTER, "-o", "x", "--regio", "elders")).stderr
    )


def test_the_template_holds_the_facts_of_the_region(run: Run, tmp_path: Path) -> None:
    done = run("declaraties", "--sjabloon", "--regio", "ijsselland", "-o", tmp_path / "leeg.xlsx")
    assert done.exit_code == 0
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "leeg.xlsx")["Regels"][1]]
    assert "Afgesproken uurtarief" in heads
    assert "Vaste deelnemer" not in heads


def test_nothing_is_drawn_when_nobody_watches(start: Start, tmp_path: Path) -> None:
    done = start("declaraties", QUARTER, *HERE, "-o", tmp_path / "uit.csv")
    assert done.stderr == b""
    assert b"\r" not in done.stdout


def test_no_region_is_guessed(run: Run, tmp_path: Path) -> None:
    done = run("declaraties", QUARTER, "-o", tmp_path / "uit.csv")
    assert done.exit_code == 2
    assert "Noem de regio met --regio. Kies uit: foodvalley, ijsselland." in done.stderr
    assert not (tmp_path / "uit.csv").exists()
