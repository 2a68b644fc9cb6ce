"""The store gives back what it was given, and refuses what it could not give back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType

import pytest

from api.chosen import Chosen
from api.store import HumanDecision, OutcomeRecord, RecordRefused, Store

Fresh = Callable[..., OutcomeRecord]

NOON = datetime(2021, 6, 11, 12, tzinfo=UTC)
RULESET = {"regels": [{"regel": "DEC-FV-03", "titel": "Geen vergoeding"}], "besluit": "billing"}


def decided(outcome: OutcomeRecord, id: str, made_at: datetime = NOON) -> HumanDecision:
    """Return a human decision on this outcome."""
    return HumanDecision(
        id, outcome.id, "declarabel", "Eén brief kwam later.", "coördinator", made_at
    )


def listed(store: Store, region: str | None = None, page: int = 1) -> list[str]:
    """Return the ids on one page of three."""
    records, _ = store.outcomes(Chosen("billing", region), page=page, page_size=3)
    return [record.id for record in records]


def test_an_outcome_comes_back_as_it_went_in(store: Store, fresh: Fresh) -> None:
    store.add_ruleset("v1", "billing", "foodvalley", RULESET)
    outcome = fresh(ruleset_version="v1")
    store.add_outcome(outcome)
    kept = store.outcome(outcome.id)
    assert kept == outcome
    assert kept.made_at.tzinfo is UTC


def test_the_keys_of_an_answer_keep_their_order(store: Store, fresh: Fresh) -> None:
    outcome = fresh(answer={"oordeel": "ja", "bedrag": {"waarde": "1.00", "opbouw": []}, "a": 1})
    store.add_outcome(outcome)
    kept = store.outcome(outcome.id)
    assert kept is not None
    assert str(kept.answer) == str(outcome.answer)


def test_a_moment_in_another_zone_comes_back_in_utc(store: Store, fresh: Fresh) -> None:
    summer_time = timezone(timedelta(hours=2))
    outcome = fresh(made_at=datetime(2021, 6, 11, 14, tzinfo=summer_time))
    store.add_outcome(outcome)
    kept = store.outcome(outcome.id)
    assert kept is not None
    assert (kept.made_at, kept.made_at.tzinfo) == (NOON, UTC)


def test_an_outcome_without_a_valid_ruleset_is_kept(store: Store, fresh: Fresh) -> None:
    outcome = fresh(ruleset_version="", case_number=None, not_kept=(), facts={}, vector="")
    store.add_outcome(outcome)
    assert store.outcome(outcome.id) == outcome


def test_a_read_only_mapping_is_kept_as_a_mapping(store: Store, fresh: Fresh) -> None:
    outcome = fresh(facts=MappingProxyType({"a": MappingProxyType({"b": 1})}))
    store.add_outcome(outcome)
    kept = store.outcome(outcome.id)
    assert kept is not None
    assert kept.facts == {"a": {"b": 1}}


def test_any_text_that_json_can_carry_is_kept_in_facts(store: Store, fresh: Fresh) -> None:
    outcome = fresh(facts={"half teken \ud800": "nul \x00, aanhaling '; --, 漢 😀"})
    store.add_outcome(outcome)
    assert store.outcome(outcome.id) == outcome


def test_what_is_not_there_is_none_or_empty(store: Store) -> None:
    assert store.outcome("nee") is None
    assert store.ruleset("nee") is None
    assert store.rulesets() == ()
    assert store.human_decisions("nee") == ()
    assert store.outcomes(Chosen("billing"), page=1, page_size=10) == ((), 0)


def test_human_decisions_come_oldest_first(store: Store, fresh: Fresh) -> None:
    outcome = fresh()
    store.add_outcome(outcome)
    later = replace(decided(outcome, "a", NOON + timedelta(1)), reason=None, by_role=None)
    first, same_moment = decided(outcome, "c"), decided(outcome, "b")
    for decision in (later, first, same_moment):
        store.add_human_decision(decision)
    assert store.human_decisions(outcome.id) == (first, same_moment, later)


def test_a_ruleset_comes_back_whole_with_the_moment_of_its_first_use(store: Store) -> None:
    before = datetime.now(UTC)
    store.add_ruleset("v2", "billing", "foodvalley", RULESET)
    store.add_ruleset("v1", "screening", "ijsselland", {})
    first, second = store.rulesets()
    assert store.ruleset("v2") == RULESET
    assert (first.version, first.decision, first.region) == ("v2", "billing", "foodvalley")
    assert before <= first.first_used <= second.first_used <= datetime.now(UTC)


def test_a_ruleset_added_again_keeps_its_text_and_its_first_use(
    database_url: str, open_store: Callable[[str], Store]
) -> None:
    store, other = open_store(database_url), open_store(database_url)
    store.migrate()
    store.add_ruleset("v1", "billing", "foodvalley", RULESET)
    before = store.rulesets()
    for again in (store, other):
        again.add_ruleset("v1", "billing", "foodvalley", {})
    assert (store.rulesets(), store.ruleset("v1")) == (before, RULESET)


def test_an_outcome_of_an_unknown_ruleset_is_refused(store: Store, fresh: Fresh) -> None:
    outcome = fresh(ruleset_version="v1")
    with pytest.raises(RecordRefused, match="niet bewaard"):
        store.add_outcome(outcome)
    assert store.outcome(outcome.id) is None


def test_a_human_decision_on_an_unknown_outcome_is_refused(store: Store, fresh: Fresh) -> None:
    with pytest.raises(RecordRefused, match="niet bewaard"):
        store.add_human_decision(decided(fresh(), "a"))


def test_a_second_outcome_with_the_same_id_is_refused_and_the_first_stays(
    store: Store, fresh: Fresh
) -> None:
    first = fresh()
    store.add_outcome(first)
    with pytest.raises(RecordRefused, match="niet bewaard"):
        store.add_outcome(replace(first, verdict="declarabel"))
    assert store.outcome(first.id) == first


@pytest.mark.parametrize(
    "changes",
    [
        {"made_at": datetime(2021, 6, 11)},
        {"answer": {"bedrag": Decimal("137.27")}},
        {"answer": {"bedrag": float("nan")}},
        {"case_number": "half teken \ud800"},
    ],
    ids=["no time zone", "decimal", "not a number", "half a character"],
)
def test_a_value_that_could_not_come_back_is_refused(
    store: Store, fresh: Fresh, changes: dict[str, object]
) -> None:
    with pytest.raises(RecordRefused, match="niet bewaard"):
        store.add_outcome(fresh(**changes))
    assert listed(store) == []


def test_a_listing_is_newest_first_and_of_equal_moments_the_last_kept_is_first(
    store: Store, fresh: Fresh
) -> None:
    moments = [NOON, NOON + timedelta(1), NOON, NOON - timedelta(1)]
    outcomes = [fresh(made_at=moment) for moment in moments]
    for outcome in outcomes:
        store.add_outcome(outcome)
    ids = [outcomes[position].id for position in (1, 2, 0, 3)]
    assert listed(store) == ids[:3]
    assert listed(store, page=2) == ids[3:]


def test_a_listing_holds_one_decision_and_one_region_when_asked(store: Store, fresh: Fresh) -> None:
    here, there = fresh(), fresh(region="ijsselland")
    for outcome in (here, there, fresh(decision="screening")):
        store.add_outcome(outcome)
    assert listed(store) == [there.id, here.id]
    assert listed(store, region="ijsselland") == [there.id]
    assert listed(store, region="elders") == []


def test_the_total_counts_all_pages_also_beyond_the_last(store: Store, fresh: Fresh) -> None:
    for _ in range(5):
        store.add_outcome(fresh())
    for page, size in ((1, 3), (2, 2), (3, 0), (10**30, 0)):
        records, total = store.outcomes(Chosen("billing", "foodvalley"), page=page, page_size=3)
        assert (len(records), total) == (size, 5)


def test_pages_count_from_one(store: Store) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        store.outcomes(Chosen("billing"), page=0, page_size=3)


def test_what_was_kept_last_is_found_first_whatever_was_decided(store: Store, fresh: Fresh) -> None:
    kept = [fresh(), fresh(decision="screening"), fresh(region="ijsselland")]
    for record in kept:
        store.add_outcome(record)
    assert store.recent(2) == (kept[2], kept[1])
