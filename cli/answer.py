"""An answer as text for a person: what it is, what to do, what is missing, and why."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.values import Day

MARKS = {"ja": "✓", "nee": "✗", "onbekend": "?"}
_SHOW = Day("datum").show


def told(answer: Mapping[str, Any]) -> str:
    """The whole answer, wrapped to the width of the terminal."""
    width = max(50, min(shutil.get_terminal_size().columns, 100))
    return "\n".join(_wrapped(line, width) for line in _lines(answer))


def _wrapped(line: str, width: int) -> str:
    indent = len(line) - len(line.lstrip(" -✓✗?•"))
    return (
        textwrap.fill(
            line,
            width,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or ""
    )


def _lines(answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"{answer['oordeelTekst']}."
    if answer["status"] == "voorlopig" and answer["oordeel"] != "aanvullen":
        yield "Dit is nog voorlopig: er moet eerst iets gebeuren. Zie hieronder."
    if answer["stil"]:
        yield "Geen enkele regel geeft hier een oordeel."
    yield from _amount(answer["bedrag"])
    yield from _listed("Dit moet eerst gebeuren", map(_requirement, answer["voorwaarden"]))
    yield from _listed("Wat u nu doet", map(_step, answer["stappen"]))
    yield from _listed("Geef door", (f"aan {s['aan']}: {s['wat']}" for s in answer["signalen"]))
    yield from _listed("Dit ontbreekt nog", map(_question, answer["ontbrekendeFeiten"]))
    missing = (f"{p['titel']}. {p['wat']}" for p in answer["ontbrekendeParameters"])
    yield from _listed("Dit moet de regio nog vaststellen", missing)
    for track in answer["sporen"]:
        yield from _track(track)
    yield from _listed("Let op", (note["tekst"] for note in answer["letOp"]))
    assumed = (f"{a['vraag']} Aangenomen: {a['waarde']}." for a in answer["aannames"])
    yield from _listed("Dit is aangenomen", assumed)
    yield from _listed("Nog na te gaan", (f"{c['vraag']}" for c in answer["nogNaTeGaan"]))
    yield from _why(answer["redenen"])
    for name, items in answer.items():
        if (
            isinstance(items, list)
            and items
            and isinstance(items[0], dict)
            and "plaats" in items[0]
        ):
            yield from _items(name, items)
    if answer.get("regelsetVersie"):
        yield ""
        yield f"Versie van de regels: {answer['regelsetVersie']}"


def _amount(amount: Mapping[str, Any] | None) -> Iterator[str]:
    if amount is None:
        return
    yield f"Te betalen: € {amount['waarde'].replace('.', ',')}."
    for part in amount["opbouw"]:
        yield f"  - {part['omschrijving']}: {part['waarde']}"
    if amount["tenLasteVan"]:
        yield f"Voor rekening van: {amount['tenLasteVan']['tekst']}."


def _listed(title: str, items: Iterator[str] | map[str]) -> Iterator[str]:
    lines = list(items)
    if lines:
        yield ""
        yield f"{title}:"
        yield from (f"  - {line}" for line in lines)


def _requirement(item: Mapping[str, Any]) -> str:
    done = {"ja": "dat is gedaan", "nee": "dat is nog niet gedaan"}.get(
        item["gedaan"], "niet bekend of dat is gedaan"
    )
    return f"{item['wie']}: {item['wat']} ({done})"


def _step(step: Mapping[str, Any]) -> str:
    due = f" Uiterlijk {_SHOW(date.fromisoformat(step['uiterlijk']))}." if step["uiterlijk"] else ""
    return f"{step['wie']}: {step['wat']}{due}"


def _question(question: Mapping[str, Any]) -> str:
    where = f"{question['item']}: " if "item" in question else ""
    who = f" (dit weet {question['wieWeetDit']})" if question.get("wieWeetDit") else ""
    return f"{where}{question.get('vraag') or question['feit']}{who}"


def _track(track: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{track['spoor'].capitalize()}: {track['oordeelTekst']}."
    yield from (
        f"  - {reason['tekst']}" for reason in track["redenen"] if reason["waarheid"] == "ja"
    )
    yield from (f"  ? {_question(question)}" for question in track["ontbrekendeFeiten"])


def _why(reasons: list[Mapping[str, Any]]) -> Iterator[str]:
    if not reasons:
        return
    yield ""
    yield "Waarom:"
    for reason in reasons:
        yield f"  {MARKS[reason['waarheid']]} {reason['regel']}: {reason['tekst']}"
        for line in reason["voorwaarden"]:
            yield f"      {MARKS[line['waarheid']]} {line['zin']}"
        places: dict[str, list[str]] = {}
        for source in reason["bronnen"]:
            place = f"{source['document']}, {source['vindplaats']}"
            places.setdefault(place, []).append(source["clausule"])
        for place, clauses in places.items():
            yield f"      Bron: {place} ({', '.join(clauses)})"


def _items(name: str, items: list[Mapping[str, Any]]) -> Iterator[str]:
    yield ""
    yield f"{name.capitalize()}, de beste eerst:"
    for item in items:
        yield f"  {item['plaats']}. {item['sleutel']}: {item['oordeelTekst']}."
        yield from (
            f"      - {reason['tekst']}"
            for reason in item["redenen"]
            if reason["waarheid"] != "nee"
        )
        yield from (f"      ? {_question(question)}" for question in item["ontbrekendeFeiten"])
        yield from (f"      ! {note['tekst']}" for note in item["letOp"])
