"""What goes wrong, as RFC 9457 has it and in Dutch: for the API and for the server below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api import API_VERSION

CONTENT_TYPE = "application/problem+json"
MOST_FAULTS = 100

# On every answer; a page may set its own before these are added.
HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_TEXTS = {
    400: ("Onjuiste aanvraag", "De aanvraag klopt niet. Onder 'errors' staat wat er anders moet."),
    404: ("Niet gevonden", "Dit adres bestaat hier niet."),
    405: ("Methode kan niet", "Dit adres kent deze methode niet. Zie de kop 'Allow'."),
    409: ("Kan nu niet", "Dit kan niet zolang er nog iets loopt."),
    413: (
        "Te groot",
        "De aanvraag is te groot. Hoogstens 1 MB kan; een bestand mag 200 MB zijn.",
    ),
    415: (
        "Verkeerde soort",
        "Stuur de aanvraag als JSON, met de kop 'Content-Type: application/json'.",
    ),
    431: ("Koppen te groot", "De koppen van de aanvraag zijn te groot."),
    500: ("Storing", "Er ging bij ons iets mis. Er is niets besloten. De fout is vastgelegd."),
    501: ("Kan hier niet", "Deze vorm van verzenden kennen wij niet."),
    503: ("Nu niet beschikbaar", "De dienst kan dit nu niet doen. Probeer het straks opnieuw."),
}
_OTHER = ("Kan niet", "Dit verzoek kan hier niet worden verwerkt.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a request: a Dutch sentence, a code, and where it is (a JSON pointer)."""

    detail: str
    code: str
    location: str = ""
    place: str = "body"


class BadInput(Exception):
    """The caller's mistakes, all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.code for fault in faults))
        self.faults = tuple(faults)


class NotThere(LookupError):
    """What the caller asks for doesn't exist; the text says so in Dutch."""


class StillBusy(RuntimeError):
    """What the caller wants can't be done while something runs; the text says so in Dutch."""


def problem(
    status: int, detail: str | None = None, faults: Sequence[Fault] = ()
) -> dict[str, object]:
    """The body of an answer that is a problem; past a hundred faults only their number is told."""
    title, usual = _TEXTS.get(status, _OTHER)
    body: dict[str, object] = {"status": status, "title": title, "detail": detail or usual}
    if status == 400:
        body["errors"] = [_told(fault) for fault in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        body["detail"] = f"{body['detail']} Dit zijn er {MOST_FAULTS} van {len(faults)}."
    return body


def _told(fault: Fault) -> dict[str, str]:
    return {
        "in": fault.place,
        "location": fault.location,
        "code": fault.code,
        "detail": fault.detail,
    }


def title(status: int) -> str:
    """The Dutch title of a status."""
    return _TEXTS.get(status, _OTHER)[0]


def faults_of(messages: Any, place: str, location: str = "") -> Iterator[Fault]:
    """The faults in marshmallow's tree of messages, each with the JSON pointer of its place."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            below = location if key == "_schema" else f"{location}/{_escaped(str(key))}"
            yield from faults_of(inner, place, below)
    elif isinstance(messages, list):
        for inner in messages:
            yield from faults_of(inner, place, location)
    elif isinstance(messages, Fault):
        yield replace(messages, place=place, location=location)
    else:
        yield Fault(str(messages), "verkeerde-waarde", location, place)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
