"""Every clause that feeds a decision is held by a rule, reminder or parameter, or says why not."""

from pathlib import Path

import pytest

from engine.coverage import NOT_AUTOMATED, coverage
from engine.loader import load_folder

BOOK = load_folder(Path(__file__).parents[2] / "rules")
DECIDED = sorted({(ruleset.decision, ruleset.region) for ruleset in BOOK.rulesets})


@pytest.mark.parametrize(("decision", "region"), DECIDED)
def test_no_clause_of_a_decision_falls_out(decision: str, region: str) -> None:
    found = [c for c in coverage(BOOK) if (c.decision, c.clause.region) == (decision, region)]
    assert [c.clause.name for c in found if c.how is None] == []


@pytest.mark.parametrize(("decision", "region"), DECIDED)
def test_a_decidable_clause_is_never_held_by_an_excuse(decision: str, region: str) -> None:
    found = [c for c in coverage(BOOK) if (c.decision, c.clause.region) == (decision, region)]
    excused = [
        c.clause.name for c in found if c.how == NOT_AUTOMATED and c.clause.decidable != "nee"
    ]
    assert excused == []


def test_all_401_clauses_of_the_two_documents_stand_in_the_sources() -> None:
    counted = dict.fromkeys(("foodvalley", "ijsselland"), 0)
    for clause in BOOK.clauses.values():
        counted[clause.region] += 1
    assert counted == {"foodvalley": 353, "ijsselland": 48}
