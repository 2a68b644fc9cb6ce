"""Typical slips in a rule file are refused on their own line, with words that help.

`slips.yaml` holds them, as edits on `slip_rules/`: a copy of real rules that stays as it is, so
that a change of policy leaves these tests alone. One slip gives one finding: what follows from it
is not told as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from engine.findings import Finding
from engine.loader import load_files, read_folder
from engine.model import Rulebook

RULES = Path(__file__).with_name("slip_rules")
SOUND = {name: raw.decode() for name, raw in read_folder(RULES).items()}
IJ, FV, FACTS = "ijsselland/billing.yaml", "billing.yaml", "facts.yaml"
UNSEEN = str.maketrans({"⇥": "\t", "␣": "\u00a0"})

Files = dict[str, str]


@dataclass(frozen=True)
class Slip:
    """An edit of one file, and the finding it must give."""

    slip: str
    file: str
    old: str
    new: str
    code: str = ""
    words: tuple[str, ...] = ()

    def edited(self, files: Files) -> str:
        """The file after the edit on its only place, with the mark still in it."""
        assert files[self.file].count(self.old) == 1
        return files[self.file].replace(self.old, self.new.translate(UNSEEN))

    def apply(self, files: Files) -> Files:
        """Make the edit."""
        return {**files, self.file: self.edited(files).replace("▶", "")}

    def line(self, files: Files) -> int:
        """The line that the mark stands on after the edit."""
        return line_at(self.edited(files), "▶")


def line_at(text: str, mark: str) -> int:
    """The line on which a mark stands for the first time."""
    return text[: text.index(mark)].count("\n") + 1


SLIPS = [
    Slip(**raw)
    for raw in yaml.safe_load(Path(__file__).with_name("slips.yaml").read_text(encoding="utf-8"))
]


def named(name: str) -> Slip:
    """The slip with this name."""
    return next(slip for slip in SLIPS if slip.slip == name)


def load(files: Files) -> tuple[Rulebook | None, list[Finding]]:
    """Read the files as the service does."""
    rulebook, findings = load_files({name: text.encode() for name, text in files.items()})
    return rulebook, list(findings)


def refused(files: Files) -> Finding:
    """The one finding for which the files are refused."""
    rulebook, findings = load(files)
    assert rulebook is None
    (finding,) = findings
    return finding


def test_the_rules_without_a_slip_are_accepted() -> None:
    rulebook, findings = load(SOUND)
    assert rulebook is not None
    assert findings == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.slip)
def test_a_slip_is_refused_on_its_own_line_with_words_that_help(slip: Slip) -> None:
    finding = refused(slip.apply(SOUND))
    assert (finding.file, finding.line) == (slip.file, slip.line(SOUND))
    assert finding.code == slip.code
    for word in slip.words:
        assert word in finding.text


def test_two_slips_in_two_files_both_come_out() -> None:
    one, two = named("a misspelt fact"), named("a decimal point in an amount")
    rulebook, findings = load(two.apply(one.apply(SOUND)))
    assert rulebook is None
    assert [(f.file, f.code) for f in findings] == [(one.file, one.code), (two.file, two.code)]


def test_two_slips_in_one_rule_both_come_out() -> None:
    edited = SOUND[IJ].replace("declarant_soort: jeugdhulpaanbieder", "declarant_soort: school")
    edited = edited.replace("    bron: [IJ-aa-04]\n", "", 1)
    rulebook, findings = load({**SOUND, IJ: edited})
    assert rulebook is None
    assert [f.code for f in findings] == ["bron-ontbreekt", "onbekende-keuze"]


def test_a_circle_of_derived_facts_is_refused_on_the_line_that_closes_it() -> None:
    old, new = "      vaste_deelnemer: ja\n    dan:", "      op_uitnodiging▶: ja\n    dan:"
    slip = Slip("a circle", FV, old, new)
    rulebook, findings = load(slip.apply(SOUND))
    assert rulebook is None
    assert {f.code for f in findings} == {"kringverwijzing"}
    assert (findings[0].file, findings[0].line) == (FV, slip.line(SOUND))
    assert "'op_uitnodiging'" in findings[0].text
    assert "Haal één van die verwijzingen weg" in findings[0].text


def test_rules_that_overlap_in_time_are_refused_on_the_line_of_their_first_day() -> None:
    later = SOUND[FV].replace("geldig_vanaf: 2021-01-01", "geldig_vanaf: 2022-01-01", 1)
    finding = refused({**SOUND, "billing-2022.yaml": later})
    assert (finding.file, finding.code) == ("billing-2022.yaml", "geldigheid-overlapt")
    assert finding.line == line_at(later, "geldig_vanaf")
    assert "op 2022-01-01 gelden ook de regels van billing.yaml" in finding.text


def test_a_file_in_windows_1252_is_refused_on_the_line_of_its_first_accent() -> None:
    files = {name: text.encode() for name, text in SOUND.items()}
    text = SOUND[IJ].replace("krijgt geen vergoeding\n", "krijgt één vergoeding\n", 1)
    rulebook, findings = load_files({**files, IJ: text.encode("cp1252")})
    (finding,) = findings
    assert rulebook is None
    assert (finding.file, finding.line) == (IJ, line_at(text, "één"))
    assert finding.code == "bestand-onleesbaar"
    assert "UTF-8" in finding.text


@pytest.mark.parametrize("content", ["", "\n\n", "# alleen commentaar\n"])
def test_an_empty_file_is_refused(content: str) -> None:
    finding = refused({**SOUND, IJ: content})
    assert (finding.file, finding.line, finding.code) == (IJ, 1, "leeg-bestand")
    assert "niets" in finding.text


def test_a_vocabulary_that_cannot_be_read_is_told_once_and_not_at_each_fact() -> None:
    finding = refused({**SOUND, FACTS: "\t" + SOUND[FACTS]})
    assert (finding.file, finding.line, finding.code) == (FACTS, 1, "tab")


@pytest.mark.parametrize(
    ("place", "copied"), [("billing-2022.yml", FV), ("ijsselland/facts.yaml", FACTS)]
)
def test_a_file_where_nobody_reads_it_is_not_passed_over(place: str, copied: str) -> None:
    finding = refused({**SOUND, place: SOUND[copied]})
    assert (finding.file, finding.line, finding.code) == (place, 1, "verkeerde-plaats")
