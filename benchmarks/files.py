"""`python -m benchmarks.files`: whole files from disk to disk, beside polars that decides nothing.

The lines are those of `bulk.lines`, with the numbers that a real file has beside them. From CSV to
CSV the floor is polars that reads the file and writes the columns of our result; once with all
columns as text, as we read them, and once with the types that it finds, as most people would. From
Parquet to Parquet it is polars by hand that decides too (`bulk.in_polars`), and writes its answers.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import polars as pl

from benchmarks import machine
from benchmarks.bulk import lines
from benchmarks.bulk.in_polars import Polars
from benchmarks.ours import RULES
from engine.decider import NOT_AT_ISSUE
from engine.loader import load_folder
from sheets.running import Options, run
from sheets.subject import Subject

OPTIONS = Options(NOT_AT_ISSUE, told=False)
CODES = ("organisatienummer", "deelnemernummer", "casusnummer")
_CENT = pl.lit("0.01").cast(pl.Decimal(18, 2))

Way = Callable[[], object]


def main() -> None:
    """Make the files, time every way in turn, and print the ratios."""
    wanted = _arguments()
    print("\n".join(machine.facts()))
    subject = Subject(load_folder(RULES), "billing", "foodvalley")
    with TemporaryDirectory(prefix="ret-") as folder:
        place = Path(folder)
        types = {n: t for n, t in subject.bulk.columns.items() if n not in CODES}
        drawn = lines.realistic(types, wanted.regels)
        _write(drawn, place, () if wanted.zonder_codes else CODES)
        for title, ours, others in (_csv(subject, place), _parquet(subject, place, drawn)):
            times = _timed({"wij": ours, **others}, wanted.ronden)
            print("\n".join(_told(title, times)))


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.files", description="Meet hele bestanden.")
    parser.add_argument("--regels", type=int, default=1_000_000, help="regels in het bestand")
    parser.add_argument("--ronden", type=int, default=5, help="ronden om te meten")
    parser.add_argument(
        "--zonder-codes", action="store_true", help="niets zegt welke regels bij elkaar horen"
    )
    return parser.parse_args()


def _write(drawn: pl.DataFrame, place: Path, codes: Sequence[str]) -> None:
    """The lines as files: numbers in front, amounts in euros, and in CSV a decimal comma."""
    number = pl.int_range(pl.len())
    amounts = [name for name in drawn.columns if name.startswith(("bedrag", "uurtarief"))]
    made = {
        "organisatienummer": pl.format("ORG-{}", number * 7919 % 60),
        "casusnummer": pl.format("2021-{}", number * 31 % 9000),
        "deelnemernummer": pl.format("D-{}", number * 17 % 900),
    }
    table = drawn.select(
        (number + 1).cast(pl.String).alias("regelnummer"),
        *(code.alias(name) for name, code in made.items() if name in codes),
        pl.exclude(*amounts),
        *((pl.col(name).cast(pl.Decimal(18, 0)) * _CENT).alias(name) for name in amounts),
    )
    table.write_csv(place / "in.csv", separator=";", decimal_comma=True)
    table.write_parquet(place / "in.parquet")


def _csv(subject: Subject, place: Path) -> tuple[str, Way, Mapping[str, Way]]:
    source, target = place / "in.csv", place / "uit.csv"
    run(subject, source, target, OPTIONS)
    told = pl.read_csv(target, separator=";", infer_schema=False)
    typed = pl.read_csv(target, separator=";", try_parse_dates=True, decimal_comma=True)

    def texts() -> None:
        pl.read_csv(source, separator=";", infer_schema=False)
        told.write_csv(place / "vloer.csv", separator=";")

    def types() -> None:
        pl.read_csv(source, separator=";", try_parse_dates=True, decimal_comma=True)
        typed.write_csv(place / "vloer.csv", separator=";", decimal_comma=True)

    others = {"lezen en schrijven als tekst": texts, "lezen en schrijven met typen": types}
    return "CSV → CSV", lambda: run(subject, source, target, OPTIONS), others


def _parquet(
    subject: Subject, place: Path, drawn: pl.DataFrame
) -> tuple[str, Way, Mapping[str, Way]]:
    source, target, peer = place / "in.parquet", place / "uit.parquet", Polars()
    types = drawn.schema

    def by_hand() -> None:
        table = pl.read_parquet(source)
        cents = [(pl.col(n) * 100).cast(t) for n, t in types.items() if table.schema[n] != t]
        decided = peer.decide(table.with_columns(cents))
        table.hstack(decided).write_parquet(place / "vloer.parquet", compression_level=1)

    return (
        "Parquet → Parquet",
        lambda: run(subject, source, target, OPTIONS),
        {"polars, met de hand": by_hand},
    )


def _timed(ways: Mapping[str, Way], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds on the clock and of the processor, of each way in each round but the first."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            clock, processor = perf_counter(), process_time()
            way()
            if turn:
                found[name].append((perf_counter() - clock, process_time() - processor))
    return found


def _told(title: str, times: Mapping[str, list[tuple[float, float]]]) -> Iterator[str]:
    yield f"\n{title:<32}{'klok':>10}{'rekentijd':>12}{'wij, klok':>12}{'rekentijd':>12}"
    ours = times["wij"]
    for name, taken in times.items():
        clock, processor = (median(one[n] for one in taken) for n in (0, 1))
        ratios = [[a[n] / b[n] for a, b in zip(taken, ours, strict=True)] for n in (0, 1)]
        told = "".join(f"{median(ratio):>10.2f} ×" for ratio in ratios)
        yield f"{name:<32}{clock:>8.2f} s{processor:>10.2f} s{told}"


if __name__ == "__main__":
    main()
