"""Options are added to a table and ranked while they are told; a human chooses one, or none."""

import pytest
from filling import Walk
from flask.testing import FlaskClient
from looking import look, words

from api.service import Service


@pytest.fixture
def walk(client: FlaskClient) -> Walk:
    """Give a walk that has told which case it is about."""
    made = Walk(client)
    made.open("/toets/selectie")
    made.send({"regio": "foodvalley", "casusnummer": "2021-014"}, "begin")
    made.send({"f-datum_bijeenkomst": "2021-06-10"})
    return made


def answer(walk: Walk, **known: str) -> None:
    """Answer the questions of the page; what isn't named is not known yet."""
    names = [str(tag["value"]) for tag in walk.page.select("input[name=vragen]")]
    walk.send({name: known.get(name.partition("-")[2], "onbekend") for name in names})


def ranked(walk: Walk) -> list[str]:
    """The lines of the table."""
    return [words(row) for row in walk.page.select("tbody tr")]


def add(walk: Walk, code: str) -> None:
    """Add an option."""
    walk.send({"nieuw": code}, "voeg-toe")


def test_without_a_day_only_the_day_is_asked(client: FlaskClient) -> None:
    walk = Walk(client)
    walk.open("/toets/selectie")
    walk.send({"regio": "foodvalley"}, "begin")
    assert walk.asked == ["f-datum_bijeenkomst"]
    assert walk.page.select("#nieuw") == []


def test_an_option_that_is_added_is_asked_about_and_then_ranked(walk: Walk) -> None:
    add(walk, "A")
    assert all(name.startswith(("o0-", "f-")) for name in walk.asked)
    add(walk, "B")
    near = {"locatie_aanbod": "binnen_regio", "contract_van_aanbieder": "inkoopnetwerk"}
    far = {"locatie_aanbod": "buiten_regio", "contract_van_aanbieder": "niet_gecontracteerd"}
    for _ in range(25):
        names = walk.asked
        if not names:
            break
        answer(walk, **(far if names[0].startswith("o0-") else near))
    assert walk.asked == []
    assert ranked(walk)[0].startswith("1 B Voorkeur")


@pytest.mark.parametrize("code", ["", "Jan Jansen", "123456782"])
def test_a_code_that_cannot_be_is_told(walk: Walk, code: str) -> None:
    walk.send({"nieuw": code}, "voeg-toe", status=400)
    assert len(walk.faults) == 1
    assert ranked(walk) == []


def test_a_code_that_was_tampered_with_is_kept_nowhere(walk: Walk, service: Service) -> None:
    add(walk, "A")
    walk.send({"sleutel": "123456782"}, "uitkomst", status=400)
    assert "burgerservicenummer" in words(walk.page.find_all("main")[0])
    assert service.recent(1) == ()


def test_two_options_have_two_codes(walk: Walk) -> None:
    add(walk, "A")
    walk.send({"nieuw": "A"}, "voeg-toe", status=400)
    assert walk.faults == ["Deze code heeft een andere optie al."]


def test_an_option_can_be_taken_away_and_an_answer_changed(walk: Walk) -> None:
    add(walk, "A")
    while "o0-locatie_aanbod" not in walk.asked:
        answer(walk)
    answer(walk, locatie_aanbod="binnen_regio")
    walk.send({}, "wijzig:o0-locatie_aanbod")
    assert walk.asked == ["o0-locatie_aanbod"]
    assert [tag["value"] for tag in walk.page.select("fieldset [checked]")] == ["binnen_regio"]
    walk.send({"o0-locatie_aanbod": "buiten_regio"})
    assert "Buiten de regio" in words(walk.page.select(".zij")[0])
    walk.send({}, "verwijder:A")
    assert ranked(walk) == []


def chosen(walk: Walk, option: str, status: int = 200, **more: str) -> None:
    """Ask for the outcome of two options, and choose."""
    add(walk, "A")
    add(walk, "B")
    walk.send({}, "uitkomst")
    forms = [str(form["action"]) for form in walk.page.select("main form")]
    number = next(n for n, action in enumerate(forms) if action.endswith("/besluit"))
    walk.send({"optie": option, "rol": "coordinator", **more}, number=number, status=status)


def test_the_outcome_ranks_the_options_and_a_human_chooses_one(
    walk: Walk, service: Service
) -> None:
    chosen(walk, "B", reden="Het gezin wil dit.")
    cards = [words(card) for card in walk.page.select(".optiekaart h3")]
    assert len(cards) == 2
    assert words(walk.page.select(".besluit .melding strong")[0]) == "Optie B."
    assert service.human_decisions(service.recent(1)[0])[0].item == "B"


def test_no_option_is_chosen_beforehand_and_none_of_them_is_a_choice(walk: Walk) -> None:
    chosen(walk, "-", reden="Wij wachten op een plek.")
    assert words(walk.page.select(".besluit .melding strong")[0]) == "Geen van de opties."
    assert walk.page.select("#optie [checked]") == []


def test_the_options_can_be_walked_through_once_more(walk: Walk) -> None:
    add(walk, "A")
    answer(walk, locatie_aanbod="binnen_regio", regionaal_aanbod="niet_beschikbaar")
    walk.send({}, "uitkomst")
    forms = [str(form["action"]) for form in walk.page.select("main form")]
    walk.send({}, number=forms.index("/toets/selectie"))
    assert [row.split()[1] for row in ranked(walk)] == ["A"]


def test_nothing_is_kept_before_the_outcome_is_asked(walk: Walk, service: Service) -> None:
    add(walk, "A")
    assert service.recent(1) == ()
    walk.send({}, "uitkomst")
    assert service.recent(1)[0].items[0]["sleutel"] == "A"


def test_a_region_must_be_chosen(client: FlaskClient) -> None:
    refused = look(client.post("/toets/selectie", data={"doe": "begin"}), 400)
    assert words(refused.select("#fouten li")[0]) == "Kies een regio."


def test_options_that_are_told_once_more_follow_the_outcome(walk: Walk, service: Service) -> None:
    add(walk, "A")
    walk.send({}, "uitkomst")
    first = service.recent(1)[0]
    forms = [str(form["action"]) for form in walk.page.select("main form")]
    walk.send({}, number=forms.index("/toets/selectie"))
    add(walk, "B")
    walk.send({}, "uitkomst")
    newer = service.recent(1)[0]
    assert (newer.follows, len(newer.items)) == (first.id, 2)
