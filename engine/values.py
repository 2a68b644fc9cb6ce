"""The kinds a fact or parameter can have: reading, showing and ordering their values.

A value is a `str` for a choice or text, a `frozenset` of choices, an `int` for numbers and
minutes, a `Decimal` of euros, a `date`, or a quarter written as `2021-K2`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from engine.enumeration import listed
from engine.findings import hint

UNKNOWN = "onbekend"
NONE_OF_THESE = "geen_van_deze"
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
FIRST_YEAR, LAST_YEAR = 1990, 2099
MOST_SEEN = 1_000
CODE = r"([A-Za-z][A-Za-z._\-]*)?[0-9][A-Za-z0-9._\-]*"
"""A code holds a digit: a name alone is none."""
LONGEST_CODE = 40
NO_CODE = (
    "Dit is geen code. Gebruik letters, cijfers, punt en streepje, met minstens één cijfer en "
    f"hoogstens {LONGEST_CODE} tekens, zoals 2021-014. Schrijf hier nooit een naam."
)


class ValueFault(ValueError):
    """A value that doesn't fit its kind; the message is a Dutch sentence for the user."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value; texts are as written in YAML or CSV, JSON as it came over the wire."""

    name: str
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    seen: dict[str | int, Any] = field(default_factory=dict, compare=False, repr=False)

    ordered = False
    free = False
    """Whether a value is no choice but any text; capitals then make no difference."""

    def from_text(self, text: str) -> Any:
        """Read the written form; raises ValueFault."""
        raise NotImplementedError

    def from_json(self, raw: object) -> Any:
        """Read the JSON form; raises ValueFault."""
        if not isinstance(raw, str):
            raise ValueFault("Geef dit antwoord als tekst, tussen aanhalingstekens.")
        return self.from_text(raw)

    def see(self, raw: str | int) -> Any:
        """Read a JSON text or number, and keep it in `seen` for next time; raises ValueFault."""
        value = self.from_json(raw)
        if len(self.seen) >= MOST_SEEN:
            self.seen.clear()
        self.seen[raw] = value
        return value

    def to_json(self, value: Any) -> Any:
        """Give the JSON form of a value."""
        return str(value)

    def show(self, value: Any) -> str:
        """Write a value as a Dutch reader expects it."""
        return str(value)

    def ordinal(self, value: Any) -> int:
        """Number a value of an ordered kind, so that values compare as whole numbers."""
        raise NotImplementedError

    def from_ordinal(self, number: int) -> Any:
        """Turn such a number back into a value."""
        raise NotImplementedError

    def bounds(self) -> tuple[int, int]:
        """The smallest and largest number a value of an ordered kind can have."""
        raise NotImplementedError


class Choice(Kind):
    """One of a closed list; `ja_nee` is the list ja, nee."""

    def from_text(self, text: str) -> Any:
        if text in self.choices:
            return text
        known = ", ".join(self.choices)
        raise ValueFault(
            f"'{_short(text)}' is hier geen keuze.{hint(text, self.choices)} Kies uit: {known}."
        )

    def show(self, value: Any) -> str:
        return self.choices[value]


class Choices(Choice):
    """Some of a closed list; `geen_van_deze` is the empty answer."""

    def from_text(self, text: str) -> frozenset[str]:
        return self._read([part.strip() for part in text.split("+")])

    def from_json(self, raw: object) -> frozenset[str]:
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise ValueFault("Geef dit antwoord als lijst van keuzes.")
        return self._read(raw)

    def _read(self, words: list[str]) -> frozenset[str]:
        if words == [NONE_OF_THESE]:
            return frozenset()
        if not words:
            raise ValueFault(
                f"Een lege lijst is geen antwoord. Schrijf '{NONE_OF_THESE}' als niets past."
            )
        if NONE_OF_THESE in words:
            raise ValueFault(f"'{NONE_OF_THESE}' kan niet naast een andere keuze staan.")
        return frozenset(Choice.from_text(self, word) for word in words)

    def to_json(self, value: frozenset[str]) -> list[str]:
        return [choice for choice in self.choices if choice in value] or [NONE_OF_THESE]

    def show(self, value: frozenset[str]) -> str:
        shown = [text for choice, text in self.choices.items() if choice in value]
        return listed(shown, "en") or "geen van deze"


class Number(Kind):
    """A whole number of at least 0, with its unit; minutes are such a number."""

    ordered = True
    largest = 100_000

    def from_text(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise ValueFault(f"'{_short(text)}' is geen heel getal. Schrijf bijvoorbeeld 90.")
        return self._bounded(int(text))

    def from_json(self, raw: object) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise ValueFault("Geef dit antwoord als heel getal, zonder aanhalingstekens.")
        return self._bounded(raw)

    def _bounded(self, number: int) -> int:
        if not 0 <= number <= self.largest:
            raise ValueFault(f"Dit getal moet tussen 0 en {self.largest} liggen.")
        return number

    def to_json(self, value: int) -> int:
        return value

    def show(self, value: int) -> str:
        unit = self.unit
        if value == 1 and unit in ("minuten", *TERMS, "weken"):
            unit = {"minuten": "minuut", "weken": "week"}.get(unit, unit.removesuffix("en"))
        return f"{value} {unit}".strip()

    def ordinal(self, value: int) -> int:
        return value

    def from_ordinal(self, number: int) -> int:
        return number

    def bounds(self) -> tuple[int, int]:
        return 0, self.largest


class Money(Kind):
    """Euros to the cent; `bedrag_per_uur` is a rate an hour."""

    ordered = True
    largest = 10**9

    def from_text(self, text: str) -> Decimal:
        if re.fullmatch(r"\d{1,9}\.\d{1,2}", text, re.ASCII):
            raise ValueFault(f"Schrijf een bedrag met een komma: {text.replace('.', ',')}.")
        if not re.fullmatch(r"\d{1,7}(,\d{2})?", text, re.ASCII):
            raise ValueFault(f"'{_short(text)}' is geen bedrag. Schrijf een bedrag als 91,51.")
        return Decimal(text.replace(",", ".")).quantize(Decimal("0.01"))

    def from_json(self, raw: object) -> Decimal:
        if not isinstance(raw, str) or not re.fullmatch(r"\d{1,7}(\.\d{2})?", raw, re.ASCII):
            raise ValueFault('Geef een bedrag als tekst met een punt: "91.51".')
        return Decimal(raw).quantize(Decimal("0.01"))

    def show(self, value: Decimal) -> str:
        whole, cents = f"{value:.2f}".split(".")
        if len(whole) > 3:
            whole = f"{int(whole):,}".replace(",", ".")
        return f"€ {whole},{cents}{' per uur' if self.name == 'bedrag_per_uur' else ''}"

    def ordinal(self, value: Decimal) -> int:
        return int(value * 100)

    def from_ordinal(self, number: int) -> Decimal:
        return Decimal(number).scaleb(-2)

    def bounds(self) -> tuple[int, int]:
        return 0, self.largest - 1


class Day(Kind):
    """A date, written 2021-06-10."""

    ordered = True

    def from_text(self, text: str) -> date:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                raise ValueFault(f"De datum {text} bestaat niet.") from None
            return self._bounded(day)
        raise ValueFault(
            f"'{_short(text)}' is geen datum. Schrijf een datum als 2021-06-10 (jaar-maand-dag)."
        )

    def _bounded(self, day: date) -> date:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueFault(f"Een datum moet tussen {FIRST_YEAR} en {LAST_YEAR} liggen.")
        return day

    def to_json(self, value: date) -> str:
        return value.isoformat()

    def show(self, value: date) -> str:
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"

    def ordinal(self, value: date) -> int:
        return value.toordinal()

    def from_ordinal(self, number: int) -> date:
        return date.fromordinal(number)

    def bounds(self) -> tuple[int, int]:
        return date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()


class Quarter(Kind):
    """A quarter of a year, written 2021-K2."""

    ordered = True

    def from_text(self, text: str) -> str:
        if not re.fullmatch(r"(199\d|20\d\d)-[KQkq][1-4]", text, re.ASCII):
            raise ValueFault(
                f"'{_short(text)}' is geen kwartaal. Schrijf een kwartaal als 2021-K2."
            )
        return f"{text[:4]}-K{text[-1]}"

    def show(self, value: str) -> str:
        return f"het {value[-1]}e kwartaal van {value[:4]}"

    def ordinal(self, value: str) -> int:
        return int(value[:4]) * 4 + int(value[-1]) - 1

    def from_ordinal(self, number: int) -> str:
        return f"{number // 4}-K{number % 4 + 1}"

    def bounds(self) -> tuple[int, int]:
        return FIRST_YEAR * 4, LAST_YEAR * 4 + 3


class Words(Kind):
    """A short text that a rule compares; capitals and double spaces make no difference."""

    free = True

    def from_text(self, text: str) -> str:
        words = " ".join(text.split())
        if not words or len(words) > 200 or not words.isprintable():
            raise ValueFault("Deze tekst moet 1 tot 200 leesbare tekens hebben.")
        if looks_like_bsn(words):
            raise ValueFault("Dit lijkt op een burgerservicenummer. Dat mag hier niet staan.")
        return words

    def show(self, value: str) -> str:
        return f"'{value}'"


class Code(Words):
    """A short fixed code that tells people or things apart without naming them."""

    def from_text(self, text: str) -> str:
        # What was written may be a name: that is not said again.
        if len(text) > LONGEST_CODE or not re.fullmatch(CODE, text):
            raise ValueFault(NO_CODE)
        return super().from_text(text)


def looks_like_bsn(text: str) -> bool:
    """Whether a text holds nine digits that pass the eleven-test, also with dots or spaces."""
    # What was looked at may be looked at again: in '1234 111 22 2333' the last nine digits count.
    for match in re.finditer(r"(?<!\d)(?=(\d(?:[ .\-]?\d){8})(?!\d))", text):
        digits = [int(digit) for digit in match[1] if digit.isdecimal()]
        weighed = sum(
            weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=False)
        )
        if any(digits) and (weighed - digits[8]) % 11 == 0:
            return True
    return False


def quarter_of(day: date) -> str:
    """The quarter a date lies in."""
    return f"{day.year}-K{(day.month + 2) // 3}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


@dataclass(frozen=True, slots=True)
class Span:
    """A number that is not settled yet: at least `low`, at most `high`.

    With `own` it hangs on the answers of one line alone, and on no other line.
    """

    low: int
    high: int
    own: bool = False


YES_NO = Choice("ja_nee", {"ja": "ja", "nee": "nee"})
KINDS: Mapping[str, type[Kind]] = {
    "ja_nee": Choice,
    "keuze": Choice,
    "keuzes": Choices,
    "getal": Number,
    "minuten": Number,
    "bedrag": Money,
    "bedrag_per_uur": Money,
    "datum": Day,
    "kwartaal": Quarter,
    "tekst": Words,
    "code": Code,
    "werkdagen": Number,
    "dagen": Number,
    "maanden": Number,
}
TERMS = ("werkdagen", "dagen", "maanden")


def make_kind(name: str, choices: Mapping[str, str], unit: str) -> Kind:
    """Make the kind called `name`; minutes and terms bring their own unit."""
    if name == "ja_nee":
        return YES_NO
    own = name if name in ("minuten", *TERMS) else unit
    return KINDS[name](name, dict(choices), own)
