"""Files in every dialect give the same lines; a bad cell spoils its line and a bad file itself."""

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from sheets import csvfiles
from sheets.faults import FileRefused
from sheets.readback import read_lines
from sheets.running import run
from sheets.subject import Subject

Decide = Callable[..., pl.DataFrame]
Put = Callable[..., Path]
HEAD = (
    "regelnummer;Dag van de huur;Soort fiets;Uren op pad;Minuten pech;Gevraagde prijs;Lid;Stalling;"
    "Kwartaal van de bon"
)
LINE = "1;10-6-2021;een fiets van de coöperatie;1,5;0;€ 15,02;nee;Noord;2021-K2"
FILE = f"{HEAD}\n{LINE}\n"


def paid(lines: pl.DataFrame) -> list[str | None]:
    return [None if cell is None else str(cell) for cell in lines["te_betalen"]]


@pytest.mark.parametrize(
    "raw",
    [
        FILE.encode(),
        b"\xef\xbb\xbf" + FILE.encode(),
        FILE.encode("cp1252"),
        FILE.replace("\n", "\r\n").encode("cp1252"),
        FILE.replace("\n", "\r").encode(),
        FILE.replace(";", "\t").encode(),
        FILE.replace("1,5", '"1,5"')
        .replace("15,02", '"15,02"')
        .replace("€ ", "")
        .replace(";", ",")
        .encode(),
        ("Overzicht fietsen;;\n\n" + FILE).encode(),
        ("sep=;\n" + FILE).encode(),
        (FILE + ";;;;;;;\n\n").encode(),
        FILE.rstrip("\n").encode(),
        FILE.replace("Noord", '"No""ord"').replace('No""ord', "Noord").encode(),
    ],
)
def test_every_dialect_of_csv_gives_the_same_line(decide: Decide, raw: bytes) -> None:
    lines = decide(raw.replace(b'"\xe2\x82\xac 15,02"', b'"15,02"'))
    # 90 minutes at 10,01 an hour is 15,015: half a cent goes up.
    assert paid(lines) == ["15.02"]
    assert lines["betalende_gemeente"].to_list() == ["Noord"]


def test_a_spreadsheet_is_read_by_what_it_keeps(decide: Decide, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Overzicht"])
    sheet.append([])
    sheet.append(HEAD.split(";"))
    sheet.append([1, date(2021, 6, 10), "stads", 1.5, 0, 15.02, "nee", "Noord", "2021-K2"])
    sheet.append(
        [
            2,
            datetime(2021, 6, 10, 9, 30),
            "stads",
            time(1, 30),
            0.0,
            15.02,
            False,
            "Noord",
            "2021-K2",
        ]
    )
    sheet.append([3, 44357, "stads", "1:30", "0", "€ 15,02", "nee", "Noord", "2021-K2"])
    sheet.append([4, "10-6-2021", "stads", 1.67, 0, 15.02, "nee", "Noord", "2021-K2"])
    book.save(tmp_path / "in.xlsx")
    lines = decide(tmp_path / "in.xlsx")
    assert paid(lines) == ["15.02", "15.02", "15.02", None]
    assert lines["fouten"][3].startswith("rij 7, kolom Uren op pad: 1,67 uur is geen heel aantal")


def test_parquet_is_read_with_the_types_that_it_has(decide: Decide, tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "dag": [date(2021, 6, 10)] * 3,
            "soort": ["stads", "race", "een racefiets"],
            "minuten_op_pad": [90, 60, -1],
            "minuten_pech": [0, 0, 0],
            "gevraagd": [15.02, 10.005, 10.01],
            "lid": [False, False, False],
            "bonkwartaal": ["2021-K2"] * 3,
            "stalling": pl.Series(["noord"] * 3, dtype=pl.Categorical),
        }
    )
    table.write_parquet(tmp_path / "in.parquet")
    lines = decide(tmp_path / "in.parquet")
    assert paid(lines) == ["15.02", None, None]
    assert "rij 2, kolom gevraagd: '10,005' is niet op hele centen." in lines["fouten"][1]
    assert "rij 3, kolom minuten_op_pad: '-1' is geen heel getal." in lines["fouten"][2]
    assert lines.schema["dag"] == pl.Date


@pytest.mark.parametrize("type_", [pl.Decimal(10, 2), pl.Decimal(20, 4), pl.Float32, pl.String])
def test_an_amount_is_read_from_any_type_that_can_hold_it(
    decide: Decide, tmp_path: Path, type_: pl.DataType
) -> None:
    given = pl.Series("gevraagd", ["15.02", "7.5", None, "1234.00"], pl.String)
    table = pl.DataFrame(
        {"dag": ["2021-06-10"] * 4, "lid": ["ja"] * 4, "gevraagd": given.cast(type_)}
    )
    table.write_parquet(tmp_path / "in.parquet")
    lines = decide(tmp_path / "in.parquet")
    assert [str(cell) for cell in lines["gedeclareerd"]] == ["15.02", "7.50", "None", "1234.00"]
    assert lines["fouten"].null_count() == 4


def test_a_bad_cell_spoils_its_line_and_tells_row_column_and_why(decide: Decide) -> None:
    bad = "2;10-6-21;vouwfiets;1,5;0;1.500;misschien;Noord;2021-K2"
    lines = decide(f"{HEAD}\n{LINE}\n{bad}\n\n{LINE}\n")
    assert paid(lines) == ["15.02", None, "15.02"]
    assert lines["stand"].to_list() == ["te betalen", "niet te lezen", "te betalen"]
    told = lines["fouten"][1]
    assert told.startswith("rij 3, kolom Dag van de huur: '10-6-21' heeft geen heel jaartal.")
    for header in ("Soort fiets", "Gevraagde prijs", "Lid"):
        assert f"kolom {header}: " in told
    assert lines["fouten"].null_count() == 2


def test_a_line_without_a_date_is_told(decide: Decide) -> None:
    lines = decide("dag;lid\n;ja\nonbekend;ja\n2021-06-10;ja\n")
    sentence = "kolom dag: vul de datum in. Zonder datum weten wij niet welke regels gelden."
    assert lines["fouten"].to_list() == [f"rij 2, {sentence}", f"rij 3, {sentence}", None]


def test_a_line_with_too_many_cells_is_told(decide: Decide) -> None:
    lines = decide("dag;lid\n2021-06-10;ja;nee\n2021-06-10;ja;\n2021-06-10;ja\n")
    assert lines["fouten"].to_list() == [
        "rij 2, hier staan 3 cellen, maar de kop heeft er 2.",
        None,
        None,
    ]


def test_a_bsn_never_comes_out_again(decide: Decide) -> None:
    lines = decide(
        "dag;lid;casusnummer;Opmerking\n2021-06-10;111222333;a;b\n"
        "2021-06-10;ja;111222333;b\n2021-06-10;ja;a;van 1112.22.333\n2021-06-10;ja;a;b\n"
    )
    assert lines["fouten"].null_count() == 1
    assert "222" not in str(lines.rows())
    assert lines["casusnummer"].to_list() == ["a", None, "a", "a"]


@pytest.mark.parametrize("name", ["Jan Jansen", "Jansen", "de.vries", "=Jansen", "O'Hara 2"])
def test_a_name_in_a_column_of_codes_spoils_its_line_and_never_comes_out_again(
    decide: Decide, name: str
) -> None:
    rows = f"2021-06-10;ja;B-1\n2021-06-10;ja;{name}\n2021-06-10;ja; b-2 \n2021-06-10;ja;onbekend"
    lines = decide(f"dag;lid;Nummer van de bon\n{rows}\n")
    fault = "rij 3, kolom Nummer van de bon: Dit is geen code."
    assert [(cell or "")[: len(fault)] for cell in lines["fouten"]] == ["", fault, "", ""]
    assert name not in str(lines.rows())
    assert lines["Nummer van de bon"].to_list() == ["B-1", None, " b-2 ", "onbekend"]


@pytest.mark.parametrize("to", ["uit.csv", "uit.xlsx", "uit.parquet"])
def test_a_column_with_names_is_in_no_result(
    subject: Subject, put: Callable[..., Path], tmp_path: Path, to: str
) -> None:
    source = put("dag;lid;Naam huurder;Opmerking\n2021-06-10;ja;Jan Jansen;vroeg\n")
    report = run(subject, source, tmp_path / to)
    assert "gaan niet mee: 'Naam huurder'" in report.remarks[0]
    (line,) = read_lines(tmp_path / to, {}, 1, 9).lines
    assert [*line][:3] == ["dag", "lid", "Opmerking"]
    assert "Jan Jansen" not in line.values()


def test_all_that_is_wrong_with_a_line_is_told_at_once(decide: Decide) -> None:
    (told,) = decide("dag;lid;Nummer van de bon\n2021-06-10;wie;Jansen\n")["fouten"]
    first, second = told.split(" En ")
    assert first.startswith("rij 2, kolom lid: 'wie' is hier geen keuze.")
    assert second.startswith("kolom Nummer van de bon: Dit is geen code.")


def test_a_code_may_be_a_number_in_a_file_that_has_types(decide: Decide, tmp_path: Path) -> None:
    day = date(2021, 6, 10)
    codes = [7, 7.0, "7"]
    for place, code in enumerate(codes):
        lines = pl.DataFrame({"dag": [day] * 2, "lid": ["ja"] * 2, "bonnummer": [code] * 2})
        lines.write_parquet(tmp_path / f"{place}.parquet")
        told = decide(tmp_path / f"{place}.parquet")
        assert "stond er al" in told["let_op"][1]


@pytest.mark.parametrize(
    "type_", [pl.Int64, pl.Float64, pl.Decimal(12, 2), pl.String, pl.Categorical, pl.List(pl.Int64)]
)
def test_a_bsn_never_comes_out_again_whatever_the_type_of_its_column(
    decide: Decide, tmp_path: Path, type_: pl.DataType
) -> None:
    kind = pl.List(pl.Int64) if type_ == pl.List(pl.Int64) else pl.String
    cells = [[111222333], [5], None] if kind != pl.String else ["111222333", "5", None]
    own = pl.Series("Opmerking", cells, kind).cast(type_)
    table = pl.DataFrame({"dag": ["2021-06-10"] * 3, "lid": ["ja"] * 3}).with_columns(own)
    table.write_parquet(tmp_path / "in.parquet")
    lines = decide(tmp_path / "in.parquet")
    assert "burgerservicenummer" in lines["fouten"][0]
    assert lines["fouten"].null_count() == 2
    assert lines["Opmerking"].to_list()[0] is None
    assert lines["Opmerking"][1:].equals(own[1:])


@pytest.mark.parametrize(
    "amounts",
    [
        # As whole cents in 64 bits the first would be 84 cents.
        pl.Series([184_467_440_737_095_517, 15]),
        pl.Series([2**63 + 5, 15], dtype=pl.UInt64),
        pl.Series([1e20, 15.0]),
        pl.Series([float("nan"), 15.0]),
        pl.Series([Decimal(10) ** 30, Decimal(15)], dtype=pl.Decimal(38, 2)),
        pl.Series([Decimal(10) ** 37, Decimal(15)], dtype=pl.Decimal(38, 0)),
        pl.Series([Decimal("15.001"), Decimal(15)], dtype=pl.Decimal(38, 35)),
    ],
)
def test_an_amount_beyond_all_numbers_is_a_fault_of_its_line(
    decide: Decide, tmp_path: Path, amounts: pl.Series
) -> None:
    table = pl.DataFrame({"dag": [date(2021, 6, 10)] * 2, "lid": ["ja"] * 2, "gevraagd": amounts})
    table.write_parquet(tmp_path / "in.parquet")
    lines = decide(tmp_path / "in.parquet")
    assert "kolom gevraagd" in lines["fouten"][0]
    assert lines["fouten"][1] is None
    assert lines["gedeclareerd"].to_list() == [None, Decimal(15)]


def test_rules_that_ask_a_special_fact_take_no_files(subject: Subject) -> None:
    book = subject.rulebook
    facts = {**book.facts, "lid": replace(book.facts["lid"], special=True)}
    with pytest.raises(ValueError, match="special facts can't stand in a file: lid"):
        Subject(replace(book, facts=facts), "billing", "fietsland")


def test_row_numbers_and_values_hold_over_blocks(
    decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 100)
    rows = "".join(f'2021-06-10;ja;"regel\n{n}"\n' for n in range(2, 200))
    lines = decide(f"dag;lid;Opmerking\n{rows}2021-06-10;wie;slot\n")
    assert lines.height == 199
    assert lines["Opmerking"][150] == "regel\n152"
    assert lines["fouten"][198].startswith("rij 200, kolom lid: ")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Dit bestand is leeg."),
        (b"\xef\xbb\xbf\r\n;;\r\n", "Dit bestand is leeg."),
        (b"dag;lid\n", "geen enkele regel"),
        (b"dag;lid\n;\n\n", "geen enkele regel"),
        (
            b"naam;adres\nA;B\n",
            "geen rij met kolomnamen die wij kennen. Bovenaan staat: 'naam', 'adres'",
        ),
        (b"dag;lid\n2021-06-10;ja\ndag;lid\n2021-06-10;ja\n", "Op rij 3 staat de kop nog een keer"),
        ("dag;lid\n2021-06-10;ja\n".encode("utf-16"), "geen leesbare tekst"),
        (b"dag;lid;o\n2021-06-10;ja;\x81\n", "geen leesbare tekst"),
        (
            b"lid;Soort fiets;Datum;casus\nja;race;2021-06-10;C-1\n",
            "De kolom 'Dag van de huur' ontbreekt. .* Deze kolommen kennen wij niet: 'Datum'.$",
        ),
        (b"PK\x03\x04 niets", "niet te openen als rekenblad"),
        (b"\xd0\xcf\x11\xe0 niets", "niet te openen als rekenblad"),
        (b"PAR1 niets", "Parquet-bestand is beschadigd"),
        (
            b'dag;lid;o\n2021-06-10;ja;"open\n' + b"x;y\n" * 100,
            "geen leesbare tekst|aanhalingsteken",
        ),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_with_nothing_written(
    decide: Decide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes, said: str
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 100)
    with pytest.raises(FileRefused, match=said):
        decide(raw)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_file_with_two_encodings_is_refused(
    decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 60)
    line = "2021-06-10;ja;coöperatie\n"
    with pytest.raises(FileRefused, match="twee verschillende coderingen"):
        decide(b"dag;lid;o\n" + (line * 9).encode() + (line * 9).encode("cp1252"))


def test_a_file_that_is_not_there_and_a_folder_that_is_not_there_are_told(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=r"geen\.csv' is er niet"):
        run(subject, tmp_path / "geen.csv", tmp_path / "uit.csv")
    with pytest.raises(FileRefused, match="bestaat niet"):
        run(subject, put(FILE), tmp_path / "nergens" / "uit.csv")
    with pytest.raises(FileRefused, match="eindigt niet op een soort"):
        run(subject, put(FILE), tmp_path / "uit.pdf")
    with pytest.raises(FileRefused, match="over de invoer heen"):
        run(subject, put(FILE), tmp_path / "in.csv")


def test_what_a_text_means_is_the_same_in_every_block(
    decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 200)
    days = [f"2021-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(500)]
    lids = ["ja" if n % 3 else "nee" for n in range(500)]
    rows = "".join(f"{day};{lid}\n" for day, lid in zip(days, lids, strict=True))
    lines = decide(f"dag;lid\n{rows}")
    free = [line["stand"] == "afgewezen" for line in lines.rows(named=True)]
    assert free == [lid == "ja" for lid in lids]


def test_a_disk_that_is_gone_while_a_file_is_read_is_told(
    decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(csvfiles, "_lines", gone)
    with pytest.raises(FileRefused, match=r"in\.csv' is niet te lezen: Input/output error"):
        decide(FILE)
