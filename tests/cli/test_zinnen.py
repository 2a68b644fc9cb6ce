"""`ret zinnen` reads the rules as Dutch, and `ret schema` writes what an editor needs."""

from __future__ import annotations

import json
from pathlib import Path

from running import Run


def test_a_ruleset_begins_with_what_it_is_and_what_it_can_come_to(run: Run) -> None:
    done = run("zinnen", "--besluit", "declaraties", "--regio", "ijsselland")
    first, second, *_ = done.output.splitlines()
    assert done.exit_code == 0
    assert first == "declaraties, ijsselland, geldig vanaf 1 juni 2018 tot en met 31 december 2018"
    assert second == (
        "  Spoor 'oordeel', de zwaarste uitkomst eerst: niet declarabel, voorleggen, declarabel"
    )


def test_the_order_of_options_is_told(run: Run) -> None:
    told = " ".join(run("zinnen", "--besluit", "selection", "--regio", "foodvalley").output.split())
    assert (
        "Rangorde van de opties: eerst de uitkomst, en dan of de optie bij het gezin past, en dan"
        " of de jeugdige een keer extra moet verhuizen" in told
    )


def test_a_rule_reads_as_plain_dutch(run: Run) -> None:
    done = run("zinnen", "--besluit", "billing", "--regio", "foodvalley")
    rules = {part.split()[0]: part for part in done.output.split("\n\n") if part.startswith("DEC")}
    assert (
        "\n    - het kenmerk op de factuur is niet gelijk aan het vaste kenmerk\n"
        in (rules["DEC-FV-17"])
    )
    assert rules["DEC-FV-06"].splitlines()[1:3] == [
        "  Altijd geldt:",
        "    - de berekende vergoeding is de aanwezige tijd maal het uurtarief consultatie en",
    ]
    assert rules["DEC-FV-01"].splitlines()[1:5] == [
        "  Als:",
        "    - de organisatie is een vaste deelnemer van het RET",
        "  Dan geldt:",
        "    - de deelnemer was erbij als vaste deelnemer of op verzoek",
    ]


def test_a_list_is_something_to_belong_to(run: Run) -> None:
    told = run("zinnen", "--besluit", "screening", "--regio", "foodvalley").output
    lists = " ".join(told.split())
    assert "de gemeente van de casus hoort bij de gemeenten waar het team Jeugdlink werkt" in lists
    assert "hoort niet bij de gemeenten waar het team Jeugdlink werkt" in lists


def test_every_rule_of_every_region_is_told(run: Run) -> None:
    told = run("zinnen").output
    assert told.count("Spoor 'oordeel'") >= 2
    for number in ("DEC-FV-01", "DEC-FV-29", "DEC-IJ-01", "DEC-IJ-10"):
        assert f"\n{number}  " in told


def test_schemas_are_written_once_and_then_current(run: Run, rules: Path) -> None:
    (rules / "schemas" / "billing.json").unlink()
    (rules / "schemas" / "facts.json").write_text("{}", encoding="utf-8")
    assert run("schema", rules, "--controleer").exit_code == 1
    done = run("schema", rules)
    assert done.exit_code == 0
    assert "2 bijgewerkt" in done.output
    assert run("schema", rules, "--controleer").exit_code == 0
    assert json.loads((rules / "schemas" / "billing.json").read_text(encoding="utf-8"))["$schema"]


def test_checking_schemas_writes_nothing_and_names_what_is_old(run: Run, rules: Path) -> None:
    path = rules / "schemas" / "facts.json"
    path.write_text("{}", encoding="utf-8")
    done = run("schema", rules, "--controleer")
    assert (done.exit_code, path.read_text(encoding="utf-8")) == (1, "{}")
    assert done.output.splitlines() == [f"{path} is niet bij. Draai 'ret schema'."]


def test_schemas_of_decisions_that_are_gone_are_old_too(run: Run, rules: Path) -> None:
    gone = rules / "schemas" / "gone.json"
    gone.write_text("{}", encoding="utf-8")
    assert run("schema", rules, "--controleer").exit_code == 1
    run("schema", rules)
    assert not gone.exists()
