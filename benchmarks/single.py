"""One decision with its explanation: who takes part, and how the speeds are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.answer import Contender
from benchmarks.business import BusinessRules
from benchmarks.gorules import Zen, ZenBare
from benchmarks.ours import RULES, Ours, OursCold, OursGrowing, OursTyped, OursTypedCold
from benchmarks.plain import Plain
from benchmarks.timing import Speed
from engine.loader import load_folder

MEMO_OVER_ZEN, COLD_A_SECOND = 2.0, 5_000


def contenders() -> list[Contender]:
    """All that take part; the first is the measure of equality."""
    rulebook = load_folder(RULES)
    return [
        Ours(rulebook),
        OursCold(rulebook),
        OursTyped(rulebook),
        OursTypedCold(rulebook),
        OursGrowing(rulebook),
        Zen(),
        ZenBare(),
        BusinessRules(),
        Plain(),
    ]


def table(taking_part: Sequence[Contender], speeds: Sequence[Speed]) -> Iterator[str]:
    """The speeds as lines; µs are for one decision."""
    yield f"{'':34}{'per seconde':>12}{'rekentijd':>13}{'p50':>13}{'p99':>13}"
    for contender, speed in zip(taking_part, speeds, strict=True):
        times = (1e6 / speed.rate, speed.p50, speed.p99)
        shown = "".join(f"{_decimal(time, 1):>10} µs" for time in times)
        yield f"{contender.name:34}{_count(speed.rate):>12}{shown}"


def ratios(taking_part: Sequence[Contender], speeds: Sequence[Speed]) -> Iterator[str]:
    """How the figures that were to be reached came out."""
    found = {type(c): speed for c, speed in zip(taking_part, speeds, strict=True)}
    ours, zen, bare = found[Ours], found[Zen], found[ZenBare]
    each = sorted(a / b for a, b in zip(ours.rates, zen.rates, strict=True))
    times = median(each)
    yield (
        f"wij, onthouden / ZEN met trace     {_decimal(times, 2)} keer zo snel, per ronde "
        f"{_decimal(each[0], 2)} tot {_decimal(each[-1], 2)} "
        f"(doel {_decimal(MEMO_OVER_ZEN, 1)}: {_reached(times >= MEMO_OVER_ZEN)})"
    )
    yield f"wij, onthouden / ZEN zonder trace  {_decimal(ours.rate / bare.rate, 2)} keer zo snel"
    cold = found[OursCold].rate
    yield (
        f"wij, koud                          {_count(cold)} per seconde "
        f"(doel {_count(COLD_A_SECOND)}: {_reached(cold >= COLD_A_SECOND)})"
    )
    growing = next(c for c in taking_part if isinstance(c, OursGrowing))
    yield f"wij, nieuwe declaraties            {_count(growing.remembered)} nieuwe combinaties"


def _reached(yes: bool) -> str:
    return "gehaald" if yes else "niet gehaald"


def _decimal(number: float, digits: int) -> str:
    return f"{number:.{digits}f}".replace(".", ",")


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")
