"""Somebody finds a rule, what it says, where that stands, and what it was before."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from looking import Page, words

from api.service import Case, Service
from api.settings import RULES
from engine.loader import load_files, read_folder
from web.outline import outline

Ask = Callable[..., Page]


def test_a_search_finds_the_rule_on_places_outside_the_region(page: Ask) -> None:
    found = page("/regels?zoek=Buiten de régio")
    assert "DEC-FV-13" in [str(a["href"]).rpartition("/")[2] for a in found.select(".treffers a")]


def test_a_search_for_a_number_finds_that_rule_first(page: Ask) -> None:
    first = page("/regels?zoek=dec-fv-13").select(".treffers a")[0]
    assert first["href"] == "/regels/regel/DEC-FV-13"


def test_a_search_that_finds_nothing_says_what_to_do(page: Ask) -> None:
    assert "Probeer minder of andere woorden" in words(page("/regels?zoek=paarse krokodil").main)


def test_a_rule_shows_its_conditions_its_clauses_and_its_examples(page: Ask) -> None:
    shown = words(page("/regels/regel/DEC-FV-07").main)
    assert "de organisatie levert voor deze casus al een individuele voorziening" in shown
    assert "Bijlage 4" in shown
    assert "klopt De GI levert zelf een individuele voorziening" in shown


def test_a_clause_names_every_rule_that_rests_on_it(page: Ask) -> None:
    links = [str(a["href"]) for a in page("/clausules/FV-B4-46").select(".treffers a")]
    assert "/regels/regel/DEC-FV-07" in links


def test_a_page_of_one_region_has_no_rule_of_another(page: Ask) -> None:
    shown = words(page("/regels/declaratie/ijsselland").main)
    assert "DEC-IJ-01" in shown
    assert "DEC-FV" not in shown


def test_the_rules_on_options_tell_what_options_are_put_in_order_by(page: Ask) -> None:
    shown = words(page("/regels/selectie/foodvalley").main)
    assert "eerst de uitkomst, en dan of de optie bij het gezin past" in shown


@pytest.mark.parametrize(
    "address",
    [
        "/regels/regel/DEC-XX-99",
        "/regels/declaratie/nergens",
        "/clausules/X",
        "/versies/verschil?van=a&naar=b",
    ],
)
def test_a_rule_clause_or_version_that_is_not_there_is_a_page(page: Ask, address: str) -> None:
    page(address, 404)


def test_a_tariff_that_is_still_to_be_set_asks_for_attention(page: Ask) -> None:
    noted = words(page("/parameters?regio=foodvalley").select(".melding")[0])
    assert "Uurtarief consultatie en advies (FoodValley) is vanaf 1 januari 2022" in noted


def test_a_region_whose_rules_have_ended_asks_for_no_value(page: Ask) -> None:
    assert page("/parameters?regio=ijsselland").select(".melding") == []


def test_points_further_in_belong_to_the_point_before_them() -> None:
    (head,) = outline(["Als:", "    - een van:", "        - a, of", "        - b"])
    (either,) = head.points
    assert (either.text, [p.text for p in either.points]) == ("een van:", ["a, of", "b"])


def test_an_older_version_is_shown_beside_the_one_in_use(page: Ask, service: Service) -> None:
    """Somebody made the rule stricter after an outcome had been given."""
    files = read_folder(RULES)
    text = files["billing.yaml"].replace(b"Geen vergoeding zonder uitnodiging", b"Oude titel")
    rulebook, _ = load_files({**files, "billing.yaml": text})
    assert rulebook is not None
    older = Service(rulebook, service.store)
    facts, _ = older.read_facts({"datum_bijeenkomst": "2021-06-10"})
    old = older.assess("billing", Case("foodvalley", facts))["regelsetVersie"]
    link = page("/versies").select_one(f'a[href*="{old}"]')
    assert link is not None
    shown = page(str(link["href"]))
    (change,) = shown.select(".wijziging")
    assert "DEC-FV-08" in words(change)


def test_examples_that_came_out_otherwise_are_marked(
    page: Ask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = service.reading.examples

    def one_fails(ruleset: object) -> object:
        first, *others = real(ruleset)  # type: ignore[arg-type]
        return (replace(first, differences=("oordeel is a, en verwacht was b.",)), *others)

    monkeypatch.setattr(service.reading, "examples", one_fails)
    assert "1 voorbeeld wijkt af" in words(page("/regels").main)
    assert "oordeel is a, en verwacht was b" in words(page("/regels/declaratie/foodvalley").main)
