"""`ret declaraties`: a file of declarations in, the same lines with their outcomes out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import complain, tell
from cli.rulebooks import REGION, command, rulebook_of, rulesets_of
from engine.model import Rulebook
from engine.values import Money

if TYPE_CHECKING:
    from sheets.running import Report

DECISION = "billing"
TEMPLATE = Path("sjabloon-declaraties.xlsx")
AMOUNTS = {
    "gedeclareerd": "Gedeclareerd",
    "te_betalen": "te betalen",
    "gekort": "gekort",
    "afgewezen": "afgewezen",
    "terug": "terug naar de indiener",
    "open": "open",
}
_MONEY = Money("bedrag")
HELP = """Toets alle declaraties in een bestand, en schrijf bij elke regel wat eruit komt.

IN is een CSV-, XLSX- of Parquet-bestand met één rij per organisatie, bijeenkomst en casus. De kop
noemt feiten, met hun naam of hun label. UIT eindigt op .csv, .xlsx of .parquet. Naast de regels
komen er totalen, een specificatie per organisatie en een toelichting.

Een fout in een cel telt alleen voor die regel. Is het bestand zelf niet te lezen, dan wordt er
niets geschreven.
"""


@command("declaraties", short_help="Toets alle declaraties in een bestand.", help=HELP)
@click.argument("source", metavar="[IN]", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--uitvoer", "target", metavar="UIT", type=click.Path(path_type=Path))
@REGION
@click.option(
    "--overige-feiten",
    "other_facts",
    type=click.Choice(["onbekend", "niet_aan_de_orde"]),
    default="onbekend",
    help="Wat een lege cel betekent. Zonder deze optie is dat: niet bekend.",
)
@click.option(
    "--uitleg",
    "telling",
    type=click.Choice(["volledig", "kort"]),
    help="Per regel de hele uitleg, of alleen de nummers van de regels. "
    "Zonder deze optie krijgt een bestand tot 100.000 regels de hele uitleg.",
)
@click.option("--sjabloon", "empty", is_flag=True, help="Schrijf een leeg bestand om in te vullen.")
def declare(
    source: Path | None,
    target: Path | None,
    region: str | None,
    other_facts: str,
    telling: str | None,
    empty: bool,
) -> None:
    """Decide a file, or write the template; status 1 with lines that could not be read.

    A file that is refused gives status 2.
    """
    # Here: the other commands start faster without tables and spreadsheets.
    from sheets.faults import FileRefused
    from sheets.running import Options, run
    from sheets.subject import Subject
    from sheets.template import write_template

    rulebook = rulebook_of()
    subject = Subject(rulebook, DECISION, _region(rulebook, region))
    if not empty and (source is None or target is None):
        raise click.UsageError(f"Er ontbreekt: {'IN' if source is None else '-o UIT'}.")
    try:
        if empty or source is None or target is None:
            write_template(subject, target or TEMPLATE)
            tell(f"Geschreven: {target or TEMPLATE}.")
            return
        options = Options(other_facts, None if telling is None else telling == "volledig")
        with _progress() as progress:
            report = run(subject, source, target, options, progress)
    except FileRefused as refused:
        for sentence in refused.sentences:
            complain(sentence)
        raise SystemExit(2) from None
    for line in _told(report):
        tell(line)
    raise SystemExit(int(bool(report.unread)))


def _region(rulebook: Rulebook, region: str | None) -> str:
    """The region that was named, or else the only one there is: nobody's lines are guessed at."""
    found = sorted({ruleset.region for ruleset in rulesets_of(rulebook, DECISION, region)})
    if len(found) > 1:
        raise click.UsageError(f"Noem de regio met --regio. Kies uit: {', '.join(found)}.")
    return found[0]


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda done, size: None
        return
    with click.progressbar(length=1, label="Toetsen", file=sys.stderr) as bar:

        def progress(done: int, size: int) -> None:
            bar.length = size
            bar.update(done - bar.pos)

        yield progress


def _told(report: Report) -> Iterator[str]:
    """What came of a file: counts, amounts, remarks, what could not be read, and the files."""
    counted = ", ".join(f"{number} {state}" for state, number in report.counts.items() if number)
    whole = sum(report.counts.values())
    yield f"Regio {report.region}. {whole} {'regel' if whole == 1 else 'regels'}: {counted}."
    figures = report.totals.row(0, named=True)
    yield ", ".join(f"{word} {_MONEY.show(figures[name])}" for name, word in AMOUNTS.items()) + "."
    yield from (f"Let op: {remark}" for remark in report.remarks)
    yield from (f"  - {fault}" for fault in report.faults)
    if len(report.faults) < report.unread:
        yield f"  - en nog {report.unread - len(report.faults)} regels; zie de kolom 'fouten'."
    yield f"Geschreven: {', '.join(map(str, report.files))}."


COMMANDS = (declare,)
