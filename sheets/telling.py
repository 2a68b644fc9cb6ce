"""An answer as the texts of one line in a table: whole sentences, one cell for each question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.model import ALWAYS_VERDICTS, NO_RULES, REFER, SUPPLEMENT, Fact
from engine.values import Day

_DAY = Day("datum")
Part = Mapping[str, Any]
MEND = (None, None, None, "Verbeter deze regel en toets haar opnieuw.", None, None)
"""The texts of a line that could not be read."""


def told(answer: Part, facts: Mapping[str, Fact]) -> tuple[str | None, ...]:
    """Reasons, clauses, questions, next steps, remarks and assumptions; None for an empty cell."""
    return (
        _joined(_reasons(answer)),
        _joined(_clauses(answer), ", "),
        _joined(_missing(answer)),
        _joined(_next(answer)),
        _joined(note["tekst"] for note in answer["letOp"]),
        _joined(_assumption(item, facts) for item in answer["aannames"]),
    )


def _joined(parts: Iterable[str], between: str = " ") -> str | None:
    return between.join(dict.fromkeys(part for part in parts if part)) or None


def _reasons(answer: Part) -> Iterator[str]:
    yield from (reason["tekst"] for reason in answer["redenen"] if reason["waarheid"] == "ja")
    for track in answer["sporen"]:
        yield from (reason["tekst"] for reason in track["redenen"] if reason["waarheid"] == "ja")
    if answer["stil"]:
        yield "Geen enkele regel geeft hier een oordeel."


def _clauses(answer: Part) -> Iterator[str]:
    for part in (answer, *answer["sporen"]):
        for reason in part["redenen"]:
            if reason["waarheid"] == "ja":
                yield from (source["clausule"] for source in reason["bronnen"])


def _missing(answer: Part) -> Iterator[str]:
    """Questions that are still open, and values that the region has not set yet."""
    yield from (item.get("vraag") or item["feit"] for item in answer["ontbrekendeFeiten"])
    yield from (f"{item['titel']}: {item['wat']}" for item in answer["ontbrekendeParameters"])
    for track in _at_issue(answer):
        yield from (item.get("vraag") or item["feit"] for item in track["ontbrekendeFeiten"])


def _at_issue(answer: Part) -> Sequence[Part]:
    """The side tracks that are still worth a question: of a line that pays nothing none is."""
    settled = answer["oordeel"] not in ALWAYS_VERDICTS and answer["status"] == "definitief"
    return () if settled and answer["bedrag"] is None else answer["sporen"]


def _next(answer: Part) -> Iterator[str]:
    """What to do: the steps of the rules, and whom to ask or who chooses while a line is open."""
    yield from map(_step, answer["stappen"])
    if answer["oordeel"] == NO_RULES:
        day = _DAY.show(date.fromisoformat(answer["peildatum"]))
        yield f"Kijk of de datum klopt: op {day} gelden hier geen regels."
    if answer["oordeel"] == REFER:
        yield "Leg deze regel voor: een mens kiest."
    open_tracks = [t for t in _at_issue(answer) if t["oordeel"] == SUPPLEMENT]
    asked = [q for part in (answer, *open_tracks) for q in part["ontbrekendeFeiten"]]
    knowing = dict.fromkeys(q["wieWeetDit"] for q in asked if q.get("wieWeetDit"))
    if knowing:
        yield f"Vraag na wat ontbreekt bij {'; '.join(knowing)}."
    if answer["ontbrekendeParameters"]:
        yield "Wacht tot de regio heeft vastgesteld wat nog ontbreekt."


def _step(step: Part) -> str:
    due = (
        f" Uiterlijk {_DAY.show(date.fromisoformat(step['uiterlijk']))}."
        if step["uiterlijk"]
        else ""
    )
    return f"{step['wie'][:1].upper()}{step['wie'][1:]}: {step['wat']}{due}"


def _assumption(item: Part, facts: Mapping[str, Fact]) -> str:
    kind = facts[item["feit"]].kind
    return f"{item['vraag']} Aangenomen: {kind.show(kind.from_json(item['waarde']))}."
