"""An empty spreadsheet to fill in: a column for each fact, with its choices and what it asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from engine.model import Fact
from engine.values import UNKNOWN
from sheets.headers import headed, letter
from sheets.subject import Subject
from sheets.writing import Places, told_in_dutch
from sheets.xlsxwriting import LINES

ROWS = 5_000
ABOUT, CHOICES = "Uitleg", "Keuzes"
HEAD = ("Kolom", "Naam", "Wat vult u in?", "Wie weet dit?", "Keuzes", "Voorbeeld")
EXAMPLES = {
    "ja_nee": "ja",
    "getal": "3",
    "minuten": "90",
    "bedrag": "137,27",
    "bedrag_per_uur": "91,51",
    "datum": "10-6-2021",
    "kwartaal": "2021-K2",
}
KEY_TEXTS = {
    "regelnummer": ("Het nummer van deze regel op de factuur.", "1"),
    "factuurnummer": ("Het nummer van de factuur.", "F2021-12"),
    "organisatienummer": ("Een vaste code voor de organisatie.", "ORG-07"),
    "deelnemernummer": ("Een code voor de deelnemer. Nooit een naam.", "D-3"),
    "casusnummer": ("Uw eigen code voor de casus. Nooit een naam of een BSN.", "2021-014"),
    "bijeenkomstnummer": ("Een code voor de bijeenkomst.", "B-11"),
}
RULES = (
    "Vul op het blad 'Regels' één rij per organisatie, bijeenkomst en casus in.",
    "Een lege cel betekent: niet gevraagd. Weet niemand het antwoord, vul dan 'onbekend' in.",
    "Uren mag ook: noem de kolom dan bijvoorbeeld 'Uren aanwezig', met hele minuten (1,5 of 1:30).",
    "Eigen kolommen mogen erbij staan. Zij gaan mee naar de uitkomst, maar tellen niet.",
    "Schrijf nergens de naam of het burgerservicenummer van een mens.",
)


def write_template(subject: Subject, target: Path) -> None:
    """Write the template; raises FileRefused when it can't be written."""
    places = Places(target)
    try:
        with told_in_dutch(target):
            book = xlsxwriter.Workbook(str(places.lines), {"in_memory": True})
            _Template(book, subject).fill()
            book.close()
        places.commit()
    finally:
        places.close()


class _Template:
    def __init__(self, book: xlsxwriter.Workbook, subject: Subject) -> None:
        self.subject = subject
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "dd-mm-yyyy"})
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.text = book.add_format({"num_format": "@"})
        self.lines: Worksheet = book.add_worksheet(LINES)
        self.about: Worksheet = book.add_worksheet(ABOUT)
        self.choices: Worksheet = book.add_worksheet(CHOICES)
        self.choices.hide()

    def fill(self) -> None:
        """Fill all sheets."""
        self.lines.freeze_panes(1, 0)
        for number, (key, fact) in enumerate(self._columns()):
            if fact is None:
                self._column(number, headed(key), KEY_TEXTS[key][0], self.text)
            else:
                self._column(number, fact.label, fact.question or "", self._format(fact))
                self._validate(number, fact)
        self._explain()

    def _columns(self) -> list[tuple[str, Fact | None]]:
        """What there is a column for: first what tells lines apart, as a fact where it is one."""
        asked = {fact.name: fact for fact in self.subject.asked}
        keys = [(key, asked.pop(key, None)) for key in KEY_TEXTS]
        return [*keys, *asked.items()]

    def _column(self, number: int, head: str, question: str, shape: Any) -> None:
        self.lines.set_column(number, number, max(14, min(len(head) + 2, 34)), shape)
        self.lines.write_string(0, number, head, self.bold)
        self.lines.write_comment(0, number, question, {"x_scale": 2, "y_scale": 1.2})

    def _format(self, fact: Fact) -> Any:
        if fact.kind.name.startswith("bedrag"):
            return self.money
        if fact.kind.name == "datum":
            return self.day
        return self.text if fact.kind.name in ("tekst", "code", "kwartaal") else None

    def _validate(self, number: int, fact: Fact) -> None:
        """Offer the choices as a list; other kinds are checked when the file is read."""
        if fact.kind.name == "keuzes" or not fact.kind.choices:
            return
        labels = [*fact.kind.choices.values(), UNKNOWN]
        for row, label in enumerate(labels):
            self.choices.write_string(row, number, label)
        place = letter(number)
        rule = {
            "validate": "list",
            "source": f"={CHOICES}!${place}$1:${place}${len(labels)}",
            "error_title": fact.label[:32],
            "error_message": "Kies uit de lijst, of laat de cel leeg.",
        }
        self.lines.data_validation(1, number, ROWS, number, rule)

    def _explain(self) -> None:
        for number, width in enumerate((32, 32, 60, 40, 60, 20)):
            self.about.set_column(number, number, width, self.wrap)
        for row, text in enumerate(RULES):
            self.about.write_string(row, 0, text)
        first = len(RULES) + 1
        for row, cells in enumerate([HEAD, *self._explained()], first):
            for column, cell in enumerate(cells):
                self.about.write_string(row, column, cell, self.bold if row == first else self.wrap)

    def _explained(self) -> Iterator[Sequence[str]]:
        for key, fact in self._columns():
            text, example = KEY_TEXTS.get(key, ("", ""))
            if fact is None:
                yield headed(key), key, text, "", "", example
                continue
            shown = "; ".join(fact.kind.choices.values())
            yield (
                fact.label,
                fact.name,
                fact.question or "",
                fact.who_knows or "",
                shown,
                example or _example(fact),
            )


def _example(fact: Fact) -> str:
    if found := EXAMPLES.get(fact.kind.name):
        return found
    return next(iter(fact.kind.choices.values()), "een korte tekst, zonder namen")
