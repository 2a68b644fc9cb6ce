"""A message to whoever sent in a case: that it came in, what is still needed, what happens now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.store import HumanDecision
from engine.model import Fact
from web.advice import Action, actions
from web.words import day

ABOUT = {"screening": "aanmelding", "billing": "declaratie"}
"""What the sender sent in; about other decisions there is nobody to answer."""

DATED = {"screening": "van", "billing": "over de bijeenkomst van"}
"""What the day of a decision is to what was sent in."""

OURS = {"screening": "de coördinator van het RET"}
"""Who writes the message: of their own work only what has a term is news to the sender."""


def letter(
    answer: Mapping[str, Any],
    missing: Sequence[Fact],
    decided: HumanDecision | None,
    verdicts: Mapping[str, str],
) -> str:
    """The message, without a name below it; empty when there is nobody to answer."""
    about = ABOUT.get(answer["besluit"])
    return "\n".join(_lines(about, answer, missing, decided, verdicts)) if about else ""


def _lines(
    about: str,
    answer: Mapping[str, Any],
    missing: Sequence[Fact],
    decided: HumanDecision | None,
    verdicts: Mapping[str, str],
) -> Iterator[str]:
    yield from ("Beste collega,", "")
    dated = f"{DATED[answer['besluit']]} {day(answer['peildatum'])}"
    yield f"Wij hebben uw {about} {dated} ontvangen."
    if answer["casusnummer"]:
        yield f"Het casusnummer is {answer['casusnummer']}."
    if decided:
        yield from ("", f"Ons besluit: {verdicts.get(decided.verdict, decided.verdict)}.")
        yield from (f"De reden: {reason}" for reason in _reasons(answer, decided))
    else:
        yield f"Wij hebben nog niets besloten over uw {about}."
    if missing:
        yield from ("", "Wilt u ons nog het volgende laten weten?")
        yield from (f"- {fact.question}" for fact in missing)
    todo = [*_for_sender(answer)]
    if todo:
        yield from ("", "Dit moet er nu gebeuren:")
        for action in todo:
            until = f" Uiterlijk {action.until}." if action.until else ""
            yield f"- {action.who}: {action.what}{until}"
    yield from ("", "Met vriendelijke groet,", "")


def _reasons(answer: Mapping[str, Any], decided: HumanDecision) -> Iterator[str]:
    """Why it was decided: in the words of who did so, else in those of the advice."""
    if decided.reason:
        yield decided.reason
    elif decided.verdict == answer["oordeel"]:
        yield from (one["tekst"] for one in answer["redenen"] if one["waarheid"] == "ja")


def _for_sender(answer: Mapping[str, Any]) -> Iterator[Action]:
    """What is to be done as far as the sender is concerned; signals go to somebody else."""
    for action in actions({**answer, "signalen": ()}):
        if action.until or action.who != OURS.get(answer["besluit"]):
            yield action
