"""Rules over lines look at the whole file, however it is read and told."""

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from engine.values import UNKNOWN
from sheets import counting, csvfiles
from sheets.headers import Headers
from sheets.opening import open_source
from sheets.reading import LineReader, Lines
from sheets.running import run
from sheets.sources import Chunk
from sheets.subject import Subject

Decide = Callable[..., pl.DataFrame]
Put = Callable[..., Path]
HEAD = "dag;lid;bonnummer;Uren op pad"


def twice(lines: pl.DataFrame) -> list[bool]:
    """Whether each line is told to stand there for the second time."""
    if "let_op" in lines.columns:
        return ["stond er al" in (cell or "") for cell in lines["let_op"]]
    return ["DEC-FL-07" in (cell or "") for cell in lines["overige_regels"].cast(pl.String)]


@pytest.mark.parametrize("kept", [50, 1_000])
@pytest.mark.parametrize("told", [True, False])
def test_the_second_of_two_equal_lines_is_told_wherever_the_first_stands(
    decide: Decide, monkeypatch: pytest.MonkeyPatch, told: bool, kept: int
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 100)
    monkeypatch.setattr(counting, "MOST_KEPT", kept)
    monkeypatch.setattr(counting, "LARGEST_PART", 7)
    own = [f"2021-06-{1 + n % 28:02};ja;B-{n};1" for n in range(100)]
    lines = decide("\n".join([HEAD, *own, own[3], *own[:2], ""]), told=told)
    assert twice(lines) == [False] * 100 + [True] * 3


@pytest.mark.parametrize(("kept", "readings"), [(1_000, 1), (50, 2)])
def test_a_file_that_is_too_large_to_keep_is_read_again_and_not_kept(
    decide: Decide, monkeypatch: pytest.MonkeyPatch, kept: int, readings: int
) -> None:
    most, begun = [0], [0]
    chunks = csvfiles.CsvSource.chunks

    class Noted(deque[Lines]):
        def append(self, lines: Lines) -> None:
            super().append(lines)
            most.append(sum(len(one.rows) for one in self))

    def noted(source: csvfiles.CsvSource) -> Iterator[Chunk]:
        begun[0] += 1
        return chunks(source)

    monkeypatch.setattr(csvfiles, "BLOCK", 100)
    monkeypatch.setattr(counting, "MOST_KEPT", kept)
    monkeypatch.setattr(counting, "deque", Noted)
    monkeypatch.setattr(csvfiles.CsvSource, "chunks", noted)
    decide("\n".join([HEAD, *[f"2021-06-{1 + n % 28:02};ja;B-{n};1" for n in range(200)], ""]))
    assert begun == [readings]
    assert max(most) <= kept + 20


def test_a_line_with_a_fault_counts_for_no_other(decide: Decide) -> None:
    wrong = "2021-06-10;wie;B-1;1"
    right = "2021-06-10;ja;B-1;1"
    lines = decide("\n".join([HEAD, wrong, right, right, ""]))
    assert twice(lines) == [False, False, True]


def test_a_file_with_nothing_but_faults_is_told_line_by_line(decide: Decide) -> None:
    lines = decide("\n".join([HEAD, "2021-06-10;wie;B-1;1", ""]))
    assert "kolom lid: 'wie'" in lines["fouten"][0]


@pytest.mark.parametrize("part", [1, 1_000])
def test_a_bon_without_a_number_may_have_been_there_when_other_days_have_numbers(
    subject: Subject, headers: Headers, put: Put, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(counting, "LARGEST_PART", part)
    own = ["2021-06-10;ja;;13", "2021-06-10;ja;;13", "2021-06-11;ja;B-1;13"]
    source = open_source(put("\n".join([HEAD, *own, ""])), headers)
    layout = headers.layout(source.names)
    counts = counting.FileCounts(subject, layout.facts)
    (lines,) = counts.read(LineReader(source, layout, subject, UNKNOWN), lambda done: None)
    found = counts.take(lines.facts)
    assert found["eerdere_bonnen"].to_list() == [0, 0, 0]
    assert found["eerdere_bonnen_hoogstens"].to_list() == [0, 1, 0]


def test_a_sum_may_be_larger_than_any_number_of_a_fact(
    decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_MOST", 250_000)
    lines = decide("\n".join([HEAD, *["2021-06-10;ja;B-1;"] * 3, ""]))
    assert lines["fouten"].null_count() == 3
    assert twice(lines) == [False, True, True]


@pytest.mark.parametrize("told", [True, False])
def test_what_lines_come_to_together_is_added_up_over_the_file(
    decide: Decide, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 60)
    own = ["2021-06-10;ja;B-1;13", "2021-06-10;ja;B-2;13", "2021-06-10;ja;B-1;13"]
    lines = decide("\n".join([HEAD, *own, ""]), told=told)
    column = "let_op" if told else "overige_regels"
    said = [str(cell) for cell in lines[column].cast(pl.String)]
    assert ["meer dan een dag" in cell or "DEC-FL-08" in cell for cell in said] == [
        *(True, False, True)
    ]


def test_a_file_that_can_not_tell_which_lines_belong_together_is_read_once(
    subject: Subject, put: Put, tmp_path: Path
) -> None:
    source, target = (
        put("dag;lid;Uren op pad\n" + "2021-06-10;ja;13\n" * 2),
        tmp_path / "uit.parquet",
    )
    heard: list[tuple[int, int]] = []
    report = run(subject, source, target, progress=lambda *far: heard.append(far))
    assert "vinden wij zo niet. Daarvoor ontbreekt: 'Nummer van de bon'." in report.remarks[-1]
    assert heard == [(source.stat().st_size,) * 2]
    assert twice(pl.read_parquet(target)) == [False, False]
