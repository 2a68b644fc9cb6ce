"""`ret controleer` and `ret gaten` print what is wrong in a folder, and say so in their status."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run, Start

CLOSING = "Samen: 2 fouten. De regels zijn zo niet te gebruiken."


def break_twice(rules: Path) -> None:
    """Make two slips in two files."""
    for name, old, new in (
        ("parameters.yaml", "waarde: 91,51", "waarde: 91.51"),
        ("billing.yaml", "geldig_vanaf: 2021-01-01", "geldig_vanaf: 1-1-2021"),
    ):
        text = (rules / name).read_text(encoding="utf-8")
        (rules / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_rules_have_nothing_worse_than_a_remark(run: Run) -> None:
    done = run("controleer")
    *findings, closing = done.output.splitlines()
    assert done.exit_code == 0
    assert all(": opmerking: " in finding for finding in findings)
    assert closing == f"Samen: {len(findings)} opmerkingen."


def test_each_finding_is_one_line_in_order_and_the_last_line_counts_them(
    run: Run, rules: Path
) -> None:
    break_twice(rules)
    done = run("controleer", rules)
    first, second, closing = done.output.splitlines()
    assert done.exit_code == 1
    assert first.startswith("rules/billing.yaml:5: '1-1-2021' is geen datum.")
    assert second.endswith("schrijf een bedrag met een komma: 91,51. [verkeerde-waarde]")
    assert closing == CLOSING


def test_a_warning_gives_status_1_and_a_remark_does_not(run: Run, rules: Path) -> None:
    path = rules / "parameters.yaml"
    text = path.read_text(encoding="utf-8")
    later = "      - waarde: nog_vast_te_stellen\n        geldig_vanaf: 2022-01-01\n"
    path.write_text(text.replace(later, "", 1), encoding="utf-8")
    done = run("controleer", rules)
    assert done.exit_code == 1
    assert "[parameter-verlopen]" in done.output
    assert "Samen: 1 waarschuwing, " in done.output
    assert "De regels zijn zo niet te gebruiken." not in done.output


def test_the_folder_may_come_from_the_settings(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_twice(rules)
    monkeypatch.setenv("RET_RULES_DIR", str(rules))
    assert run("controleer").output.splitlines()[-1] == CLOSING


def test_a_folder_that_is_not_there_is_wrong_use(run: Run, tmp_path: Path) -> None:
    done = run("controleer", tmp_path / "nergens")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "bestaat niet" in done.stderr


@pytest.mark.parametrize("words", [("gaten",), ("zinnen",), ("schema",), ("dekking",)])
def test_refused_rules_are_told_with_all_their_findings(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    break_twice(rules)
    monkeypatch.setenv("RET_RULES_DIR", str(rules))
    done = run(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 2


def test_it_works_as_a_process_of_its_own(start: Start, rules: Path) -> None:
    break_twice(rules)
    done = start("controleer", rules, PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode().splitlines()[-1] == CLOSING


def without_rule(rules: Path, number: str, gaps: str = "") -> None:
    """Take a rule of the billing rules away, and accept gaps."""
    path = rules / "billing.yaml"
    before, rest = path.read_text(encoding="utf-8").split(f"  - regel: {number}\n")
    _, mark, after = rest.partition("  - regel:")
    path.write_text(f"{before}{mark}{after}{gaps}", encoding="utf-8")


def test_rules_without_a_gap_say_so(run: Run) -> None:
    done = run("gaten", "--besluit", "declaraties")
    assert done.exit_code == 0
    assert sorted(done.output.splitlines()) == [
        "declaraties, foodvalley: gaten: geen.",
        "declaraties, ijsselland: gaten: geen.",
    ]


def test_a_gap_is_told_with_its_answers_and_gives_status_1(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_rule(rules, "DEC-FV-10")
    monkeypatch.setenv("RET_RULES_DIR", str(rules))
    done = run("gaten", "--besluit", "billing", "--regio", "foodvalley")
    assert done.exit_code == 1
    assert "  - niet aanvaard\n      Soort declarant: een externe deskundige\n" in done.output


def test_an_accepted_gap_gives_status_0(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = (
        "\naanvaarde_gaten:\n  - gat: anderen\n    reden: Daar kiest een mens.\n    als:\n"
        "      declarant_soort:\n        niet: [jeugdhulpaanbieder, gecertificeerde_instelling]\n"
    )
    without_rule(rules, "DEC-FV-10", gap)
    monkeypatch.setenv("RET_RULES_DIR", str(rules))
    done = run("gaten", "--besluit", "billing", "--regio", "foodvalley")
    assert done.exit_code == 0
    assert "aanvaard als 'anderen': Daar kiest een mens." in done.output


def test_an_unknown_region_is_wrong_use(run: Run) -> None:
    done = run("gaten", "--regio", "utrecht")
    assert done.exit_code == 2
    assert "Kies uit: foodvalley, ijsselland." in done.stderr
