"""`ret muteer` fails on each change that no example notices and that nobody rightly accepted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from running import ROOT, Run

TOYS = ROOT / "tests" / "rules" / "pages"
ACCEPTED = """
aanvaarde_wijzigingen:

  - regel: LEN-DP-06
    wijzigingen: [{}]
    reden: Over tassen kijken wij niet zo nauw.
"""


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the examples of a folder of toy rules that is in use."""
    folder = shutil.copytree(TOYS, tmp_path / "rules")
    monkeypatch.setenv("RET_RULES_DIR", str(folder))
    return folder / "examples" / "uitlenen.yaml"


def accept(examples: Path, changes: str) -> None:
    with examples.open("a", encoding="utf-8") as file:
        file.write(ACCEPTED.format(changes))


def test_each_change_that_no_example_notices_is_told(run: Run, examples: Path) -> None:
    done = run("muteer", "--besluit", "uitlenen")
    assert done.exit_code == 1
    assert "uitlenen, dorp: LEN-DP-06: aantal_boeken 6" in done.output.splitlines()


def test_an_accepted_change_is_told_with_its_reason(run: Run, examples: Path) -> None:
    accept(examples, "aantal_boeken 4, aantal_boeken 6")
    done = run("muteer", "--besluit", "uitlenen")
    told = "aanvaard: LEN-DP-06: aantal_boeken 4, aantal_boeken 6. Over tassen kijken wij niet zo"
    assert told in done.output
    assert "uitlenen, dorp: LEN-DP-06: aantal_boeken 6" not in done.output
    assert done.output.splitlines()[-1].endswith("Aanvaard: 2.")


def test_a_change_that_is_accepted_but_noticed_is_told(run: Run, examples: Path) -> None:
    text = examples.read_text(encoding="utf-8").rstrip() + "\n      let_op: [LEN-DP-06]\n"
    examples.write_text(text, encoding="utf-8")
    accept(examples, "let_op 1 weg")
    line = text.count("\n") + 4
    done = run("muteer", "--besluit", "uitlenen")
    assert done.exit_code == 1
    assert f"examples/uitlenen.yaml:{line}: een voorbeeld merkt 'let_op 1 weg'" in done.output


def test_a_change_that_cannot_be_made_is_a_finding(run: Run, examples: Path) -> None:
    accept(examples, "aantal_boeken 99")
    done = run("controleer")
    assert done.exit_code == 1
    assert "[wijziging-onbekend]" in done.output
