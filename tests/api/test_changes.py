"""An answer tells what would have given a better outcome, and never gives a secret away by it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.model import Rulebook

LADDERS = ("escalatieladder_toegang_doorlopen", "escalatieladder_aanbieders_doorlopen")


def screened(client: FlaskClient, **facts: Any) -> list[Any]:
    """What would change a screening in IJsselland, where only the ladders are at issue."""
    given = {
        "datum_aanmelding": "2018-09-03",
        "verzoek_soort": "casusbespreking",
        "inbrenger_rol": "manager_gemeentelijke_toegang",
        "aanleiding": ["casus_loopt_vast_of_geen_raad"],
        **facts,
    }
    case = {"regio": "ijsselland", "feiten": given}
    found: list[Any] = client.post("/api/v1/screeningen", json=case).get_json()[
        "watZouDitVeranderen"
    ]
    return found


def test_both_ladders_together_would_have_changed_the_outcome(client: FlaskClient) -> None:
    (told,) = screened(client, **dict.fromkeys(LADDERS, "nee"))
    assert [change["feit"] for change in told["als"]] == [*LADDERS]
    assert told["oordeel"] == "behandelen"
    assert told["tekst"] == (
        "Als dit zo was: de gemeentelijke toegang heeft de escalatieladder doorlopen, en "
        "de aanbieders hebben de escalatieladder doorlopen. Dan was de uitkomst 'behandelen'."
    )


@pytest.mark.parametrize("answers", [("ja", "ja"), ("ja", "onbekend")])
def test_the_best_outcome_and_an_open_one_have_no_alternatives(
    client: FlaskClient, answers: tuple[str, str]
) -> None:
    assert screened(client, **dict(zip(LADDERS, answers, strict=True))) == []


def test_who_somebody_is_is_never_proposed(client: FlaskClient) -> None:
    facts = dict.fromkeys(LADDERS, "ja")
    assert screened(client, inbrenger_rol="ouder_of_jeugdige", **facts) == []


@pytest.mark.parametrize("secret", ["ja", "nee"])
def test_what_hangs_on_a_special_fact_is_not_told(
    open_app: Callable[..., Flask], toys: Rulebook, ready_url: str, secret: str
) -> None:
    may = {"overtuiging", "eigen_keuze"}
    facts = {n: replace(f, changeable=n in may) for n, f in toys.facts.items()}
    client = open_app(replace(toys, facts=facts), ready_url).test_client()
    given = {"dag": "2021-06-10", "overtuiging": secret, "eigen_keuze": "nee"}
    case = {"regio": "speelland", "feiten": given}
    answer = client.post("/api/v1/declaraties", json=case).get_json()
    assert answer["oordeel"] == "laten"
    assert answer["watZouDitVeranderen"] == []
