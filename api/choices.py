"""Which item of a collection a human chose, beside which ones were advised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.problems import Fault
from api.texts import reason_fault
from engine.examples import KEY
from engine.model import REFER, SUPPLEMENT

CHOSEN, NONE_CHOSEN = "optie_gekozen", "geen_optie_gekozen"
_NO_ADVICE = (SUPPLEMENT, REFER)


def advised(items: Sequence[Mapping[str, Any]], heaviest: str) -> tuple[str, ...]:
    """The keys of the items that share the first place, as far as they can be chosen."""
    first = (item for item in items if item["plaats"] == 1)
    return tuple(i[KEY] for i in first if i["oordeel"] not in (heaviest, *_NO_ADVICE))


def as_advised(item: str | None, advice: Sequence[str]) -> bool:
    """Whether a choice is what was advised; where nothing can be chosen that is none."""
    return item in advice or (item is None and not advice)


def choice_faults(
    item: str | None,
    reason: str | None,
    items: Sequence[Mapping[str, Any]],
    advice: Sequence[str],
) -> Iterator[Fault]:
    """All that is wrong with a choice and its reason."""
    known = [one[KEY] for one in items]
    if item is not None and item not in known:
        only = f"Kies uit: {', '.join(known)}." if known else "Er waren geen opties."
        yield Fault(f"Deze optie kan hier niet. {only}", "onbekende-keuze", "/optie")
    elif not as_advised(item, advice) and not reason:
        said = " of ".join(f"'{key}'" for key in advice) or "geen optie"
        text = f"Het advies was {said}. Schrijf op waarom u anders beslist."
        yield Fault(text, "verplicht", "/reden")
    if reason and (fault := reason_fault(reason)):
        yield replace(fault, location="/reden")
