"""The words for decisions, tracks and regions, and how values are written; each in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from api.app import RESOURCES
from engine.values import Day, Money
from engine.wording import period
from web.outline import outline, runs_of, without_sources

ROLES = {
    "coordinator": "coördinator",
    "voorzitter": "voorzitter",
    "facturatie": "facturatie of bedrijfsvoering",
    "professional": "professional",
    "manager": "manager",
    "beleidsmedewerker": "beleidsmedewerker",
}
"""Who may decide, as it is kept and as people say it."""

HOME = ZoneInfo("Europe/Amsterdam")
_DAY = Day("datum")
_MONEY = Money("bedrag")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as people speak of it: its word, the task it helps with, and whose task that is.

    `slug` is its word in an address.
    """

    name: str
    slug: str
    word: str
    role: str
    task: str
    hint: str


COORDINATOR, BILLING, PROFESSIONAL, POLICY = (
    "Coördinator",
    "Facturatie",
    "Professional of manager",
    "Beleid",
)
_TASKS = {
    "screening": (
        COORDINATOR,
        "Een aanmelding screenen",
        "Kan het RET de casus bespreken, wat ontbreekt er nog, en wat moet er wanneer gebeuren?",
    ),
    "selection": (
        COORDINATOR,
        "Een aanbieder kiezen",
        "Welke opties mogen, in welke volgorde, en wat hoort erbij?",
    ),
    "meeting": (
        COORDINATOR,
        "Een bijeenkomst voorbereiden",
        "Zijn de goede mensen erbij, en waar moet u verder aan denken?",
    ),
    "billing": (
        BILLING,
        "Een declaratie nakijken",
        "Wat is er te betalen, wie betaalt, en waarom?",
    ),
    "escalation": (
        PROFESSIONAL,
        "Nagaan welke stap nu hoort",
        "Een casus loopt vast: welke stap is aan de beurt, wie zet die, en binnen welke termijn?",
    ),
}
_WORDS = {"selection": "Keuze van aanbieder"}
"""What people say where the API says another word."""

_TRACKS = {"vorm": "De factuur"}
REGIONS = {"foodvalley": "FoodValley", "ijsselland": "IJsselland"}

DECISIONS: Mapping[str, Decision] = {
    resource.decision: Decision(
        resource.decision,
        resource.singular,
        _WORDS.get(resource.decision, resource.title),
        *_TASKS[resource.decision],
    )
    for resource in RESOURCES
    if resource.decision in _TASKS
}


def region(name: str) -> str:
    """A region's own name; one that isn't known here is written with a capital."""
    return REGIONS.get(name, name.capitalize())


def decision(name: str) -> str:
    """The word for a decision."""
    return DECISIONS[name].word if name in DECISIONS else spoken(name)


def slug(name: str) -> str:
    """The word for a decision in an address."""
    return DECISIONS[name].slug if name in DECISIONS else name


def decision_of(wanted: str) -> str:
    """The decision that a word in an address stands for."""
    return next((name for name, one in DECISIONS.items() if one.slug == wanted), wanted)


def spoken(name: str) -> str:
    """A name from the rules as a word: the track `route_na_ret` is 'Route na RET'."""
    return _TRACKS.get(name, name.replace("_", " ").capitalize().replace(" ret", " RET"))


def day(value: date | str | None) -> str:
    """A date in words; ISO text is read first."""
    if not value:
        return ""
    return _DAY.show(date.fromisoformat(value) if isinstance(value, str) else value)


def moment(value: datetime | str) -> str:
    """A moment in words, by the clock in the Netherlands."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    here = found.astimezone(HOME)
    return f"{_DAY.show(here.date())} om {here:%H.%M} uur"


def euros(value: str) -> str:
    """An amount as answers have it, as Dutch readers write it."""
    return _MONEY.show(Decimal(value))


def grouped(text: str) -> str:
    """An amount with a decimal comma, with points between the thousands."""
    return euros(text.replace(",", ".") or "0").removeprefix("€ ")


def quarter(code: str) -> str:
    """A quarter such as 2021-K2 in words; any other text stays as it is."""
    return f"{code[-1]}e kwartaal {code[:4]}" if code[4:6] == "-K" else code


def headline(text: str) -> tuple[str, str]:
    """The text of an outcome as a word and what it means, which stand around a colon."""
    word, _, meaning = text.partition(": ")
    return word, meaning[:1].upper() + meaning[1:]


def install(app: Flask) -> None:
    """Give every template the words, as filters."""
    filters: Mapping[str, Any] = {
        "groepen": runs_of,
        "outline": outline,
        "slug": slug,
        "zonder_bron": without_sources,
        "regio": region,
        "besluit": decision,
        "woord": spoken,
        "datum": day,
        "moment": moment,
        "kop": headline,
        "euro": euros,
        "bedrag": grouped,
        "kwartaal": quarter,
        "rol": lambda name: ROLES.get(name, name),
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["periode"] = period
