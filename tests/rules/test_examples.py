"""The worked examples of every decision and region come out as they were written by hand."""

from datetime import date
from pathlib import Path

import pytest

from engine.decide import Decisions
from engine.loader import load_folder
from engine.model import Example, Rulebook
from engine.outcome import Outcome
from engine.worked import run_examples

RULES = Path(__file__).parents[2] / "rules"
BOOK: Rulebook = load_folder(RULES)
RUNS = run_examples(BOOK)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run.example.region}: {run.example.name}")
def test_an_example_comes_out_as_written(run) -> None:
    assert run.differences == ()


def test_examples_carry_different_names() -> None:
    names = [(run.example.decision, run.example.region, run.example.name) for run in RUNS]
    assert len(set(names)) == len(names)


DECISIONS = Decisions(BOOK)
IN_FORCE = {"foodvalley": date(2021, 6, 10), "ijsselland": date(2018, 9, 14)}


def moved(example: Example, region: str) -> tuple[str, ...]:
    """The rules that speak when the same facts are sent to a region, on a day it has rules."""
    name, day = example.decision, IN_FORCE[region]
    if example.items and DECISIONS.collection_of(name) is None:
        lines = [{**example.given, **own} for _, own in example.items]
        outcomes = [DECISIONS.decide(name, region, line, day) for line in lines]
    elif example.items:
        collected = DECISIONS.decide_items(name, region, example.given, example.items, day)
        outcomes = [collected.whole, *(item.outcome for item in collected.items)]
    else:
        outcomes = [DECISIONS.decide(name, region, example.given, day)]
    return tuple(number for outcome in outcomes for number in spoken(outcome))


def spoken(outcome: Outcome) -> list[str]:
    """The numbers of the rules that an outcome rests on or that speak beside it."""
    assert outcome.judgement is not None, "the day must be one on which the region has rules"
    judgement = outcome.judgement
    reasons = [report.rule.number for track in judgement.tracks for report in track.reasons]
    return reasons + [rule.number for _, rule in (*judgement.notes, *judgement.steps)]


@pytest.mark.parametrize(("region", "code"), [("foodvalley", "-FV-"), ("ijsselland", "-IJ-")])
def test_a_case_of_one_region_meets_only_the_rules_of_the_region_it_is_sent_to(
    region: str, code: str
) -> None:
    others = [e for e in BOOK.examples if e.region != region]
    numbers = {number for example in others for number in moved(example, region)}
    assert numbers
    assert all(code in number for number in numbers)
