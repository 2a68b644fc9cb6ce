"""The yearly evaluation counts outcomes, and no small group can be told from it."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from alembic import command

from api import tables
from api.chosen import Chosen, in_year
from api.database import open_engine
from api.evaluation import Group, overview
from api.migrations import configuration
from api.store import Followed, HumanDecision, OutcomeRecord, Store, Tally

Fresh = Callable[..., OutcomeRecord]
DUE = date(2021, 6, 30)
EVENING = datetime(2021, 6, 30, 21, 30, tzinfo=UTC)  # half past eleven in Ede
NIGHT = datetime(2021, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight, the next day


def tally(verdict: str, count: int, **marks: list[str]) -> Tally:
    return Tally(verdict, {"redenen": [], "ontbreekt": [], "signalen": [], **marks}, count)


def told(counts: dict[str, int]) -> dict[str, int | None]:
    found = overview([tally(name, count) for name, count in counts.items()], [])
    return {group.name: group.count for group in found.verdicts}


def test_large_groups_are_shown_the_largest_first() -> None:
    found = overview([tally("a", 6), tally("b", 9), tally("a", 2)], [])
    assert (found.total, found.verdicts) == (17, (Group("b", 9), Group("a", 8)))


def test_a_group_of_four_is_not_shown_and_takes_the_next_smallest_with_it() -> None:
    assert told({"a": 20, "b": 7, "c": 4}) == {"a": 20, "b": None, "c": None}


def test_two_small_groups_that_make_five_together_hide_each_other() -> None:
    assert told({"a": 20, "b": 7, "c": 4, "d": 3}) == {"a": 20, "b": 7, "c": None, "d": None}


def test_two_small_groups_of_three_together_take_a_third_with_them() -> None:
    assert told({"a": 20, "b": 7, "c": 2, "d": 1}) == {"a": 20, "b": None, "c": None, "d": None}


def test_a_total_below_five_is_not_shown() -> None:
    found = overview([tally("a", 4)], [])
    assert (found.total, found.verdicts) == (None, (Group("a", None),))


def test_no_outcomes_is_no_secret() -> None:
    found = overview([], [])
    assert (found.total, found.verdicts) == (0, ())


def test_reasons_missing_facts_and_signals_are_counted_over_all_outcomes() -> None:
    tallies = [
        tally("a", 6, redenen=["R-1", "R-2"], signalen=["R-9"]),
        tally("b", 5, redenen=["R-1"]),
        tally("aanvullen", 4, ontbreekt=["leeftijd"]),
        tally("aanvullen", 1, ontbreekt=["leeftijd", "gemeente"]),
    ]
    found = overview(tallies, [])
    assert found.reasons == (Group("R-1", 11), Group("R-2", 6))
    assert found.missing == (Group("leeftijd", 5), Group("gemeente", None))
    assert found.signals == (Group("R-9", 6),)


def test_an_outcome_that_was_supplemented_counts_only_for_what_it_lacked() -> None:
    first = replace(tally("aanvullen", 5, ontbreekt=["leeftijd"], redenen=["R-1"]), replaced=True)
    found = overview([first, tally("a", 6, redenen=["R-2"])], [])
    assert (found.total, found.verdicts) == (6, (Group("a", 6),))
    assert found.reasons == (Group("R-2", 6),)
    assert found.missing == (Group("leeftijd", 5),)


def test_the_last_decision_says_whether_a_human_decided_otherwise() -> None:
    same, other = Followed("a", "a", None, EVENING), Followed("a", "b", None, EVENING)
    found = overview([], [same] * 8 + [other] * 6)
    assert found.followed == (Group("zelfde", 8), Group("anders", 6))


def test_an_outcome_without_an_advice_can_not_be_decided_otherwise() -> None:
    assert overview([], [Followed("aanvullen", "a", DUE, EVENING)] * 9).followed == ()


def test_a_term_is_met_until_midnight_in_the_netherlands() -> None:
    in_time, late = Followed("a", "a", DUE, EVENING), Followed("a", "a", DUE, NIGHT)
    found = overview([], [in_time] * 7 + [late] * 5)
    assert found.terms == (Group("op_tijd", 7), Group("te_laat", 5))


ANSWER = {
    "redenen": [{"regel": "R-1", "waarheid": "ja"}, {"regel": "R-2", "waarheid": "onbekend"}],
    "ontbrekendeFeiten": [{"feit": "leeftijd"}],
    "signalen": [{"regel": "R-9"}],
    "stappen": [{"uiterlijk": None}, {"uiterlijk": "2021-07-02"}, {"uiterlijk": "2021-06-30"}],
}


@pytest.fixture
def filled(store: Store, fresh: Fresh) -> Store:
    """Two outcomes in 2021 and one in 2020; a human decided twice after one of them."""
    first, *others = (
        fresh(answer=ANSWER, reference_date=date(2021, 1, 1)),
        fresh(answer=ANSWER, reference_date=date(2021, 12, 31)),
        fresh(answer=ANSWER, reference_date=date(2020, 12, 31), region="ijsselland"),
    )
    for record in (first, *others):
        store.add_outcome(record)
    for id, verdict, moment in (("1", "a", EVENING), ("2", "b", NIGHT)):
        store.add_human_decision(HumanDecision(id, first.id, verdict, None, None, moment))
    return store


def test_the_store_counts_outcomes_that_share_their_marks(filled: Store) -> None:
    (found,) = filled.tallies(in_year(2021))
    assert (found.verdict, found.count) == ("aanvullen", 2)
    assert found.marks == {"redenen": ["R-1"], "ontbreekt": ["leeftijd"], "signalen": ["R-9"]}


def test_the_store_tells_which_outcomes_another_one_follows(filled: Store, fresh: Fresh) -> None:
    (first, _), _ = filled.outcomes(in_year(2021), page=1, page_size=2)
    filled.add_outcome(fresh(answer=ANSWER, verdict="a", follows=first.id))
    told = {(t.verdict, t.replaced): t.count for t in filled.tallies(in_year(2021))}
    assert told == {("aanvullen", False): 1, ("aanvullen", True): 1, ("a", False): 1}


def test_first_and_last_day_of_a_year_belong_to_it(filled: Store) -> None:
    assert [found.count for found in filled.tallies(in_year(2020))] == [1]
    assert filled.years() == (2021, 2020)


def test_other_regions_are_not_counted(filled: Store) -> None:
    assert [t.count for t in filled.tallies(Chosen(region="ijsselland"))] == [1]


def test_the_store_tells_the_last_decision_and_the_moment_of_the_first(filled: Store) -> None:
    assert filled.followed(Chosen()) == (Followed("aanvullen", "b", DUE, EVENING),)


def test_a_listing_can_be_narrowed_to_one_case_or_one_outcome(filled: Store, fresh: Fresh) -> None:
    filled.add_outcome(fresh(answer={}, case_number="9-9", verdict="declarabel"))
    for chosen in (Chosen(case_number="9-9"), Chosen(verdict="declarabel")):
        (record,), total = filled.outcomes(chosen, page=1, page_size=5)
        assert (record.case_number, total) == ("9-9", 1)


def test_outcomes_of_before_the_counting_are_counted_too(
    database_url: str, open_store: Callable[[str], Store], fresh: Fresh
) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "v0001")
        record = fresh(answer=ANSWER)
        later = ("items", "follows")
        then = [field.name for field in fields(record) if field.name not in later]
        row = {name: getattr(record, name) for name in then}
        connection.execute(tables.outcomes.insert(), row)
    engine.dispose()
    store = open_store(database_url)
    store.migrate()
    store.add_human_decision(HumanDecision("1", record.id, "b", None, None, NIGHT))
    assert [found.marks["redenen"] for found in store.tallies(Chosen())] == [["R-1"]]
    assert store.followed(Chosen()) == (Followed("aanvullen", "b", DUE, NIGHT),)
