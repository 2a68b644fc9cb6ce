"""The worked examples of every decision and region come out as they were written by hand."""

from pathlib import Path

import pytest

from engine.decide import Decisions
from engine.loader import load_folder
from engine.model import Example, Rulebook
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


def moved(example: Example, region: str) -> tuple[str, ...]:
    """The rules of another region that speak when the same facts are sent there."""
    outcome = Decisions(BOOK).decide(
        example.decision, region, example.given, example.reference_date, example.other_facts
    )
    if outcome.judgement is None:
        return ()
    spoken = [report.rule.number for track in outcome.judgement.tracks for report in track.reasons]
    return (
        *spoken,
        *(rule.number for _, rule in (*outcome.judgement.notes, *outcome.judgement.steps)),
    )


@pytest.mark.parametrize(
    ("region", "other"), [("foodvalley", "ijsselland"), ("ijsselland", "foodvalley")]
)
def test_no_rule_of_one_region_speaks_in_the_other(region: str, other: str) -> None:
    own = {
        rule.number
        for ruleset in BOOK.rulesets
        if ruleset.region == region
        for rule in ruleset.rules
    }
    for example in (e for e in BOOK.examples if e.region == region):
        assert not own & set(moved(example, other))
