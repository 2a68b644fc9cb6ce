"""Each role walks its main road in a real browser; every page on it holds to WCAG 2.2 A and AA."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Visitor, browser, serving
from playwright.sync_api import Browser
from test_pages import ADDRESSES

from api.app import app_for
from api.service import Service
from api.settings import Settings
from web.app import create_app

QUARTER = Path(__file__).parents[2] / "docs" / "voorbeelden" / "kwartaal-2021-2.csv"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give a browser for all tests here."""
    with browser() as started:
        yield started


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    """Give the address of a site with an empty database."""
    settings = Settings()
    with serving(app_for(service, settings), create_app(service, settings)) as place:
        yield place


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Iterator[Visitor]:
    """Give somebody with a browser."""
    with chromium.new_page(viewport={"width": 1280, "height": 900}, locale="nl-NL") as page:
        yield Visitor(page, address)


def test_a_coordinator_screens_a_case_with_two_facts_unknown(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.check()
    visitor.click("Een aanmelding screenen", "link")
    visitor.check()
    visitor.choose("Welke regio?", "FoodValley")
    visitor.page.get_by_label("Casusnummer").fill("2021-014")
    visitor.page.get_by_label("Datum van de aanmelding").fill("2021-06-01")
    visitor.click("Verder")
    visitor.check()
    visitor.click("Verder")
    visitor.check()
    assert visitor.page.evaluate("document.activeElement.id") == "fouten"
    visitor.choose("Wat wordt van het RET gevraagd?", "Hulp in een crisis")
    visitor.page.locator("#stand").get_by_text("Uitkomst:").wait_for()
    visitor.choose("Wat wordt van het RET gevraagd?", "Een bespreking van de casus")
    visitor.page.locator("#stand").get_by_text("Nog niets.").wait_for()
    visitor.click("Verder")
    visitor.choose("Wie brengt de casus in?", "De regisseur van het lokaal team")
    visitor.choose("Vanuit welke gemeente is de casus ingebracht?", "Ede")
    visitor.click("Verder")
    visitor.choose("Zijn alle stappen gezet", "Weet ik nog niet")
    visitor.click("Verder")
    visitor.choose("Is de casus complex?", "Weet ik nog niet")
    visitor.click("Verder")
    visitor.choose("Waarom is het RET nodig?", "De best passende hulp is er niet")
    visitor.check()
    visitor.click("Verder")
    visitor.choose("Speelt een van deze dingen?", "Bij de bespreking is extra kennis gewenst")
    visitor.choose("Speelt een van deze dingen?", "Geen van deze")
    assert not visitor.page.get_by_label("Bij de bespreking is extra kennis gewenst").is_checked()
    visitor.check()
    visitor.click("Verder")
    visitor.check()
    visitor.click("Toon de uitkomst")
    assert visitor.title == "Screening: aanvullen"
    visitor.check()
    visitor.choose("Zijn alle stappen gezet", "Ja")
    visitor.choose("Is de casus complex?", "Ja")
    visitor.click("Bereken opnieuw")
    assert visitor.title == "Screening: behandelen"
    for closed in visitor.page.locator("summary").all():
        closed.click()
    visitor.check()
    visitor.choose("Wat besluit u?", "Behandelen: het RET kan de casus bespreken")
    visitor.page.get_by_label("Wat is uw rol?").select_option("coördinator")
    visitor.click("Leg uw besluit vast")
    visitor.check()
    visitor.page.get_by_text("Vastgelegd op").wait_for()


def test_billing_finds_why_a_line_is_refused_and_in_which_clause(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.click("Een declaratie nakijken", "link")
    visitor.choose("Welke regio?", "FoodValley")
    visitor.page.get_by_label("Datum van de bijeenkomst").fill("2021-06-10")
    visitor.click("Verder")
    visitor.choose("Wie declareert?", "Een jeugdhulpaanbieder")
    visitor.click("Verder")
    visitor.choose("Was de deelnemer een vaste deelnemer", "Ja")
    visitor.choose("Leverde de organisatie voor deze casus", "Ja")
    visitor.click("Toon de uitkomst")
    visitor.check()
    assert visitor.title == "Declaratie: niet declarabel"
    reason = visitor.page.locator(".reden").first.inner_text()
    assert "levert voor deze casus al een individuele voorziening" in reason
    assert "Bijlage 4" in reason


def test_billing_sends_a_quarter_in_and_reads_why_a_line_is_refused(
    visitor: Visitor, service: Service
) -> None:
    visitor.open("/")
    visitor.click("Een bestand met declaraties nakijken", "link")
    visitor.check()
    visitor.choose("Welke regio?", "FoodValley")
    visitor.page.get_by_label("Bestand").set_input_files(QUARTER)
    visitor.click("Toets dit bestand")
    visitor.check()
    assert service.files.work()
    visitor.page.get_by_role("heading", name="De regels").wait_for()
    visitor.check()
    for way in ("Per organisatie", "Per betalende gemeente", "Per uitkomst"):
        visitor.page.get_by_text(way, exact=True).click()
    tables = "[...document.querySelectorAll('details > .tabel')]"
    assert visitor.page.evaluate(f"{tables}.every(one => one.scrollWidth <= one.clientWidth)")
    visitor.page.get_by_label("Welke regels?").select_option("Afgewezen")
    visitor.click("Tonen")
    refused = visitor.page.locator(".declaratie").first
    assert "Waarom" in refused.inner_text()
    refused.get_by_role("link").first.click()
    visitor.page.get_by_text("Handboek RET FoodValley").first.wait_for()


def test_a_coordinator_ranks_options_and_chooses(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.click("Een aanbieder kiezen", "link")
    visitor.check()
    visitor.choose("Welke regio?", "FoodValley")
    visitor.click("Verder")
    visitor.page.get_by_label("Datum van de bijeenkomst").fill("2021-06-10")
    visitor.click("Verder")
    for code in ("A", "B"):
        visitor.page.get_by_label("Code van de optie").fill(code)
        visitor.click("Voeg toe")
    visitor.choose("Is er binnen de regio passend aanbod", "Er is passend aanbod beschikbaar")
    visitor.click("Verder")
    visitor.check()
    for place in ("Buiten de regio", "Binnen de regio"):
        visitor.choose("Is het aanbod van deze optie binnen of buiten", place)
        network = "Een contract in het regionale inkoopnetwerk"
        visitor.choose("Welk contract heeft de aanbieder", network)
        visitor.click("Verder")
    assert visitor.page.locator("tbody tr").first.inner_text().startswith("1\tB\tVoorkeur")
    visitor.check()
    visitor.click("Toon de uitkomst")
    visitor.check()
    visitor.choose("Wat besluit u?", "Optie B")
    visitor.page.get_by_label("Wat is uw rol?").select_option("coördinator")
    visitor.click("Leg uw besluit vast")
    visitor.page.get_by_text("Vastgelegd op").wait_for()


def test_a_professional_finds_the_next_step_by_keyboard_alone(visitor: Visitor) -> None:
    keys = visitor.page.keyboard

    def reach(text: str) -> None:
        """Tab until what has focus bears these words."""
        for _ in range(80):
            keys.press("Tab")
            if text in visitor.page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
            ):
                return
        pytest.fail(f"not reached: {text}")

    def enter() -> None:
        """Press what has focus, and wait for the page that it leads to."""
        with visitor.page.expect_navigation():
            keys.press("Enter")

    visitor.open("/")
    keys.press("Tab")
    keys.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "inhoud"
    reach("Nagaan welke stap nu hoort")
    enter()
    reach("FoodValley")
    keys.press("Space")
    reach("Dag van de vraag")
    keys.type("10062021")
    reach("Verder")
    enter()
    visitor.check()
    while "bijzonderheden" not in visitor.title:
        for _ in visitor.page.locator("fieldset").all():
            reach("Weet ik nog niet")
            keys.press("Space")
        reach("Verder")
        enter()
    reach("Geen van deze")
    keys.press("Space")
    visitor.check()
    reach("Toon de uitkomst")
    enter()
    visitor.page.get_by_role("heading", name="Waarom").wait_for()
    assert visitor.title.startswith("Escalatie: ")
    visitor.check()


def test_going_back_shows_what_was_answered_and_asks_nothing(visitor: Visitor) -> None:
    visitor.open("/toets/bijeenkomst")
    visitor.choose("Welke regio?", "FoodValley")
    visitor.click("Verder")
    visitor.page.get_by_label("Datum van de bijeenkomst").fill("2021-06-10")
    visitor.click("Verder")
    visitor.page.go_back()
    assert visitor.page.get_by_label("Datum van de bijeenkomst").input_value() == "2021-06-10"


def test_without_script_all_of_it_works_too(chromium: Browser, address: str) -> None:
    with chromium.new_page(java_script_enabled=False) as page:
        visitor = Visitor(page, address)
        visitor.open("/toets/bijeenkomst")
        visitor.choose("Welke regio?", "FoodValley")
        visitor.click("Verder")
        page.get_by_label("Datum van de bijeenkomst").fill("2021-06-10")
        visitor.click("Verder")
        visitor.click("Toon de uitkomst")
        assert visitor.title == "Bijeenkomst: aanvullen"
        assert visitor.wrong == []


def test_a_policy_officer_finds_which_rule_decides_on_a_place_outside_the_region(
    visitor: Visitor,
) -> None:
    visitor.open("/")
    visitor.click("De regels lezen", "link")
    visitor.page.get_by_role("searchbox").fill("buiten de regio")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.check()
    visitor.page.get_by_role("link", name="SEL-FV").first.click()
    visitor.page.get_by_text("Handboek RET FoodValley").first.wait_for()
    visitor.check()


def test_every_page_that_can_be_asked_for_holds_to_wcag(visitor: Visitor) -> None:
    for address in ADDRESSES:
        visitor.open(address)
        visitor.check()


def test_twice_as_large_a_text_still_fits_on_a_screen(chromium: Browser, address: str) -> None:
    with chromium.new_page(viewport={"width": 640, "height": 900}, bypass_csp=True) as page:
        visitor = Visitor(page, address)
        for path in ADDRESSES:
            visitor.open(path)
            page.add_style_tag(content="html { font-size: 200% }")
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
