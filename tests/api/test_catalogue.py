"""What the rules hold can be read: facts for a form, rules, clauses, parameters and versions."""

from typing import Any

import pytest
from cases import PATH, case, faults
from flask.testing import FlaskClient

from api.settings import RULES
from engine.loader import read_folder


def listed(client: FlaskClient, path: str) -> list[Any]:
    """The results of a listing."""
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.get_json()
    found: list[Any] = answer.get_json()["resultaten"]
    return found


def form(client: FlaskClient, region: str, more: str = "") -> dict[str, Any]:
    """The facts of a form by name."""
    found = listed(client, f"feiten?besluit=billing&regio={region}{more}")
    return {item["feit"]: item for item in found}


def version_of(client: FlaskClient, region: str) -> Any:
    """The version of the billing rules of a region."""
    wanted = ("billing", region)
    (known,) = [
        item for item in listed(client, "regelsets") if (item["besluit"], item["regio"]) == wanted
    ]
    return known


def test_a_form_asks_first_what_settles_most(client: FlaskClient) -> None:
    assert [*form(client, "foodvalley")][:3] == [
        "datum_bijeenkomst",
        "declarant_soort",
        "op_uitnodiging",
    ]
    assert [*form(client, "ijsselland")][:2] == ["datum_bijeenkomst", "declarant_soort"]


def test_a_form_asks_per_track_and_ends_with_reminders(client: FlaskClient) -> None:
    tracks = [asked["spoor"] for asked in form(client, "foodvalley").values()]
    order = ["oordeel", "vorm", None]
    assert tracks == sorted(tracks, key=order.index)


def test_a_form_knows_when_a_question_can_be_skipped(client: FlaskClient) -> None:
    asked = form(client, "ijsselland")
    only = [{"feit": "declarant_soort", "antwoorden": ["externe_deskundige"]}]
    assert asked["minuten_aanwezig"]["alleenAls"] == only
    assert asked["declarant_soort"]["alleenAls"] == []
    invited = form(client, "foodvalley")["uitgenodigd_door"]["alleenAls"]
    assert {"feit": "vaste_deelnemer", "antwoorden": ["nee"]} in invited


def test_a_condition_without_a_day_holds_on_every_day(client: FlaskClient) -> None:
    always = form(client, "foodvalley")
    for day in ("2021-06-10", "2022-06-10"):
        then = form(client, "foodvalley", f"&peildatum={day}")
        for name, asked in always.items():
            held = {item["feit"]: item["antwoorden"] for item in then[name]["alleenAls"]}
            for condition in asked["alleenAls"]:
                assert set(held[condition["feit"]]) <= set(condition["antwoorden"])


def test_a_form_has_all_that_it_shows(client: FlaskClient) -> None:
    asked = form(client, "foodvalley")
    assert asked["minuten_reis_en_voorbereiding"] == {
        "feit": "minuten_reis_en_voorbereiding",
        "label": "Minuten reis en voorbereiding",
        "vraag": "Hoeveel minuten reis- en voorbereidingstijd staan voor deze casus op de factuur?",
        "wieWeetDit": "de afzender van de factuur",
        "type": "minuten",
        "eenheid": "minuten",
        "keuzes": [],
        "verzameling": None,
        "teltMee": True,
        "spoor": "oordeel",
        "alleenAls": [
            {
                "feit": "declarant_soort",
                "antwoorden": ["jeugdhulpaanbieder", "gecertificeerde_instelling"],
            },
            {"feit": "op_uitnodiging", "antwoorden": ["ja"]},
            {"feit": "levert_individuele_voorziening", "antwoorden": ["nee"]},
            {"feit": "contractstatus", "antwoorden": ["inkoopnetwerk"]},
            {
                "feit": "gemeente_van_casus",
                "antwoorden": [
                    *("barneveld", "ede", "nijkerk", "renswoude"),
                    *("rhenen", "scherpenzeel", "veenendaal"),
                ],
            },
        ],
        "volgtUit": [],
        "gewoon": 0,
        "bijzonder": False,
    }
    assert asked["factuur_verzendwijze"]["keuzes"][0] == {"keuze": "email", "label": "e-mail"}


def test_a_form_knows_what_weighs_and_what_is_a_reminder_only(client: FlaskClient) -> None:
    asked = form(client, "foodvalley")
    weighing = ("minuten_aanwezig", "bedrag_gedeclareerd", "gemeente_van_casus", "factuurkenmerk")
    reminding = ("uurtarief_gedeclareerd", "casussen_in_bijeenkomst", "duur_bijeenkomst")
    assert [asked[name]["teltMee"] for name in weighing] == [True] * 4
    assert [asked[name]["teltMee"] for name in reminding] == [False] * 3


def test_a_form_knows_what_follows_from_other_answers(client: FlaskClient) -> None:
    asked = form(client, "foodvalley")
    assert asked["op_uitnodiging"]["volgtUit"] == ["vaste_deelnemer", "uitgenodigd_door"]
    assert "vergoeding" not in asked


def test_a_form_asks_nothing_that_only_the_other_region_needs(client: FlaskClient) -> None:
    here, there = form(client, "foodvalley"), form(client, "ijsselland")
    assert "afgesproken_uurtarief" in there
    assert "afgesproken_uurtarief" not in here
    assert "contractstatus" not in there


def test_a_form_for_a_day_without_rules_asks_nothing(client: FlaskClient) -> None:
    assert form(client, "ijsselland", "&peildatum=2019-01-01") == {}
    assert form(client, "ijsselland", "&peildatum=2018-12-31") == form(client, "ijsselland")


def test_every_fact_that_an_answer_asks_is_on_the_form(client: FlaskClient) -> None:
    answer = client.post(PATH, json=case(facts={"datum_bijeenkomst": "2021-06-10"})).get_json()
    tracks = [answer, *answer["sporen"]]
    asked = {item["feit"] for track in tracks for item in track["ontbrekendeFeiten"]}
    told = form(client, "foodvalley")
    assert asked
    assert all(told[name]["teltMee"] for name in asked)
    assert {item["feit"] for item in answer["nogNaTeGaan"]} <= set(told)


def test_rules_are_told_in_dutch_with_their_clauses_and_period(client: FlaskClient) -> None:
    rules = {item["regel"]: item for item in listed(client, "regels?regio=foodvalley")}
    rule = rules["DEC-FV-09"]
    assert rule["clausules"] == ["FV-B4-42", "FV-B5-44"]
    assert (rule["geldigVanaf"], rule["geldigTotEnMet"]) == ("2021-01-01", None)
    assert "- de aanwezige tijd bij deze casus is 0 minuten" in rule["zinnen"]
    assert rule["regelsetVersie"] == version_of(client, "foodvalley")["versie"]


def test_rules_are_filtered_by_region_and_decision(client: FlaskClient) -> None:
    everything = listed(client, "regels")
    assert {item["regio"] for item in everything} == {"foodvalley", "ijsselland"}
    assert {item["regio"] for item in listed(client, "regels?regio=ijsselland")} == {"ijsselland"}
    assert listed(client, "regels?besluit=billing&regio=foodvalley") == [
        item for item in everything if (item["regio"], item["besluit"]) == ("foodvalley", "billing")
    ]


def test_clauses_name_the_rules_and_parameters_that_rest_on_them(client: FlaskClient) -> None:
    clauses = {item["clausule"]: item for item in listed(client, "clausules")}
    clause = clauses["FV-4-03"]
    assert (clause["regels"], clause["parameters"]) == (
        ["DEC-FV-17", "DEC-FV-35"],
        ["kenmerk_ret_factuur"],
    )
    assert clauses["FV-0-01"]["nietGeautomatiseerd"]
    here = listed(client, "clausules?regio=ijsselland&besluit=billing")
    assert {item["regio"] for item in here} == {"ijsselland"}
    assert all("billing" in item["besluiten"] or item["regels"] for item in here)
    assert 0 < len(here) < len(listed(client, "clausules?regio=ijsselland"))


def test_parameters_give_every_dated_value(client: FlaskClient) -> None:
    found = {item["parameter"]: item for item in listed(client, "parameters?regio=foodvalley")}
    tariff = found["uurtarief_consultatie_en_advies"]["waarden"]
    assert [(v["waarde"], v["geldigVanaf"], v["geldigTotEnMet"]) for v in tariff] == [
        ("91.51", "2021-01-01", "2021-12-31"),
        (None, "2022-01-01", None),
    ]
    assert listed(client, "parameters?regio=ijsselland") == [
        item for item in listed(client, "parameters") if item["regio"] == "ijsselland"
    ]


@pytest.mark.parametrize(
    ("path", "place", "code"),
    [
        ("feiten", "/besluit", "verplicht"),
        ("feiten?besluit=billing", "/regio", "verplicht"),
        ("feiten?besluit=biling&regio=foodvalley", "/besluit", "onbekende-keuze"),
        ("feiten?besluit=billing&regio=foodvalley&peildatum=nu", "/peildatum", "verkeerde-waarde"),
        ("regels?regio=fv", "/regio", "onbekende-keuze"),
        ("clausules?region=foodvalley", "/region", "onbekende-sleutel"),
        ("parameters?regio=foodvalley&regio=ijsselland", "/regio", "dubbele-sleutel"),
        ("parameters?besluit=billing", "/besluit", "onbekende-sleutel"),
    ],
)
def test_a_filter_that_is_not_understood_is_refused(
    client: FlaskClient, path: str, place: str, code: str
) -> None:
    assert (place, code) in faults(client.get(f"/api/v1/{path}"))


def test_a_version_gives_the_full_text_of_its_files(client: FlaskClient) -> None:
    known = version_of(client, "ijsselland")
    assert (known["inGebruik"], known["eersteGebruik"]) == (True, None)
    assert (known["geldigVanaf"], known["geldigTotEnMet"]) == ("2018-06-01", "2018-12-31")
    full = client.get(f"/api/v1/regelsets/{known['versie']}").get_json()
    files = {item["naam"]: item["tekst"] for item in full.pop("bestanden")}
    assert full == known
    on_disk = read_folder(RULES)
    assert files.pop("kalender").startswith("20")
    assert {name: text.encode() for name, text in files.items()} == {
        name: on_disk[name] for name in files
    }
    assert set(files) == {
        "facts.yaml",
        "sources.yaml",
        "ijsselland/parameters.yaml",
        "ijsselland/billing.yaml",
    }


def test_a_version_tells_when_it_first_decided(client: FlaskClient) -> None:
    made = client.post(PATH, json=case()).get_json()
    known = version_of(client, "foodvalley")
    assert known["versie"] == made["regelsetVersie"]
    assert known["eersteGebruik"] <= made["gemaaktOp"]
