"""Reads one cell as people and spreadsheets write it; strict where two readings are possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from engine.findings import hint
from engine.values import (
    MONTHS,
    NO_CODE,
    NONE_OF_THESE,
    UNKNOWN,
    Kind,
    ValueFault,
    looks_like_bsn,
)
from sheets.headers import folded

FIRST_SERIAL, LAST_SERIAL = 32_874, 73_050
"""The numbers by which a spreadsheet keeps 1 January 1990 and 31 December 2099."""

BSN = "hier staat iets dat op een burgerservicenummer lijkt. Dat mag niet; wij nemen het niet over."
PERSONAL = (BSN, NO_CODE)
"""What is said of a cell that may name a person: such a cell is never written again."""
_FORMULA = ("=", "+", "-", "@")
_SERIAL_ZERO = date(1899, 12, 30)
_YES_NO = {"j": "ja", "n": "nee", "waar": "ja", "onwaar": "nee", "true": "ja", "false": "nee"}
_GROUPED = r"\d{1,3}(?:\.\d{3})+"
_PLAIN_MONEY = re.compile(r"\d{1,7},\d\d", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


class Absent:
    """An empty cell: nothing was asked."""


ABSENT = Absent()


def read_cell(kind: Kind, text: str, *, hours: bool = False) -> Any:
    """The value of a cell: typed, None for `onbekend`, or ABSENT when it is empty.

    Raises ValueFault with a Dutch sentence; what may name a person is never repeated in it.
    """
    said = _SPACES.sub(" ", text).strip()
    if not said:
        return ABSENT
    if said.lower() == UNKNOWN:
        return None
    if len(said) >= 9 and looks_like_bsn(said):
        raise ValueFault(BSN)
    if hours:
        return kind.from_text(str(_minutes(said)))
    read = _READERS.get(kind.name)
    return read(kind, said) if read else kind.from_text(said)


def written(value: Any) -> str:
    """What a spreadsheet keeps in a cell as Dutch text: 1,5 and 2021-06-10 and ja."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return format(value, ".15g").replace(".", ",")
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, time):
        return value.isoformat("minutes" if value.second == 0 else "seconds")
    return str(value)


def _word(said: str) -> str:
    """A word as it is compared; a formula is none, since a cell that is read goes on as it was."""
    return "" if said.startswith(_FORMULA) else folded(said)


def _choice(kind: Kind, said: str) -> str:
    if said in kind.choices:
        return said
    word = _word(said)
    if kind.name == "ja_nee":
        word = _YES_NO.get(word, word)
    fitting = [
        name for name, label in kind.choices.items() if word in (folded(name), folded(label))
    ]
    if len(fitting) == 1:
        return fitting[0]
    raise ValueFault(_no_choice(kind, said))


def _no_choice(kind: Kind, said: str) -> str:
    """What can stand here in the words of people; names of choices are taken too."""
    words = {folded(name): label for name, label in kind.choices.items()}
    words |= {folded(label): label for label in kind.choices.values()}
    meant = hint(folded(said), words)
    for word, label in words.items():
        meant = meant.replace(f"'{word}'", f"'{label}'")
    return f"'{said[:40]}' is hier geen keuze.{meant} Kies uit: {'; '.join(kind.choices.values())}."


def _choices(kind: Kind, said: str) -> Any:
    parts = [part.strip() for part in re.split(r"[+;]", said)]
    return kind.from_json([_fitting(kind, part) for part in parts if part])


def _fitting(kind: Kind, part: str) -> str:
    """The name of a choice that was given by its name or its label."""
    word = _word(part)
    if word == NONE_OF_THESE:
        return word
    found = (name for name, label in kind.choices.items() if word in (name, folded(label)))
    if (name := next(found, None)) is None:
        raise ValueFault(_no_choice(kind, part))
    return name


def _number(kind: Kind, said: str) -> Any:
    bare = re.sub(r" ?(?:min\.?|minuten|minuut)$", "", said, flags=re.I)
    bare = re.sub(r",0+$", "", bare)
    if kind.name == "minuten" and re.fullmatch(r"\d+(?:[,.:]\d{1,2})", bare):
        raise ValueFault(
            f"'{said}' is geen heel aantal minuten. Zijn dit uren, noem de kolom dan naar uren."
        )
    return kind.from_text(bare)


def _minutes(said: str) -> int:
    """Hours as whole minutes; a rounded hour such as 1,67 is refused: it pays another amount."""
    bare = re.sub(r" ?(?:uur|uren|u)$", "", said, flags=re.I)
    if clock := re.fullmatch(r"(\d{1,4}) ?(?::|u|uur) ?([0-5]\d)(?::00)?(?: ?min\.?)?", bare, re.I):
        return int(clock[1]) * 60 + int(clock[2])
    if not re.fullmatch(r"\d{1,4}(?:[,.]\d{1,2}|,\d+)?", bare):
        raise ValueFault(f"'{said[:40]}' is geen aantal uren. Schrijf bijvoorbeeld 1,5 of 1:30.")
    minutes = Fraction(bare.replace(",", ".")) * 60
    if minutes.denominator != 1:
        raise ValueFault(
            f"{said} uur is geen heel aantal minuten. Schrijf het aantal minuten, of de tijd als "
            "1:40."
        )
    return int(minutes)


def _money(kind: Kind, said: str) -> Any:
    if _PLAIN_MONEY.fullmatch(said):
        return kind.from_text(said)
    bare = re.sub(r"^(?:€|eur|euro)\s*", "", said, flags=re.I)
    bare = re.sub(r" ?(?:€|euro?|per uur|/ ?uur)$", "", bare, flags=re.I).strip()
    bare = re.sub(r",(?:-|–|--)$", ",00", bare)
    if re.match(r"[-–−]", bare):
        raise ValueFault(f"'{said[:40]}' is een bedrag onder nul. Dat kan hier niet.")
    if re.fullmatch(_GROUPED, bare):
        raise ValueFault(f"'{said[:40]}' kan op twee manieren. Schrijf {bare.replace('.', '')},00.")
    if re.fullmatch(rf"{_GROUPED},\d\d?", bare):
        bare = bare.replace(".", "")
    if cents := re.fullmatch(r"(\d+)[,.](\d\d?)0*", bare):
        bare = f"{cents[1]},{cents[2]:0<2}"
    elif re.fullmatch(r"\d+[,.]\d{3,}", bare):
        raise ValueFault(f"'{said[:40]}' is niet op hele centen. Schrijf een bedrag als 91,51.")
    return kind.from_text(bare)


def _day(kind: Kind, said: str) -> Any:
    bare = re.sub(r"[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?$", "", said)
    if re.fullmatch(r"\d{5}(?:,0+)?", bare) and FIRST_SERIAL <= int(bare[:5]) <= LAST_SERIAL:
        return kind.from_text(str(_SERIAL_ZERO + timedelta(days=int(bare[:5]))))
    if first := re.fullmatch(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)", bare):
        return kind.from_text(_iso(first[1], first[2], first[3]))
    if last := re.fullmatch(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})", bare):
        return kind.from_text(_iso(last[3], last[2], last[1]))
    if worded := re.fullmatch(r"(\d\d?) ([a-z]{3,9})\.? (\d{4})", bare.lower()):
        name = "maart" if worded[2] == "mrt" else worded[2]
        months = [number for number, month in enumerate(MONTHS, 1) if month.startswith(name)]
        if len(months) == 1:
            return kind.from_text(_iso(worded[3], str(months[0]), worded[1]))
    if re.fullmatch(r"\d\d?[-/.]\d\d?[-/.]\d\d", bare):
        raise ValueFault(f"'{said}' heeft geen heel jaartal. Schrijf een datum als 2021-06-10.")
    return kind.from_text(bare)


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"


def _quarter(kind: Kind, said: str) -> Any:
    bare = re.sub(r"kwartaal|kw\.?|\bvan\b|\bhet\b", " k ", said.lower())
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", bare)
    rest = re.sub(r"[\s\-/.'kq]+", "", bare.replace(year[0], "", 1)) if year else ""
    number = re.fullmatch(r"([1-4])e?", rest)
    if year and number and not said.startswith(_FORMULA):
        return kind.from_text(f"{year[0]}-K{number[1]}")
    return kind.from_text(said)


_READERS: Mapping[str, Callable[[Kind, str], Any]] = {
    "ja_nee": _choice,
    "keuze": _choice,
    "keuzes": _choices,
    "getal": _number,
    "minuten": _number,
    "bedrag": _money,
    "bedrag_per_uur": _money,
    "datum": _day,
    "kwartaal": _quarter,
}
