"""One form for all decisions: a few questions at a time, as long as they can still matter."""

import pytest
from filling import Walk
from flask import Flask
from flask.testing import FlaskClient
from looking import look, words

from api.service import Service

FIRST = {"regio": "foodvalley", "casusnummer": "2021-014", "f-datum_aanmelding": "2021-06-01"}


@pytest.fixture
def walk(client: FlaskClient) -> Walk:
    """Give a walk that has opened the form of a screening."""
    made = Walk(client)
    made.open("/toets/screening")
    return made


def to_list(walk: Walk) -> None:
    """Answer all that can turn the outcome of a screening, up to the list to tick."""
    walk.send(FIRST)
    walk.send({"f-verzoek_soort": "casusbespreking"})
    walk.send({"f-inbrenger_rol": "lokale_regisseur", "f-gemeente_van_casus": "ede"})
    walk.send({"f-processtappen_doorlopen": "ja"})
    walk.send({"f-complexe_casus": "ja"})
    walk.send({"f-aanleiding": ["hulp_niet_beschikbaar"]})


@pytest.mark.parametrize("slug", ["screening", "declaratie", "escalatie", "bijeenkomst"])
def test_every_decision_has_the_form(client: FlaskClient, slug: str) -> None:
    first = look(client.get(f"/toets/{slug}"))
    assert [words(label) for label in first.select("#regio label")] == ["FoodValley", "IJsselland"]
    assert first.select("#regio input[checked]") == []


def test_what_is_no_decision_has_no_form(client: FlaskClient) -> None:
    look(client.get("/toets/niets"), 404)
    look(client.post("/toets/niets", data={}), 404)


def test_an_answer_that_settles_all_ends_the_questions(walk: Walk) -> None:
    walk.send(FIRST)
    assert walk.asked == ["verzoek_soort"]
    walk.send({"f-verzoek_soort": "crisisinzet"})
    assert "Wat al vaststaat Uitkomst:" in words(walk.page.select(".zij section")[0])
    assert "complexe_casus" not in walk.asked


def test_only_questions_that_wait_for_no_other_stand_together(walk: Walk) -> None:
    walk.send(FIRST)
    walk.send({"f-verzoek_soort": "casusbespreking"})
    assert walk.asked == ["inbrenger_rol", "gemeente_van_casus"]


def test_whoever_goes_on_answers_each_question_and_may_say_not_yet(walk: Walk) -> None:
    walk.send(FIRST)
    walk.send({}, status=400)
    assert walk.faults[0].startswith("Soort verzoek: Geef een antwoord. Weet u het niet?")
    assert walk.page.select("[href='#f-verzoek_soort']")
    walk.send({"f-verzoek_soort": "onbekend"})
    assert walk.faults == []
    assert "verzoek_soort" not in walk.asked
    assert "Soort verzoek Weet ik nog niet" in words(walk.page.select(".antwoorden")[0])


def test_exceptions_are_asked_after_the_core_as_one_list(walk: Walk) -> None:
    to_list(walk)
    assert walk.title == "Screening: bijzonderheden"
    labels = [words(label) for label in walk.page.select("#speelt label")]
    assert labels[0] == "Er is vóór het eerstvolgende overleg iets nodig"
    assert labels[-2:] == ["Geen van deze", "Weet ik niet"]
    assert walk.page.select("#speelt [checked]") == []


def test_the_list_is_answered_too_and_none_goes_without_another(walk: Walk) -> None:
    to_list(walk)
    walk.send({}, status=400)
    assert walk.faults == ["Kies wat er speelt. Speelt er niets? Kies dan 'geen van deze'."]
    walk.send({"speelt": ["spoed_nodig:ja", "geen"]}, status=400)
    assert walk.faults == ["Kies 'geen van deze' alleen als u verder niets kiest."]
    options = [str(tag["value"]) for tag in walk.page.select("#speelt input")]
    two = [value for value in options if value.startswith("juridisch_kader:")]
    walk.send({"speelt": two}, status=400)
    assert walk.faults == ["Kies bij 'Juridisch kader' één antwoord."]


def test_what_is_not_ticked_is_as_usual_and_what_is_ticked_counts(
    walk: Walk, service: Service
) -> None:
    to_list(walk)
    walk.send({"speelt": ["extra_expertise_gewenst:ja"]})
    walk.send({}, "uitkomst")
    (record,) = service.recent(9)
    assert record.facts["extra_expertise_gewenst"] == "ja"
    assert record.facts["spoed_nodig"] == "nee"
    assert record.other_facts == "onbekend"


def test_the_list_may_stay_unknown(walk: Walk, service: Service) -> None:
    to_list(walk)
    walk.send({"speelt": ["weet-niet"]})
    walk.send({}, "uitkomst")
    (record,) = service.recent(9)
    assert record.facts["spoed_nodig"] == "onbekend"


def test_an_exception_with_a_number_is_asked_when_it_is_ticked(client: FlaskClient) -> None:
    walk = Walk(client)
    walk.open("/toets/declaratie")
    walk.send({"regio": "ijsselland", "f-datum_bijeenkomst": "2018-09-12"})
    walk.send({"f-declarant_soort": "externe_deskundige"})
    while not walk.page.select("#speelt"):
        answers = {"minuten_aanwezig": "90", "afgesproken_uurtarief": "€ 80,00"}
        walk.send({f"f-{name}": answers.get(name, "onbekend") for name in walk.asked})
    walk.send({"speelt": ["minuten_reis_en_voorbereiding:vraag"]})
    assert "minuten_reis_en_voorbereiding" in walk.asked
    assert not walk.page.select("#speelt")


def test_nothing_is_kept_before_the_outcome_is_asked(walk: Walk, service: Service) -> None:
    to_list(walk)
    assert service.recent(9) == ()
    walk.send({"speelt": ["geen"]}, "uitkomst")
    assert walk.title == "Screening: behandelen"
    assert len(service.recent(9)) == 1


def test_an_answer_can_be_changed_and_stands_filled_in(walk: Walk) -> None:
    to_list(walk)
    walk.send({}, "wijzig:f-complexe_casus")
    assert walk.asked == ["complexe_casus"]
    assert [tag["value"] for tag in walk.page.select("fieldset [checked]")] == ["ja"]
    walk.send({"f-complexe_casus": "nee"})
    assert "Complexe casus Nee" in words(walk.page.select(".antwoorden")[0])


def test_all_that_is_wrong_is_told_at_once_beside_what_was_typed(walk: Walk) -> None:
    wrong = {"regio": "nergens", "casusnummer": "Jan Jansen", "f-datum_aanmelding": "31-2-2021"}
    walk.send(wrong, status=400)
    assert [fault.partition(":")[0] for fault in walk.faults] == [
        "Kies een regio.",
        "Casusnummer",
        "Datum van de aanmelding",
    ]
    assert walk.page.select("#casusnummer")[0]["value"] == "Jan Jansen"


def test_dates_and_amounts_may_be_written_as_people_do(client: FlaskClient) -> None:
    walk = Walk(client)
    walk.open("/toets/declaratie")
    walk.send({"regio": "ijsselland", "f-datum_bijeenkomst": "12-9-2018"})
    assert "12 september 2018" in words(walk.page.select(".antwoorden")[0])
    walk.send({"f-declarant_soort": "externe_deskundige"})
    walk.send(
        {
            "f-minuten_aanwezig": "90",
            "f-afgesproken_uurtarief": "€ 1.080,00",
            "f-bedrag_gedeclareerd": "onbekend",
        }
    )
    assert walk.faults == []
    assert "€ 1.080,00 per uur" in words(walk.page.select(".antwoorden")[0])


def test_an_amount_and_not_yet_at_once_is_no_answer(client: FlaskClient) -> None:
    walk = Walk(client)
    walk.open("/toets/declaratie")
    walk.send(
        {"regio": "ijsselland", "f-datum_bijeenkomst": ["2018-09-12", "onbekend"]}, status=400
    )
    assert "niet allebei" in walk.faults[0]


def test_a_quarter_is_a_year_and_a_number(client: FlaskClient) -> None:
    walk = Walk(client)
    walk.open("/toets/declaratie")
    walk.send({"regio": "foodvalley", "f-datum_bijeenkomst": "2021-06-10"})
    while "factuurkwartaal" not in walk.asked:
        walk.send({f"f-{name}": "onbekend" for name in walk.asked})
    walk.send({**{f"f-{n}": "onbekend" for n in walk.asked}, "f-factuurkwartaal": ["2021", "2"]})
    assert "Het 2e kwartaal van 2021" in words(walk.page.select(".antwoorden")[0])


def test_questions_that_turn_nothing_may_be_left_empty(walk: Walk) -> None:
    to_list(walk)
    walk.send({"speelt": "geen"})
    assert walk.title.endswith("nog om aan te denken")
    empty = walk.asked
    while walk.asked:
        assert walk.page.select("button[value=sla-over]")
        walk.send({}, "sla-over")
    assert walk.title.endswith("uw antwoorden")
    told = words(walk.page.select(".antwoorden")[0])
    assert told.count("Weet ik nog niet") >= len(empty)


def test_what_is_not_known_yet_is_what_the_outcome_hangs_on(walk: Walk) -> None:
    walk.send(FIRST)
    while not walk.title.endswith("uw antwoorden"):
        unknown = {f"f-{name}": "onbekend" for name in walk.asked}
        walk.send({**unknown, "speelt": "geen"})
    assert "hangt af van wat u nog niet weet" in words(walk.page.select("#stand-nu")[0])


def test_on_a_day_without_rules_that_is_what_it_says(walk: Walk) -> None:
    walk.send({**FIRST, "regio": "ijsselland"})
    told = words(walk.page.select(".melding")[0])
    assert "gelden geen regels" in told
    assert "vanaf 1 juni 2018 tot en met 31 december 2018" in told
    walk.send({}, "uitkomst")
    assert "gelden geen regels" in words(walk.page.find_all("main")[0])


def test_a_form_that_is_not_signed_is_refused_with_a_page(pages: Flask) -> None:
    refused = pages.test_client().post("/toets/screening", data=FIRST)
    assert "niets bewaard" in words(look(refused, 400))


def test_what_was_tampered_with_is_refused_and_breaks_nothing(walk: Walk) -> None:
    walk.send(FIRST)
    walk.send({"vragen": ["niets", "aanmelder_mag"], "f-niets": "ja", "f-aanmelder_mag": "ja"})
    assert walk.faults == []
    walk.send({}, "wijzig:f-niets", status=400)


def test_of_what_pays_nothing_no_question_about_the_invoice_is_asked(client: FlaskClient) -> None:
    walk = Walk(client)
    walk.open("/toets/declaratie")
    walk.send({"regio": "foodvalley", "f-datum_bijeenkomst": "2021-06-10"})
    walk.send({"f-declarant_soort": "jeugdhulpaanbieder"})
    asked: set[str] = set()
    while walk.asked and "kern" in str(walk.page.select_one("input[name=pagina]")):
        asked |= {*walk.asked}
        said = dict.fromkeys(walk.asked, "onbekend") | {"levert_individuele_voorziening": "ja"}
        walk.send({f"f-{name}": said[name] for name in walk.asked})
    assert "levert_individuele_voorziening" in asked
    assert not any(name.startswith("factuur") for name in asked)
    walk.send({}, doe="uitkomst")
    assert walk.title == "Declaratie: niet declarabel"
    told = words(walk.page.main)
    assert "Wat nog ontbreekt" not in told
    assert "De factuur:" not in told
