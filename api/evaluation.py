"""Counts outcomes for the yearly evaluation, so that no small group can be recognised.

A group smaller than five is not shown (its count is None). Where groups add up to a total that is
shown, the next smallest goes with it: else the total minus the rest would give it away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.store import Followed, Tally
from engine.model import NO_RULES, SUPPLEMENT

SMALLEST = 5
_HERE = ZoneInfo("Europe/Amsterdam")
_NO_ADVICE = (SUPPLEMENT, NO_RULES)


@dataclass(frozen=True, slots=True)
class Group:
    """Outcomes that share something; `count` is None when they are too few to show."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Outcomes counted; each part is in order of size, what is not shown last.

    `followed` parts the advices after which a human decided in `zelfde` and `anders`; `terms` parts
    those with a term in `op_tijd` and `te_laat`, by the day of the first decision in the
    Netherlands. Outcomes that gave no advice yet count in neither.
    """

    total: int | None
    verdicts: tuple[Group, ...]
    reasons: tuple[Group, ...]
    missing: tuple[Group, ...]
    signals: tuple[Group, ...]
    followed: tuple[Group, ...]
    terms: tuple[Group, ...]


def overview(tallies: Sequence[Tally], followed: Sequence[Followed]) -> Overview:
    """Count outcomes and what humans decided after them.

    An outcome that another one follows counts only for what it lacked: its case is counted there.
    """
    last = [tally for tally in tallies if not tally.replaced]
    verdicts = Counter[str]()
    for tally in last:
        verdicts[tally.verdict] += tally.count
    advices = [one for one in followed if one.verdict not in _NO_ADVICE]
    return Overview(
        _shown(verdicts.total()),
        _parts(verdicts),
        _groups(_marked(last, "redenen")),
        _groups(_marked(tallies, "ontbreekt")),
        _groups(_marked(last, "signalen")),
        _parts(Counter("anders" if one.decided != one.verdict else "zelfde" for one in advices)),
        _parts(Counter(_in_time(one) for one in advices if one.first_due)),
    )


def _in_time(one: Followed) -> str:
    assert one.first_due is not None
    return "op_tijd" if _day(one.first_decided) <= one.first_due else "te_laat"


def _day(moment: datetime) -> date:
    return moment.astimezone(_HERE).date()


def _marked(tallies: Sequence[Tally], kind: str) -> Counter[str]:
    found = Counter[str]()
    for tally in tallies:
        for name in tally.marks[kind]:
            found[name] += tally.count
    return found


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= SMALLEST else None


def _groups(counts: Mapping[str, int]) -> tuple[Group, ...]:
    return _ordered(Group(name, _shown(count)) for name, count in counts.items())


def _parts(counts: Mapping[str, int]) -> tuple[Group, ...]:
    """Groups that make up a total: what is hidden can't be told from the total either."""
    hidden: list[str] = []
    for name, count in sorted(counts.items(), key=lambda pair: pair[1]):
        few = sum(counts[other] for other in hidden) < SMALLEST or len(hidden) == 1
        if count < SMALLEST or (hidden and few):
            hidden.append(name)
    return _ordered(Group(n, None if n in hidden else count) for n, count in counts.items())


def _ordered(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (-(group.count or 0), group.name)))
