"""One decision with its explanation, beside the peers: first equal answers, then speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answer import Answer, Contender, Facts, differences
from benchmarks.business import BusinessRules
from benchmarks.gorules import Zen, ZenBare
from benchmarks.ours import Ours, OursCold, OursGrowing, OursTyped, OursTypedCold
from benchmarks.plain import Plain
from benchmarks.timing import Speed
from engine.loader import load_folder

RULES = Path(__file__).parents[1] / "rules"
MEMO_OVER_ZEN, COLD_A_SECOND = 2.0, 5_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A declaration on which a contender says something else than we do."""

    contender: str
    facts: Facts
    parts: tuple[str, ...]


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


def compare(
    taking_part: Sequence[Contender], declarations: Sequence[Facts]
) -> tuple[Difference | None, Counter[str]]:
    """The first difference, if any, and how often each outcome came out."""
    seen: Counter[str] = Counter()
    for facts in declarations:
        first, *others = [_answer(contender, facts) for contender in taking_part]
        seen[f"oordeel {first.main}"] += 1
        seen[f"vorm {first.form}"] += 1
        for contender, answer in zip(taking_part[1:], others, strict=True):
            parts = tuple(differences(first, answer))
            if parts:
                return Difference(contender.name, facts, parts), seen
    return None, seen


def _answer(contender: Contender, facts: Facts) -> Answer:
    contender.prepare()
    return contender.answer(contender.decide(facts))


def table(taking_part: Sequence[Contender], speeds: Sequence[Speed]) -> Iterator[str]:
    """The speeds as lines; µs are for one decision."""
    yield f"{'':34}{'per seconde':>12}{'rekentijd':>13}{'p50':>13}{'p99':>13}"
    for contender, speed in zip(taking_part, speeds, strict=True):
        times = (1e6 / speed.rate, speed.p50, speed.p99)
        shown = "".join(f"{time:>10.1f} µs" for time in times)
        yield f"{contender.name:34}{_count(speed.rate):>12}{shown}"


def ratios(taking_part: Sequence[Contender], speeds: Sequence[Speed]) -> Iterator[str]:
    """How the figures that were to be reached came out."""
    found = {type(c): speed for c, speed in zip(taking_part, speeds, strict=True)}
    ours, zen, bare = found[Ours], found[Zen], found[ZenBare]
    paired = sorted(a / b for a, b in zip(ours.rates, zen.rates, strict=True))
    times = ours.rate / zen.rate
    yield (
        f"wij onthouden / ZEN met trace      {times:5.2f} keer zo snel"
        f" (per ronde {paired[0]:.2f} tot {paired[-1]:.2f};"
        f" doel {MEMO_OVER_ZEN:.0f}: {_reached(times >= MEMO_OVER_ZEN)})"
    )
    yield f"wij onthouden / ZEN zonder trace   {ours.rate / bare.rate:5.2f} keer zo snel"
    cold = found[OursCold].rate
    yield (
        f"wij koud                         {_count(cold):>7} per seconde"
        f" (doel {_count(COLD_A_SECOND)}: {_reached(cold >= COLD_A_SECOND)})"
    )


def _reached(yes: bool) -> str:
    return "gehaald" if yes else "niet gehaald"


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")
