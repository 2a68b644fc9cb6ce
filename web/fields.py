"""Questions as fields of a form: how each kind of fact is asked, and how what was sent is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.model import Fact
from engine.values import UNKNOWN

NOT_YET = "Weet ik nog niet"
NO_ANSWER = f"Geef een antwoord. Weet u het niet? Kies dan '{NOT_YET.lower()}'."
BOTH = f"Geef een antwoord of kies '{NOT_YET.lower()}', niet allebei."
PREFIX = "f-"
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+(,\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """A question with what was sent for it, and what is wrong with that.

    `values` are the texts as the browser sends them: several for a multiple choice, a year and a
    number for a quarter. `prefix` tells of what it is asked: the case, or one of its options.
    """

    fact: Fact
    values: tuple[str, ...] = ()
    fault: str = ""
    prefix: str = PREFIX

    @property
    def name(self) -> str:
        """The name of its inputs."""
        return self.prefix + self.fact.name

    @property
    def kind(self) -> str:
        """The name of the kind of its fact."""
        return self.fact.kind.name

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be chosen: values with their words."""
        return [(name, upper(label)) for name, label in self.fact.kind.choices.items()]

    @property
    def first(self) -> str:
        """The text of a question with one line to fill in; not that nobody knows it."""
        return next((value for value in self.values if value != UNKNOWN), "")


def upper(text: str) -> str:
    """A text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def sent(name: str, form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What a browser sent under a name, without what was left empty."""
    return tuple(value.strip() for value in form.get(name, ()) if value.strip())


def written(fact: Fact, values: Sequence[str]) -> str | None:
    """An answer as rules write it (`91,51`, `2021-06-10`), or None when there is no single one."""
    if UNKNOWN in values:
        return UNKNOWN if len(values) == 1 else None
    if fact.kind.name == "keuzes":
        return "+".join(values) or None
    if fact.kind.name == "kwartaal" and len(values) == 2:
        return f"{values[0]}-K{values[1]}"
    return _cleaned(fact.kind.name, values[0]) if len(values) == 1 else None


def _cleaned(kind: str, text: str) -> str:
    """The text as rules write it, for the other ways in which people write it."""
    if kind == "datum" and (found := _DUTCH_DAY.fullmatch(text)):
        day, month, year = found.groups()
        return f"{year}-{month:>02}-{day:>02}"
    if kind in ("bedrag", "bedrag_per_uur"):
        bare = text.replace("€", "").replace(" ", "").removesuffix(",-")
        return bare.replace(".", "") if _THOUSANDS.fullmatch(bare) else bare
    return text


def texts(fact: Fact, value: Any) -> tuple[str, ...]:
    """A typed value as the texts that a browser would send for it; None is unknown."""
    if value is None:
        return (UNKNOWN,)
    kind = fact.kind
    if kind.name == "keuzes":
        return tuple(kind.to_json(value))
    if kind.name in ("bedrag", "bedrag_per_uur"):
        return (str(value).replace(".", ","),)
    return (str(kind.to_json(value)),)


def shown(fact: Fact, value: Any) -> str:
    """A typed value in words; None is unknown."""
    return NOT_YET if value is None else upper(fact.kind.show(value).strip("'"))


def missing(fields: Iterable[Field]) -> list[tuple[str, str]]:
    """The ids and words of what is wrong, for the list above a form."""
    return [(field.name, f"{field.fact.label}: {field.fault}") for field in fields if field.fault]
