"""What an answer says would have changed it, does; and only what somebody can still do is named."""

from itertools import product
from pathlib import Path

import pytest

from engine.decide import Decisions
from engine.decider import Decider
from engine.loader import load_folder
from engine.model import Example
from engine.outcome import Alternative, Outcome
from engine.referee import Referee, truth
from engine.worked import come_out

BOOK = load_folder(Path(__file__).parents[2] / "rules")
DECISIONS = Decisions(BOOK)
DECIDED = sorted({(ruleset.decision, ruleset.region) for ruleset in BOOK.rulesets})

# Read one by one: steps to set, a motive or plan to write down, someone who can still come.
CAN_BE_DONE = {
    *("via_lokaal_team", "processtappen_doorlopen", "aanwezig_bij_behandeling"),
    *("escalatieladder_toegang_doorlopen", "escalatieladder_aanbieders_doorlopen"),
    *("noodzaak_gemotiveerd", "overbruggingsplan"),
}


def test_only_what_somebody_can_still_do_is_marked() -> None:
    assert {name for name, fact in BOOK.facts.items() if fact.changeable} == CAN_BE_DONE


def outcomes(example: Example) -> list[Outcome]:
    """What an example comes to, with each of its items."""
    collected = come_out(example, DECISIONS)
    return [collected.whole, *(item.outcome for item in collected.items)]


def leads_there(decider: Decider, outcome: Outcome, alternative: Alternative) -> bool:
    """Whether all answers that an alternative tells of give its outcome."""
    names = [name for name, _ in alternative.changes]
    found = 0
    for answers in product(*(BOOK.facts[name].kind.choices for name in names)):
        changed = {**outcome.values, **dict(zip(names, answers, strict=True))}
        told = Referee((), changed)
        if all(truth(change, told.test) == "J" for _, change in alternative.changes):
            found += 1
            again = decider.decide(changed, outcome.reference_date)
            if again.verdict != alternative.verdict:
                return False
    return found > 0


@pytest.mark.parametrize(("decision", "region"), DECIDED)
def test_each_change_that_an_answer_tells_of_leads_where_it_says(
    decision: str, region: str
) -> None:
    for example in BOOK.examples:
        if (example.decision, example.region) != (decision, region):
            continue
        for outcome in outcomes(example):
            for alternative in outcome.alternatives:
                assert outcome.ruleset is not None
                decider = DECISIONS.decider_of(outcome.ruleset)
                assert leads_there(decider, outcome, alternative), example.name


def test_some_worked_examples_tell_of_a_change() -> None:
    told = {
        (example.decision, example.region)
        for example in BOOK.examples
        for outcome in outcomes(example)
        if outcome.alternatives
    }
    assert {
        ("screening", "foodvalley"),
        ("screening", "ijsselland"),
        ("escalation", "ijsselland"),
        ("meeting", "foodvalley"),
        ("selection", "foodvalley"),
    } == told
