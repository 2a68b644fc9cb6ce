"""What the columns of a file are: facts, keys that travel along, and the sender's own columns."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from engine.findings import hint
from engine.model import Fact
from engine.values import looks_like_bsn
from sheets.faults import FileRefused

KEYS: Mapping[str, tuple[str, ...]] = {
    "regelnummer": ("regel", "regelnr", "factuurregel"),
    "factuurnummer": ("factuur", "factuurnr"),
    "organisatienummer": ("organisatienr", "agb_code"),
    "organisatie": ("naam_organisatie", "naam_van_de_organisatie", "organisatienaam"),
    "deelnemernummer": ("deelnemer", "deelnemernr"),
    "casusnummer": ("casus", "casusnr"),
    "bijeenkomstnummer": ("bijeenkomst", "bijeenkomstnr"),
}
"""The columns that say which line it is, each with other names it may have."""

MARKERS = frozenset(("uitkomst", "stand", "te_betalen"))
"""Our own columns by which a file is known as the result of an earlier run."""

OF_PEOPLE = frozenset(
    (
        *("naam", "voornaam", "achternaam", "roepnaam", "familienaam", "voorletters"),
        *("clientnaam", "geboortedatum", "bsn", "burgerservicenummer"),
    )
)
"""A column with one of these words in its header tells who somebody is."""
OF_THINGS = frozenset(
    (
        *("organisatie", "aanbieder", "instelling", "bedrijf", "leverancier", "crediteur"),
        *("gemeente", "regio", "school", "locatie", "product", "bestand"),
    )
)
"""What a name may be of without being that of a human."""

MOST_TITLE_ROWS = 20
FEWEST_FACTS = 2
NEAR = 0.84
_MARKS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its letter in a spreadsheet, its header, and what it is to us.

    At most one of `fact` and `key` is there; with `hours` the fact is counted in minutes and the
    cells are in hours. A column that is `ours` comes from an earlier run and is written anew; one
    that is `personal` tells who somebody is, and is not written again.
    """

    place: str
    header: str
    fact: Fact | None = None
    hours: bool = False
    key: str | None = None
    ours: bool = False
    personal: bool = False

    @property
    def travels(self) -> bool:
        """Whether the column is written again as it stood."""
        return not (self.ours or self.personal)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file in its own order, and what the sender should know about them."""

    columns: tuple[Column, ...]
    remarks: tuple[str, ...]

    @property
    def loose(self) -> tuple[Column, ...]:
        """The columns that are the sender's own: they say nothing to us."""
        own = (c for c in self.columns if c.header and c.travels)
        return tuple(c for c in own if not (c.fact or c.key))

    @property
    def facts(self) -> dict[str, int]:
        """The place of each fact's column, counted from 0."""
        return {c.fact.name: n for n, c in enumerate(self.columns) if c.fact}

    @property
    def keys(self) -> dict[str, int]:
        """The place of each key's column, counted from 0."""
        return {c.key: n for n, c in enumerate(self.columns) if c.key}


def folded(text: str) -> str:
    """A header or choice without capitals, accents, spaces and marks."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _MARKS.sub("_", plain).strip("_")


def headed(name: str) -> str:
    """A name of ours as people read it above a column; `folded` gives the name back."""
    return name.replace("_", " ").capitalize()


def letter(number: int) -> str:
    """The letter of a column in a spreadsheet; 0 is A."""
    text = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        text, number = chr(65 + rest) + text, number - 1
    return text


class Headers:
    """Knows the headers of one decision: names and labels of facts, hours for minutes, and keys."""

    def __init__(
        self, asked: Sequence[Fact], vocabulary: Mapping[str, Fact], ours: Iterable[str]
    ) -> None:
        """Take the facts that the decision asks, all there are, and the names of our results."""
        self.asked, self.vocabulary = tuple(asked), vocabulary
        self.ours = frozenset(ours)
        self._known: dict[str, Column] = {}
        for key, others in KEYS.items():
            for name in (key, *others):
                self._known[name] = Column("", "", key=key)
        for fact in self.asked:
            # A key that is a fact has the other names of that key.
            for name in KEYS.get(fact.name, ()):
                self._known[name] = Column("", "", fact)
            for name in _hours(fact):
                self._known[name] = Column("", "", fact, hours=True)
            for name in (fact.label, fact.name):
                self._known[folded(name)] = Column("", "", fact)

    def known(self, cells: Iterable[str]) -> int:
        """How many facts the cells of a row are headers of."""
        found = (self._known.get(folded(cell)) for cell in cells)
        return len({column.fact.name for column in found if column and column.fact})

    def find(self, rows: Iterable[Sequence[str]]) -> int | None:
        """Which of the first rows is the header: the first that names two facts."""
        first = enumerate(islice(rows, MOST_TITLE_ROWS))
        return next((number for number, row in first if self.known(row) >= FEWEST_FACTS), None)

    def layout(self, cells: Sequence[str], first: int | None = 0) -> Layout:
        """The columns under these headers; raises FileRefused with every fault.

        `first` is the number of the first column in the spreadsheet, None where there are no
        letters.
        """
        places = ["" if first is None else letter(first + n) for n in range(len(cells))]
        again = {folded(cell) for cell in cells} >= MARKERS
        columns = tuple(self._column(*both, again) for both in zip(places, cells, strict=True))
        if faults := [*_personal(columns), *self._twice(columns), *self._near(columns)]:
            raise FileRefused(*faults)
        return Layout(columns, tuple(self._remarks(Layout(columns, ()))))

    def _column(self, place: str, header: str, again: bool) -> Column:
        known = self._known.get(folded(header))
        if known is not None:
            return Column(place, header.strip(), known.fact, known.hours, known.key)
        ours = again and folded(header) in self.ours
        return Column(place, header.strip(), ours=ours, personal=not ours and _of_people(header))

    def _twice(self, columns: Sequence[Column]) -> Iterator[str]:
        first: dict[str, Column] = {}
        for column in columns:
            name = column.fact.name if column.fact else column.key
            if name is None:
                continue
            if name in first:
                yield (
                    f"{_named(first[name])} en {_named(column)} gaan allebei over '{name}'. "
                    "Laat er één staan."
                )
            first.setdefault(name, column)

    def _near(self, columns: Sequence[Column]) -> Iterator[str]:
        """Headers that look like a fact: misread silently, that fact would count as not asked."""
        names = {name: c for name, c in self._known.items() if c.fact}
        for column in columns:
            name = folded(column.header)
            if column.fact or column.key or not column.travels or not name:
                continue
            if close := difflib.get_close_matches(name, names, 1, NEAR):
                near = names[close[0]]
                # Hours under the name of minutes would be another amount.
                right = close[0] if near.hours or not near.fact else near.fact.name
                meant = hint(name, close).strip()
                said = meant.replace(close[0], right) if meant else f"Dat is niet '{right}'."
                yield (
                    f"{_named(column)} kennen wij niet, maar lijkt op een feit. {said} Geef de "
                    "kolom die naam, of een heel andere naam als zij niet moet tellen."
                )

    def _remarks(self, layout: Layout) -> Iterator[str]:
        derived = [c for c in layout.loose if self._elsewhere(c)]
        unknown = [c for c in layout.loose if not self._elsewhere(c)]
        if personal := ", ".join(f"'{c.header}'" for c in layout.columns if c.personal):
            yield f"Deze kolommen zeggen wie iemand is. Zij gaan niet mee: {personal}."
        if unknown:
            listed = ", ".join(f"'{column.header}'" for column in unknown)
            yield f"Deze kolommen kennen wij niet. Zij gaan mee, maar tellen niet: {listed}."
        if derived:
            listed = ", ".join(f"'{column.header}'" for column in derived)
            yield f"Deze kolommen vragen wij niet. Zij gaan mee, maar tellen niet: {listed}."
        if lacking := [fact.label for fact in self.asked if fact.name not in layout.facts]:
            listed = ", ".join(f"'{label}'" for label in lacking)
            yield f"Voor deze feiten is er geen kolom: {listed}."

    def _elsewhere(self, column: Column) -> bool:
        name = folded(column.header)
        return any(name in (fact.name, folded(fact.label)) for fact in self.vocabulary.values())


def _hours(fact: Fact) -> Iterator[str]:
    """The headers of a fact in minutes when the sender counts in hours."""
    if fact.kind.name != "minuten":
        return
    for name in (fact.name, folded(fact.label)):
        turned = re.sub(r"(?<![a-z])minuten(?![a-z])", "uren", name)
        yield turned if turned != name else f"{name}_uren"


def _personal(columns: Sequence[Column]) -> Iterator[str]:
    """Headers that hold what looks like a BSN, which is not said again."""
    for column in columns:
        if looks_like_bsn(column.header):
            where = f"van kolom {column.place}" if column.place else "van een kolom"
            yield f"In de kop {where} staat iets dat op een burgerservicenummer lijkt."


def _of_people(header: str) -> bool:
    words = set(folded(header).split("_"))
    return bool(words & OF_PEOPLE) and not words & OF_THINGS


def _named(column: Column) -> str:
    place = f"Kolom {column.place} " if column.place else "Kolom "
    return f"{place}'{column.header}'"
