"""An answer as lines for a person: what it is, what to do, what is missing, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engine.model import Fact
from engine.values import Day, Money

MARKS = {"ja": "✓", "nee": "✗", "onbekend": "?"}
HOLDS = {"ja": "geldt", "nee": "geldt niet", "onbekend": "kan nog gelden"}
UNSURE = "Nog niet zeker: "
DONE = {"ja": "dat is gedaan", "nee": "dat is nog niet gedaan"}
_DAY, _MONEY = Day("datum"), Money("bedrag")

Part = Mapping[str, Any]


def lines(answer: Part, facts: Mapping[str, Fact]) -> Iterator[str]:
    """The whole answer, heaviest news first; a line may be longer than a terminal is wide."""
    yield f"{answer['oordeelTekst']}."
    yield from _state(answer)
    yield from _amount(answer["bedrag"])
    yield from _listed("Dit moet eerst gebeuren", map(_requirement, answer["voorwaarden"]))
    yield from _listed("Wat u nu doet", (_step(step, facts) for step in answer["stappen"]))
    yield from _listed("Geef door", (f"Aan {s['aan']}. {s['wat']}" for s in answer["signalen"]))
    yield from _listed("Dit ontbreekt nog", map(_question, answer["ontbrekendeFeiten"]))
    missing = (f"{p['titel']}. {p['wat']}" for p in answer["ontbrekendeParameters"])
    yield from _listed("Dit stelt de regio nog vast", missing)
    for track in answer["sporen"]:
        yield from _track(track)
    yield from _listed("Let op", (note["tekst"] for note in answer["letOp"]))
    yield from _listed(
        "Dit hebben wij aangenomen", (_assumed(a, facts) for a in answer["aannames"])
    )
    yield from _listed("Ga dit ook na", (c["vraag"] for c in answer["nogNaTeGaan"]))
    changes = (change["tekst"] for change in answer["watZouDitVeranderen"])
    yield from _listed("Wat de uitkomst zou veranderen", changes)
    yield from _why(answer)
    for name, items in answer.items():
        if _is_collection(items):
            yield from _items(name, items, facts)
    yield ""
    yield f"Peildatum: {_day(answer['peildatum'])}."
    if answer["regelsetVersie"]:
        yield f"Versie van de regels: {answer['regelsetVersie']}"


def _state(answer: Part) -> Iterator[str]:
    if answer["stil"]:
        yield "Geen enkele regel geeft hier een oordeel."
    if answer["status"] == "voorlopig" and answer["oordeel"] != "aanvullen":
        yield "Dit is nog voorlopig: er moet eerst iets gebeuren."


def _amount(amount: Part | None) -> Iterator[str]:
    if amount is None:
        return
    payer = f", ten laste van {amount['tenLasteVan']['tekst']}" if amount["tenLasteVan"] else ""
    yield f"Bedrag: {_MONEY.show(Decimal(amount['waarde']))}{payer}."
    yield from _listed(
        "Zo komen wij aan dit bedrag",
        (f"{part['omschrijving']}: {part['waarde']}" for part in amount["opbouw"]),
    )
    yield f"  {amount['afronding']}."


def _listed(title: str, items: Iterable[str]) -> Iterator[str]:
    found = list(items)
    if found:
        yield ""
        yield f"{title}:"
        yield from (f"  - {item}" for item in found)


def _requirement(item: Part) -> str:
    done = DONE.get(item["gedaan"], "wij weten niet of dat is gedaan")
    return f"{_opened(item['wie'])}: {item['wat']} ({done})"


def _step(step: Part, facts: Mapping[str, Fact]) -> str:
    due = ""
    if step["uiterlijk"]:
        due = f" Uiterlijk {_day(step['uiterlijk'])}."
    elif step["na"]:
        named = facts[step["na"]].phrase if step["na"] in facts else step["na"]
        due = f" De laatste dag hangt af van {named}; die datum is nog niet bekend."
    return f"{_opened(step['wie'])}: {step['wat']}{due}"


def _question(question: Part) -> str:
    where = f"{question['sleutel']}: " if "sleutel" in question else ""
    who = f" (dit weet: {question['wieWeetDit']})" if question.get("wieWeetDit") else ""
    return f"{where}{question.get('vraag') or question['feit']}{who}"


def _assumed(assumption: Part, facts: Mapping[str, Fact]) -> str:
    kind = facts[assumption["feit"]].kind
    return f"{assumption['vraag']} Antwoord: {kind.show(kind.from_json(assumption['waarde']))}."


def _track(track: Part) -> Iterator[str]:
    yield ""
    yield f"{_words(track['spoor'])}: {track['oordeelTekst']}."
    for reason in track["redenen"]:
        if reason["waarheid"] == "ja":
            yield _rule(reason, 2)
    yield from _asked(track, 2)


def _asked(part: Part, indent: int) -> Iterator[str]:
    asked = [_question(question) for question in part["ontbrekendeFeiten"]]
    if asked:
        yield f"{' ' * indent}Hiervoor ontbreekt nog:"
    yield from (f"{' ' * indent}  - {question}" for question in asked)


def _why(answer: Part) -> Iterator[str]:
    if not answer["redenen"]:
        return
    yield ""
    yield "Waarom (✓ klopt, ✗ klopt niet, ? nog niet bekend):"
    for reason in answer["redenen"]:
        yield _rule(reason, 2)
        for line in reason["voorwaarden"]:
            yield f"      {MARKS[line['waarheid']]} {line['zin']}"
        for place, clauses in _places(reason["bronnen"]).items():
            yield f"      - bron: {place} ({', '.join(clauses)})"


def _rule(reason: Part, indent: int) -> str:
    truth = reason["waarheid"]
    said = reason["tekst"].removeprefix(UNSURE)
    return f"{' ' * indent}{MARKS[truth]} {reason['regel']} {HOLDS[truth]}: {said}"


def _places(sources: Sequence[Part]) -> dict[str, list[str]]:
    """The clauses of a rule by document and place."""
    places: dict[str, list[str]] = {}
    for source in sources:
        place = f"{source['document']}, {source['vindplaats']}"
        places.setdefault(place, []).append(source["clausule"])
    return places


def _is_collection(items: Any) -> bool:
    return isinstance(items, list) and bool(items) and "plaats" in items[0]


def _items(name: str, items: Sequence[Part], facts: Mapping[str, Fact]) -> Iterator[str]:
    yield ""
    yield f"{_words(name)}, de beste eerst:"
    for item in items:
        yield f"  {item['plaats']}. {item['sleutel']}: {item['oordeelTekst']}.{_still(item)}"
        yield from (_rule(reason, 6) for reason in item["redenen"])
        yield from _asked(item, 6)
        yield from (f"      - Eerst: {_requirement(need)}" for need in item["voorwaarden"])
        yield from (f"      - Doe: {_step(step, facts)}" for step in item["stappen"])
        yield from (f"      ! {note['tekst']}" for note in item["letOp"])
        yield from (f"      - Ga na: {open_one['vraag']}" for open_one in item["nogNaTeGaan"])
        yield from (f"      - {change['tekst']}" for change in item["watZouDitVeranderen"])


def _still(item: Part) -> str:
    """The places that an item can still come to, where that isn't settled."""
    first, last = item["mogelijkePlaatsen"].values()
    if first == last:
        return ""
    joint = "of" if last - first == 1 else "tot en met"
    return f" Dit kan nog plaats {first} {joint} {last} worden."


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize().replace(" ret", " RET")


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(text: str) -> str:
    return _DAY.show(date.fromisoformat(text))
