"""What a form asks next follows the answers so far, and nothing of it is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask

from api.chosen import Chosen
from api.current import service_of
from api.service import Questions, Service


@pytest.fixture
def service(app: Flask) -> Service:
    return service_of(app)


def asked(found: Questions) -> tuple[list[str], list[str]]:
    """The names of what can turn an outcome, and of the reminders."""
    core = [item.fact.name for item in found.core]
    return core, [item.fact.name for item in found.reminders]


def screening(service: Service, region: str, **facts: Any) -> Questions:
    given: Mapping[str, Any] = {"datum_aanmelding": date(2018, 9, 3), **facts}
    return service.questions("screening", region, given)


def test_without_a_date_only_the_date_is_asked(service: Service) -> None:
    found = service.questions("billing", "ijsselland", {})
    assert asked(found) == (["datum_bijeenkomst"], [])
    assert found.answer is None


def test_the_next_question_is_the_one_that_settles_most(service: Service) -> None:
    found = service.questions("billing", "ijsselland", {"datum_bijeenkomst": date(2018, 9, 3)})
    assert asked(found)[0][0] == "declarant_soort"
    assert found.answer is not None
    assert found.answer["oordeel"] == "aanvullen"


def test_what_one_answer_settles_asks_nothing_more(service: Service) -> None:
    facts = {"datum_bijeenkomst": date(2018, 9, 3), "declarant_soort": "jeugdhulpaanbieder"}
    found = service.questions("billing", "ijsselland", facts)
    assert asked(found) == ([], [])
    assert found.answer is not None
    assert found.answer["oordeel"] == "niet_declarabel"


def test_an_answer_can_close_some_questions_and_leave_others(service: Service) -> None:
    core, _ = asked(screening(service, "ijsselland", verzoek_soort="tussentijds_consult"))
    assert core == ["inbrenger_rol"]
    core, _ = asked(
        screening(
            service,
            "ijsselland",
            verzoek_soort="casusbespreking",
            inbrenger_rol="manager_gemeentelijke_toegang",
            escalatieladder_toegang_doorlopen="nee",
        )
    )
    assert core == []


def test_a_settled_outcome_asks_what_it_still_waits_for(service: Service) -> None:
    facts = {
        "verzoek_soort": "casusbespreking",
        "inbrenger_rol": "manager_gemeentelijke_toegang",
        "escalatieladder_toegang_doorlopen": "ja",
        "escalatieladder_aanbieders_doorlopen": "ja",
        "aanleiding": frozenset({"casus_loopt_vast_of_geen_raad"}),
    }
    core, reminders = asked(screening(service, "ijsselland", **facts))
    assert core == []
    assert "casus_geanonimiseerd" in reminders
    facts["gezin_bij_overleg"] = "uitgenodigd"
    assert "gezin_afwezig_besloten_door" not in asked(screening(service, "ijsselland", **facts))[1]
    facts["gezin_bij_overleg"] = "niet_erbij_vastgelegd"
    assert "gezin_afwezig_besloten_door" in asked(screening(service, "ijsselland", **facts))[1]


def test_a_question_that_nobody_could_answer_stays(service: Service) -> None:
    core, _ = asked(screening(service, "ijsselland", verzoek_soort=None))
    assert core[0] == "verzoek_soort"


def test_questions_are_kept_nowhere(service: Service) -> None:
    screening(service, "ijsselland", verzoek_soort="arbitrage")
    assert service.outcomes(Chosen(), page=1, page_size=10).total == 0


def test_a_day_without_rules_asks_nothing_and_says_so(service: Service) -> None:
    found = service.questions("screening", "ijsselland", {}, date(2020, 1, 1))
    assert asked(found) == ([], [])
    assert found.answer is not None
    assert found.answer["oordeel"] == "geen_geldige_regels"
