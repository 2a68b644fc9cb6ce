"""Our service as contenders: from the facts as sent to the finished answer, remembered or cold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.answer import Answer, Contender, Facts
from engine.decide import Decisions
from engine.explain import Explainer
from engine.facts import read_given
from engine.model import Rulebook
from engine.outcome import Outcome, TrackReport
from engine.truth import YES

RULES = Path(__file__).parents[1] / "rules"
DECISION, REGION = "billing", "foodvalley"


class Ours(Contender):
    """Decides and tells it in Dutch; remembers what it judged and fired before."""

    name = "wij, onthouden"

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.decisions = Decisions(rulebook)
        self.explainer = Explainer(rulebook)

    def outcome(self, facts: Facts) -> Outcome:
        """Read the facts as sent and decide: typed, without words."""
        given, faults = read_given(self.rulebook.facts, facts)
        if faults:
            raise ValueError(faults)
        return self.decisions.decide(DECISION, REGION, given)

    def decide(self, facts: Facts) -> Any:
        """Decide, and render the finished answer."""
        return self.explainer.render(self.outcome(facts))

    def answer(self, said: Any) -> Answer:
        """The answer as compared, read from the finished answer that a caller gets."""
        form = next(track for track in said["sporen"] if track["spoor"] == "vorm")
        amount = said["bedrag"]
        missing = [item["feit"] for item in said["ontbrekendeFeiten"]]
        missing += [item["parameter"] for item in said["ontbrekendeParameters"]]
        return Answer(
            said["oordeel"],
            form["oordeel"],
            int(amount["waarde"].replace(".", "")) if amount else None,
            _winning(said),
            _winning(form),
            tuple(sorted({note["regel"] for note in said["letOp"]} - {None})),
            tuple(sorted(missing)),
            tuple(sorted(item["feit"] for item in form["ontbrekendeFeiten"])),
        )

    @property
    def remembered(self) -> int:
        """How many judgements are remembered: the different combinations since last forgotten."""
        deciders = self.decisions.deciders.values()
        return sum(len(regime.memo) for d in deciders for regime in d._regimes.values())

    def forget(self) -> None:
        """Drop all that was remembered of earlier declarations; what is made ready stays.

        Remembered are: judgements by truth vector with their forms in Dutch, what each layer of
        rules fired for a row of signals, and the values that stand for an open fact which is
        compared with others. Made ready are the rules in durable_rules, their sentences, and the
        tables that each fact is read with.
        """
        for decider in self.decisions.deciders.values():
            for regime in decider._regimes.values():
                regime.forget()
                regime.judging.completions.cells.memo.clear()
        self.explainer.forget()


class OursCold(Ours):
    """As ours, but each decision is a first one."""

    name = "wij, koud"
    prepares = True

    def prepare(self) -> None:
        """Forget all that was remembered."""
        self.forget()


class OursGrowing(Ours):
    """As ours, but each round starts with nothing remembered: declarations as they first come."""

    name = "wij, nieuwe declaraties"

    def start(self) -> None:
        """Forget all that was remembered."""
        self.forget()


class _Typed(Ours):
    """As ours, without words."""

    def decide(self, facts: Facts) -> Outcome:
        """Decide, and leave it at the typed outcome."""
        return self.outcome(facts)

    def answer(self, said: Outcome) -> Answer:
        """The answer as compared, from the typed outcome."""
        judgement = said.judgement
        assert judgement is not None
        main, form = judgement.tracks
        return Answer(
            main.verdict,
            form.verdict,
            int(said.amount.value * 100) if said.amount else None,
            _made(main),
            _made(form),
            tuple(sorted({rule.number for _, rule in judgement.notes})),
            tuple(sorted((*main.missing, *main.missing_parameters))),
            tuple(sorted(form.missing)),
        )


class OursTyped(_Typed):
    """Remembered, only the decision."""

    name = "wij, onthouden, zonder woorden"


class OursTypedCold(_Typed):
    """Cold, only the decision."""

    name = "wij, koud, zonder woorden"
    prepares = True

    def prepare(self) -> None:
        """Forget all that was remembered."""
        self.forget()


def _winning(track: Mapping[str, Any]) -> tuple[str, ...]:
    holding = (reason["regel"] for reason in track["redenen"] if reason["waarheid"] == "ja")
    return tuple(sorted(holding)) if track["oordeel"] != "aanvullen" else ()


def _made(track: TrackReport) -> tuple[str, ...]:
    holding = (report.rule.number for report in track.reasons if report.truth == YES)
    return tuple(sorted(holding)) if track.verdict != "aanvullen" else ()
