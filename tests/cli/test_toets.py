"""`ret toets` decides on a file of facts and tells it in Dutch, or as the API does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from running import ROOT, Run, Start

from engine.decide import Decisions
from engine.explain import Explainer
from engine.facts import read_given
from engine.loader import load_folder

GOLDEN = Path(__file__).with_name("golden")
CASES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))
FACTS = {
    "declarant_soort": "externe_deskundige",
    "datum_bijeenkomst": "2018-09-12",
    "minuten_aanwezig": 105,
    "afgesproken_uurtarief": "80.00",
    "bedrag_gedeclareerd": "150.00",
}


def body(**more: Any) -> str:
    """A request to the API, one key on each line."""
    return json.dumps({"regio": "ijsselland", "feiten": FACTS, **more}, indent=1)


@pytest.mark.parametrize("case", CASES)
def test_the_text_for_people_is_as_it_was_read_aloud(run: Run, case: str) -> None:
    done = run("toets", "billing", "--regio", case.split("-")[0], GOLDEN / f"{case}.yaml")
    told = re.sub(r"(?m)^(Versie van de regels:) [0-9a-f]{32}$", r"\1 ...", done.output)
    assert (done.exit_code, told) == (0, (GOLDEN / f"{case}.txt").read_text(encoding="utf-8"))


def test_no_line_is_wider_than_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    done = run("toets", "billing", "--regio", "foodvalley", GOLDEN / "foodvalley-deels.yaml")
    assert max(map(len, done.output.splitlines())) <= 60


def test_json_is_just_what_the_explainer_gives(run: Run) -> None:
    rulebook = load_folder(ROOT / "rules")
    values, _ = read_given(rulebook.facts, FACTS)
    outcome = Decisions(rulebook).decide("billing", "ijsselland", values)
    path = GOLDEN / "ijsselland-declarabel.yaml"
    done = run("toets", "billing", "--regio", "ijsselland", "--json", path)
    assert json.loads(done.output) == Explainer(rulebook).render(outcome)


def test_a_request_to_the_api_gives_the_same_as_a_file_of_facts(run: Run, tmp_path: Path) -> None:
    request = tmp_path / "aanvraag.json"
    request.write_text(body(), encoding="utf-8")
    facts = GOLDEN / "ijsselland-declarabel.yaml"
    one = run("toets", "billing", "--json", request)
    two = run("toets", "billing", "--regio", "ijsselland", "--json", facts)
    three = run("toets", "billing", "--json", "-", text=body())
    assert one.exit_code == 0
    assert one.output == two.output == three.output


def test_facts_may_come_from_the_input(run: Run) -> None:
    text = "declarant_soort: jeugdhulpaanbieder\ndatum_bijeenkomst: 2018-09-12\n"
    done = run("toets", "billing", "--regio", "ijsselland", "-", text=text)
    assert done.exit_code == 0
    assert done.output.startswith("Niet declarabel")


def test_a_reference_date_may_stand_beside_the_facts(run: Run) -> None:
    text = "declarant_soort: jeugdhulpaanbieder\npeildatum: 2018-09-12\n"
    done = run("toets", "billing", "--regio", "ijsselland", "-", text=text)
    assert "Peildatum: 12 september 2018." in done.output


def test_where_no_rules_are_in_force_nothing_else_is_said(run: Run) -> None:
    text = "declarant_soort: jeugdhulpaanbieder\npeildatum: 2017-01-01\n"
    done = run("toets", "billing", "--regio", "ijsselland", "-", text=text)
    assert done.output.splitlines() == [
        "Op deze datum gelden geen regels.",
        "",
        "Peildatum: 1 januari 2017.",
    ]


def test_an_option_tells_what_comes_first_then_what_to_do_and_what_to_look_at(run: Run) -> None:
    text = """\
        datum_bijeenkomst: 2021-03-04
        regionaal_aanbod: niet_verkend
        wachten_mogelijk: ja
        opties:
          - sleutel: "1"
            contract_van_aanbieder: landelijk_ingekocht
            locatie_aanbod: buiten_regio
            bovenregionaal_initiatief: ja
    """
    done = run("toets", "selection", "--regio", "foodvalley", "-", text=dedent(text))
    assert done.exit_code == 0, done.output
    told = done.output.partition("Opties, de beste eerst:")[2]
    marks = re.findall(r"(?m)^ +(1\. 1:|✓|- Eerst:|- Doe:|!|- Ga na:)", told)
    assert list(dict.fromkeys(marks)) == ["1. 1:", "✓", "- Eerst:", "- Doe:", "!", "- Ga na:"]


def test_an_option_tells_what_would_have_changed_it(run: Run) -> None:
    text = """\
        datum_bijeenkomst: 2021-03-04
        regionaal_aanbod: niet_beschikbaar
        opties:
          - sleutel: "1"
            contract_van_aanbieder: niet_gecontracteerd
            locatie_aanbod: buiten_regio
            bovenregionaal_initiatief: nee
            zeer_specialistisch: ja
            noodzaak_gemotiveerd: nee
    """
    done = run("toets", "selection", "--regio", "foodvalley", "-", text=dedent(text))
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.partition("Opties, de beste eerst:")[2].split())
    assert "- Als dit zo was: vastgelegd is waarom deze optie nodig is." in told
    assert "Dan was de uitkomst 'mag met motivering'." in told


def test_all_faults_in_a_file_come_out_at_once_each_on_its_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "feiten.yaml"
    path.write_text(
        "declarant_sort: school\n"
        "datum_bijeenkomst: 10-6-2021\n"
        "vergoeding: 3,00\n"
        "minuten_aanwezig: 1,5\n"
        "peildatum: [2021]\n"
        "overige_feiten: misschien\n"
        "factuurkwartaal: 2021-K5\n",
        encoding="utf-8",
    )
    done = run("toets", "billing", "--regio", "foodvalley", path)
    assert (done.exit_code, done.stdout) == (2, "")
    found = re.findall(rf"^{re.escape(str(path))}:(\d+): .+ \[(.+)\]$", done.stderr, re.MULTILINE)
    assert found == [
        ("1", "onbekend-feit"),
        ("2", "verkeerde-waarde"),
        ("3", "afgeleid-feit"),
        ("4", "verkeerde-waarde"),
        ("5", "verkeerde-vorm"),
        ("6", "verkeerde-waarde"),
        ("7", "verkeerde-waarde"),
    ]
    assert "Bedoelde u 'declarant_soort'?" in done.stderr


def test_all_faults_in_a_request_come_out_at_once_each_on_its_line(run: Run) -> None:
    feiten = {"declarant_soort": "school", "minuten_aanwezig": "90", "vergoeding": "3.00"}
    text = body(feiten=feiten, peildatum="12-9-2018", overigeFeiten="geen", regels=[])
    done = run("toets", "billing", "--json", "-", text=text)
    assert (done.exit_code, done.stdout) == (2, "")
    found = re.findall(r"^invoer:(\d+): .+ \[(.+)\]$", done.stderr, re.MULTILINE)
    lines = text.splitlines()
    told = [(re.findall(r'"(\w+)"', lines[int(line) - 1])[0], code) for line, code in found]
    assert told == [
        ("declarant_soort", "onbekende-keuze"),
        ("minuten_aanwezig", "verkeerde-waarde"),
        ("vergoeding", "afgeleid-feit"),
        ("peildatum", "verkeerde-waarde"),
        ("overigeFeiten", "verkeerde-waarde"),
        ("regels", "onbekende-sleutel"),
    ]


@pytest.mark.parametrize("text", ["{", "{}", '{"feiten": 3}', '{"feiten": {}, "feiten": {}}'])
def test_a_broken_request_is_refused(run: Run, text: str) -> None:
    done = run("toets", "billing", "--regio", "foodvalley", "--json", "-", text=text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("invoer:1: ")


def test_without_a_date_it_says_which_fact_gives_one(run: Run) -> None:
    done = run("toets", "billing", "--regio", "foodvalley", "-", text="minuten_aanwezig: 5\n")
    assert done.exit_code == 2
    assert "geef 'peildatum' of 'datum_bijeenkomst'" in done.stderr
    assert done.stderr.endswith("[datum-ontbreekt]\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("toets", "biling", "--regio", "foodvalley", "-"), "BESLUIT: 'biling' is onbekend"),
        (("toets", "biling", "--regio", "foodvalley", "-"), "bijeenkomsten, declaraties, escal"),
        (("toets", "billing", "--regio", "utrecht", "-"), "--regio: 'utrecht' is onbekend"),
        (("toets", "billing", "-"), "ontbreekt een optie --regio"),
        (("toets", "billing", "--regio", "foodvalley", "nergens.yaml"), "niet te lezen"),
        (("toets", "billing"), "ontbreekt een argument"),
    ],
)
def test_wrong_use_says_what_is_wrong(run: Run, words: tuple[str, ...], told: str) -> None:
    done = run(*words, text="minuten_aanwezig: 5\n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


@pytest.mark.parametrize("name", ["declaraties", "declaratie"])
def test_a_decision_has_the_dutch_name_that_the_api_gives_it(run: Run, name: str) -> None:
    path = GOLDEN / "ijsselland-declarabel.yaml"
    one, two = (run("toets", d, "--regio", "ijsselland", path) for d in (name, "billing"))
    assert one.exit_code == 0
    assert one.output == two.output
    assert "screeningen, selecties, declaraties" in " ".join(run("toets", "--help").output.split())


def test_a_region_that_differs_from_the_request_is_refused(run: Run) -> None:
    done = run("toets", "billing", "--regio", "foodvalley", "--json", "-", text=body())
    assert done.exit_code == 2
    assert "in de invoer staat regio 'ijsselland'" in done.stderr


def test_it_works_as_a_process_of_its_own(start: Start) -> None:
    path = GOLDEN / "ijsselland-declarabel.yaml"
    done = start("toets", "billing", "--regio", "ijsselland", path, PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("Declarabel: ")
