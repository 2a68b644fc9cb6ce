"""The items of a collection, best first, with the places that each can still come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.model import Track
from engine.outcome import Outcome, TrackReport


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it came out: its key, its place (equal items share one), and its outcome.

    `best` and `worst` are the places that it can come to, as what is open turns out. Both are
    `place` when the order hangs on nothing that is open.
    """

    key: str
    place: int
    best: int
    worst: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an item stands on one thing that is ranked by: the best it may be, and the worst.

    What is known is one number, and lower is better. What is unknown is shown between the good
    and the bad: at the bottom it would count as bad, at the top as good, and it is neither.
    """

    best: int
    worst: int
    shown: float

    @property
    def shown_as(self) -> tuple[float, bool]:
        """What orders items; one that is unknown is never equal to one that is known."""
        return self.shown, self.best != self.worst


def by_outcome(track: Track, report: TrackReport) -> Scale:
    """An outcome, the lightest best; one that is open stands just before the heaviest."""
    order = [*reversed(track.verdicts)]
    ends = [report.verdict] if report.verdict in order else [*report.reachable]
    places = [order.index(end) for end in ends if end in order]
    if len(places) < len(ends):  # nobody knows what becomes of one that is put to a human
        places = [0, len(order) - 1]
    known = report.verdict in order
    return Scale(min(places), max(places), places[0] if known else len(order) - 1.5)


def by_choice(choices: Sequence[str], value: str | None) -> Scale:
    """An answer, the first choice best; an unknown one stands in the middle."""
    if value is not None:
        place = choices.index(value)
        return Scale(place, place, place)
    return Scale(0, len(choices) - 1, (len(choices) - 1) / 2)


def ranked(
    outcomes: Mapping[str, Outcome], scales: Mapping[str, Sequence[Scale]]
) -> tuple[Item, ...]:
    """Order items by their scales, the first scale before the second."""
    shown = {key: [scale.shown_as for scale in own] for key, own in scales.items()}
    best = {key: [scale.best for scale in own] for key, own in scales.items()}
    worst = {key: [scale.worst for scale in own] for key, own in scales.items()}

    def ahead(key: str, ours: Mapping[str, list[int]], theirs: Mapping[str, list[int]]) -> int:
        return sum(theirs[other] < ours[key] for other in outcomes if other != key)

    return tuple(
        Item(
            key,
            1 + sum(other < shown[key] for other in shown.values()),
            1 + ahead(key, best, worst),
            1 + ahead(key, worst, best),
            outcomes[key],
        )
        for key in sorted(outcomes, key=shown.__getitem__)
    )
