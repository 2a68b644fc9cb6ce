"""The message to a sender says what came in, what was decided, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api.store import HumanDecision
from web.letters import letter

WORDS = {"niet_declarabel": "Niet declarabel", "declarabel": "Declarabel"}


def refusal(**changes: Any) -> dict[str, Any]:
    """An answer that refuses a declaration, as the API gives it."""
    reasons = [
        {"tekst": "De hulp loopt al.", "waarheid": "ja"},
        {"tekst": "Er is niemand uitgenodigd.", "waarheid": "onbekend"},
    ]
    said = {"besluit": "billing", "oordeel": "niet_declarabel", "peildatum": "2021-06-10"}
    said |= {"casusnummer": "2021-014", "redenen": reasons, "stappen": [], "letOp": []}
    return {**said, "signalen": [], "sporen": [], "voorwaarden": [], **changes}


def decision(verdict: str, reason: str | None = None) -> HumanDecision:
    return HumanDecision("1", "2", verdict, reason, None, datetime(2021, 6, 11, tzinfo=UTC))


def test_a_declaration_is_dated_by_its_meeting() -> None:
    text = letter(refusal(), [], None, WORDS)
    assert "uw declaratie over de bijeenkomst van 10 juni 2021 ontvangen" in text


def test_a_refusal_that_follows_the_advice_tells_its_reasons() -> None:
    text = letter(refusal(), [], decision("niet_declarabel"), WORDS)
    assert "De reden: De hulp loopt al." in text
    assert "uitgenodigd" not in text


def test_who_decides_otherwise_or_in_own_words_is_not_given_those_of_the_advice() -> None:
    assert "De hulp" not in letter(refusal(), [], decision("declarabel", "Afspraak."), WORDS)
    own = letter(refusal(), [], decision("niet_declarabel", "Zie de mail."), WORDS)
    assert "De reden: Zie de mail." in own
    assert "De hulp" not in own
