"""The page of an outcome says what it is, what to do, what is missing and why; a human decides."""

from datetime import date
from decimal import Decimal

import pytest
from filling import Walk
from flask.testing import FlaskClient
from icalendar import Calendar
from looking import look, words

from api.service import Case, Service
from engine.decider import NOT_AT_ISSUE

NOBODY = "00000000-0000-4000-8000-000000000000"


def screened(service: Service, **changed: object) -> str:
    """Keep the outcome of a screening that can be discussed, with some facts changed."""
    facts = {
        "datum_aanmelding": date(2021, 6, 1),
        "verzoek_soort": "casusbespreking",
        "gemeente_van_casus": "ede",
        "inbrenger_rol": "lokale_regisseur",
        "aanleiding": frozenset({"hulp_niet_beschikbaar"}),
        "complexe_casus": "ja",
        "processtappen_doorlopen": "ja",
        "spoed_nodig": "nee",
    }
    case = Case("foodvalley", {**facts, **changed}, "2021-014")
    return str(service.assess("screening", case)["id"])


@pytest.fixture
def walk(client: FlaskClient) -> Walk:
    """Give a walk."""
    return Walk(client)


def test_the_outcome_stands_in_one_plain_sentence(walk: Walk, service: Service) -> None:
    walk.open(f"/uitkomsten/{screened(service)}")
    assert walk.title == "Screening: behandelen"
    assert words(walk.page.select(".oordeel strong")[0]) == "Het RET kan de casus bespreken."


def test_what_to_do_names_who_what_and_by_when(walk: Walk, service: Service) -> None:
    walk.open(f"/uitkomsten/{screened(service)}")
    todo = [words(item) for item in walk.page.select(".doen li")]
    assert (
        todo[0]
        == "De coördinator van het RET: Bespreek deze screening met de voorzitter. eerst nodig"
    )
    assert any(item.endswith("uiterlijk 22 juni 2021") for item in todo)


def test_why_names_conditions_and_clauses_with_document_and_place(
    walk: Walk, service: Service
) -> None:
    walk.open(f"/uitkomsten/{screened(service)}")
    reason = walk.page.select(".reden")[0]
    assert "De casus is complex klopt" in words(reason)
    assert "Hoofdstuk 1: FV-1.0-01" in words(reason)
    assert reason.select("a[href='/clausules/FV-1.0-01']")
    assert reason.select("a[href='/regels/regel/SCR-FV-20']")


def test_what_is_missing_is_asked_on_the_spot_and_gives_a_new_outcome(
    walk: Walk, service: Service
) -> None:
    first = screened(service, processtappen_doorlopen=None)
    walk.open(f"/uitkomsten/{first}")
    assert walk.title == "Screening: aanvullen"
    assert walk.asked[0] == "processtappen_doorlopen"
    walk.send({"f-processtappen_doorlopen": "ja"})
    assert walk.title == "Screening: behandelen"
    assert service.outcome(first).verdict == "aanvullen"
    assert service.recent(1)[0].case_number == "2021-014"


def test_the_newer_outcome_and_the_one_that_it_follows_point_to_each_other(
    walk: Walk, service: Service
) -> None:
    first = screened(service, processtappen_doorlopen=None)
    walk.open(f"/uitkomsten/{first}")
    walk.send({"f-processtappen_doorlopen": "ja"})
    newer = service.recent(1)[0]
    assert newer.follows == first
    (back,) = walk.page.select(f".zij a[href='/uitkomsten/{first}']")
    assert words(back).startswith("aanvullen, ")
    older = walk.open(f"/uitkomsten/{first}")
    assert older.select(f".melding a[href='/uitkomsten/{newer.id}']")
    for address in ("/", "/uitkomsten"):
        rows = [words(row) for row in walk.open(address).select("tbody tr")]
        assert ["er is een nieuwere" in row for row in rows] == [False, True]


def test_answers_that_are_walked_through_once_more_follow_the_outcome(
    walk: Walk, service: Service
) -> None:
    first = screened(service)
    walk.open(f"/uitkomsten/{first}")
    place = [str(f["action"]) for f in walk.page.select("main form")].index("/toets/screening")
    walk.send({}, number=place)
    walk.send({}, doe="uitkomst")
    assert [record.follows for record in service.recent(2)] == [first, None]


def test_an_answer_on_the_spot_that_is_wrong_is_told_there(walk: Walk, service: Service) -> None:
    walk.open(f"/uitkomsten/{screened(service, processtappen_doorlopen=None)}")
    walk.send({"f-processtappen_doorlopen": "misschien"}, status=400)
    assert "misschien" in walk.faults[0]
    assert len(service.recent(9)) == 1


def test_an_answer_on_the_spot_that_contradicts_another_is_told_there(
    walk: Walk, service: Service
) -> None:
    facts = {
        "datum_bijeenkomst": date(2021, 6, 10),
        "declarant_soort": "jeugdhulpaanbieder",
        "op_uitnodiging": "ja",
        "contractstatus": "inkoopnetwerk",
        "voorziening_begin": date(2021, 6, 30),
        "minuten_aanwezig": 90,
        "bedrag_gedeclareerd": Decimal("137.27"),
        "gemeente_van_casus": "ede",
        "minuten_reis_en_voorbereiding": 0,
    }
    first = service.assess("billing", Case("foodvalley", facts, None))["id"]
    walk.open(f"/uitkomsten/{first}")
    unknown = {f"f-{name}": "onbekend" for name in walk.asked}
    walk.send({**unknown, "f-voorziening_eind": "2021-06-29"}, number=1, status=400)
    (fault,) = walk.faults
    assert fault.startswith("Einde van de individuele voorziening: Deze dag ligt vóór")
    assert len(service.recent(9)) == 1


def test_an_answer_on_the_spot_counts_by_the_rules_of_the_same_day(
    walk: Walk, service: Service
) -> None:
    facts = {"gemeente_van_casus": "ede", "expertise_thema": frozenset({"autisme"})}
    case = Case("foodvalley", facts, None, date(2021, 6, 1), NOT_AT_ISSUE)
    first = service.assess("screening", case)["id"]
    walk.open(f"/uitkomsten/{first}")
    walk.send({f"f-{name}": "onbekend" for name in walk.asked})
    record = service.recent(1)[0]
    assert record.id != first
    assert record.reference_date == date(2021, 6, 1)
    assert "expertise_thema" in record.not_kept


def test_the_answers_can_be_walked_through_once_more(walk: Walk, service: Service) -> None:
    walk.open(f"/uitkomsten/{screened(service)}")
    forms = [str(form["action"]) for form in walk.page.select("main form")]
    walk.send({}, number=forms.index("/toets/screening"))
    assert "Complexe casus Ja" in words(walk.page.select(".antwoorden")[0])


def decide(walk: Walk, service: Service, **said: str) -> Walk:
    """Open an outcome and decide on it."""
    walk.open(f"/uitkomsten/{screened(service)}")
    forms = walk.page.select("main form")
    number = next(n for n, form in enumerate(forms) if str(form["action"]).endswith("/besluit"))
    status = 200 if said.pop("goed", "") else 400
    walk.send(said, number=number, status=status)
    return walk


def test_no_decision_is_chosen_beforehand(walk: Walk, service: Service) -> None:
    walk.open(f"/uitkomsten/{screened(service)}")
    assert walk.page.select("#oordeel [checked]") == []
    assert "Behandelen" in words(walk.page.select("#oordeel")[0])
    assert "Aanvullen" not in words(walk.page.select("#oordeel")[0])


def test_a_decision_that_follows_the_advice_needs_no_reason(walk: Walk, service: Service) -> None:
    decide(walk, service, oordeel="behandelen", rol="coordinator", goed="ja")
    assert "Behandelen: het RET kan de casus bespreken." in words(
        walk.page.select(".besluit .melding")[0]
    )


def test_another_decision_needs_a_reason_and_keeps_what_was_filled_in(
    walk: Walk, service: Service
) -> None:
    decide(walk, service, oordeel="consult", rol="coordinator")
    assert "waarom u anders beslist" in walk.faults[0]
    assert walk.page.select("[href='#reden']")
    assert [tag["value"] for tag in walk.page.select("#oordeel [checked]")] == ["consult"]
    decide(walk, service, oordeel="consult", rol="coordinator", reden="Er is haast.", goed="ja")
    assert "Reden: Er is haast." in words(walk.page.select(".besluit .melding")[0])


def test_all_that_a_decision_lacks_is_told_at_once(walk: Walk, service: Service) -> None:
    decide(walk, service)
    assert walk.faults == ["Kies wat u besluit.", "Kies uw rol."]


def test_a_reason_on_more_lines_is_kept_on_one(walk: Walk, service: Service) -> None:
    decide(walk, service, oordeel="consult", rol="voorzitter", reden="Eerst\r\n bellen.", goed="ja")
    (made,) = service.human_decisions(service.recent(1)[0])
    assert made.reason == "Eerst bellen."


def test_the_message_to_the_applicant_asks_what_is_missing_and_promises_nothing(
    walk: Walk, service: Service
) -> None:
    walk.open(f"/uitkomsten/{screened(service, complexe_casus=None)}")
    message = walk.page.select("#brief")[0].get_text()
    assert "uw aanmelding van 1 juni 2021 ontvangen" in message
    assert "- Is de casus complex?" in message
    assert "nog niets besloten" in message
    assert "Bevestig de ontvangst" not in message


def test_the_message_tells_what_was_decided(walk: Walk, service: Service) -> None:
    decide(walk, service, oordeel="behandelen", rol="coordinator", goed="ja")
    assert "Ons besluit: Behandelen" in walk.page.select("#brief")[0].get_text()


def test_the_terms_are_a_calendar_file(client: FlaskClient, service: Service) -> None:
    id = screened(service)
    answer = client.get(f"/uitkomsten/{id}/agenda.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    days = [event["DTSTART"].dt for event in events]
    assert date(2021, 6, 22) in days
    assert all("2021-014" in event["SUMMARY"] for event in events)
    assert id in events[0]["DESCRIPTION"]


def test_what_would_change_the_outcome_is_told_as_a_fact(walk: Walk, service: Service) -> None:
    walk.open(f"/uitkomsten/{screened(service, processtappen_doorlopen='nee')}")
    (told,) = walk.page.select("section[aria-labelledby=anders] .reden")
    assert words(told) == (
        "De uitkomst zou behandelen zijn als dit zo was: de stappen vóór de aanmelding zijn gezet"
    )


def test_an_amount_tells_how_it_came_about_and_who_pays(walk: Walk, service: Service) -> None:
    facts = {
        "declarant_soort": "jeugdhulpaanbieder",
        "datum_bijeenkomst": "2021-06-10",
        "vaste_deelnemer": "ja",
        "contractstatus": "inkoopnetwerk",
        "levert_individuele_voorziening": "nee",
        "minuten_aanwezig": 90,
        "bedrag_gedeclareerd": "137.27",
        "gemeente_van_casus": "ede",
        "minuten_reis_en_voorbereiding": 0,
    }
    values, _ = service.read_facts(facts)
    walk.open(f"/uitkomsten/{service.assess('billing', Case('foodvalley', values))['id']}")
    assert words(walk.page.select(".bedrag")[0]) == "€ 137,27"
    told = words(walk.page.find_all("main")[0])
    assert "Dit betaalt: Ede." in told
    assert "Uurtarief consultatie en advies € 91,51 per uur" in told


def test_what_the_region_still_has_to_set_is_told_and_not_asked(
    walk: Walk, service: Service
) -> None:
    facts = {
        "declarant_soort": "jeugdhulpaanbieder",
        "datum_bijeenkomst": "2022-06-10",
        "op_uitnodiging": "ja",
        "contractstatus": "inkoopnetwerk",
        "levert_individuele_voorziening": "nee",
        "minuten_aanwezig": 90,
        "bedrag_gedeclareerd": "137.27",
        "gemeente_van_casus": "ede",
        "minuten_reis_en_voorbereiding": 0,
    }
    values, _ = service.read_facts(facts)
    walk.open(f"/uitkomsten/{service.assess('billing', Case('foodvalley', values))['id']}")
    told = words(walk.page.find_all("main")[0])
    assert "nog geen waarde vastgesteld door de regio" in told


def test_the_outcome_stands_on_the_first_page(walk: Walk, service: Service) -> None:
    id = screened(service)
    walk.open("/")
    assert walk.page.select(f"td a[href='/uitkomsten/{id}']")


def test_an_outcome_that_is_not_there_says_so(client: FlaskClient) -> None:
    for path in ("", "/agenda.ics"):
        look(client.get(f"/uitkomsten/{NOBODY}{path}"), 404)
    for path in ("/aanvullen", "/besluit"):
        look(client.post(f"/uitkomsten/{NOBODY}{path}", data={}), 404)
